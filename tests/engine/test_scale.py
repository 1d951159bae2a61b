"""Ten thousand submissions: the one process that reads, hands out and writes stays small.

Nobody is graded here: what an examiner would answer is handed back at once, so that what is
measured is the parent alone, with every file that it writes.
"""

import json
import subprocess
import sys

import pytest

from autograder.box.server import ROOT

SCRIPT = """
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from autograder import batch, executors
from autograder.parcel import Reply
from benchmarks import classes

place, count, document = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]).read_bytes()

@contextmanager
def local(terms, jobs):
    with ThreadPoolExecutor(2) as pool:
        yield executors.Workforce(pool, lambda parcel: Reply(document=document), lambda: 4)

executors.local = local
export = classes.build(place, [Path("tests/corpus/mistake-two-at-once")] * count)
raise SystemExit(batch.run(export, place / "out"))
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """A results.json, of a submission that lost points."""
    place = tmp_path_factory.mktemp("document") / "results.json"
    subprocess.run(
        [sys.executable, "-m", "autograder", "grade", "tests/corpus/mistake-two-at-once",
         "--output", str(place)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return place


def peak(place, count, document):
    """The parent's MB for a class of `count`, every row of which is there."""
    place.mkdir()
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(place), str(count), str(document)],
        cwd=ROOT, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    out = place / "out"
    assert len(list((out / "results").iterdir())) == count
    assert len((out / "grades.csv").read_text().splitlines()) > count
    assert (out / "report.html").stat().st_size < 10 << 20
    record = json.loads((out / "run.json").read_text())
    assert record["verdicts"] == {"failed": count}
    return record["parent_peak_mb"]


@pytest.mark.parametrize(
    ("larger", "most"), [(500, 1.1), pytest.param(10_000, 1.5, marks=pytest.mark.slow)]
)
def test_the_parent_stays_small(tmp_path, document, larger, most):
    """What grows is who handed in, a few hundred bytes each: no result is held."""
    small = peak(tmp_path / "small", 200, document)
    assert peak(tmp_path / "large", larger, document) <= most * small
