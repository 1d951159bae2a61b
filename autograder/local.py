"""The student's functions by plain import, for a laptop: Linux, macOS or Windows.

The same requests and replies as in the box, through the same encode and decode, so that tuples,
dtypes and in-place changes behave as on Gradescope. No isolation: it is the student's own code on
the student's own machine.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from .box import wire
from .box.worker import Worker
from .checks import Mismatch, Tolerance
from .errors import Missing, Overdue, Untried
from .model import Function, Limits, order
from .student import Student


class Local:
    """A transport for `student.Student` that runs in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.worker: Worker | None = None
        self.asked = 0

    @property
    def running(self) -> bool:
        return self.worker is not None

    def start(self) -> None:
        """torch first, and our folder last: a torch.py of the student's must not stand in."""
        import torch  # noqa: F401

        if not (self.folder / "submission.py").is_file():
            raise Missing(f"There is no submission.py in {self.folder}.")
        if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # a shell's &: the clock needs it
            signal.signal(signal.SIGINT, signal.default_int_handler)
        if str(self.folder) not in sys.path:
            sys.path.insert(0, str(self.folder))
        self.worker = Worker(self.folder)

    def ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The reply. Raises Overdue; a loop inside compiled code is not interrupted."""
        assert self.worker is not None
        self.asked += 1
        request = wire.decode(wire.encode({"id": self.asked, **message}))
        rang = threading.Event()
        timer = threading.Timer(min(seconds, threading.TIMEOUT_MAX), _ring, [rang])
        timer.daemon = True
        timer.start()
        try:
            reply = self.worker.answer(request)
        except KeyboardInterrupt:  # it rang between the answer and the next line
            reply = {"raised": {"type": "KeyboardInterrupt"}}
        finally:
            timer.cancel()
        if (reply.get("raised") or {}).get("type") == "KeyboardInterrupt":
            raise Overdue if rang.is_set() else KeyboardInterrupt  # else the student's own Ctrl-C
        return wire.decode(wire.encode(reply))  # type: ignore[return-value]


def _ring(rang: threading.Event) -> None:
    rang.set()
    if hasattr(signal, "pthread_kill"):  # a real signal ends a sleep too; Windows has none
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        _thread.interrupt_main()


class LocalChecks:
    """The pytest plugin of the student's kit: the graders' fixtures, and messages without ours.

    `facts` is what `manifest.for_students` makes: each question's function and tolerance.
    """

    def __init__(self, folder: Path, facts: dict[str, Any]) -> None:
        self.folder = folder
        self.questions = facts["questions"]
        functions = {
            q["name"]: Function(
                name=q["name"],
                parameters=tuple(q["parameters"]),
                file=q["file"],
                tensors=q["tensors"],
            )
            for q in self.questions.values()
        }
        limits = Limits(call=facts["call_seconds"], importing=facts["import_seconds"])
        self.face = Student(Local(folder), functions, limits)
        self.remarks: list[str] = []

    @pytest.fixture
    def student(self) -> Student:
        return self.face

    @pytest.fixture
    def tolerance(self, request: pytest.FixtureRequest) -> Tolerance:
        number = request.function.__number__
        return Tolerance(**self.questions[number.rpartition(".")[0]]["tolerance"])

    @pytest.fixture
    def remark(self) -> Callable[[str], None]:
        return self.remarks.append

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Practice last, and only where its file is there."""
        items[:] = [item for item in items if self._asks(item)]
        items.sort(key=lambda item: (self._practises(item), order(_stated(item, "__number__"))))

    def _question(self, item: pytest.Item) -> dict[str, Any]:
        question = _stated(item, "__number__").rpartition(".")[0]
        return self.questions.get(question) or {}  # a test of the student's own has none

    def _practises(self, item: pytest.Item) -> bool:
        return bool(self._question(item).get("practice"))

    def _asks(self, item: pytest.Item) -> bool:
        return not self._practises(item) or (self.folder / self._question(item)["file"]).is_file()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, Any, Any]:
        report = yield
        if _stated(item, "__number__"):
            title = f"{_stated(item, '__number__')}  {_stated(item, '__doc__').strip()}"
            report.location = (*report.location[:2], title)
            error = call.excinfo.value if call.excinfo else None
            if isinstance(error, Untried) and self._practises(item):
                report.outcome = "skipped"
                report.longrepr = (str(item.path), None, "not written yet")
                return report
            if isinstance(error, AssertionError):
                report.longrepr = error.open if isinstance(error, Mismatch) else str(error)
        return report

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for problem in self.face.problems():
            terminalreporter.write_line(f"\n{problem}")
        for remark in dict.fromkeys(self.remarks):
            terminalreporter.write_line(f"\nremark: {remark}")


def _stated(item: pytest.Item, name: str) -> str:
    """What a grader's decorators or docstring say; "" for a student's own test."""
    return str(getattr(getattr(item, "function", None), name, None) or "")
