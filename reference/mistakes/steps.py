"""Eq. 4 with every step of it a choice, so that several mistakes can be made in one formula.

`Steps()` is right. A known mistake of 4.2 is a change of one choice (`CHANGES`), two mistakes made
together are the changes of both; a temperature is a number and comes apart. With S = z y_neg^T,
B = z y^T and a_i = B_ii as in reference.contrastive, the choices are, from the inside out:

    over         whose rows the denominator runs over: S, or B in its place
    diagonal     whether the term j = i is in it
    positive     exp a_i is one term more: "counted" with the others, or "outside" of their mean
    averaged     the mean of the terms, for their sum: log M is missing
    axis         the sum runs over j, over i, or half of each
    numerator, denominator   whether the two terms of eq. (2) are there
    log          or the fractions themselves
    reduced      the mean over i, the sum, or none
    sign
"""

import itertools
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reference.mistakes.mistake import Pair

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """A version of the loss: takes z (N, d), y (N, d), y_neg (M, d)."""

    over: str = "y_neg"
    diagonal: bool = True
    positive: str = ""
    averaged: bool = False
    axis: str = "j"
    numerator: bool = True
    denominator: bool = True
    log: bool = True
    reduced: str = "mean"
    sign: float = 1.0

    def __call__(self, z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> Any:
        """float64: a scalar, or (N,) where nothing is reduced."""
        return self.at(z, y, y_neg, constants=np.ones(1))[0]

    def at(self, z: ArrayLike, y: ArrayLike, y_neg: ArrayLike, *, constants: ArrayLike) -> Array:
        """The same with all dot products divided by each of `constants` (K,), along axis 0."""
        z, y, y_neg = (np.asarray(rows, np.float64) for rows in (z, y, y_neg))
        scale = 1.0 / np.asarray(constants, np.float64)[:, None]
        a = scale * (z * y).sum(axis=1)  # (K, N)
        if not self.denominator:
            return self.sign * -self.reduce(a)
        terms = scale[..., None] * (z @ (y if self.over == "y" else y_neg).T)  # (K, N, M)
        if not self.numerator:
            return self.sign * self.reduce(self.log_sums(terms, a))
        if not self.log:
            return self.sign * -self.reduce(np.exp(a - self.log_sums(terms, a)))
        if self.axis == "j":
            return self.sign * self.reduce(self.log_sums(terms, a) - a)
        mirrored = self.reduce(self.log_sums(np.swapaxes(terms, 1, 2), a))
        if self.axis == "both":
            mirrored = (mirrored + self.reduce(self.log_sums(terms, a))) / 2
        return self.sign * (mirrored - self.reduce(a))

    def log_sums(self, terms: Array, a: Array) -> Array:
        """(K, N): the log of the denominator of each row."""
        if not self.diagonal:
            terms = terms.copy()
            i = np.arange(min(terms.shape[1:]))
            terms[:, i, i] = -np.inf
        if self.positive == "counted":
            terms = np.concatenate([a[..., None], terms], axis=2)
        with np.errstate(over="ignore"):
            m = terms.max(axis=2, keepdims=True)
            sums: Array = np.log(np.exp(terms - m).sum(axis=2)) + m[..., 0]
        if self.averaged:
            sums = sums - np.log(terms.shape[2])
        return np.asarray(np.logaddexp(a, sums)) if self.positive == "outside" else sums

    def reduce(self, values: Array) -> Array:
        if self.reduced == "none":
            return values
        return np.asarray(values.sum(axis=1) if self.reduced == "sum" else values.mean(axis=1))


Change = dict[str, Any]

CHANGES: dict[str, tuple[Change, ...]] = {
    "positive-in-denominator": ({"positive": "counted"},),
    "mean-over-negatives": ({"averaged": True},),
    "sum-over-batch": ({"reduced": "sum"},),
    "sign-flipped": ({"sign": -1.0},),
    "no-log": ({"log": False},),
    "alignment-only": ({"denominator": False},),
    "uniformity-only": ({"numerator": False}, {"numerator": False, "averaged": True}),
    "denominator-over-positives": ({"over": "y"},),
    "temperature": ({},),
    "per-sample": ({"reduced": "none"},),
    "wrong-axis": ({"axis": "i"},),
    "symmetric": ({"axis": "both"},),
    "diagonal-excluded": ({"diagonal": False},),
}
IN_BATCH = ("wrong-axis", "symmetric", "diagonal-excluded")

APART = {
    # Without a denominator no choice in it is made; a log is of the whole fraction.
    "alignment-only": {
        "positive-in-denominator",
        "mean-over-negatives",
        "no-log",
        "uniformity-only",
        "denominator-over-positives",
    },
    # Its own second variant is that pair; without log M, a pair has two readings.
    "uniformity-only": {"mean-over-negatives", "no-log"},
    "sum-over-batch": {"per-sample"},
    # What the code of these does is known in the batch alone: only what acts on all of it.
    **{
        slip: {
            *("positive-in-denominator", "no-log", "alignment-only", "uniformity-only"),
            *("denominator-over-positives", "per-sample", *IN_BATCH),
        }
        for slip in IN_BATCH
    },
}
APART["diagonal-excluded"] = {*APART["diagonal-excluded"], "mean-over-negatives"}


def _pairs() -> tuple[Pair, ...]:
    found = []
    for one, other in itertools.combinations(CHANGES, 2):
        if other in APART.get(one, ()) or one in APART.get(other, ()):
            continue
        steps = [
            replace(Steps(), **(left | right)) for left in CHANGES[one] for right in CHANGES[other]
        ]
        if {one, other} == {"positive-in-denominator", "mean-over-negatives"}:
            steps.append(Steps(positive="outside", averaged=True))
        tempered = "temperature" in (one, other)
        found.append(
            Pair(
                ids=(one, other),
                variants=() if tempered else tuple(steps),
                families=tuple(step.at for step in steps) if tempered else (),
                in_batch=bool({one, other} & set(IN_BATCH)),
            )
        )
    return tuple(found)


PAIRS = _pairs()
