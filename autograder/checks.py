"""Compare and explain: what graders call, public and hidden. Ships to students as it is.

Every comparison looks at kind, shape and finiteness first, then at values: `assert_allclose(1.0,
np.ones(3))` passes, this does not. It returns nothing or raises `Mismatch`.

A Mismatch has two texts. `str(mismatch)` names what was asked and what came, and is safe to show
for a hidden case; `mismatch.open` has the expected values too, and is shown for public ones. Which
of them a student reads is decided in one place, by where the grader lies, not by its author.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .box.wire import Named, Other, Tensor
from .errors import Lines, layout

Array = NDArray[np.float64]
SHOWN = 3  # differing entries that are written out; the rest are counted
WRITTEN_OUT = 6  # an array up to this size is shown whole
DISTINCT = 1e-6  # relative: beyond float32's rounding of a few operations


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """|got - expected| <= atol + rtol |expected|, entry by entry."""

    rtol: float
    atol: float

    def around(self, expected: Array) -> Array:
        return np.asarray(self.atol + self.rtol * np.abs(expected), dtype=np.float64)


class Mismatch(AssertionError):
    """A wrong answer, told in (label, text) lines; `closed` are those for a hidden case."""

    def __init__(self, call: str, *lines: tuple[str, str], closed: Lines | None = None) -> None:
        self.open = layout(call, lines)
        super().__init__(layout(call, lines if closed is None else closed))


def numbers(call: str, value: Any, shape: tuple[int, ...] | None = None) -> Array:
    """`value` as a float64 array, of `shape` if one is asked for.

    Raises Mismatch where it is not array-like, holds other than finite real numbers, or has
    another shape. An imaginary part that is rounding alone is none: what was put together from
    complex eigenvalues has it.
    """
    asked = "numbers" if shape is None else _shape_words(shape)
    array = _array(value)
    if array is None or (shape is not None and array.shape != shape):
        raise _unlike(call, asked, value)
    if np.iscomplexobj(array):
        size = max(1.0, np.max(np.abs(array.real), initial=0.0))
        if not np.all(np.abs(array.imag) <= DISTINCT * size):
            real = ("asked", "real numbers")
            closed = [real, ("got", "complex numbers")]
            raise Mismatch(call, real, ("got", f"complex: {show(array)}"), closed=closed)
        array = array.real
    array = array.astype(np.float64)
    wrong = ~np.isfinite(array)
    if wrong.any():
        finite, count = ("asked", "finite numbers"), f"{wrong.sum()} of {wrong.size} not finite"
        closed = [finite, ("got", count)]
        raise Mismatch(call, finite, ("got", f"{show(array)}: {count}"), closed=closed)
    return array


def vector(call: str, value: Any, size: int | None = None) -> Array:
    """A vector as (n,): it may come as a row (1, n) or a column (n, 1)."""
    asked = "a vector" if size is None else f"a vector of {size} numbers"
    array = _array(value)  # its shape first: converting it may take eight times the memory
    if array is None:
        raise _unlike(call, asked, value)
    long = [n for n in array.shape if n != 1]
    fits = array.ndim in (1, 2) and len(long) <= 1 and array.size > 0
    if not fits or (size is not None and array.size != size):
        raise _unlike(call, asked, value)
    return numbers(call, value).reshape(-1)


def complex_vector(call: str, value: Any, size: int) -> NDArray[np.complex128]:
    """`size` finite numbers, real or complex, as (size,), from a vector, a row or a column."""
    array = _array(value)
    if array is None or array.size != size or max(array.shape, default=0) != size:
        raise _unlike(call, f"a vector of {size} numbers", value)
    if not np.isfinite(array).all():
        raise Mismatch(call, ("asked", "finite numbers"), ("got", "some that are not finite"))
    return array.astype(np.complex128).reshape(-1)


def scalar(call: str, value: Any) -> float:
    """One number: a Python number, 0-d, or an array of one element."""
    array = _array(value)
    if array is None or array.size != 1:
        raise _unlike(call, "a single number", value)
    return float(numbers(call, value).reshape(()))


def close(call: str, got: Any, expected: Any, tolerance: Tolerance) -> None:
    """`got` has the shape of `expected` and every entry is within the tolerance."""
    wanted = np.asarray(expected, dtype=np.float64)
    came = numbers(call, got, wanted.shape)
    margin = tolerance.around(wanted)
    with np.errstate(over="ignore"):
        wrong = ~(np.abs(came - wanted) <= margin)  # not ">": a NaN is wrong too
    if not wrong.any():
        return
    count = f"{wrong.sum()} of {wrong.size} entries differ" if wanted.ndim else ""
    raise Mismatch(
        call,
        ("expected", f"{show(wanted)} ± {_least(margin)}"),
        ("got", show(came)),
        *_entries(came, wanted, wrong),
        *([("wrong", count)] if count else []),
        closed=[
            ("asked", "the right answer, for an input that is not shown"),
            ("got", count or "another number"),
        ],
    )


def close_scalar(call: str, got: Any, expected: float, tolerance: Tolerance) -> None:
    """`close` for one number, in whatever shape of one element it comes."""
    close(call, scalar(call, got), expected, tolerance)


def parts(call: str, value: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    """Several values that were asked for together: in that order, or by those names.

    Where they have one shape, they may come as one array.
    """
    if isinstance(value, Named):
        by_name = dict(zip(value.fields, value.items))
        value = by_name if set(names) <= set(by_name) else value.items
    if isinstance(value, dict) and set(names) <= set(value):
        value = tuple(value[name] for name in names)
    array = value.array if isinstance(value, Tensor) else value
    if isinstance(array, np.ndarray) and array.shape[:1] == (len(names),):
        value = tuple(array if array.ndim > 1 else array.tolist())
    if not isinstance(value, (tuple, list)) or len(value) != len(names):
        count = isinstance(value, (tuple, list))
        asked = f"({', '.join(names)})"
        if not count:
            raise _unlike(call, asked, value)
        came = f"a {type(value).__name__} of {len(value)} values"
        raise Mismatch(call, ("asked", asked), ("got", came))
    return tuple(value)


def show(array: Any) -> str:
    """Numbers as they are read: six digits, short arrays whole, long ones by their beginning."""
    values = np.asarray(array)
    if values.size > WRITTEN_OUT:
        first = ", ".join(_number(v) for v in values.reshape(-1)[:SHOWN])
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
    array = _array(value)
    if array is None:
        return f"{_kind(value)} that is no array of numbers{_inside(value, values)}"
    if array.ndim and not array.size:
        return f"shape {array.shape}, empty"
    what = f"shape {array.shape}" if array.ndim else "a single number"
    return f"{what}: {show(array)}" if values else what


def _unlike(call: str, asked: str, value: Any) -> Mismatch:
    """What came is of another kind or shape than what was asked for."""
    return Mismatch(
        call,
        ("asked", asked),
        ("got", describe(value)),
        closed=[("asked", asked), ("got", describe(value, values=False))],
    )


def _kind(value: Any) -> str:
    name = "tuple" if isinstance(value, Named) else type(value).__name__
    return f"an {name}" if name == "int" else f"a {name}"


def _array(value: Any) -> NDArray[Any] | None:
    """What NumPy reads as numbers in data that crossed the wire, or None."""
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


def _inside(value: Any, values: bool) -> str:
    """What spoils a list: its items' shapes, its rows' lengths, or what else is in it."""
    items = _unwrapped(value)
    if not isinstance(items, list):
        return ""
    strange = _strange(items)
    if strange:
        return f": it holds {describe(strange[0], values)}"
    shapes = [array.shape for array in map(_array, items[:6]) if array is not None]
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


def _entries(came: Array, wanted: Array, wrong: NDArray[np.bool_]) -> list[tuple[str, str]]:
    """The first entries that differ, where the array is too long to be read whole."""
    if wanted.size <= WRITTEN_OUT:
        return []
    places = np.argwhere(wrong)[:SHOWN]
    return [
        (
            "at",
            f"[{', '.join(map(str, p))}]: expected {_number(wanted[tuple(p)])}, "
            f"got {_number(came[tuple(p)])}",
        )
        for p in places
    ]


def _least(margin: Array) -> str:
    return f"{float(np.min(margin)):.2g}" if margin.size else "0"


def _nested(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_nested, value))}]"
    return _number(value)


def _number(value: Any) -> str:
    return f"{complex(value):.6g}" if np.iscomplexobj(value) else f"{float(value):.6g}"


def _shape_words(shape: tuple[int, ...]) -> str:
    return f"an array of shape {shape}" if shape else "a single number"
