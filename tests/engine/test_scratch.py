"""A dead run's temporary folder goes with the next run; a living one's never."""

import os
import signal
import subprocess
import sys
import tempfile

import pytest
from batch import ROOT

from autograder.scratch import LOCK, PREFIX, scratch

HOLDS = """
import sys
from autograder.scratch import scratch
with scratch() as folder:
    (folder / "submission.py").write_text("x")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """TMPDIR, for us and for those that we start."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def holder() -> subprocess.Popen:
    process = subprocess.Popen([sys.executable, "-c", HOLDS], cwd=ROOT, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert process.stdout.readline().startswith(os.environ["TMPDIR"])
    return process


def test_it_is_gone_at_the_end(temporary):
    """And is nobody else's until then."""
    with scratch() as folder:
        assert list(folder.iterdir()) == []
        assert folder.parent.stat().st_mode & 0o077 == 0
    assert list(temporary.iterdir()) == []


def test_what_a_dead_run_left_is_removed_and_what_a_living_one_has_is_not(temporary):
    """Killed by SIGKILL, the one; waiting, the other; and what only has such a name."""
    living, dead = holder(), holder()
    dead.send_signal(signal.SIGKILL)
    dead.communicate()
    (temporary / f"{PREFIX}somebody").mkdir()
    (temporary / f"{PREFIX}link").symlink_to(temporary / f"{PREFIX}somebody")
    assert len(list(temporary.iterdir())) == 4
    with scratch() as mine:
        names = {path.name for path in temporary.iterdir()}
        assert len(names) == 4
        assert {mine.parent.name, f"{PREFIX}somebody", f"{PREFIX}link"} < names
    (theirs,) = temporary.glob(f"{PREFIX}*/files/submission.py")
    living.communicate("")
    assert not theirs.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_another_users_folder_is_not_looked_into(temporary):
    """Its lock would be theirs to hold, and its files theirs to remove."""
    theirs = temporary / f"{PREFIX}theirs"
    theirs.mkdir()
    (theirs / LOCK).touch()
    os.chown(theirs, 65534, 65534)
    with scratch():
        assert theirs.exists()
