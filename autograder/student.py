"""The student's functions as a grader calls them: `student.A_matrix(0.1)`.

One face for two transports: the box on Gradescope and in batch, a plain import on a laptop. Every
(function, arguments, answer) is recorded, for the diagnosis of a question.

Policy, once: a function that was overdue is not called again; an import that failed by death or by
the clock is not tried again; after a death the next function gets a fresh worker. A call that died,
or lacked memory, disk or threads, in a worker that another function had used is asked once more in
a fresh one: what one function leaves behind costs no other its points. Nor does it use up the
time of others: some is kept for each function with points that was not asked yet, and where the
import takes long, one death in a worker of its own is enough.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from . import failures
from .box import grammar
from .errors import Died, Overdue, StudentError, Unproven
from .model import Function, Limits
from .reply import gradients, is_answer, is_load, kept, lacking, text

SOON = 0.5  # of a call's time: what ended later is not asked again, so both tries take 1.5 limits
KEPT = 1 / 3  # of the submission's time: owed to functions that were not asked yet, in equal parts
LONG = 2.0  # seconds: an import that is not made anew for a function that has ended a fresh worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One call: what was asked and what came, an error included."""

    function: str
    arguments: tuple[Any, ...]
    answer: grammar.Value = None
    gradients: tuple[NDArray[Any], ...] | None = None
    wrt: tuple[int, ...] | None = None  # the arguments whose gradients were asked for
    error: StudentError | None = None
    shown: bool = False  # by a public check
    seconds: float


@dataclass(frozen=True, slots=True)
class Gradient:
    """A value and its gradients; `why` says what came in place of something differentiable."""

    value: grammar.Value
    gradients: tuple[NDArray[np.float64], ...] | None
    why: str


class Transport(Protocol):
    """Where the student's code runs. `ask` raises Overdue or Died, and is not running after it."""

    @property
    def running(self) -> bool: ...
    def start(self) -> None: ...
    def ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]: ...


class Student:
    """The face. Attributes are the functions of the manifest; anything else is our mistake."""

    def __init__(
        self,
        transport: Transport,
        functions: Mapping[str, Function],
        limits: Limits,
        until: float = math.inf,
        owed: Collection[str] = (),
    ) -> None:
        self._transport = transport
        self._functions = functions
        self._limits = limits
        self._until = until  # time.monotonic() at which everything of the submission ends
        self._owed = set(owed)  # functions with points that were not asked yet
        self._share = (until - time.monotonic()) * KEPT / len(owed) if owed else 0.0
        self._files: dict[str, dict[str, Any]] = {}
        self._called: set[str] = set()  # the functions that the running worker was asked for
        self._importing = 0.0  # seconds of the longest import
        self._over: dict[str, StudentError] = {}  # files and functions that are not tried again
        self.records: list[Record] = []
        self.shown = False  # whether a public check is asking

    def __getattr__(self, name: str) -> Callable[..., grammar.Value]:
        function = self._functions.get(name)
        if function is None:
            raise AttributeError(f"no question of the manifest asks for a function {name!r}")
        return lambda *arguments: self._ask("call", function, arguments)["value"]

    def gradient(self, name: str, *arguments: Any, wrt: Sequence[int]) -> Gradient:
        """The function's value and its gradients in arguments[i] for i in `wrt`."""
        reply = self._ask("gradient", self._functions[name], arguments, wrt=list(wrt))
        return Gradient(reply["value"], gradients(reply), text(reply, "why"))

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Calls in here, the last ones, end when so much time is over, and when all of it is."""
        until, self._until = self._until, min(self._until, time.monotonic() + seconds)
        self._owed.clear()
        try:
            yield
        finally:
            self._until = until

    def problems(self) -> list[str]:
        """What a file lacks, or raised on import, where functions could still be called."""
        return failures.notices(self._files)

    def _ask(
        self, do: str, function: Function, arguments: tuple[Any, ...], **more: Any
    ) -> dict[str, Any]:
        start = time.monotonic()
        reply: dict[str, Any] = {}
        error: StudentError | None = None
        try:
            reply = self._answered(do, function, arguments, more)
        except StudentError as raised:
            error = raised
            raise
        finally:
            self.records.append(
                Record(
                    function=function.name,
                    arguments=arguments,
                    answer=kept(reply.get("value")),
                    gradients=gradients(reply),
                    wrt=tuple(more["wrt"]) if "wrt" in more else None,
                    error=error,
                    shown=self.shown,
                    seconds=time.monotonic() - start,
                )
            )
        return reply

    def _answered(
        self, do: str, function: Function, arguments: tuple[Any, ...], more: dict[str, Any]
    ) -> dict[str, Any]:
        if function.name in self._over:
            raise self._over[function.name].with_traceback(None)
        message = {
            "do": do,
            "file": function.file,
            "function": function.name,
            "arguments": [_argument(a) if function.tensors else a for a in arguments],
            **more,
        }
        try:
            reply = self._tried(message, function)
        except Overdue as error:
            self._over[function.name] = error
            raise
        except Died as error:
            if self._importing > LONG and self._called == {function.name}:
                self._over[function.name] = error
            raise
        if "raised" in reply:
            raise failures.raised(function, reply["raised"])
        if "missing" in reply:
            loaded = self._files[function.file]
            raise failures.missing(function, reply["missing"], loaded, self._functions)
        if not is_answer(reply, [arguments[i] for i in more.get("wrt", ())]):
            raise failures.died(function.call)
        return reply

    def _tried(self, message: dict[str, Any], function: Function) -> dict[str, Any]:
        """One call's reply, by the first worker or by one that nobody has used."""
        self._load(function.file)
        start, innocent = time.monotonic(), bool(self._called - {function.name})
        reply: dict[str, Any] = {}
        error: Died | Unproven | None = None
        try:
            reply = self._once(message, function)
        except (Died, Unproven) as raised:
            error, innocent = raised, innocent or isinstance(raised, Unproven)
        soon = time.monotonic() - start < self._limits.call * SOON
        if innocent and soon and (error or lacking(reply)):
            self._start()
            self._load(function.file)
            return self._once(message, function)
        if error:
            raise error
        return reply

    def _once(self, message: dict[str, Any], function: Function) -> dict[str, Any]:
        self._called.add(function.name)
        self._owed.discard(function.name)
        # The next one needs an import of its own where this one is stopped.
        kept = self._share * len(self._owed) + self._importing if self._owed else 0.0
        return self._timed(message, self._limits.call, function.call, kept)

    def _start(self) -> None:
        self._transport.start()
        self._files.clear()
        self._called.clear()

    def _load(self, file: str) -> None:
        if file in self._over:
            raise self._over[file].with_traceback(None)  # else it grows with each raise
        if not self._transport.running:
            self._start()
        if file in self._files:
            return
        start = time.monotonic()
        try:
            reply = self._timed({"do": "load", "file": file}, self._limits.importing, file)
        except StudentError as error:
            self._over[file] = error
            raise
        if "raised" in reply:
            self._over[file] = failures.not_imported(file, reply["raised"])
            raise self._over[file]
        if not is_load(reply):
            self._over[file] = failures.died(file)
            raise self._over[file]
        self._files[file] = reply
        self._importing = max(self._importing, time.monotonic() - start)

    def _timed(
        self, message: dict[str, Any], seconds: float, call: str, kept: float = 0.0
    ) -> dict[str, Any]:
        left = self._until - time.monotonic() - kept
        if left <= 0:
            raise failures.too_late(call, kept)
        try:
            return self._transport.ask(message, min(seconds, left))
        except Overdue:
            raise failures.overdue(call, seconds, left, message["do"], kept) from None
        except Died as error:
            raise failures.died(call, str(error)) from None


def _argument(value: Any) -> Any:
    if isinstance(value, (np.ndarray, np.generic)):
        return grammar.Tensor(np.asarray(value, dtype=np.float32))
    return value
