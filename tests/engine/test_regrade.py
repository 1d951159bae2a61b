"""A class graded: nothing lost, nothing twice, whatever stops it, however many grade it."""

import csv
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from batch import CORPUS, ROOT, untimed

from autograder import batch, desk, export, ledger, regrade
from autograder.errors import GraderError
from benchmarks import classes

RIGHT, WRONG = CORPUS / "right-torch", CORPUS / "mistake-no-log"
MESSY = [CORPUS / name for name in ("file-nothing", "function-exits", "file-syntax-error")]
HOSTILE = [CORPUS / name for name in ("attack-36-writes-the-results", "attack-54-kills-the-grader",
                                      "cheat-exits-well")]  # fmt: skip

# What they answer is chance, a race with threads, timers or replies of their own; a grade is not.
UNSTEADY = {"attack-11-changes-afterwards", "attack-54-signals-for-later",
            "attack-80-replies-in-advance"}  # fmt: skip


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """An export of right, wrong, messy and hostile submissions."""
    pytest.importorskip("torch")
    sources = [RIGHT, WRONG, *MESSY, *HOSTILE, RIGHT, WRONG]
    return classes.build(tmp_path_factory.mktemp("mixed"), sources)


@pytest.fixture(scope="module")
def graded(mixed, tmp_path_factory):
    """DIR of that class, graded once, by the command: exit 0, quiet where it is no terminal."""
    output = tmp_path_factory.mktemp("graded") / "out"
    process = started(mixed, output)
    out, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (0, "")
    assert out.startswith("10 submissions: 2 right, 8 failed, 0 errored; ")
    assert str(output / "grades.csv") in out.splitlines()
    assert len((output / "regrade.log").read_text().splitlines()) == 10
    return output


def started(mixed: Path, output: Path, *more: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "autograder", "regrade", mixed, "--output", output, *more]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def results(output: Path) -> dict[str, dict]:
    return untimed(output / "results")


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


def test_grades_are_written_again_only_where_something_changed(graded, mixed, tmp_path):
    """Not for nothing; a hand's edit is undone, and a name that was mended is there."""
    output, there = tmp_path / "out", tmp_path / mixed.name
    shutil.copytree(graded, output)
    shutil.copytree(mixed, there)
    sheet_of = output / "grades.csv"
    wanted, then = sheet_of.read_bytes(), sheet_of.stat().st_ino
    assert batch.run(there, output) == 0
    assert (sheet_of.read_bytes(), sheet_of.stat().st_ino) == (wanted, then)
    sheet_of.write_bytes(wanted.replace(b"Graded", b"Edited"))
    assert batch.run(there, output) == 0
    assert sheet_of.read_bytes() == wanted
    (output / "run.json").write_text('{"grades": ')
    sheet_of.unlink()
    assert batch.run(there, output) == 0
    assert sheet_of.read_bytes() == wanted
    metadata = there / "submission_metadata.yml"
    name = re.search(r":email: (\S+)", metadata.read_text())[1]
    metadata.write_text(metadata.read_text().replace(name, "ada@example.edu"))
    assert batch.run(there, output) == 0
    assert b"ada@example.edu" in sheet_of.read_bytes()


def test_results_do_not_depend_on_jobs_or_order(graded, mixed, tmp_path):
    """The README's command, literally, on the zip, with one job: byte by byte the same."""
    shutil.make_archive(str(tmp_path / "export"), "zip", mixed.parent, mixed.name)
    readme = (ROOT / "README.md").read_text()
    python, *words = re.search(r"^\$ (\S+ -m autograder regrade .*)$", readme, re.M)[1].split()
    places = {"path/to/export.zip": tmp_path / "export.zip", "graded": tmp_path / "out"}
    assert (python, places.keys() <= set(words)) == (".venv/bin/python", True)
    command = [sys.executable, *(str(places.get(word, word)) for word in words), "--jobs", "1"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
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


# Stopped, killed, broken.


def wait_for(count: int, output: Path, process: subprocess.Popen, seconds: float = 60.0) -> None:
    """Until so many results are there."""
    until = time.monotonic() + seconds
    while len(list(output.glob("results/s*.json"))) < count and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.005)


def killed(mixed: Path, output: Path, wanted: dict, moments: int, seed: int) -> int:
    """Kill a run at `moments` random moments, each time begun again; then let it end."""
    chance, kept = random.Random(seed), 0
    for _ in range(moments):
        process = started(mixed, output, "--jobs", "1")
        if chance.random() < 0.3:  # as it starts
            time.sleep(chance.random() * 2)
        else:
            there = len(list(output.glob("results/s*.json")))
            wait_for(min(there + 1, len(wanted)), output, process)
            time.sleep(chance.random() * 0.1)
        how = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT])
        process.send_signal(how)
        _, said = process.communicate(timeout=60)
        if how == signal.SIGINT and said:
            assert "the same command goes on from there" in said.splitlines()[0]
            assert process.returncode in (130, 1)
    before = {path: path.stat().st_mtime_ns for path in output.glob("results/s*.json")}
    process = started(mixed, output)
    assert process.communicate(timeout=600)[1] == ""
    assert process.returncode == 0
    kept = sum(path.stat().st_mtime_ns == time_then for path, time_then in before.items())
    assert kept >= len(before) - 1  # one may be there whose line in the journal is not
    assert results(output) == wanted
    assert sorted(p.name for p in output.iterdir()) == [
        "grades.csv", "journal.jsonl", "regrade.log", "report.html", "results", "run.json",
    ]  # fmt: skip
    return len(before)


def test_killed_and_begun_again_it_gives_the_same_files(graded, mixed, tmp_path):
    """Killed three times by SIGKILL; what was finished is kept, the rest is done."""
    there = killed(mixed, tmp_path / "out", results(graded), 3, seed=1)
    assert there > 0
    assert (tmp_path / "out" / "grades.csv").read_bytes() == (graded / "grades.csv").read_bytes()


@pytest.mark.alone
@pytest.mark.slow
def test_two_thousand_killed_twenty_times(tmp_path):
    """An export of 2,000 mixed submissions: not one missing row, and the same files."""
    sources = classes.chosen(2200, ["right", "wrong", "messy", "hostile"])
    steady = [source for source in sources if source.name not in UNSTEADY]
    mixed = classes.build(tmp_path, steady[:2000])
    assert batch.run(mixed, tmp_path / "whole") == 0
    wanted = results(tmp_path / "whole")
    assert len(wanted) == 2000
    assert {row["Status"] for row in sheet(tmp_path / "whole")} == {"Graded"}
    killed(mixed, tmp_path / "out", wanted, 20, seed=2)
    whole = (tmp_path / "whole" / "grades.csv").read_bytes()
    assert (tmp_path / "out" / "grades.csv").read_bytes() == whole


def test_a_dead_examiner_costs_nothing_and_a_fault_one_row(graded, mixed, tmp_path, monkeypatch):
    """Killed once, its submission is done again; twice, that row is errored and says so."""
    once = desk.Desk.grade
    victims = {"submission_900000002": 1, "submission_900000005": 2}
    entries = [entry for entry in export.read(mixed).entries if entry.id in victims]
    marked = {regrade._packed(entry, tmp_path): victims[entry.id] for entry in entries}
    assert len(marked) == 2

    def grade(self, parcel):
        if marked.get(parcel, 0) > 0:
            marked[parcel] -= 1
            self.ready()
            self.process.kill()
        return once(self, parcel)

    monkeypatch.setattr(desk.Desk, "grade", grade)
    output = tmp_path / "out"
    assert batch.run(mixed, output, jobs=1) == 0
    found, wanted = results(output), results(graded)
    fault = found["submission_900000005.json"]["extra_data"]["fault"]
    assert "a grader process ended" in fault
    assert {name for name in wanted if found[name] != wanted[name]} == {"submission_900000005.json"}
    rows = {row["Submission ID"]: row for row in sheet(output)}
    assert rows["900000005"]["Status"] == "Ungraded"
    assert rows["900000005"]["Total Score"] == ""
    assert "a grader process ended" in rows["900000005"]["Fault"]
    run = json.loads((output / "run.json").read_text())
    assert list(run["failures"]) == ["submission_900000005"]
    monkeypatch.undo()
    before = {path: path.stat().st_mtime_ns for path in (output / "results").iterdir()}
    assert batch.run(mixed, output) == 0  # not again by itself
    assert results(output) == found
    assert batch.run(mixed, output, only_errored=True) == 0
    assert results(output) == wanted
    again = [p.name for p, then in before.items() if p.stat().st_mtime_ns != then]
    assert again == ["submission_900000005.json"]


@pytest.mark.slow
def test_an_examiner_that_hangs_is_ended(mixed, tmp_path, monkeypatch):
    """Stopped from outside, it does not answer: its row says so, after our own deadline."""
    monkeypatch.setattr(desk, "SLACK_SECONDS", -74.0)
    source = tmp_path / "class"
    shutil.copytree(RIGHT, source / "ada", ignore=shutil.ignore_patterns("expect.toml"))
    once = desk.Desk.grade

    def grade(self, parcel):
        self.ready()
        os.kill(self.process.pid, signal.SIGSTOP)
        return once(self, parcel)

    monkeypatch.setattr(desk.Desk, "grade", grade)
    monkeypatch.setattr(desk, "END_SECONDS", 0.5)
    assert batch.run(source, tmp_path / "out", jobs=1) == 0
    (document,) = results(tmp_path / "out").values()
    assert "did not answer in time" in document["extra_data"]["fault"]


# The caller's faults.


def said(capsys, *arguments, **more) -> str:
    assert batch.run(*arguments, **more) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    return captured.err


def test_each_fault_of_the_caller_is_one_sentence(graded, mixed, tmp_path, capsys):
    """Not there, another export's DIR, somebody else's folder, a file, a second run at once."""
    assert "gone cannot be read" in said(capsys, tmp_path / "gone", tmp_path / "out")
    other = classes.build(tmp_path / "other", [RIGHT])
    other = other.rename(tmp_path / "assignment_2_export")
    assert "the results of another export" in said(capsys, other, graded)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.tex").write_text("x")
    assert "'thesis.tex', which is not of a regrade" in said(capsys, mixed, tmp_path / "home")
    (tmp_path / "file").write_text("x")
    assert "file is a file: --output names a folder" in said(capsys, mixed, tmp_path / "file")
    with ledger.Ledger(graded, "assignment_1_export"):
        assert "another regrade is running" in said(capsys, mixed, graded)


def test_what_others_leave_in_dir_is_left_alone(graded, mixed, tmp_path, capsys):
    """A spreadsheet's lock, notes of a file manager, a copy of the grades."""
    shutil.copytree(graded, tmp_path / "out")
    for name in (".DS_Store", ".~lock.grades.csv#", "grades copy.csv"):
        (tmp_path / "out" / name).write_text("x")
    assert batch.run(mixed, tmp_path / "out") == 0
    assert "10 of them kept" in capsys.readouterr().out
    assert (tmp_path / "out" / "grades copy.csv").read_text() == "x"
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / ".DS_Store").write_text("x")
    ledger.Ledger(tmp_path / "new", "assignment_1_export").__exit__()


def test_a_disk_that_is_full_is_one_sentence(graded, mixed, tmp_path, capsys):
    """When the log cannot be written; what was finished is kept."""
    output = tmp_path / "out"
    shutil.copytree(graded, output)
    (output / "regrade.log").unlink()
    (output / "regrade.log").symlink_to("/dev/full")
    (output / "results" / "submission_900000003.json").unlink()
    assert "regrade.log cannot be written: No space left" in said(capsys, mixed, output)
    (output / "regrade.log").unlink()
    (output / "regrade.log").mkdir()
    assert "regrade.log cannot be written: Is a directory" in said(capsys, mixed, output)
    (output / "regrade.log").rmdir()
    assert batch.run(mixed, output) == 0
    assert "10 of them kept" in capsys.readouterr().out


def test_run_json_names_the_layers_whoever_comes_first(graded, tmp_path):
    """Though nothing was handed in by the first of the class, and the second was not there."""
    told = json.loads((graded / "run.json").read_text())
    assert told["layers"]
    assert told["verdict"]
    source = tmp_path / "class"
    (source / "a").mkdir(parents=True)
    (source / "b").symlink_to("/etc")
    shutil.copytree(RIGHT, source / "c")
    assert batch.run(source, tmp_path / "out", jobs=1) == 0
    again = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (again["layers"], again["verdict"]) == (told["layers"], told["verdict"])
    assert list(again["failures"]) == ["b"]


def test_a_class_is_refused_where_nothing_isolates(monkeypatch):
    """Unless told otherwise; and without Landlock, where others can read the export."""
    layers = {"uid": True, "landlock": True, "canaries": True}

    def ready(off: str, **terms: bool) -> None:
        told = [{"name": n, "active": n != off, "reason": "why"} for n in layers]
        hello = json.dumps({"layers": told, "verdict": "", "engine": "e"}).encode()
        one = desk.Desk.__new__(desk.Desk)
        one.terms = desk.Terms(engine="e", seconds=1, **terms)
        one.hello = {}
        monkeypatch.setattr(one, "_receive", lambda until: hello)
        one.ready()

    ready("")
    ready("", secluded=False)
    ready("landlock")
    with pytest.raises(GraderError, match="a class is not graded here"):
        ready("canaries")
    with pytest.raises(GraderError, match="without Landlock"):
        ready("landlock", secluded=False)
    ready("canaries", unsafe=True)
    ready("landlock", secluded=False, unsafe=True)
