"""What a known mistake is, and all that is known of the wrong answers to one question.

The engine knows no answer: it is handed these values, asks the student's function the `inputs` of
a topic, and sees which of its formulas or faults explain everything that came.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from reference.mistakes.symptoms import Symptom

Formula = Callable[..., Any]


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

    families: tuple[Formula, ...] = ()
    """The whole family: versions that take one constant more, by the keyword `constants`, as a
    vector of values to try at once; the answers stand along the first axis."""

    in_batch: bool = False
    """Defined only where y_neg equals y in value; other batches say nothing about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two mistakes made together, as one function: both steps of the derivation are changed."""

    ids: tuple[str, str]
    variants: tuple[Formula, ...] = ()
    families: tuple[Formula, ...] = ()
    in_batch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """All that is known of the wrong answers to one question."""

    question: str
    function: str
    right: Formula
    mistakes: tuple[Mistake, ...]
    pairs: tuple[Pair, ...] = ()

    inputs: tuple[tuple[Any, ...], ...] = ()
    """Asked after a failure, so that every two explanations differ on what was tried."""

    parts: tuple[str, ...] = ()
    """The names of several values that are returned together."""

    faults: Callable[..., tuple[str, ...]] | None = None
    """Where no formula fits: the ids of what is wrong with one answer. It takes the answer's parts
    (an array, FUNCTION, or None for what is neither), rtol and atol; () where it recognises
    nothing."""

    in_batch: Callable[[tuple[Any, ...]], bool] | None = None
    """Whether these arguments are of the kind that the mistakes `in_batch` are judged on."""

    may_refuse: Callable[[tuple[Any, ...]], bool] | None = None
    """Arguments for which a right function may raise: an exception there explains nothing."""

    tangent: Callable[[Any, Any], Any] | None = None
    """What of a gradient at a point is compared: gradient, point -> array."""

    symptoms: tuple[Symptom, ...] = ()
    """What can be seen where no mistake explains everything, the most useful first."""

    squeezed: bool = False
    """Axes of length 1 say nothing here."""

    constant: str = ""
    """How the constant of a family is told: "Your temperature is about {}." """


FUNCTION = "function"
"""Stands for a Python function where a value was asked for."""


def in_batch(arguments: tuple[Any, ...]) -> bool:
    """Whether the negatives of (z, y, y_neg) are the batch's own positives, row by row."""
    _, y, y_neg = arguments
    return np.shape(y) == np.shape(y_neg) and bool(np.all(np.asarray(y) == np.asarray(y_neg)))
