"""What came from a student's process, checked before it is used.

A reply is the student's word: its shape is checked, its texts are cut, and nothing in it is
believed.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .box import grammar
from .errors import layout

CHARS, LINES = 600, 12  # of an exception's text, and of where it was raised
LACKING = ("MemoryError", "_ArrayMemoryError", "OSError")  # a missing file is no plain OSError
SHORT = re.compile("memory|thread")  # as torch and threading word it
NAMES, NAME_CHARS = 200, 80  # of the functions that a file is said to define
KEPT = 1 << 20  # bytes, about, of an answer that is kept until its question is explained


def is_load(reply: dict[str, Any]) -> bool:
    """Whether it tells of a file: its names, what it raised if it did, libraries it lacks."""
    problem = reply.get("problem")
    lists = _is_names(reply.get("names")) and _is_names(reply.get("absent", []))
    return lists and (problem is None or isinstance(problem, dict))


def _is_names(found: Any) -> bool:
    return (
        isinstance(found, list)
        and len(found) <= NAMES
        and all(isinstance(name, str) and len(name) <= NAME_CHARS for name in found)
    )


def is_answer(reply: dict[str, Any], wrt: list[NDArray[Any]]) -> bool:
    """A value, and for each of `wrt` a real gradient of its shape, or why there is none."""
    if "value" not in reply:
        return False
    found = reply.get("gradients")
    if found is None:
        return not wrt or isinstance(reply.get("why"), str)
    return isinstance(found, list) and len(found) == len(wrt) and all(map(_is_gradient, found, wrt))


def _is_gradient(found: Any, of: NDArray[Any]) -> bool:
    array = found.array if isinstance(found, grammar.Tensor) else found
    return isinstance(array, np.ndarray) and array.dtype.kind == "f" and array.shape == of.shape


def lacking(reply: dict[str, Any]) -> bool:
    """Whether the student's code raised for want of memory, disk, descriptors or threads."""
    raised = reply.get("raised")
    kind, message = text(raised, "type"), text(raised, "message")
    return kind in LACKING or (kind == "RuntimeError" and bool(SHORT.search(message)))


def told(raised: Any) -> str:
    """An exception as the student reads it: what it was, then where in the student's own file."""
    where = raised.get("where") if isinstance(raised, dict) else None
    lines = (
        [line[:CHARS] for line in where[:LINES] if isinstance(line, str)]
        if isinstance(where, list)
        else []
    )
    first = f"{text(raised, 'type') or 'an exception'}: {text(raised, 'message')}".rstrip(": ")
    told = [("at" if i == 0 else "", line) for i, line in enumerate(lines)]
    return layout("", [("raised", first), *told]).lstrip("\n")


def text(reply: Any, key: str) -> str:
    """A text of the student's, cut before anything is made of it; "" where it is none."""
    value = reply.get(key) if isinstance(reply, dict) else None
    return value[:CHARS] if isinstance(value, str) else ""


def kept(value: grammar.Value) -> grammar.Value:
    """The value, or a word in its place: a hundred are kept, and each may take 25 MB as objects."""
    return value if _left(value, KEPT) >= 0 else grammar.Other("something too large to be kept")


def _left(value: Any, room: int) -> int:
    """Of `room` bytes, what is left beside the value; less than 0 where it takes more."""
    room -= 100
    if isinstance(value, grammar.Tensor):
        value = value.array
    if isinstance(value, np.ndarray):
        return room - 300 - value.nbytes
    if isinstance(value, (str, bytes)):
        return room - 4 * len(value)
    inner: list[Any] = []
    if isinstance(value, grammar.Named):
        inner = [*value.fields, *value.items]
    elif isinstance(value, dict):
        inner = [*value, *value.values()]
    elif isinstance(value, (list, tuple)):
        inner = list(value)
    elif isinstance(value, grammar.Other):
        inner = [value.description]
    for item in inner:
        if room < 0:
            break
        room = _left(item, room)
    return room


def gradients(reply: dict[str, Any]) -> tuple[NDArray[np.float64], ...] | None:
    found = reply.get("gradients")
    return None if found is None else tuple(_array(gradient) for gradient in found)


def _array(value: Any) -> NDArray[np.float64]:
    array = value.array if isinstance(value, grammar.Tensor) else value
    return np.asarray(array, dtype=np.float64)
