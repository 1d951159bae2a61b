"""A class graded: nothing lost, nothing twice, whatever stops it, however many grade it."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from batch import CORPUS, ROOT

from autograder import batch
from benchmarks import classes

RIGHT, WRONG = CORPUS / "right-torch", CORPUS / "mistake-no-log"
MESSY = [CORPUS / name for name in ("file-nothing", "function-exits", "import-raises-at-the-top")]
HOSTILE = [CORPUS / name for name in ("attack-36-writes-the-results", "attack-54-kills-the-grader",
                                      "cheat-exits-well")]  # fmt: skip


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """An export of right, wrong, messy and hostile submissions."""
    pytest.importorskip("torch")
    sources = [RIGHT, WRONG, *MESSY, *HOSTILE, RIGHT, WRONG]
    return classes.build(tmp_path_factory.mktemp("mixed"), sources)


@pytest.fixture(scope="module")
def graded(mixed, tmp_path_factory):
    """DIR of that class, graded once."""
    output = tmp_path_factory.mktemp("graded") / "out"
    assert batch.run(mixed, output) == 0
    return output


def results(output: Path) -> dict[str, dict]:
    """Every results.json without what depends on the clock."""
    found = {}
    for path in sorted((output / "results").iterdir()):
        found[path.name] = json.loads(path.read_text())
        assert found[path.name].pop("execution_time") >= 0
    return found


def sheet(output: Path) -> list[dict[str, str]]:
    with (output / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_submission_has_its_row_and_its_result(graded):
    """Right ones 14, wrong ones less, hostile ones what they earn; none is missing."""
    scores = [document["score"] for document in results(graded).values()]
    assert len(scores) == 10
    assert scores[0] == scores[8] == 14.0
    assert scores[1] == scores[9] < 14.0
    assert scores[2] == 0.0
    rows = sheet(graded)
    assert {row["Submission ID"] for row in rows} == {f"{900_000_001 + i}" for i in range(10)}
    assert {row["Status"] for row in rows} == {"Graded"}
    assert rows[0]["SID"].startswith("000")


def test_a_second_run_keeps_every_result(graded, mixed, capsys):
    """Not one is graded again, and the files are the same."""
    before = {path: path.stat().st_mtime_ns for path in (graded / "results").iterdir()}
    sheet_before = (graded / "grades.csv").read_bytes()
    assert batch.run(mixed, graded) == 0
    assert "10 of them kept" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in (graded / "results").iterdir()} == before
    assert (graded / "grades.csv").read_bytes() == sheet_before


def test_results_do_not_depend_on_jobs_or_order(graded, mixed, tmp_path):
    """One job, from a zip, with the others in another order: byte by byte the same."""
    shutil.make_archive(str(tmp_path / "export"), "zip", mixed.parent, mixed.name)
    assert batch.run(tmp_path / "export.zip", tmp_path / "out", jobs=1) == 0
    assert results(tmp_path / "out") == results(graded)
    assert (tmp_path / "out" / "grades.csv").read_bytes() == (graded / "grades.csv").read_bytes()


def empty(path):
    path.write_bytes(b"")


def torn(path):
    path.write_bytes(path.read_bytes()[:-100])


def zeros(path):
    path.write_bytes(bytes(path.stat().st_size))


def test_what_a_loss_of_power_tore_is_done_again(graded, mixed, tmp_path, capsys):
    """A result that is torn, empty, zeros or gone, and a journal that ends in half a line."""
    output = tmp_path / "out"
    shutil.copytree(graded, output)
    for number, damage in enumerate((empty, torn, zeros, Path.unlink), 1):
        damage(output / "results" / f"submission_90000000{number}.json")
    torn(output / "journal.jsonl")
    zeros(output / "grades.csv")
    empty(output / "run.json")
    (output / "results" / ".part-submission_900000002.json").write_text("{")
    assert batch.run(mixed, output) == 0
    assert "5 of them kept" in capsys.readouterr().out
    assert results(output) == results(graded)
    assert (output / "grades.csv").read_bytes() == (graded / "grades.csv").read_bytes()


def test_the_command_says_what_it_did(mixed, tmp_path):
    """Exit 0; quiet where it is no terminal; a log."""
    command = [sys.executable, "-m", "autograder", "regrade", mixed, "--output", tmp_path / "o"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith("10 submissions: 2 right, 8 failed, 0 errored; ")
    assert len((tmp_path / "o" / "regrade.log").read_text().splitlines()) == 10
