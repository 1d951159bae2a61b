"""From what a student's function returned to plain data, and from plain data to its arguments.

Runs beside the student's code, so it is part of the student's word: it decides nothing. "Array-like
is whatever NumPy can read as numbers" (contract), and NumPy reads more than crosses the wire: torch
tensors, sympy numbers and matrices, fractions, subclasses of ndarray, lists of all of these. Each
becomes base data here; what is no data becomes an `Other` that says what it was, so that the
message can ("a generator came").

torch and sympy are looked for in sys.modules, never imported: a value of theirs cannot exist where
they were not imported.
"""

from __future__ import annotations

import inspect
import itertools
import numbers
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import wire

ITEMS = wire.NODES  # a longer list is described, not sent


def plain(value: Any, depth: int = 0) -> wire.Value:
    """`value` as base data of the wire's grammar; `Other` in place of whatever is none."""
    if depth > wire.DEPTH:
        return wire.Other("something nested too deep, or that contains itself")
    if value is None or type(value) in (bool, int, float, complex, str, bytes):
        return _within_caps(value)
    if isinstance(value, str):
        return _within_caps(str(value))
    if isinstance(value, (np.ndarray, np.generic)):
        return _array(np.asarray(value), depth)
    if _is_a(value, "torch", "Tensor"):
        return _tensor(value, depth)
    if isinstance(value, Sequence) or _is_a(value, "sympy", "Tuple"):
        return _sequence(value, depth)
    if isinstance(value, dict):
        if len(value) > ITEMS:
            return wire.Other(f"a dict of {len(value):,} entries")
        return {str(key): plain(item, depth + 1) for key, item in value.items()}
    if _is_a(value, "sympy", "MatrixBase") or _is_a(value, "sympy", "NDimArray"):
        return plain(value.tolist(), depth + 1)
    if isinstance(value, numbers.Number) or _is_a(value, "sympy", "Basic"):
        return _number(value)
    if hasattr(type(value), "__array__"):
        return _array(np.asarray(value), depth)
    return wire.Other(description(value))


def live(value: wire.Value) -> Any:
    """`value` as the student's function gets it: a Tensor becomes a torch tensor of its own."""
    if isinstance(value, wire.Tensor):
        import torch

        return torch.from_numpy(value.array)
    return value


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
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name[:80]}"


def _sequence(value: Any, depth: int) -> wire.Value:
    if len(value) > ITEMS:
        return wire.Other(f"a {type(value).__name__} of {len(value):,} items")
    items = [plain(item, depth + 1) for item in itertools.islice(value, ITEMS)]
    if not isinstance(value, tuple):
        return items
    fields = getattr(value, "_fields", None)
    if isinstance(fields, tuple) and len(fields) == len(items) > 0:
        return wire.Named(tuple(map(str, fields)), tuple(items))
    return tuple(items)


def _array(array: Any, depth: int) -> wire.Value:
    """A base ndarray of a dtype on the wire's list, or what else is in `array`."""
    if array.dtype == object:
        return plain(array.tolist() if array.size <= ITEMS else None, depth + 1)
    if array.nbytes > wire.BODY_BYTES:
        return wire.Other(f"an array of shape {array.shape}, which takes {array.nbytes:,} bytes")
    if array.dtype == np.longdouble:
        array = array.astype(np.float64)
    elif array.dtype == np.clongdouble:
        array = array.astype(np.complex128)
    if array.dtype.name not in wire.DTYPES or array.ndim > wire.NDIM:
        return wire.Other(f"an array of {array.dtype} and {array.ndim} dimensions")
    return np.asarray(array, order="C")


def _tensor(tensor: Any, depth: int) -> wire.Value:
    import torch

    if tensor.numel() * tensor.element_size() > wire.BODY_BYTES:
        return wire.Other(f"a tensor of shape {tuple(tensor.shape)}, which is too large to send")
    base = tensor.detach().cpu()
    if base.layout != torch.strided:
        base = base.to_dense()
    if base.dtype == torch.bfloat16:
        base = base.float()
    array = _array(base.resolve_conj().resolve_neg().numpy(), depth)
    return wire.Tensor(array) if isinstance(array, np.ndarray) else array


def _number(value: Any) -> wire.Value:
    """A Fraction, a Decimal, a sympy number: as the float that it is nearest to."""
    for kind in (float, complex):
        try:
            return kind(value)
        except OverflowError:
            return wire.Other(f"a {type(value).__name__} too large for a float")
        except (TypeError, ValueError):
            continue
    return wire.Other(f"a symbolic expression, {str(value)[:80]}, that is not a number")


def _within_caps(value: Any) -> wire.Value:
    if isinstance(value, int) and value.bit_length() > wire.INT_BITS:
        return wire.Other(f"an integer of {value.bit_length():,} bits")
    if isinstance(value, (str, bytes)) and len(value) > wire.ITEM_CHARS:
        return wire.Other(f"a {type(value).__name__} of length {len(value):,}")
    return value  # type: ignore[no-any-return]


def _is_a(value: Any, module: str, name: str) -> bool:
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(value, kind)
