"""What a submission answered to each question, as one short hash: equal answers group together.

The values are hashed as they are read, not as they were written: a list, an array and a tensor of
the same numbers are one answer, and so are two roundings of one formula. So numbers count to a few
digits, relative to the largest beside them. It says which submissions to look at together, no more:
nobody is graded by it, and students do not see it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .box.grammar import Named, Tensor
from .errors import Missing
from .model import Function
from .student import Record

DIGITS = 4  # far above float32's rounding, far below the difference between two formulas
HASH_CHARS = 16
SHOWN = 2_000  # numbers of one value that count


def hashes(records: Iterable[Record], functions: Mapping[str, Function]) -> dict[str, str]:
    """Question -> hash of all that its function was asked for and answered, in order.

    `functions` is by question. A function that is not written, or not there, has answered nothing.
    """
    questions = {function.name: question for question, function in functions.items()}
    totals: dict[str, Any] = {}
    written: set[str] = set()
    for record in records:
        question = questions.get(record.function)
        if question is not None:
            total = totals.setdefault(question, hashlib.sha256())
            total.update(_said(record).encode("utf-8", "replace") + b"\n")
            if not isinstance(record.error, Missing):
                written.add(question)
    return {q: total.hexdigest()[:HASH_CHARS] for q, total in totals.items() if q in written}


def _said(record: Record) -> str:
    if record.error is not None:
        return f"{type(record.error).__name__}: {str(record.error)[:200]}"
    gradients = [_value(gradient) for gradient in record.gradients or ()]
    return f"{_value(record.answer)} {gradients}"


def _value(value: Any, depth: int = 0) -> str:
    if isinstance(value, Tensor):
        value = value.array
    if isinstance(value, Named):
        value = dict(zip(value.fields, value.items))
    if isinstance(value, dict):
        return f"{{{', '.join(f'{k[:40]!a}: {_value(value[k])}' for k in list(value)[:20])}}}"
    array = _numbers(value)
    if array is not None:
        return f"{array.shape} {_rounded(array)}"
    if isinstance(value, (list, tuple)) and depth < 3:
        return f"[{', '.join(_value(item, depth + 1) for item in value[:20])}]"
    return f"{type(value).__name__} {str(value)[:200]!a}"


def _numbers(value: Any) -> NDArray[Any] | None:
    if _holds_text(value):  # NumPy would make room for the longest in every place: gigabytes
        return None
    try:
        array = np.asarray(value)
        return array.astype(np.complex128) if array.dtype.kind in "biufc" else None
    except (ValueError, TypeError, OverflowError):  # ragged, or what NumPy has no number for
        return None


def _holds_text(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_holds_text, value))
    return isinstance(value, (str, bytes, dict))


def _rounded(array: NDArray[Any]) -> str:
    """To DIGITS of the largest of them, so that the noise round a zero is a zero."""
    shown = array.reshape(-1)[:SHOWN]
    with np.errstate(all="ignore"):
        finite = np.abs(shown[np.isfinite(shown)])
        largest = float(finite.max()) if finite.size else 0.0
        scale = 10.0 ** (np.floor(np.log10(largest)) + 1 - DIGITS) if largest > 0 else 1.0
        steps = np.round(shown / scale) if np.isfinite(scale) and scale > 0 else shown
    return (
        " ".join(f"{step.real + 0.0:.0f},{step.imag + 0.0:.0f}" for step in steps) + f" {scale:g}"
    )
