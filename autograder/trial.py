"""Grades with what is about to be packed, so that no archive is written that does not grade.

The archives are unpacked into a folder of their own and run from there, in processes of their own:
a file that was left out is missing there too. The reference's answers must get every point of the
manifest, the untouched template none, and in the students' copy pytest must pass the answers.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import manifest as manifests
from .bundle import Bundle, unpack
from .errors import GraderError
from .manifest import Manifest
from .scratch import scratch

SECONDS = 300  # a submission's own limits end it long before
# `python -m`, but an editable install, ours, must not stand in for a module that was left out.
ALONE = (
    "import runpy, sys; del sys.argv[0]; "
    "sys.meta_path[:] = [f for f in sys.meta_path if not f.__module__.startswith('__editable__')]; "
    "runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
)


def try_out(bundle: Bundle) -> str:
    """What was shown, in a sentence. GraderError where the copy does not grade as it must."""
    with scratch() as place:
        source, kit = place / "source", place / "student"
        unpack(bundle.autograder, source)
        unpack(bundle.student, kit)
        manifest = manifests.read(source / "assignment.toml")
        files = sorted({question.file for question in manifest.asked})
        template = _chosen(kit, files, place / "template")
        answers = _chosen(source / "reference" / "example", files, place / "answers")
        most = sum(manifest.weights.values())
        _demand(_graded(source, answers), manifest, most, "a right submission, reference/example,")
        _demand(_graded(source, template), manifest, 0, "the untouched template")
        for name in files:
            shutil.copy(answers / name, kit)
        _passes(kit)
    return f"a right submission gets {most:g}/{most:g}, the untouched template 0/{most:g}"


def _chosen(folder: Path, files: list[str], target: Path) -> Path:
    target.mkdir()
    for name in files:
        if not (folder / name).is_file():
            raise GraderError(f"{folder.name}/{name} is missing: assignment.toml asks for it")
        shutil.copy(folder / name, target)
    return target


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python in `folder`, whose modules come first, with nothing of our environment but paths."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "HOME") if name in os.environ}
    try:
        return subprocess.run(
            [sys.executable, "-B", "-c", ALONE, *arguments],
            cwd=folder,
            env={**kept, "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GraderError(f"what would be packed cannot be tried: {error}") from None


def _graded(source: Path, submission: Path) -> dict[str, float]:
    """The score and the most that could be had, by the unpacked grader."""
    output = submission.with_suffix(".json")
    done = _run(source, "autograder", "grade", str(submission), "--output", str(output))
    if done.returncode != 0 or not output.is_file():
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise GraderError(f"what would be packed does not grade: {said[-1][:500]}")
    found = json.loads(output.read_text())
    most = sum(test.get("max_score", 0) for test in found["tests"])
    return {"score": found["score"], "most": most}


def _demand(found: dict[str, float], manifest: Manifest, score: float, what: str) -> None:
    most = sum(manifest.weights.values())
    if abs(found["score"] - score) > 1e-9 or abs(found["most"] - most) > 1e-9:
        raise GraderError(
            f"what would be packed gives {what} {found['score']:g}/{found['most']:g}, "
            f"not {score:g}/{most:g}"
        )


def _passes(kit: Path) -> None:
    done = _run(kit, "pytest")
    if done.returncode != 0:
        said = (done.stdout.strip() or done.stderr.strip() or "it said nothing").splitlines()
        raise GraderError(f"in student.zip a right submission fails its checks: {said[-1][:500]}")
