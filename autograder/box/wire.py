"""One frame of the wire: a JSON head and raw arrays. Nothing is ever unpickled.

What comes out of the box is the student's word, so the reader believes nothing: the grammar of
values is closed, so is the list of dtypes, every size is capped before anything of that size is
made (grammar.py has all three), and whatever is wrong raises `WireError` and nothing else.

A frame:

    magic "AGW1" | length of the head, uint32 | length of the body, uint64 | head | body

The head is JSON, one value; the body is the arrays' bytes, one after the other, in the head's
order. None, bool, int, finite float, str and list stand in JSON as themselves; the rest is an
object with one key:

    {"f": "nan"|"inf"|"-inf"}    {"c": [re, im]}           {"y": n bytes}
    {"t": [...]}  tuple          {"d": [[key, value]...]}  dict
    {"a": [dtype, [shape]]}      {"T": [dtype, [shape]]}   ndarray, torch tensor
    {"n": [[field...], [...]]}   namedtuple
    {"o": text}                  something that is not data, by its description

Measured: `make bench` prints the round trip of a (256, 64) float64 array.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .grammar import (
    BODY_BYTES,
    DEPTH,
    DTYPES,
    HEAD_BYTES,
    INT_BITS,
    NDIM,
    NODES,
    Named,
    Other,
    Tensor,
    Value,
    WireError,
)

MAGIC = b"AGW1"
PREFIX = struct.Struct("<4sIQ")


def encode(value: Value) -> bytes:
    """One frame that holds `value`.

    Raises WireError where it is outside the grammar or beyond a cap.
    """
    writer = _Writer()
    head = json.dumps(writer.tree(value, 0), allow_nan=False, separators=(",", ":")).encode()
    if len(head) > HEAD_BYTES:
        raise WireError(f"the answer takes {len(head):,} bytes, more than {HEAD_BYTES:,}")
    return b"".join([PREFIX.pack(MAGIC, len(head), writer.size), head, *writer.buffers])


def frame_size(prefix: bytes) -> int:
    """Length in bytes of the whole frame that begins with these PREFIX.size bytes."""
    magic, head, body = PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise WireError("not a frame")
    if head > HEAD_BYTES or body > BODY_BYTES:
        raise WireError("a frame that is too large")
    return int(PREFIX.size + head + body)


def decode(frame: bytes) -> Value:
    """The value in one whole frame. Arrays are fresh, writable and little-endian.

    Raises WireError, whatever the bytes are.
    """
    if len(frame) < PREFIX.size or len(frame) != frame_size(frame[: PREFIX.size]):
        raise WireError("a frame that was cut")
    head = PREFIX.unpack(frame[: PREFIX.size])[1]
    body = memoryview(frame)[PREFIX.size + head :]
    try:
        text = frame[PREFIX.size : PREFIX.size + head]
        tree = json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError) as error:  # 200,000 "[" end here
        raise WireError(f"a head that is not JSON: {type(error).__name__}") from None
    reader = _Reader(body)
    value = reader.value(tree, 0)
    if reader.offset != len(body):
        raise WireError("a body that is longer than its arrays")
    return value


class _Writer:
    def __init__(self) -> None:
        self.buffers: list[bytes] = []
        self.size = 0
        self.nodes = 0

    def tree(self, value: Value, depth: int) -> Any:
        self.nodes += 1
        if depth > DEPTH or self.nodes > NODES:
            raise WireError(f"nested deeper than {DEPTH}, or more than {NODES:,} values")
        match value:
            case None | bool():
                return value
            case int():
                if value.bit_length() > INT_BITS:
                    raise WireError(f"an integer of {value.bit_length():,} bits")
                return int(value)
            case float():
                return float(value) if math.isfinite(value) else {"f": repr(float(value))}
            case complex():
                return {"c": [self.tree(value.real, depth + 1), self.tree(value.imag, depth + 1)]}
            case str():
                return _no_surrogates(value)
            case Other(str(description)):
                return {"o": _no_surrogates(description)}
            case bytes():
                self.add(value)
                return {"y": len(value)}
            case list():
                return [self.tree(item, depth + 1) for item in value]
            case tuple():
                return {"t": [self.tree(item, depth + 1) for item in value]}
            case Named(fields, items) if len(fields) == len(items):
                return {"n": [[_key(field) for field in fields], self.tree(list(items), depth + 1)]}
            case dict():
                pairs = [[_key(k), self.tree(v, depth + 1)] for k, v in value.items()]
                return {"d": pairs}
            case np.ndarray():
                return {"a": self.array(value)}
            case Tensor(np.ndarray() as array):
                return {"T": self.array(array)}
        raise WireError(f"a {type(value).__name__} does not cross")

    def array(self, array: NDArray[Any]) -> list[Any]:
        dtype = DTYPES.get(array.dtype.name)
        if dtype is None or array.ndim > NDIM:
            raise WireError(f"an array of {array.dtype} with {array.ndim} dimensions")
        if array.nbytes > BODY_BYTES or _extent(array.shape) > BODY_BYTES:
            # Before tobytes: a broadcast view may claim terabytes.
            raise WireError(f"an array of shape {array.shape}: {array.nbytes:,} bytes")
        self.add(array.astype(dtype, copy=False).tobytes())
        return [array.dtype.name, list(array.shape)]

    def add(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > BODY_BYTES:
            raise WireError(f"more than {BODY_BYTES:,} bytes of arrays")
        self.buffers.append(data)


class _Reader:
    def __init__(self, body: memoryview) -> None:
        self.body = body
        self.offset = 0
        self.nodes = 0

    def value(self, tree: Any, depth: int) -> Value:
        self.nodes += 1
        if depth > DEPTH or self.nodes > NODES:
            raise WireError("nested too deep, or too many values")
        if tree is None or isinstance(tree, bool):
            return tree
        if isinstance(tree, float):
            if not math.isfinite(tree):
                raise WireError("a float that JSON cannot hold")
            return tree
        if isinstance(tree, int):
            if tree.bit_length() > INT_BITS:
                raise WireError("an integer too large")
            return tree
        if isinstance(tree, str):
            return _checked(tree)
        if isinstance(tree, list):
            return [self.value(item, depth + 1) for item in tree]
        if not (isinstance(tree, dict) and len(tree) == 1):
            raise WireError("an object with other than one key")
        ((tag, inner),) = tree.items()
        return self.tagged(tag, inner, depth)

    def tagged(self, tag: str, inner: Any, depth: int) -> Value:
        if tag == "f" and inner in ("nan", "inf", "-inf"):
            return float(inner)
        if tag == "c" and isinstance(inner, list) and len(inner) == 2:
            parts = [self.value(part, depth + 1) for part in inner]
            if isinstance(parts[0], float) and isinstance(parts[1], float):
                return complex(parts[0], parts[1])
        if tag == "y" and type(inner) is int:
            return bytes(self.take(inner))
        if tag == "t" and isinstance(inner, list):
            return tuple(self.value(item, depth + 1) for item in inner)
        if tag == "d" and isinstance(inner, list):
            return dict(self.pair(item, depth) for item in inner)
        if tag == "n" and isinstance(inner, list) and len(inner) == 2:
            fields, items = (self.value(part, depth + 1) for part in inner)
            if (
                isinstance(fields, list)
                and isinstance(items, list)
                and len(fields) == len(items)
                and all(isinstance(field, str) for field in fields)
            ):
                return Named(tuple(fields), tuple(items))
        if tag == "o" and isinstance(inner, str):
            return Other(_checked(inner))
        if tag in ("a", "T") and isinstance(inner, list) and len(inner) == 2:
            array = self.array(*inner)
            return array if tag == "a" else Tensor(array)
        raise WireError("a value outside the grammar")

    def pair(self, item: Any, depth: int) -> tuple[str, Value]:
        if not (isinstance(item, list) and len(item) == 2 and isinstance(item[0], str)):
            raise WireError("a dict whose entry is not [str, value]")
        return _checked(item[0]), self.value(item[1], depth + 1)

    def array(self, name: Any, shape: Any) -> NDArray[Any]:
        dtype = DTYPES.get(name) if isinstance(name, str) else None
        if dtype is None or not isinstance(shape, list) or len(shape) > NDIM:
            raise WireError("an array of an unknown dtype or shape")
        if not all(type(n) is int and n >= 0 for n in shape) or _extent(shape) > BODY_BYTES:
            raise WireError("an array with an impossible size")
        data = self.take(math.prod(shape) * dtype.itemsize)
        if name == "bool" and np.any(np.frombuffer(data, np.uint8) > 1):
            raise WireError("a bool that is neither 0 nor 1")
        return np.frombuffer(data, dtype=dtype).reshape(shape).copy()

    def take(self, size: int) -> memoryview:
        if not 0 <= size <= len(self.body) - self.offset:
            raise WireError("an array that is longer than its body")
        self.offset += size
        return self.body[self.offset - size : self.offset]


def _extent(shape: Sequence[int]) -> int:
    """What NumPy counts: (0, 2**40) holds nothing, and still is too large to convert."""
    return math.prod(max(n, 1) for n in shape)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise WireError("a dict whose key is no text")
    return _no_surrogates(key)


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _no_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _checked(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise WireError("text with a lone surrogate") from None
    return text
