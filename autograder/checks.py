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

from .box.grammar import Named, Tensor
from .errors import Lines, layout
from .wording import SHOWN, WRITTEN_OUT, array_of, describe, number, show

Array = NDArray[np.float64]
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
    array = array_of(value)
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
    array = array_of(value)  # its shape first: converting it may take eight times the memory
    if array is None:
        raise _unlike(call, asked, value)
    long = [n for n in array.shape if n != 1]
    fits = array.ndim in (1, 2) and len(long) <= 1 and array.size > 0
    if not fits or (size is not None and array.size != size):
        raise _unlike(call, asked, value)
    return numbers(call, value).reshape(-1)


def complex_vector(call: str, value: Any, size: int) -> NDArray[np.complex128]:
    """`size` finite numbers, real or complex, as (size,), from a vector, a row or a column."""
    array = array_of(value)
    if array is None or array.size != size or max(array.shape, default=0) != size:
        raise _unlike(call, f"a vector of {size} numbers", value)
    if not np.isfinite(array).all():
        raise Mismatch(call, ("asked", "finite numbers"), ("got", "some that are not finite"))
    return array.astype(np.complex128).reshape(-1)


def scalar(call: str, value: Any) -> float:
    """One number: a Python number, 0-d, or an array of one element."""
    array = array_of(value)
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
    asked = f"({', '.join(names)})"
    if not isinstance(value, (tuple, list)):
        raise _unlike(call, asked, value)
    if len(value) != len(names):
        came = f"a {type(value).__name__} of {len(value)} values"
        raise Mismatch(call, ("asked", asked), ("got", came))
    return tuple(value)


def _unlike(call: str, asked: str, value: Any) -> Mismatch:
    """What came is of another kind or shape than what was asked for."""
    return Mismatch(
        call,
        ("asked", asked),
        ("got", describe(value)),
        closed=[("asked", asked), ("got", describe(value, values=False))],
    )


def _entries(came: Array, wanted: Array, wrong: NDArray[np.bool_]) -> list[tuple[str, str]]:
    """The first entries that differ, where the array is too long to be read whole."""
    if wanted.size <= WRITTEN_OUT:
        return []
    places = np.argwhere(wrong)[:SHOWN]
    return [
        (
            "at",
            f"[{', '.join(map(str, p))}]: expected {number(wanted[tuple(p)])}, "
            f"got {number(came[tuple(p)])}",
        )
        for p in places
    ]


def _least(margin: Array) -> str:
    return f"{float(np.min(margin)):.2g}" if margin.size else "0"


def _shape_words(shape: tuple[int, ...]) -> str:
    return f"an array of shape {shape}" if shape else "a single number"
