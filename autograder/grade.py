"""One submission -> one Grade. `collected` once, `run` many times.

with ForkServer(manifest.preload) as server:
    collected(manifest, lambda graders: run(graders, Path("handed/in"), manifest, server))
"""

from __future__ import annotations

import importlib
import os
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TypeVar

import pytest

from .answers import hashes
from .box.host import Box
from .box.server import ROOT, ForkServer
from .credit import credited, demand
from .diagnosis import diagnosed
from .doctor import Report
from .errors import GraderError, Missing, Overdue
from .known import Topic
from .manifest import Manifest
from .model import Grade, Outcome, Status, Use, Visibility
from .plugin import Grader, Graders, Plugin, outcome
from .student import Record, Student
from .submission import prepare

PUBLIC = ROOT / "tests" / "public"
HIDDEN = ROOT / "tests" / "hidden"

T = TypeVar("T")
S = TypeVar("S")  # a Path, or whatever `prepared` reads


def collected(
    manifest: Manifest,
    then: Callable[[Graders], T],
    folders: tuple[Path, ...] = (PUBLIC, HIDDEN),
    practice: bool = True,
) -> T:
    """What `then` makes of the collected graders. GraderError where there are none to trust.

    Without `practice` its graders are not read, unless they have points: nobody handed its file in.
    """
    if any(question.credit for question in manifest.question):
        demand(manifest, topics())
    results: list[T] = []
    plugin = Plugin(manifest, HIDDEN, lambda graders: results.append(then(graders)))
    scored = any(question.practice and not question.voluntary for question in manifest.asked)
    read = manifest.practising and (practice or scored)
    ignored = [] if read else [f"--ignore={folder / 'practice'}" for folder in folders]
    pytest.main([*ARGUMENTS, *ignored, *map(str, folders)], plugins=[plugin])
    if plugin.error is not None:
        raise plugin.error
    if not results:  # SystemExit is the one exception that pytest does not report
        raise GraderError(f"{plugin.reading} ended pytest before it ran a grader, as by sys.exit")
    return results[0]


# Nothing of a submission or of the environment configures pytest: its own ini, no plugin but ours.
ARGUMENTS = [
    "-c",
    str(ROOT / "autograder" / "graders.ini"),
    f"--rootdir={ROOT}",
    "--import-mode=importlib",
    "--assert=plain",
    "--capture=no",
    "--disable-plugin-autoload",
    "--noconftest",
    *(
        f"-pno:{name}"
        for name in (
            "cacheprovider",
            "terminal",
            "logging",
            "warnings",
            "doctest",
            "junitxml",
            "unraisableexception",
            "threadexception",
            "faulthandler",
            "debugging",
            "pastebin",
            "nose",
            "stepwise",
        )
    ),
]


def loaded(server: ForkServer, manifest: Manifest) -> AbstractContextManager[ForkServer]:
    """The server that began before the manifest was read, unless that preloads other things."""
    same = server.preload == list(manifest.preload)
    return nullcontext(server) if same else ForkServer(list(manifest.preload))


def run(
    graders: Graders,
    source: S,
    manifest: Manifest,
    server: ForkServer,
    deadline: float = float("inf"),
    prepared: Callable[[S, Path], tuple[Path, list[str]]] = prepare,  # type: ignore[assignment]
) -> Grade:
    """Grade what lies at `source`; everything of the student's has ended when this returns.

    `deadline` is a time.monotonic(): what is not known by then fails as unfinished. Raises
    UsageError where there is nothing at `source`.
    """
    start = time.monotonic()
    with tempfile.TemporaryDirectory(dir=server.place) as folder:
        try:
            tree, notices = prepared(source, Path(folder))
        except Missing as error:
            return missing(graders.among(Path(folder)).all, error)
        graders = graders.among(tree)
        cpu_seconds = manifest.limits.submission_seconds * (os.cpu_count() or 1)
        limits = manifest.limits
        box = Box(server, tree, limits.memory_mb, cpu_seconds, limits.disk_mb)
        fault = unexplained = ""
        problems: list[str] = []
        timeouts: dict[str, int] = {}
        uses: tuple[Use, ...] = ()
        answers: dict[str, str] = {}
        try:
            server.ready(deadline)
            box.start()  # here, so that its start is not the student's time
            Report(layers=box.layers).demand(manifest.require)
            until = min(deadline, time.monotonic() + manifest.limits.submission_seconds)
            if until <= time.monotonic():
                raise GraderError(
                    "the platform's time limit, TIMEOUT_SECONDS, was over before anything was asked"
                )
            owed = [question.function.name for question in manifest.question]
            student = Student(box, manifest.functions, manifest.limits.times, until, owed)
            outcomes = tuple(graders.run(student))
            problems, timeouts = student.problems(), _timeouts(student.records)
            answers = hashes(student.records, {q.id: q.function for q in manifest.asked})
            outcomes, unexplained = _explained(outcomes, student, manifest)
            outcomes, uses = credited(outcomes, manifest), _uses(student.records)
        except GraderError as error:
            fault = str(error)
            outcomes = tuple(outcome(grader, error) for grader in graders.all)
        finally:
            fault = _stopped(box) or fault
        return Grade(
            outcomes=outcomes,
            notices=(*notices, *problems),
            fault=fault,
            timeouts=tuple(timeouts.items()),
            uses=uses,
            unexplained=unexplained,
            printed=box.output.text(),
            layers=tuple((layer.name, layer.active, layer.reason) for layer in box.layers),
            verdict=Report(layers=box.layers).verdict,
            seconds=time.monotonic() - start,
            answers=answers,
        )


def topics(module: str = "reference.mistakes") -> tuple[Topic, ...]:
    """The known mistakes, where they are: on Gradescope and at the TA's, not in a student's kit."""
    try:
        return tuple(importlib.import_module(module).TOPICS)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "reference":
            raise
        return ()


def _explained(
    outcomes: tuple[Outcome, ...], student: Student, manifest: Manifest
) -> tuple[tuple[Outcome, ...], str]:
    """The outcomes with their hints, or as they were, and why: a hint is never worth a grade."""
    failed = [outcome for outcome in outcomes if outcome.status is Status.FAILED]
    if not failed:
        return outcomes, ""
    try:
        known = topics()
        if any(manifest.questions[outcome.question].practice for outcome in failed):
            known += topics("reference.mistakes.practice")
        return diagnosed(outcomes, student, known, manifest.tolerance), ""
    except Exception:  # ours: in the mistakes, or the box
        return outcomes, traceback.format_exc()


def _timeouts(records: list[Record]) -> dict[str, int]:
    """Function or file -> how often its time was over; one error may stand in many records."""
    errors = {id(r.error): r.error for r in records if isinstance(r.error, Overdue)}
    return dict(Counter(str(error).partition("\n")[0] for error in errors.values()))


def _uses(records: list[Record]) -> tuple[Use, ...]:
    """One Use for each function, in the order of its first call."""
    return tuple(
        Use(
            function=name,
            calls=len(calls := [r for r in records if r.function == name]),
            raised=sum(r.error is not None for r in calls),
            seconds=sum(r.seconds for r in calls),
            longest=max(r.seconds for r in calls),
        )
        for name in dict.fromkeys(r.function for r in records)
    )


def _stopped(box: Box) -> str:
    """End everything of the student's; why that failed, or ""."""
    try:
        box.stop()
    except GraderError as error:
        return str(error)
    return ""


def missing(graders: tuple[Grader, ...], error: Missing) -> Grade:
    """Nothing to grade: every check fails, once explained on top."""
    return Grade(
        outcomes=tuple(outcome(grader, error) for grader in graders), notices=(str(error),)
    )


def faulty(manifest: Manifest | None, error: GraderError) -> Grade:
    """The Grade where we could not grade at all: every point is listed, none is judged."""
    if manifest is None:
        return Grade(fault=str(error))
    shown: list[Outcome] = []
    for number, points in manifest.weights.items():
        question = manifest.questions[number.rpartition(".")[0]]
        grader = Grader(
            number=number,
            question=question.id,
            name=question.title,
            points=points,
            hidden=True,
            visibility=Visibility.VISIBLE,
        )
        shown.append(outcome(grader, error))
    return Grade(outcomes=tuple(shown), fault=str(error))
