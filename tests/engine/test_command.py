"""`python -m autograder grade` as a person runs it: status, table, results.json."""

import json
import os
import shutil
import subprocess
import sys
import time

import pytest
from batch import CORPUS, ROOT


def command(*arguments, cwd=ROOT, **environment):
    return subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        timeout=120,
    )


def test_a_right_submission(tmp_path):
    """14/14 is the last line in a pipe too, results.json lies where it was asked for."""
    output = tmp_path / "new" / "results.json"
    done = command("grade", CORPUS / "right-torch", "--output", output)
    assert (done.returncode, done.stderr) == (0, "")
    *_, where, total = done.stdout.splitlines()
    assert (where, total) == (str(output), "14/14")
    found = json.loads(output.read_text())
    assert found["score"] == 14
    assert sum(test.get("max_score", 0) for test in found["tests"]) == 14
    assert {test["status"] for test in found["tests"]} == {"passed"}


def test_a_wrong_submission_exits_0_too(tmp_path):
    """A low score is a grade; the table shows what came, and each text once."""
    done = command("grade", ROOT / "student_template", "--output", tmp_path / "r.json")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "0/14"
    assert done.stdout.count("  to do     not written yet") == 5


def test_one_file_of_any_name(tmp_path):
    """Whoever names a .py file means it."""
    mine = tmp_path / "hw3 (final).py"
    mine.write_text((CORPUS / "right-torch" / "submission.py").read_text())
    done = command("grade", mine, "--output", tmp_path / "r.json")
    assert done.stdout.splitlines()[-1] == "14/14"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "nowhere is not there: name a folder, a zip or a .py file"),
        ([CORPUS / "right-torch", "--output", "/proc/no/results.json"], "/proc/no/results.json"),
    ],
)
def test_the_callers_mistake(tmp_path, arguments, sentence):
    """Exit status 2 and one sentence."""
    done = command("grade", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_fault_of_ours_is_worded_as_ours(tmp_path, copied):
    """A wrong manifest: exit status 2, a notice for the student, one sentence for the TA."""
    manifest = copied / "assignment.toml"
    manifest.write_text(manifest.read_text().replace("points = 5", "points = 6"))
    done = command(
        "grade",
        CORPUS / "right-torch",
        "--output",
        tmp_path / "r.json",
        cwd=copied,
        PYTHONPATH=str(copied),
    )
    assert done.returncode == 2
    assert "`question 4.2`: weights should add up to points = 6, not 5" in done.stderr
    found = json.loads((tmp_path / "r.json").read_text())
    assert found["score"] == 0
    assert "on our side" in found["output"]


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("tests/hidden/test_gan.py", "@weight(2)", "@weight(1)", "grader 3.1.4 is worth 1"),
        ("tests/hidden/test_gan.py", "import reference", "import referense", "cannot be collected"),
        ("tests/hidden/test_gan.py", "student, tolerance", "studend, tolerance", "studend"),
        ("reference/gan.py", "def A_matrix", "def A_matrx", "A_matrix"),
    ],
)
def test_graders_that_are_wrong_grade_nobody(tmp_path, copied, file, old, new, sentence):
    """Every point stays listed, none is given for what could not be judged, staff read why."""
    path = copied / file
    path.write_text(path.read_text().replace(old, new))
    done = command(
        "grade",
        CORPUS / "right-torch",
        "--output",
        tmp_path / "r.json",
        cwd=copied,
        PYTHONPATH=str(copied),
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    found = json.loads((tmp_path / "r.json").read_text())
    assert sum(test.get("max_score", 0) for test in found["tests"]) == 14
    judged = {t["number"] for t in found["tests"] if t.get("score")}
    assert "3.1.4" not in judged
    assert "not your fault" in "".join(test["output"] for test in found["tests"])


@pytest.fixture
def copied(tmp_path):
    """A copy of the project that a test may break."""
    place = tmp_path / "project"
    for name in ("autograder", "reference", "tests/public", "tests/hidden"):
        shutil.copytree(ROOT / name, place / name)
    shutil.copy(ROOT / "assignment.toml", place)
    return place


def test_the_platforms_deadline(tmp_path):
    """Below TIMEOUT_SECONDS there is a grade of what is known: the platform would write a 0."""
    output, start = tmp_path / "r.json", time.monotonic()
    entry = CORPUS / "function-endless-loop"
    done = command("grade", entry, "--output", output, TIMEOUT_SECONDS="12")
    assert time.monotonic() - start < 11
    assert done.returncode == 0
    assert json.loads(output.read_text())["score"] > 0


def test_the_environment_does_not_matter(tmp_path):
    """Nothing that a shell has set changes how graders are collected."""
    done = command(
        "grade", CORPUS / "right-torch", "--output", tmp_path / "r.json",
        PYTEST_ADDOPTS="--collect-only", PYTEST_PLUGINS="nowhere", OMP_NUM_THREADS="7",
        PYTHONWARNINGS="error",
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["14/14"]), done.stderr


def test_metadata_is_read_where_it_is(tmp_path):
    """submission_metadata.json tells which submission it was; garbage in it is no matter."""
    metadata = tmp_path / "submission_metadata.json"
    for text, wanted in (('{"id": 7, "created_at": "2026-04-18"}', {"id": "7"}), ("[", {})):
        metadata.write_text(text)
        output = tmp_path / "r.json"
        done = command("grade", CORPUS / "right-torch", "--output", output, "--metadata", metadata)
        assert done.returncode == 0
        found = json.loads(output.read_text())["extra_data"]["submission"]
        assert wanted.items() <= found.items()


def test_the_grader_never_imports_torch(tmp_path):
    """Nor sympy, nor a submission: torch is the worker's, and costs a second and 200 MB."""
    script = (
        "import sys; from autograder import cli; from autograder.box.server import ForkServer\n"
        "from pathlib import Path\n"
        "with ForkServer(['numpy', 'torch']) as server:\n"
        f"    cli.grade(server, Path({str(CORPUS / 'right-torch')!r}),"
        f" Path({str(tmp_path / 'r.json')!r}), None, float('inf'))\n"
        "bad = {'torch', 'sympy', 'submission'} & set(sys.modules)\n"
        "sys.exit(','.join(bad) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True, text=True, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "14/14"
