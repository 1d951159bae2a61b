"""doctor: what works here, why the rest does not, and what the manifest may demand."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from batch import CORPUS, ROOT, grade_all

from autograder.box.jail import Layer
from autograder.box.server import ForkServer
from autograder.doctor import Report, examine, remedy
from autograder.errors import BoxError

NAMES = [
    *("session", "environment", "rlimits", "uid", "parent", "no_new_privs", "landlock", "seccomp"),
    "canaries",
]


def doctor(*arguments, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-m", "autograder", "doctor", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(cwd)},
        timeout=60,
    )


def test_the_report_is_a_workers_own():
    """Every layer, in the order in which it is put on."""
    with ForkServer(["numpy"]) as server:
        report = examine(server, 256)
    assert [layer.name for layer in report.layers] == NAMES
    assert all(layer.active or layer.reason for layer in report.layers)


def test_the_command_shows_it_in_two_forms():
    """A table that ends in the verdict; JSON for programs; status 0."""
    table, data = doctor(), doctor("--json")
    assert (table.returncode, data.returncode) == (0, 0)
    found = json.loads(data.stdout)
    assert table.stdout.splitlines()[-1] == found["verdict"]
    assert [layer["name"] for layer in found["layers"]] == NAMES
    assert found["missing"] == []


def test_a_layer_that_the_manifest_requires(tmp_path):
    """Is demanded: the doctor exits 2 and names it where it is missing."""
    for name in ("autograder", "reference", "tests/public", "tests/hidden"):
        shutil.copytree(ROOT / name, tmp_path / name)
    text = (ROOT / "assignment.toml").read_text()
    (tmp_path / "assignment.toml").write_text(f'require = ["nowhere"]\n{text}')
    done = doctor(cwd=tmp_path)
    assert done.returncode == 2
    assert "assignment.toml requires nowhere" in done.stderr


def test_nothing_is_graded_without_it(quick):
    """A fault of ours, in a sentence that says which layer and why it is off."""
    demanding = quick.model_copy(update={"require": ("nowhere",)})
    right = CORPUS / "right-torch"
    grade = grade_all([right], demanding)[right]
    assert grade.ours
    assert grade.score == 0
    assert grade.fault == (
        "assignment.toml requires the layer nowhere, which is off: there is no layer of that name"
    )


def report(**off):
    layers = [Layer(name, name not in off, off.get(name, "")) for name in NAMES]
    return Report(layers=tuple(layers))


def test_the_verdict_follows_the_canaries():
    """Isolated where none got through, whatever layers that took."""
    assert report(uid="not root").verdict == "isolated"
    open_ = report(landlock="none", uid="not root", canaries="within reach: a file of the grader")
    assert open_.verdict == "not isolated: within reach: a file of the grader"
    assert not open_.isolated
    assert Report(layers=()).verdict == "not isolated: no worker"


def test_a_class_is_refused_where_files_are_within_reach():
    """Unless told so; with every canary caught it is not."""
    open_ = report(landlock="none", uid="not root", canaries="within reach: a file of the grader")
    with pytest.raises(BoxError, match=r"a class is not graded here \(not isolated"):
        open_.demand_for_a_class()
    open_.demand_for_a_class(unsafe=True)
    report(uid="not root").demand_for_a_class()


def test_what_is_missing_and_what_would_change_it():
    """The first required layer that is off, with its reason; a remedy for each that may be."""
    found = report(uid="not root", seccomp="libseccomp is not installed")
    assert found.missing(["seccomp", "landlock", "uid"]) == ["seccomp", "uid"]
    with pytest.raises(BoxError, match="requires the layer uid, which is off: not root"):
        found.demand(["landlock", "uid"])
    found.demand(["landlock"])
    for layer in found.layers:
        assert bool(remedy(layer)) is not layer.active
