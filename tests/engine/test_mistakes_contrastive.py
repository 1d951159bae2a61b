"""The known mistakes of 4.2 against the contract's formulas, written again as plain loops."""

import itertools
from collections.abc import Callable
from math import exp, log
from statistics import mean
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from reference import contrastive_loss
from reference.mistakes import MISTAKES
from reference.mistakes.contrastive import loss_at_temperature

Array = NDArray[np.float64]
Batch = tuple[Array, Array, Array]
Dots = list[list[float]]
Variant = Callable[..., Any]
KNOWN = [mistake for mistake in MISTAKES if mistake.function == "contrastive_loss"]


def batch(n: int, m: int, seed: int = 11) -> Batch:
    """Generic rows on the unit sphere in R^3: z (n, 3), y (n, 3), y_neg (m, 3)."""
    rows = np.random.default_rng(seed).normal(size=(n + n + m, 3))
    rows /= np.linalg.norm(rows, axis=1)[:, None]
    return rows[:n], rows[n : 2 * n], rows[2 * n :]


def in_batch(n: int) -> Batch:
    """y_neg equals y, whose rows lie close together while those of z do not.

    For rows spread alike the two axes give nearly the same number, and nothing could be told.
    """
    z, y, _ = batch(n, 1)
    y = y + np.array([0.0, 0.0, 2.0])
    y /= np.linalg.norm(y, axis=1)[:, None]
    return z, y, y.copy()


def dots(left: Array, right: Array) -> Dots:
    return [
        [sum(float(a) * float(b) for a, b in zip(u, v, strict=True)) for v in right] for u in left
    ]


def columns(S: Dots) -> Dots:
    return [list(column) for column in zip(*S, strict=True)]


def log_sum(S: Dots) -> float:
    """mean_i log sum_j exp S_ij."""
    return mean(log(sum(exp(s) for s in row)) for row in S)


def alignment(B: Dots) -> float:
    return mean(B[i][i] for i in range(len(B)))


def at_temperature(tau: float) -> Callable[[Dots, Dots], float]:
    def loss(S: Dots, B: Dots) -> float:
        return -alignment(B) / tau + log_sum([[s / tau for s in row] for row in S])

    return loss


def per_sample(S: Dots, B: Dots) -> list[float]:
    return [-B[i][i] + log_sum([row]) for i, row in enumerate(S)]


def without_diagonal(S: Dots) -> Dots:
    return [row[:i] + row[i + 1 :] for i, row in enumerate(S)]


FORMULAS: dict[str, list[Callable[[Dots, Dots], Any]]] = {
    "positive-in-denominator": [
        lambda S, B: -alignment(B) + log_sum([[*row, B[i][i]] for i, row in enumerate(S)])
    ],
    "mean-over-negatives": [lambda S, B: -alignment(B) + log_sum(S) - log(len(S[0]))],
    "sum-over-batch": [lambda S, B: sum(per_sample(S, B))],
    "sign-flipped": [lambda S, B: alignment(B) - log_sum(S)],
    "no-log": [lambda S, B: -mean(exp(-term) for term in per_sample(S, B))],
    "alignment-only": [lambda _, B: -alignment(B)],
    "uniformity-only": [lambda S, _: log_sum(S), lambda S, _: log_sum(S) - log(len(S[0]))],
    "denominator-over-positives": [lambda _, B: -alignment(B) + log_sum(B)],
    "temperature": [at_temperature(0.5), at_temperature(0.07)],
    "per-sample": [per_sample],
    "wrong-axis": [lambda S, B: -alignment(B) + log_sum(columns(S))],
    "symmetric": [lambda S, B: -alignment(B) + (log_sum(S) + log_sum(columns(S))) / 2],
    "diagonal-excluded": [lambda S, B: -alignment(B) + log_sum(without_diagonal(S))],
}
CASES = [
    pytest.param(mistake.in_batch, variant, formula, id=f"{mistake.id}-{variant.__name__}")
    for mistake in KNOWN
    for variant, formula in zip(mistake.variants, FORMULAS[mistake.id], strict=True)
]


@pytest.mark.parametrize(("only_in_batch", "variant", "formula"), CASES)
def test_a_variant_is_the_contracts_formula(
    only_in_batch: bool, variant: Variant, formula: Callable[[Dots, Dots], Any]
) -> None:
    inputs = [in_batch(4)] if only_in_batch else [in_batch(4), batch(4, 7), batch(5, 2)]
    for z, y, y_neg in inputs:
        expected = formula(dots(z, y_neg), dots(z, y))
        np.testing.assert_allclose(variant(z, y, y_neg), expected, rtol=1e-12)


def answers(inputs: list[Batch], *, with_in_batch: bool) -> dict[str, list[Array]]:
    """What the right function and every variant answer on each of the inputs."""
    functions: list[Variant] = [contrastive_loss]
    for mistake in KNOWN:
        if with_in_batch or not mistake.in_batch:
            functions += mistake.variants
    return {
        function.__name__: [np.asarray(function(*arguments)) for arguments in inputs]
        for function in functions
    }


def differ(one: Array, other: Array) -> bool:
    return one.shape != other.shape or bool(abs(one - other).max() >= 1e-2)


def confused(given: dict[str, list[Array]]) -> list[tuple[str, str]]:
    """The pairs that no input tells apart."""
    return [
        (name, other)
        for name, other in itertools.combinations(given, 2)
        if not any(map(differ, given[name], given[other]))
    ]


def test_no_two_wrong_answers_agree_and_none_is_right() -> None:
    assert confused(answers([batch(4, 7)], with_in_batch=False)) == []


def test_in_batch_too_but_for_the_denominator_which_is_then_right() -> None:
    given = answers([in_batch(4), in_batch(6)], with_in_batch=True)
    assert confused(given) == [("contrastive_loss", "denominator_over_positives")]


def test_a_squared_distance_is_a_temperature_of_one_half() -> None:
    z, y, y_neg = batch(4, 6)
    S = [[-float(((z_i - y_j) ** 2).sum()) for y_j in y_neg] for z_i in z]
    B = [[-float(((z_i - y_j) ** 2).sum()) for y_j in y] for z_i in z]
    assert loss_at_temperature(z, y, y_neg, 0.5) == pytest.approx(log_sum(S) - alignment(B))


def test_a_temperature_of_one_is_right() -> None:
    arguments = batch(4, 6)
    assert loss_at_temperature(*arguments, tau=1.0) == contrastive_loss(*arguments)


def test_three_variants_go_on_to_other_batches_without_harm() -> None:
    for mistake in KNOWN:
        for variant in mistake.variants if mistake.in_batch else ():
            for n, m in ((4, 7), (5, 2)):
                answer: Any = variant(*batch(n, m))
                assert np.isfinite(answer)


def test_every_variant_reads_float32() -> None:
    z, y, y_neg = (rows.astype(np.float32) for rows in batch(4, 7))
    for mistake in KNOWN:
        for variant in mistake.variants:
            assert np.asarray(variant(z, y, y_neg)).dtype == np.float64
