"""run_autograder in a copy of Gradescope's /autograder: a valid results.json, whatever happens."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ["autograder", "reference", "tests/public", "tests/hidden", "assignment.toml"]
RIGHT = ROOT / "tests" / "corpus" / "right-torch" / "submission.py"
OURS = "Something went wrong on our side"
# Three functions that never return, at ten seconds each; those before them are right.
ENDLESS = f"""{RIGHT.read_text()}

def A_matrix(alpha):
    while True:
        pass


nce_optimal_energy = contrastive_loss = lambda *arguments: A_matrix(0)
"""


class Place:
    """A folder laid out as /autograder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.submission = folder / "submission"
        self.submission.mkdir()
        for name in NEEDED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
            (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            copy(ROOT / name, folder / "source" / name)
        shutil.copy(ROOT / "run_autograder", folder)

    def start(self, **more):
        """The process, as Gradescope makes it: `more` goes into its environment."""
        environment = {"PATH": os.environ["PATH"], "AUTOGRADER_VENV": sys.prefix, **more}
        return subprocess.Popen(
            ["./run_autograder"],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, **more):
        """What it printed, on stdout and on stderr."""
        with self.start(**more) as process:
            return process.communicate(timeout=120)

    def results(self):
        """results.json, which must be there and valid, with a score."""
        found = json.loads((self.folder / "results" / "results.json").read_text())
        assert isinstance(found["score"], int | float)
        assert isinstance(found["output"], str)
        return found


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_script_is_sound(script):
    """bash can parse it, shellcheck finds nothing where it is installed, Unix line ends."""
    subprocess.run(["bash", "-n", ROOT / script], check=True)
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", ROOT / script], check=True)
    text = (ROOT / script).read_bytes()
    assert text.startswith(b"#!")
    assert b"\r" not in text


def test_right_submission(place):
    """A right submission gets all points, and nothing but results.json is left behind."""
    shutil.copy(RIGHT, place.submission)
    out, _ = place.run()
    assert out.rstrip().endswith("14/14")
    assert place.results()["score"] == 14
    assert [path.name for path in (place.folder / "results").iterdir()] == ["results.json"]


@pytest.mark.skipif(os.geteuid() != 0, reason="files have no other owner without root")
def test_answers_are_unreadable(place):
    """Other users can read neither the source, the results nor the metadata."""
    (place.folder / "submission_metadata.json").write_text("{}")
    place.run()
    for name in ["source", "results", "submission_metadata.json"]:
        assert (place.folder / name).stat().st_mode & 0o077 == 0


def test_environment_does_not_matter(place):
    """Neither Python's nor pytest's variables reach the grader."""
    shutil.copy(RIGHT, place.submission)
    (place.submission / "json.py").write_text("raise SystemExit('taken over')\n")
    place.run(
        PYTHONPATH=str(place.submission),
        PYTHONSTARTUP=str(place.submission / "json.py"),
        PYTHONHOME="/nowhere",
        PYTEST_ADDOPTS="--no-such-option",
        PYTEST_PLUGINS="no_such_plugin",
    )
    assert place.results()["score"] == 14


def test_nothing_handed_in(place):
    """An empty submission gets 0 and a sentence that says what is missing."""
    place.run()
    found = place.results()
    assert found["score"] == 0
    assert "No submission.py was handed in" in found["output"]


def test_no_submission_folder(place):
    """Where Gradescope made no folder, the student is not blamed."""
    place.submission.rmdir()
    _, err = place.run()
    assert place.results()["output"].startswith(OURS)
    assert "submission is not there" in err


def test_no_python(place):
    """Where setup.sh did not run, the student is not blamed, and stderr says why."""
    _, err = place.run(AUTOGRADER_VENV="/nonexistent")
    assert place.results()["output"].startswith(OURS)
    assert "no Python in /nonexistent" in err


def test_broken_engine(place):
    """Where the grader cannot even be imported, the student is not blamed."""
    (place.folder / "source" / "autograder" / "cli.py").write_text("import nothing_of_that_name")
    place.run()
    assert place.results()["output"].startswith(OURS)


def test_grader_is_killed(place):
    """After SIGKILL in the middle, the student is not blamed, and no process is left."""
    (place.submission / "submission.py").write_text(ENDLESS)
    mark = uuid.uuid4().hex
    (place.submission / mark).touch()
    with place.start() as process:
        _wait(lambda: (place.folder / "results" / "results.json").exists())
        _wait(lambda: len(_below(process.pid)) > 1)  # the fork server, and a worker
        left = _below(process.pid)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=20)
    _wait(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))
    _remove_copies(mark)  # whoever is killed cannot; on Gradescope the container goes
    found = place.results()
    assert found["score"] == 0
    assert found["output"].startswith(OURS)


def test_ends_before_the_platform_does(place):
    """What is known is written before Gradescope's time limit, where a score of 0 replaces it."""
    (place.submission / "submission.py").write_text(ENDLESS)
    start = time.monotonic()
    place.run(TIMEOUT_SECONDS="20")
    assert time.monotonic() - start < 20
    found = place.results()
    assert found["score"] >= 2  # question 2.5a comes first
    assert len(found["tests"]) > 10


def _below(pid: int) -> list[int]:
    """Every process that descends from `pid`."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in children] + [p for c in children for p in _below(int(c))]


def _remove_copies(mark):
    for folder in Path(tempfile.gettempdir()).glob("autograder-*"):
        if any(mark in names for _, _, names in os.walk(folder)):
            shutil.rmtree(folder)


def _wait(condition):
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)
