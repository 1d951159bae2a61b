"""What a student returned: as numbers where NumPy reads it so, and in the student's words."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .box.grammar import Named, Other, Tensor

SHOWN = 3  # of a long array's entries
WRITTEN_OUT = 6  # an array up to this size is shown whole


def array_of(value: Any) -> NDArray[Any] | None:
    """`value` as numbers, or None. Real or complex, of any shape; finite or not."""
    value = _unwrapped(value)
    if not _is_numeric(value):  # before NumPy: it would make room for the longest string each
        return None
    try:
        array = np.asarray(value)
        if array.dtype == object:  # integers beyond int64
            array = array.astype(np.float64)
    except (ValueError, OverflowError, TypeError):  # ragged; beyond float64; 10**20 beside 1j
        return None
    return array if array.dtype.kind in "biufc" else None


def _is_numeric(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_numeric, value))
    return isinstance(value, (bool, int, float, complex, np.ndarray))


def _unwrapped(value: Any) -> Any:
    """Tensors as arrays, namedtuples as tuples, arrays of rank 0 as numbers, at any depth."""
    if isinstance(value, Tensor):
        value = value.array
    if isinstance(value, np.ndarray) and not value.ndim:
        return value.item()
    if isinstance(value, Named):
        return [_unwrapped(item) for item in value.items]
    if isinstance(value, (list, tuple)):
        return [_unwrapped(item) for item in value]
    return value


def show(array: Any) -> str:
    """Numbers as they are read: six digits, short arrays whole, long ones by their beginning."""
    values = np.asarray(array)
    if values.size > WRITTEN_OUT:
        first = ", ".join(number(v) for v in values.reshape(-1)[:SHOWN])
        return f"{first}, ... ({values.size:,} entries)"
    return _nested(values.tolist())


def describe(value: Any, values: bool = True) -> str:
    """What came, in a student's words: "None (is a `return` missing?)", "shape (3,): [1, 2, 3]".

    Without `values`, nothing that depends on the input: what a hidden case may show.
    """
    if value is None:
        return "None (is a `return` missing?)"
    if isinstance(value, Other):
        return value.description[:200]
    if isinstance(value, (str, bytes)):
        kind = f"a {type(value).__name__}"
        return f"{kind}: {value[:40]!a}" if values else kind
    if isinstance(value, dict) and not value:
        return "an empty dict"
    if isinstance(value, dict):
        keys = ", ".join(ascii(key[:40]) for key in list(value)[:6])
        return f"a dict with the keys {keys}" if values else "a dict"
    array = array_of(value)
    if array is None:
        return f"{_kind(value)} that is no array of numbers{_inside(value, values)}"
    if array.ndim and not array.size:
        return f"shape {array.shape}, empty"
    what = f"shape {array.shape}" if array.ndim else "a single number"
    return f"{what}: {show(array)}" if values else what


def _kind(value: Any) -> str:
    name = "tuple" if isinstance(value, Named) else type(value).__name__
    return f"an {name}" if name == "int" else f"a {name}"


def _inside(value: Any, values: bool) -> str:
    """What spoils a list: its items' shapes, its rows' lengths, or what else is in it."""
    items = _unwrapped(value)
    if not isinstance(items, list):
        return ""
    strange = _strange(items)
    if strange:
        return f": it holds {describe(strange[0], values)}"
    shapes = [array.shape for array in map(array_of, items[:6]) if array is not None]
    if max(map(len, shapes), default=0) > 1:
        return f": what it holds has the shapes {', '.join(map(str, shapes))}"
    rows = [i for i in items if isinstance(i, list) or (isinstance(i, np.ndarray) and i.ndim)]
    lengths = [len(row) for row in rows]
    return f": its rows have lengths {', '.join(map(str, lengths[:6]))}" if lengths else ""


def _strange(value: list[Any]) -> list[Any]:
    """The first leaf that is no number, at any depth, as a list of one; or none."""
    for item in value:
        found = _strange(item) if isinstance(item, list) else [] if _is_numeric(item) else [item]
        if found:
            return found
    return []


def _nested(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_nested, value))}]"
    return number(value)


def number(value: Any) -> str:
    """One number, real or complex, with six digits."""
    return f"{complex(value):.6g}" if np.iscomplexobj(value) else f"{float(value):.6g}"
