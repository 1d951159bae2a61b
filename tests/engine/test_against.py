"""`regrade --against OLD` as it is called: what it prints, writes, keeps, and its exit status."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from batch import CORPUS, ROOT

from autograder import batch, paperwork
from benchmarks import classes


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """An export of three, and the DIR that came of it."""
    pytest.importorskip("torch")
    folder = tmp_path_factory.mktemp("against")
    sources = [CORPUS / name for name in ("right-torch", "mistake-no-log", "right-torch")]
    export = classes.build(folder, sources)
    assert batch.run(export, folder / "out") == 0
    return export, folder / "out"


def marked(folder, name, score):
    """An earlier grading in which one check of one submission went another way."""
    path = folder / "results" / f"{name}.json"
    document = json.loads(path.read_text())
    for test in document["tests"]:
        if test["number"] == "4.2.4":
            test["score"], test["status"] = score, "passed" if score else "failed"
    document["score"] = sum(test.get("score", 0) for test in document["tests"])
    path.write_text(json.dumps(document))


@pytest.fixture
def old(graded, tmp_path):
    """The same, but for the first, which had failed 4.2.4, and the second, which had passed it."""
    folder = tmp_path / "old"
    shutil.copytree(graded[1], folder)
    marked(folder, "submission_900000001", 0)
    marked(folder, "submission_900000002", 3)
    return folder


def test_it_tells_in_three_places(graded, old, capsys):
    """In the terminal, in difference.csv, in report.html; nothing is graded again for it."""
    export, output = graded
    assert batch.run(export, output, against=old) == 0
    said = capsys.readouterr().out
    assert "3 of them kept" in said
    assert "1 gained, 1 lost, 1 as before" in said
    assert "failed 0/3 -> passed 3/3" in said
    assert said.endswith(f"{output / 'grades.csv'}\n{output / 'report.html'}\n")
    with (output / "difference.csv").open(newline="") as file:
        changes = [(r["Submission ID"], r["What"], r["Change"]) for r in csv.DictReader(file)]
    assert set(changes) == {("900000001", "gained", "3"), ("900000002", "lost", "-3")}
    page = (output / "report.html").read_text()
    assert "What changed since <bdi>old</bdi>" in page
    assert "failed 0/3 → passed 3/3" in page
    links = set(re.findall(r'href="(results/.*?)"', page))
    assert {output / link for link in links} == set((output / "results").iterdir())


def test_the_exit_status_is_for_scripts(graded, old):
    """3 where anything changed, 0 where not, and 2 stays a fault."""
    export, output = graded
    same = old.with_name("same")
    shutil.copytree(output, same)
    csv_alone = shutil.copy(output / "grades.csv", old.with_name("grades.csv"))
    assert batch.CHANGED == 3
    assert batch.run(export, output, against=old, fail_on_change=True) == 3
    for unchanged in (same, csv_alone):
        assert batch.run(export, output, against=unchanged, fail_on_change=True) == 0


def test_what_is_refused_costs_nothing(graded, old, capsys, tmp_path):
    """One sentence, before anything is graded or written."""
    export, output = graded
    cases = [
        ({"fail_on_change": True}, "--fail-on-change needs --against OLD"),
        ({"against": output}, "is what --output writes to: copy it"),
        ({"against": output / "grades.csv"}, "is what --output writes to: copy it"),
        ({"against": tmp_path}, "holds no earlier grades"),
        ({"against": export}, "holds no grades: Gradescope has not graded it yet"),
    ]
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*")}
    for named, sentence in cases:
        assert batch.run(export, output, **named) == 2
        said = capsys.readouterr().err
        assert sentence in said
        assert said.count("\n") == 1
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == before


def test_a_report_is_made_again_only_where_it_would_differ(graded, old):
    """Not for the same class; after a comparison, a new name, or a result that is another."""
    export, output = graded
    assert batch.run(export, output, against=old) == 0
    assert batch.run(export, output) == 0
    assert not (output / "difference.csv").exists()  # it was another run's
    assert "What changed" not in (output / "report.html").read_text()
    made = (output / "report.html").stat().st_mtime_ns
    assert batch.run(export, output) == 0
    assert (output / "report.html").stat().st_mtime_ns == made
    metadata = export / "submission_metadata.yml"
    text = metadata.read_text()
    metadata.write_text(text.replace("student", "pupil"))
    assert batch.run(export, output) == 0
    metadata.write_text(text)
    again = (output / "report.html").stat().st_mtime_ns
    assert again > made
    (output / "report.html").unlink()
    assert batch.run(export, output) == 0
    assert (output / "report.html").exists()


def test_a_fault_of_the_report_costs_no_grade(graded, monkeypatch, capsys):
    """grades.csv and run.json are written before it."""
    export, output = graded
    (output / "grades.csv").unlink()
    (output / "run.json").unlink()
    monkeypatch.setattr(paperwork, "write", lambda *_: {}["missing"])
    assert batch.run(export, output) == 2
    said = capsys.readouterr()
    assert "the grades are complete, but the report could not be made: KeyError" in said.err
    assert {"grades.csv", "run.json"} <= set(os.listdir(output))


def test_the_command(graded, old):
    """Its options by their names, and --help, which says what the status means."""
    export, output = graded
    command = [sys.executable, "-m", "autograder", "regrade"]
    options = [export, "--output", output, "--against", old, "--fail-on-change"]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (3, "")
    assert "1 gained, 1 lost" in done.stdout
    told = subprocess.run([*command, "--help"], cwd=ROOT, capture_output=True, text=True).stdout
    assert "exit status 3" in " ".join(told.replace("│", " ").split())


def test_the_readmes_command(graded, tmp_path):
    """An export against the grades in it, literally but for the places."""
    export = tmp_path / graded[0].name
    shutil.copytree(graded[0], export)
    metadata = export / "submission_metadata.yml"
    metadata.write_text(metadata.read_text().replace("score: 0.0", "score: 14.0"))
    readme = (ROOT / "README.md").read_text()
    (line,) = re.findall(r"^\$ \S+ -m autograder (regrade .*--against.*)$", readme, re.M)
    places = {"path/to/export.zip": str(export), "graded": str(tmp_path / "out")}
    command = [sys.executable, "-m", "autograder", *(places.get(w, w) for w in line.split())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "0 gained, 1 lost, 2 as before" in done.stdout


@pytest.mark.parametrize("stdout", ["/dev/full", None])
def test_what_cannot_be_printed_costs_nothing(graded, old, stdout, tmp_path):
    """A disk that is full behind stdout, a terminal that lacks letters: the exit status stays."""
    output = tmp_path / "Größe"
    shutil.copytree(graded[1], output)
    command = [sys.executable, "-m", "autograder", "regrade", graded[0], "--output", output]
    command += ["--against", old, "--fail-on-change"]
    with open(stdout or tmp_path / "said", "w") as file:
        done = subprocess.run(command, cwd=ROOT, stdout=file, stderr=subprocess.PIPE, text=True,
                              env={**os.environ, "PYTHONIOENCODING": "ascii"})  # fmt: skip
    assert (done.returncode, done.stderr) == (3, "")
    if not stdout:
        assert "1 gained, 1 lost" in (tmp_path / "said").read_text()
