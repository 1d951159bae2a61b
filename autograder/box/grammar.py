"""What may cross between a student's process and the grader's: the kinds of values, and the caps.

Data and nothing else. What a student returned that is no data crosses as a description of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Union

import numpy as np
from numpy.typing import NDArray

HEAD_BYTES = 2 << 20
BODY_BYTES = 4 << 20
NODES = 100_000
DEPTH = 32
NDIM = 16
INT_BITS = 4096
ITEM_CHARS = 10_000
DTYPES = {
    name: np.dtype(name).newbyteorder("<")
    for name in (
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    )
}


class WireError(ValueError):
    """Not a frame, or a value that does not cross."""


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """A torch tensor, as its array: the grader's process never imports torch."""

    array: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Named:
    """A namedtuple: its items in order, and what they are called."""

    fields: tuple[str, ...]
    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Something a student returned that is not data, by a description such as "a generator"."""

    description: str


Value = Union[
    None,
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    list[Any],
    tuple[Any, ...],
    dict[str, Any],
    NDArray[Any],
    Tensor,
    Named,
    Other,
]
