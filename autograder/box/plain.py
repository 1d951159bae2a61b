"""From what a student's function returned to plain data, and from plain data to its arguments.

Runs beside the student's code, so it is part of the student's word: it decides nothing. "Array-like
is whatever NumPy can read as numbers" (contract), and NumPy reads more than crosses the wire: torch
tensors, sympy numbers and matrices, fractions, subclasses of ndarray, whatever has a length and
items, lists of all of these. Each becomes base data here; what is no data becomes an `Other` that
says what it was, so that the message can ("a generator came").

sympy is looked for in sys.modules, never imported: no value of it exists where it was not.
torch is held on to from before the student's code ran, which may take it out of sys.modules.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import itertools
import numbers
import sys
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from . import grammar

DEPTH = grammar.DEPTH - 4  # a reply takes the rest
NODES = grammar.NODES - 100


def plain(value: Any) -> grammar.Value:
    """`value` as base data of the wire's grammar; `Other` in place of whatever is none."""
    return _Reading().read(value, 0)


def live(value: grammar.Value) -> Any:
    """`value` as the student's function gets it: a Tensor becomes a torch tensor of its own."""
    return torch().from_numpy(value.array) if isinstance(value, grammar.Tensor) else value


@functools.cache
def torch() -> Any:
    """The module, as it was at the first call."""
    return importlib.import_module("torch")


def is_tensor(value: Any) -> bool:
    """Whether `value` is a torch tensor; torch need not be there to say no."""
    kind = type(value)
    return any(base.__module__ == "torch" for base in kind.__mro__) and isinstance(
        value, torch().Tensor
    )


def description(value: Any) -> str:
    """What `value` is, in words that a student uses: "a generator", "a Decimal"."""
    for test, words in (
        (inspect.iscoroutine, "a coroutine (is the function an `async def`?)"),
        (inspect.isgenerator, "a generator (does it `yield` where it should `return`?)"),
        (inspect.isclass, "a class"),
        (inspect.ismodule, "a module"),
        (callable, "a function, not yet called"),
    ):
        if test(value):
            return words
    name = type(value).__name__
    article = "an" if name[:1].lower() in "aeiou" or name == "ndarray" else "a"
    return f"{article} {name[:80]}"


class _Reading:
    """One value being read, with a budget: a list may hold itself twice."""

    def __init__(self) -> None:
        self.nodes = 0

    def read(self, value: Any, depth: int) -> grammar.Value:
        self.nodes += 1
        if depth > DEPTH:
            return grammar.Other("something nested too deep, or that contains itself")
        if self.nodes > NODES:
            return grammar.Other(f"something of more than {NODES:,} values")
        if value is None or isinstance(value, (str, bytes)) or type(value) in SCALARS:
            return _scalar(value)
        try:
            return self.compound(value, depth)
        except Exception as error:  # a tensor without data, an __array__ of the student's
            why = type(error).__name__
            return grammar.Other(f"{description(value)} that cannot be read ({why})")

    def compound(self, value: Any, depth: int) -> grammar.Value:
        if is_tensor(value):
            return self.tensor(value, depth)
        if isinstance(value, (np.ndarray, np.generic, memoryview, array)):
            return self.array(np.asarray(value), depth)
        if isinstance(value, Sequence) or _is_a(value, "sympy", "Tuple"):
            return self.sequence(value, depth)
        if isinstance(value, Mapping):
            return {str(key)[:80]: self.read(item, depth + 1) for key, item in value.items()}
        if _is_a(value, "sympy", "MatrixBase") or _is_a(value, "sympy", "NDimArray"):
            # Array(3) has rank 0, and no tolist().
            return self.read(value[()] if value.shape == () else value.tolist(), depth + 1)
        if _is_a(value, "sympy", "MatrixExpr"):
            return self.read(value.as_explicit(), depth + 1)
        if _is_a(value, "sympy", "Point"):
            return self.sequence(tuple(value.args), depth)
        if isinstance(value, numbers.Number) or _is_a(value, "sympy", "Basic"):
            return _number(value)
        if hasattr(type(value), "__array__"):
            return self.array(np.asarray(value), depth)
        return self.of_another_kind(value, depth)

    def of_another_kind(self, value: Any, depth: int) -> grammar.Value:
        """An mpmath matrix, a ctypes array, a vector class of the student's own."""
        if isinstance(value, type) or callable(value):  # a module is called, whatever it holds
            return grammar.Other(description(value))
        if hasattr(type(value), "tolist"):
            return self.read(value.tolist(), depth + 1)
        if hasattr(type(value), "__len__") and hasattr(type(value), "__getitem__"):
            count = len(value)
            if count > NODES:
                return grammar.Other(f"{description(value)} of {count:,} items")
            return self.sequence([value[i] for i in range(count)], depth)
        return grammar.Other(description(value))

    def sequence(self, value: Any, depth: int) -> grammar.Value:
        if len(value) > NODES:
            return grammar.Other(f"a {type(value).__name__} of {len(value):,} items")
        items = [self.read(item, depth + 1) for item in itertools.islice(value, NODES)]
        if not isinstance(value, tuple):
            return items
        fields = getattr(value, "_fields", None)
        if isinstance(fields, tuple) and len(fields) == len(items) > 0:
            return grammar.Named(tuple(map(str, fields)), tuple(items))
        return tuple(items)

    def array(self, found: Any, depth: int) -> grammar.Value:
        """A base ndarray of a dtype on the wire's list, or what else is in it."""
        if found.dtype == object and found.size <= NODES:
            return self.read(found.tolist(), depth + 1)
        if found.nbytes > grammar.BODY_BYTES:
            return grammar.Other(f"an array of shape {found.shape}: {found.nbytes:,} bytes")
        if found.dtype == np.longdouble:
            found = found.astype(np.float64)
        elif found.dtype == np.clongdouble:
            found = found.astype(np.complex128)
        if found.dtype.name not in grammar.DTYPES or found.ndim > grammar.NDIM:
            return grammar.Other(f"an array of {found.dtype} and {found.ndim} dimensions")
        return np.asarray(found, order="C")

    def tensor(self, found: Any, depth: int) -> grammar.Value:
        if found.numel() * found.element_size() > grammar.BODY_BYTES:
            return grammar.Other(f"a tensor of shape {tuple(found.shape)}, too large to send")
        base = found.detach().cpu()
        if base.layout != torch().strided:
            base = base.to_dense()
        if base.is_floating_point() and str(base.dtype) not in FLOATS:
            base = base.float()  # bfloat16 and its kin
        read = self.array(base.resolve_conj().resolve_neg().numpy(), depth)
        return grammar.Tensor(read) if isinstance(read, np.ndarray) else read


FLOATS = ("torch.float16", "torch.float32", "torch.float64")
SCALARS = (bool, int, float, complex)


def _scalar(value: Any) -> grammar.Value:
    if isinstance(value, int) and value.bit_length() > grammar.INT_BITS:
        return grammar.Other(f"an integer of {value.bit_length():,} bits")
    if isinstance(value, (str, bytes)):
        if len(value) > grammar.ITEM_CHARS:
            return grammar.Other(f"a {type(value).__name__} of length {len(value):,}")
        if isinstance(value, str):  # a subclass's own methods stay out
            return str.__getitem__(value, slice(None))
        return bytes.__getitem__(value, slice(None))
    return value  # type: ignore[no-any-return]


def _number(value: Any) -> grammar.Value:
    """A Fraction, a Decimal, a sympy number: as the float that it is nearest to."""
    for kind in (float, complex):
        try:
            return kind(value)
        except OverflowError:
            return grammar.Other(f"a {type(value).__name__} too large for a float")
        except (TypeError, ValueError):
            continue
    return grammar.Other(f"a symbolic expression, {str(value)[:80]}, that is not a number")


def _is_a(value: Any, module: str, name: str) -> bool:
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(value, kind)
