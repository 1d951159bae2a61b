"""The student's functions as a grader calls them: `student.A_matrix(0.1)`.

One face for two transports: the box on Gradescope and in batch, a plain import on a laptop. What a
student reads when a function is missing, raises, or takes too long is written here, so both say the
same. Every (function, arguments, answer) is recorded, for the diagnosis of a question.

Policy, once: a function that was overdue is not called again; an import that failed by death or by
the clock is not tried again; after a death the next function gets a fresh worker.
"""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .box import wire
from .errors import Died, Missing, Overdue, Raised, StudentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function that is asked of the student."""

    name: str
    parameters: tuple[str, ...] = ()
    file: str = "submission.py"
    tensors: bool = False  # arrays go in as torch float32 tensors

    @property
    def call(self) -> str:
        """As it is written in messages: "contrastive_loss(z, y, y_neg)"."""
        return f"{self.name}({', '.join(self.parameters)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds of wall-clock time: a call, an import, everything of one submission."""

    call: float = 10.0
    importing: float = 20.0
    submission: float = 75.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One call: what was asked and what came, an error included."""

    function: str
    arguments: tuple[Any, ...]
    answer: wire.Value = None
    gradients: tuple[NDArray[Any], ...] | None = None
    error: StudentError | None = None
    seconds: float


@dataclass(frozen=True, slots=True)
class Gradient:
    """A value and its gradients; `why` says what came in place of something differentiable."""

    value: wire.Value
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
        until: float = float("inf"),
    ) -> None:
        self._transport = transport
        self._functions = functions
        self._limits = limits
        self._until = until  # time.monotonic() at which everything of the submission ends
        self._files: dict[str, dict[str, Any]] = {}
        self._over: dict[str, StudentError] = {}  # files and functions that are not tried again
        self.records: list[Record] = []

    def __getattr__(self, name: str) -> Callable[..., wire.Value]:
        function = self._functions.get(name)
        if function is None:
            raise AttributeError(f"no question of the manifest asks for a function {name!r}")
        return lambda *arguments: self._ask("call", function, arguments)["value"]

    def gradient(self, name: str, *arguments: Any, wrt: Sequence[int]) -> Gradient:
        """The function's value and its gradients in arguments[i] for i in `wrt`."""
        reply = self._ask("gradient", self._functions[name], arguments, wrt=list(wrt))
        found = reply["gradients"]
        return Gradient(
            reply["value"],
            None if found is None else tuple(_array(g) for g in found),
            reply["why"],
        )

    def problems(self) -> list[str]:
        """What a file raised on import, where functions above the line could still be called."""
        return [_text(reply["problem"]) for reply in self._files.values() if reply["problem"]]

    def _ask(
        self, do: str, function: Function, arguments: tuple[Any, ...], **more: Any
    ) -> dict[str, Any]:
        start = time.monotonic()
        record = {"function": function.name, "arguments": arguments}
        try:
            reply = self._answered(do, function, arguments, more)
        except StudentError as error:
            self.records.append(Record(**record, error=error, seconds=time.monotonic() - start))
            raise
        found = reply.get("gradients")
        self.records.append(
            Record(
                **record,
                answer=reply["value"],
                gradients=None if found is None else tuple(_array(g) for g in found),
                seconds=time.monotonic() - start,
            )
        )
        return reply

    def _answered(
        self, do: str, function: Function, arguments: tuple[Any, ...], more: dict[str, Any]
    ) -> dict[str, Any]:
        if function.name in self._over:
            raise self._over[function.name]
        self._load(function.file)
        message = {
            "do": do,
            "file": function.file,
            "function": function.name,
            "arguments": [_argument(a) if function.tensors else a for a in arguments],
            **more,
        }
        try:
            reply = self._timed(message, self._limits.call, function.call)
        except Overdue as error:
            self._over[function.name] = error
            raise
        if "raised" in reply:
            raise _raised(function, reply["raised"])
        if "missing" in reply:
            raise self._missing(function)
        if not _well_formed(do, reply, more):
            raise Died(f"{function.call}\n  what came back from its process was not an answer")
        return reply

    def _load(self, file: str) -> None:
        if file in self._over:
            raise self._over[file]
        if not self._transport.running:
            self._transport.start()
            self._files.clear()
        if file in self._files:
            return
        try:
            reply = self._timed({"do": "load", "file": file}, self._limits.importing, file)
        except StudentError as error:
            self._over[file] = error
            raise
        if "raised" in reply:
            self._over[file] = Raised(f"import of {file}\n{_text(reply['raised'])}")
            raise self._over[file]
        self._files[file] = reply

    def _timed(self, message: dict[str, Any], seconds: float, call: str) -> dict[str, Any]:
        left = self._until - time.monotonic()
        if left <= 0:
            raise Overdue(f"{call}\n  not called: the submission had used up its time")
        try:
            return self._transport.ask(message, min(seconds, left))
        except Overdue:
            said = (
                f"it did not end within {seconds:g} s"
                if left > seconds
                else (f"the submission's {self._limits.submission:g} s were over")
            )
            hint = "an endless loop, or work at the top of the file?"
            if message["do"] != "load":
                hint = "an endless loop? It is not called again."
            raise Overdue(f"{call}\n  stopped    {said}\n  look at    {hint}") from None
        except Died as error:
            raise Died(f"{call}\n  ended      {error}") from None

    def _missing(self, function: Function) -> StudentError:
        reply = self._files[function.file]
        if reply["problem"]:
            return Raised(
                f"{function.call}\n  missing    {function.file} stopped before it was defined:\n"
                + _text(reply["problem"])
            )
        near = difflib.get_close_matches(function.name, map(str, reply["names"]), 1, 0.6)
        hint = f": is it {near[0]}, misspelt?" if near else ""
        return Missing(f"{function.call}\n  missing    {function.file} has no such function{hint}")


def _well_formed(do: str, reply: dict[str, Any], more: dict[str, Any]) -> bool:
    """A reply is the student's word: its shape is checked before it is used."""
    if "value" not in reply:
        return False
    if do == "call":
        return True
    found = reply.get("gradients")
    if found is None:
        return isinstance(reply.get("why"), str)
    return (
        isinstance(found, list)
        and len(found) == len(more["wrt"])
        and all(isinstance(g, (wire.Tensor, np.ndarray)) for g in found)
    )


def _raised(function: Function, raised: dict[str, Any]) -> Raised:
    if isinstance(raised, dict) and raised.get("type") == "NotImplementedError":
        return Raised(
            f"{function.call}\n  to do      it still raises NotImplementedError: "
            f"write it in {function.file}, one function at a time"
        )
    return Raised(f"{function.call}\n{_text(raised)}")


def _text(raised: Any) -> str:
    """An exception as the student reads it: its last line first, then where."""
    if not isinstance(raised, dict):
        return "  raised     an exception"
    kind, message, where = (raised.get(key) for key in ("type", "message", "where"))
    first = f"  raised     {kind}: {message}".rstrip(": ")
    lines = [str(line) for line in where] if isinstance(where, list) else []
    return "\n".join([first, *(f"  {'at' if i == 0 else '':9}  {x}" for i, x in enumerate(lines))])


def _argument(value: Any) -> Any:
    if isinstance(value, (np.ndarray, np.generic)):
        return wire.Tensor(np.asarray(value, dtype=np.float32))
    return value


def _array(value: Any) -> NDArray[np.float64]:
    array = value.array if isinstance(value, wire.Tensor) else value
    return np.asarray(array, dtype=np.float64)
