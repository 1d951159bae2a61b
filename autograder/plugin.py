"""pytest as the runner of graders: the fixtures they take, one Outcome for each of them.

Collecting and running are apart, because a class wants collection once and a run per submission:
`Plugin.then` is called with the collected `Graders` in place of pytest's own run loop, and may call
`run` as often as it likes. Nothing is dropped: an error in setup or teardown, a skip, a missing
answer each make an Outcome. A grader that takes our fixtures and nothing else of pytest's is called
as pytest would call it, without the ceremony: that is a fifth of what a check costs.
"""

from __future__ import annotations

import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np
import pytest

from .checks import Mismatch, Tolerance
from .errors import GraderError, StudentError, Untried
from .manifest import Manifest, reconcile
from .model import Outcome, Status, Visibility, order
from .student import Student

FIXTURES = {"student", "tolerance", "rng", "remark"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grader:
    """One collected grader: what its decorators and docstring say."""

    number: str
    question: str
    name: str
    points: float
    hidden: bool
    visibility: Visibility
    file: str = ""  # where it is defined
    practice: str = ""  # the student's file, where it may be left out and costs nothing


@dataclass
class Running:
    """What is known of the grader that is running now."""

    remarks: list[str] = field(default_factory=list)
    error: BaseException | None = None


class Plugin:
    """A pytest plugin for one session; `then` gets the Graders, `error` is why there are none."""

    def __init__(self, manifest: Manifest, hidden: Path, then: Callable[[Graders], Any]) -> None:
        self.manifest = manifest
        self.hidden = hidden
        self.then = then
        self.face: Student | None = None
        self.running = Running()
        self.error: Exception | None = None
        self.broken: list[str] = []
        self.reading: Path | None = None  # the file that is being imported

    # Fixtures, as graders name them; each is fresh for each grader.

    @pytest.fixture
    def student(self) -> Student:
        if self.face is None:
            raise RuntimeError("a grader runs before Graders.run")
        return self.face

    @pytest.fixture
    def tolerance(self, request: pytest.FixtureRequest) -> Tolerance:
        return self.margins(request.function)

    @pytest.fixture
    def rng(self) -> np.random.RandomState:
        return self.stream()

    @pytest.fixture
    def remark(self) -> Callable[[str], None]:
        return self.running.remarks.append

    def margins(self, function: Any) -> Tolerance:
        return self.manifest.tolerance(function.__number__.rpartition(".")[0])

    def stream(self) -> np.random.RandomState:
        """The same for every grader and every submission; RandomState's never changes."""
        return np.random.RandomState(self.manifest.seed)

    def make(self, item: pytest.Item) -> None:
        """Run one grader; what it raised is in `running`."""
        if not _takes_ours_only(item):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            return
        given: dict[str, Callable[[], Any]] = {
            "student": lambda: self.face,
            "tolerance": lambda: self.margins(item.function),
            "rng": self.stream,
            "remark": lambda: self.running.remarks.append,
        }
        try:
            item.function(**{name: given[name]() for name in given if name in item.fixturenames})
        except (KeyboardInterrupt, pytest.exit.Exception):
            raise
        except BaseException as error:  # whose fault it is, `outcome` says
            self.running.error = error

    # Hooks.

    def pytest_collectstart(self, collector: pytest.Collector) -> None:
        self.reading = collector.path

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.broken.append(f"{report.nodeid}: {report.longreprtext}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        try:
            if self.broken:
                raise GraderError(f"a grader cannot be collected: {self.broken[0]}")
            graders = [(self.grader(item), item) for item in session.items]
            reconcile(self.manifest, [(g.number, g.points) for g, _ in graders])
            # Practice last: a loop in it takes no time from what has points.
            graders.sort(key=lambda pair: (bool(pair[0].practice), order(pair[0].number)))
            self.then(Graders(self, graders))
        except Exception as error:  # ours; pytest would print it where nobody reads
            self.error = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        """In place of pytest's own: formatting what nobody reads takes it a quarter of a second."""
        if call.excinfo is not None and self.running.error is None:
            self.running.error = call.excinfo.value
        return pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome="passed" if call.excinfo is None else "failed",
            longrepr=None,
            when=call.when,  # type: ignore[arg-type]  # never "collect" here
        )

    def grader(self, item: pytest.Item) -> Grader:
        function = getattr(item, "function", None)
        number = getattr(function, "__number__", None)
        if number is None:
            raise GraderError(f"grader {item.nodeid} has no @number")
        hidden = self.hidden in item.path.parents
        shown = self.manifest.visibility
        return Grader(
            number=number,
            question=number.rpartition(".")[0],
            name=(getattr(function, "__doc__", None) or item.name).strip().splitlines()[0],
            points=float(getattr(function, "__weight__", 0)),
            hidden=hidden,
            visibility=shown.hidden if hidden else shown.public,
            file=str(item.path),
            practice=self.practice(number.rpartition(".")[0]),
        )

    def practice(self, question: str) -> str:
        asked = self.manifest.questions.get(question)  # reconcile complains where it is None
        return asked.file if asked and asked.voluntary else ""


class Graders:
    """The collected graders, in the order of their numbers."""

    def __init__(self, plugin: Plugin, items: list[tuple[Grader, pytest.Item]]) -> None:
        self._plugin = plugin
        self._items = items

    @property
    def all(self) -> tuple[Grader, ...]:
        return tuple(grader for grader, _ in self._items)

    def among(self, tree: Path) -> Graders:
        """Those for what was handed in as `tree`: practice only where its file is there."""
        there = [
            (grader, item)
            for grader, item in self._items
            if not grader.practice or (tree / grader.practice).is_file()
        ]
        return Graders(self._plugin, there)

    def run(self, student: Student) -> Iterator[Outcome]:
        """One Outcome per grader, in order; none for practice that is not written yet."""
        self._plugin.face = student
        for grader, item in self._items:
            self._plugin.running = running = Running()
            student.shown = not grader.hidden
            start = time.monotonic()
            # A warning of NumPy's about what a student returned is not ours to raise or to print.
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._plugin.make(item)
            seconds = time.monotonic() - start
            student.shown = False
            if grader.practice and isinstance(running.error, Untried):
                continue
            yield outcome(grader, running.error, tuple(running.remarks), seconds)


def _takes_ours_only(item: pytest.Item) -> TypeGuard[pytest.Function]:
    """Whether a grader is a function of our fixtures, none of them its file's own, and no marks."""
    return (
        isinstance(item, pytest.Function)
        and item.cls is None
        and not list(item.iter_markers())
        and {*item.fixturenames} <= FIXTURES | {"request"}  # `tolerance` takes it
        and all(len(found) == 1 for found in item._fixtureinfo.name2fixturedefs.values())
    )


def outcome(
    grader: Grader,
    error: BaseException | None,
    remarks: tuple[str, ...] = (),
    seconds: float = 0.0,
) -> Outcome:
    """A Mismatch, a StudentError, an `assert` of the grader's own: the student's. Else ours."""
    status, message, detail = Status.PASSED, "", ""
    if error is not None and _is_the_students(error, grader):
        status = Status.FAILED
        message = error.open if isinstance(error, Mismatch) and not grader.hidden else str(error)
        message = message or "not as asked"
    elif error is not None:
        status, message = Status.ERRORED, OURS
        detail = "".join(traceback.format_exception(error))
        if isinstance(error, GraderError):
            detail = str(error)
    return Outcome(
        number=grader.number,
        question=grader.question,
        name=grader.name,
        points=grader.points,
        status=status,
        message=message,
        remarks=remarks,
        visibility=grader.visibility,
        seconds=seconds,
        detail=detail,
    )


def _is_the_students(error: BaseException, grader: Grader) -> bool:
    """An assertion that fails in the reference, or in a library, is no wrong answer."""
    if isinstance(error, (Mismatch, StudentError)):
        return True
    frames = traceback.extract_tb(error.__traceback__)
    return isinstance(error, AssertionError) and bool(frames) and frames[-1].filename == grader.file


OURS = (
    "This check could not be made, and that is not your fault. The staff can see why; "
    "your submission is kept and will be graded again."
)
