"""The list of known mistakes as a whole, and the variants of 2.5a, 3.1, 3.2 and 4.1 one by one."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import reference
from reference.mistakes import MISTAKES, Mistake

Variant = Callable[..., Any]
CONTRACT = {
    ("2.5a", "linear_reparameterization"): [
        "same-representation",
        "inconsistent",
        "wrong-dimension",
        "not-linear",
    ],
    ("3.1", "A_matrix"): [
        "roles-swapped",
        "both-ascend",
        "both-descend",
        "alternating-update",
        "missing-identity",
        "missing-learning-rate",
        "implicit-update",
    ],
    ("3.2", "stationary_point"): ["value-not-point", "not-stationary"],
    ("4.1", "nce_optimal_energy"): [
        "ratio-inverted",
        "ratio-not-log",
        "classifier-not-logit",
        "log-classifier",
        "negative-log-density",
        "log-density",
        "difference-not-ratio",
        "wrong-log-base",
    ],
    ("4.2", "contrastive_loss"): [
        "positive-in-denominator",
        "mean-over-negatives",
        "sum-over-batch",
        "sign-flipped",
        "no-log",
        "alignment-only",
        "uniformity-only",
        "denominator-over-positives",
        "temperature",
        "per-sample",
        "wrong-axis",
        "symmetric",
        "diagonal-excluded",
    ],
}
ANSWERS = [
    "[[1",
    "logp_d-logp_n",
    "log(p_d/p_n)",
    "logp_d/p_n",
    "logratio",
    "p_d/p_n",
    "(0,0)",
    "[0,0]",
    "origin",
    "mean_i",
    "log_sum",
    "logsum",
    "+log",
]
BY_ID = {mistake.id: mistake for mistake in MISTAKES}


def variants(function: str | None = None) -> list[tuple[Mistake, Variant]]:
    return [
        (mistake, variant)
        for mistake in MISTAKES
        for variant in mistake.variants
        if function in (None, mistake.function)
    ]


def name(value: Mistake | Variant) -> str:
    return value.id if isinstance(value, Mistake) else value.__name__


def test_the_contracts_ids_and_no_others_each_once() -> None:
    stated = [
        (question, function, slip) for (question, function), ids in CONTRACT.items() for slip in ids
    ]
    listed = [(mistake.question, mistake.function, mistake.id) for mistake in MISTAKES]
    assert Counter(listed) == Counter(stated)


def test_three_are_defined_by_their_in_batch_behaviour() -> None:
    assert {mistake.id for mistake in MISTAKES if mistake.in_batch} == {
        "wrong-axis",
        "symmetric",
        "diagonal-excluded",
    }


@pytest.mark.parametrize("mistake", MISTAKES, ids=name)
def test_a_hint_is_short_and_does_not_tell_the_answer(mistake: Mistake) -> None:
    hint = mistake.hint
    assert hint == " ".join(hint.split())
    assert 0 < len(hint) < 240
    assert hint[-1] in ".?"
    # "eq. 4" and the dot of z_i . y_i end no sentence.
    assert len(re.findall(r"(?<![Ee]q)(?<=\S)[.?](?=\s|$)", hint)) <= 2
    packed = hint.replace(" ", "")
    assert [answer for answer in ANSWERS if answer in packed] == []


def test_hints_differ() -> None:
    assert max(Counter(mistake.hint for mistake in MISTAKES).values()) == 1


def test_a_mistake_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        MISTAKES[0].hint = ""  # type: ignore[misc]


@pytest.mark.parametrize(("mistake", "variant"), variants(), ids=name)
def test_every_variant_says_at_which_equation_it_goes_wrong(
    mistake: Mistake, variant: Variant
) -> None:
    assert variant.__doc__
    assert re.search(r"\(\d\)|E = |loss_at_temperature|V\(d\*", variant.__doc__), mistake.id


def wrong_with(answer: tuple[Any, ...]) -> set[str]:
    """What is wrong with an answer to 2.5a, by the contract's words."""
    x, *maps_and_points = answer
    F_a, F_b, z_a, z_b = maps_and_points
    if callable(F_a) or callable(F_b):
        return {"not-linear"}
    if {F_a.shape, F_b.shape} != {(2, *x.shape)} or {z_a.shape, z_b.shape} != {(2,)}:
        return {"wrong-dimension"}
    found = set()
    if not (np.allclose(F_a @ x, z_a) and np.allclose(F_b @ x, z_b)):
        found.add("inconsistent")
    if not abs(z_a - z_b).max() > 1e-2:
        found.add("same-representation")
    return found


@pytest.mark.parametrize(("mistake", "variant"), variants("linear_reparameterization"), ids=name)
def test_a_wrong_reparameterization_has_its_own_fault_only(
    mistake: Mistake, variant: Variant
) -> None:
    assert wrong_with(reference.linear_reparameterization()) == set()
    assert wrong_with(variant()) == {mistake.id}


def matrices(alpha: float) -> dict[str, list[list[list[float]]]]:
    """The contract's own matrices of 3.1, by id and in the order of the variants."""
    a, b, c = alpha, 1 - alpha**2, 1 / (1 + alpha**2)
    return {
        "roles-swapped": [[[1, -a], [a, 1]]],
        "both-ascend": [[[1, a], [a, 1]]],
        "both-descend": [[[1, -a], [-a, 1]]],
        "alternating-update": [[[1, a], [-a, b]], [[b, a], [-a, 1]]],
        "missing-identity": [[[0, a], [-a, 0]]],
        "missing-learning-rate": [[[1, 1], [-1, 1]]],
        "implicit-update": [[[c, a * c], [-a * c, c]]],
    }


@pytest.mark.parametrize("alpha", [0.3, 2.0, -0.7])
def test_wrong_matrices_are_the_contracts(alpha: float) -> None:
    for slip, expected in matrices(alpha).items():
        answers: Any = [variant(alpha) for variant in BY_ID[slip].variants]
        np.testing.assert_allclose(answers, np.array(expected), rtol=1e-14)


def test_a_value_is_a_single_number_and_other_points_are_not_stationary() -> None:
    for variant in BY_ID["value-not-point"].variants:
        value: Any = variant()
        assert np.ndim(value) == 0
    for variant in BY_ID["not-stationary"].variants:
        point: Any = variant()
        assert point.shape == (2,)
        assert np.isfinite(point).all()
        assert abs(point - reference.stationary_point()).max() >= 1e-2


def test_wrong_energies_are_the_contracts() -> None:
    d, n = 0.7, 0.2
    expected = {
        "ratio-inverted": [math.log(n / d)],
        "ratio-not-log": [d / n],
        "classifier-not-logit": [d / (d + n)],
        "log-classifier": [math.log(d / (d + n))],
        "negative-log-density": [-math.log(d)],
        "log-density": [math.log(d)],
        "difference-not-ratio": [d - n],
        "wrong-log-base": [math.log2(d / n), math.log10(d / n)],
    }
    for slip, values in expected.items():
        answers: Any = [variant(d, n) for variant in BY_ID[slip].variants]
        np.testing.assert_allclose(answers, np.array(values), rtol=1e-12)


DENSITIES = np.random.default_rng(4).uniform(0.05, 3, size=(2, 5, 2))


@pytest.mark.parametrize(
    ("function", "arguments"),
    [("A_matrix", (0.3,)), ("nce_optimal_energy", tuple(DENSITIES))],
)
def test_no_two_wrong_answers_agree_and_none_is_right(
    function: str, arguments: tuple[Any, ...]
) -> None:
    answers = [getattr(reference, function)(*arguments)]
    answers += [variant(*arguments) for _, variant in variants(function)]
    for one, other in itertools.combinations(answers, 2):
        assert one.shape == other.shape
        assert one.dtype == other.dtype == np.float64
        assert abs(one - other).max() >= 1e-2
