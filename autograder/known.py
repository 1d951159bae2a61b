"""What is handed to the engine of a question's wrong answers: the engine itself knows no answer.

The values are reference.mistakes'; its Topic tells what each field means. Here is what the engine
asks of them, and what it shows to a symptom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from numpy.typing import NDArray

from .checks import Array

Formula = Callable[..., Any]


class Known(Protocol):
    """A mistake."""

    @property
    def id(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def variants(self) -> tuple[Formula, ...]: ...
    @property
    def families(self) -> tuple[Formula, ...]: ...
    @property
    def in_batch(self) -> bool: ...


class Together(Protocol):
    """Two mistakes made together."""

    @property
    def ids(self) -> tuple[str, str]: ...
    @property
    def variants(self) -> tuple[Formula, ...]: ...
    @property
    def families(self) -> tuple[Formula, ...]: ...
    @property
    def in_batch(self) -> bool: ...


class Symptom(Protocol):
    """What can be seen where no mistake explains everything."""

    @property
    def id(self) -> str: ...
    @property
    def hint(self) -> str: ...
    @property
    def seen(self) -> Callable[[Any], bool]: ...


class Topic(Protocol):
    """What is known of the wrong answers to one question; reference.mistakes tells each field."""

    @property
    def question(self) -> str: ...
    @property
    def function(self) -> str: ...
    @property
    def right(self) -> Formula: ...
    @property
    def mistakes(self) -> Sequence[Known]: ...
    @property
    def pairs(self) -> Sequence[Together]: ...
    @property
    def inputs(self) -> Sequence[tuple[Any, ...]]: ...
    @property
    def parts(self) -> tuple[str, ...]: ...
    @property
    def faults(self) -> Callable[..., tuple[str, ...]] | None: ...
    @property
    def in_batch(self) -> Callable[[tuple[Any, ...]], bool] | None: ...
    @property
    def may_refuse(self) -> Callable[[tuple[Any, ...]], bool] | None: ...
    @property
    def tangent(self) -> Callable[[Any, Any], Any] | None: ...
    @property
    def symptoms(self) -> Sequence[Symptom]: ...
    @property
    def squeezed(self) -> bool: ...
    @property
    def constant(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One call as a symptom looks at it."""

    arguments: tuple[Any, ...]
    came: Array | None
    expected: Array
    right: bool
    shown: bool
    gradients: dict[int, NDArray[Any]]  # by the argument
