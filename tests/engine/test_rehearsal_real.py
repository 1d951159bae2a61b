"""The zip that `autograder build` makes, rehearsed: right, empty, hostile, hanging; a bare root."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest
from bare import debootstrap
from batch import CORPUS, ROOT

from autograder import bundle
from autograder.errors import UsageError
from autograder.harness import Verdict
from autograder.rehearsal import bubblewrap, command, stage
from autograder.rehearsal.bubblewrap import Bubblewrap
from autograder.rehearsal.play import rehearse
from autograder.seen import page

SMALLEST = command.SIZES["0.5/0.75"]
MEGABYTES, SECONDS = 500, 15  # of a right submission in the smallest container


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """autograder.zip, as it would be uploaded."""
    try:
        bubblewrap.possible()
    except UsageError as error:
        pytest.skip(str(error))
    bundle.write(bundle.pack(ROOT), tmp_path_factory.mktemp("dist"))
    return next(tmp_path_factory.getbasetemp().glob("dist*/autograder.zip"))


@pytest.fixture
def played(archive, tmp_path):
    """Rehearse the zip: what came of each submission."""
    source = tmp_path / "scratch" / "image" / "source"
    source.mkdir(parents=True)
    stage.unpack(archive, source)
    wanting = stage.unmet(source)
    if wanting:
        pytest.skip(f"this environment is not the zip's: {', '.join(wanting)}")

    def play(*submissions, limit=600):
        box = Bubblewrap(scratch=tmp_path / "scratch")
        return list(rehearse(source, submissions, box, SMALLEST, limit, tmp_path / "scratch"))

    return play


def test_a_right_submission_fits_the_smallest_container(played):
    """All points, every layer of the box as on the platform, within the bounds."""
    [one] = played(CORPUS / "right-torch")
    assert (one.found.verdict, one.problems) == (Verdict.TAKEN, ())
    assert (page(one.found).score, page(one.found).most) == (14, 14)
    assert one.ran.processes_left == 0
    layers = one.found.results["extra_data"]["layers"]
    if os.geteuid() == 0:
        assert layers["uid"] == "on"
    assert one.found.results["extra_data"]["verdict"] == "isolated"
    if not one.ran.unenforced:
        assert one.ran.killed_for_memory == 0
        assert one.ran.peak_mb <= MEGABYTES
        assert one.seconds(SMALLEST) <= SECONDS


@pytest.mark.slow
def test_the_others_are_taken_as_well(played):
    """Empty, hostile, hanging: a grade each, no fault of ours, nothing left running."""
    wanted = {
        ROOT / "student_template": 0,
        CORPUS / "attack-86-floods": None,
        CORPUS / "import-prints-megabytes": None,
        CORPUS / "function-endless-loop": 12,
    }
    for (submission, score), one in zip(wanted.items(), played(*wanted)):
        assert (submission.name, one.found.verdict, one.problems) == (
            one.name, Verdict.TAKEN, ())  # fmt: skip
        assert one.ran.processes_left == 0
        assert len(one.found.stdout) <= 100_000
        if score is not None:
            assert page(one.found).score == score


@pytest.mark.slow
def test_the_platforms_time_limit_comes_second(played, tmp_path):
    """A submission that hangs everywhere ends below TIMEOUT_SECONDS, with what is known."""
    names = ("linear_reparameterization", "A_matrix", "stationary_point", "nce_optimal_energy")
    hangs = "".join(f"def {name}(*a):\n    while True: pass\n" for name in names)
    (tmp_path / "hangs").mkdir()
    (tmp_path / "hangs" / "submission.py").write_text(hangs)
    [one] = played(tmp_path / "hangs", limit=40)
    assert (one.found.verdict, one.problems) == (Verdict.TAKEN, ())
    assert one.ran.left.seconds < 40


@pytest.mark.slow
def test_setup_in_a_bare_root(archive, tmp_path, capfd):
    """A debootstrap root where nothing of ours was: setup.sh, then a grade, as the platform has it.

    The root is this machine's release; its registries' settings are handed in.
    """
    root = tmp_path / "root"
    try:
        debootstrap(root)
        right = CORPUS / "right-torch"
        smallest = {"size": "0.5/0.75", "limit": 600, "root": root}
        assert command.run(archive, [right], setup=True, **smallest) == 0
        assert command.run(archive, [right], **smallest) == 0  # the image is used again
        printed = capfd.readouterr().out
        assert printed.count("a student sees\n14 of 14") == 2
        assert not list((root / "tmp").iterdir())
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.mark.slow
def test_the_readmes_command(archive, tmp_path):
    """Run as it stands there, but for where the zip and the page lie."""
    readme = (ROOT / "README.md").read_text()
    line = re.search(r"\$ \.venv/bin/python -m autograder (rehearse .+)", readme)[1]
    page = tmp_path / "rehearsal.html"
    places = {"dist/autograder.zip": str(archive), "rehearsal.html": str(page)}
    arguments = [places.get(word, word) for word in shlex.split(line)]
    assert set(places.values()) < set(arguments)
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert [row.split()[:3] for row in done.stdout.splitlines()[-2:]] == [
        ["example", "taken", "14/14"],
        ["student_template", "taken", "0/14"],
    ]
    assert page.read_text().count("<article") == 2
