"""What a known mistake is."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One known slip: wrong versions of a function, and a sentence for who made it."""

    id: str
    """As results.json names it: "roles-swapped"."""

    question: str
    """As the manifest numbers it: "3.1"."""

    function: str
    """The function of the student API that the variants stand in for: "A_matrix"."""

    hint: str
    """For the student: points at the step of the derivation, never states the answer."""

    variants: tuple[Callable[..., object], ...]
    """Wrong versions of the function, NumPy only. Where the mistake is a family with a number to
    choose (a temperature, a point), these are samples of it, and their docstrings say so."""

    in_batch: bool = False
    """Defined only where y_neg equals y in value; other batches say nothing about it."""
