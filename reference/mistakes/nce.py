"""Known mistakes of question 4.1; equation numbers are those of reference.nce.

Every variant takes densities p_d, p_n > 0 of one shape and returns float64 of that shape.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reference.mistakes.mistake import Formula, Mistake, Pair, Topic
from reference.mistakes.residuals import IMPRECISE, offset
from reference.mistakes.symptoms import (
    CONSTANT,
    RANDOM,
    ROUNDED,
    SHOWN_ONLY,
    Symptom,
    a_constant_times,
    clipped,
    entries_meet,
    form_only,
    unused,
)
from reference.nce import nce_optimal_energy

Array = NDArray[np.float64]


def _densities(p_d: ArrayLike, p_n: ArrayLike) -> tuple[Array, Array]:
    return np.asarray(p_d, dtype=np.float64), np.asarray(p_n, dtype=np.float64)


def ratio_inverted(p_d: ArrayLike, p_n: ArrayLike) -> Array:
    """(5) with the opposite sign, E = log p_n - log p_d: from p = exp(-E)/Z, or from 1 - sigmoid.

    The sign of (7) is the erratum that reference.nce explains.
    """
    p_d, p_n = _densities(p_d, p_n)
    return np.asarray(np.log(p_n) - np.log(p_d))


def ratio_not_log(p_d: ArrayLike, p_n: ArrayLike) -> Array:
    """(5) without its log, E = p_d / p_n: the odds, not their logarithm."""
    p_d, p_n = _densities(p_d, p_n)
    return np.asarray(p_d / p_n)


def classifier(p_d: ArrayLike, p_n: ArrayLike) -> Array:
    """(4) taken for E: E = p_d / (p_d + p_n), the optimal sigmoid(E)."""
    p_d, p_n = _densities(p_d, p_n)
    return np.asarray(p_d / (p_d + p_n))


def log_classifier(p_d: ArrayLike, p_n: ArrayLike) -> Array:
    """(5) with exp in place of the sigmoid in (4): E = log(p_d / (p_d + p_n))."""
    p_d, p_n = _densities(p_d, p_n)
    return np.asarray(np.log(p_d) - np.log(p_d + p_n))


def negative_log_density(p_d: ArrayLike, _p_n: ArrayLike) -> Array:
    """E = -log p_d: the energy of p = exp(-E)/Z fitted to p_d with Z = 1, no noise in it."""
    return np.asarray(-np.log(np.asarray(p_d, dtype=np.float64)))


def log_density(p_d: ArrayLike, _p_n: ArrayLike) -> Array:
    """(5) without its second term: E = log p_d, right only for a noise density of 1."""
    return np.asarray(np.log(np.asarray(p_d, dtype=np.float64)))


def difference(p_d: ArrayLike, p_n: ArrayLike) -> Array:
    """(5) with densities for their logs: E = p_d - p_n, twice the slope (3) at E = 0."""
    p_d, p_n = _densities(p_d, p_n)
    return np.asarray(p_d - p_n)


def base_two(p_d: ArrayLike, p_n: ArrayLike) -> Array:
    """(5) in bits: E = log2 p_d - log2 p_n."""
    p_d, p_n = _densities(p_d, p_n)
    return np.asarray(np.log2(p_d) - np.log2(p_n))


def base_ten(p_d: ArrayLike, p_n: ArrayLike) -> Array:
    """(5) in decades: E = log10 p_d - log10 p_n."""
    p_d, p_n = _densities(p_d, p_n)
    return np.asarray(np.log10(p_d) - np.log10(p_n))


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="ratio-inverted",
        question="4.1",
        function="nce_optimal_energy",
        hint="The sign is off: maximise L_NCE, where E is what goes into the sigmoid, and ask on "
        "which samples sigmoid(E) should be close to 1.",
        variants=(ratio_inverted,),
    ),
    Mistake(
        id="ratio-not-log",
        question="4.1",
        function="nce_optimal_energy",
        hint="One step is left. These are the odds sigmoid(E) / (1 - sigmoid(E)) at the optimum: "
        "solve for E itself.",
        variants=(ratio_not_log,),
    ),
    Mistake(
        id="classifier-not-logit",
        question="4.1",
        function="nce_optimal_energy",
        hint="This is the optimal sigmoid(E), a probability. E is what goes into the sigmoid: "
        "invert it.",
        variants=(classifier,),
    ),
    Mistake(
        id="log-classifier",
        question="4.1",
        function="nce_optimal_energy",
        hint="This is the log of the optimal sigmoid(E). E is what goes into the sigmoid, and the "
        "inverse of the sigmoid is not the logarithm.",
        variants=(log_classifier,),
    ),
    Mistake(
        id="negative-log-density",
        question="4.1",
        function="nce_optimal_energy",
        hint="This is the energy of a density model of p_d alone. Maximise L_NCE as it is written: "
        "E is what goes into the sigmoid, and the noise has a say.",
        variants=(negative_log_density,),
    ),
    Mistake(
        id="log-density",
        question="4.1",
        function="nce_optimal_energy",
        hint="p_n is missing. Both expectations of L_NCE depend on E: differentiate the second "
        "one as well.",
        variants=(log_density,),
    ),
    Mistake(
        id="difference-not-ratio",
        question="4.1",
        function="nce_optimal_energy",
        hint="Up to a factor this is the derivative of L_NCE at E = 0. Keep E in it, set it to "
        "zero, and solve for E.",
        variants=(difference,),
    ),
    Mistake(
        id="wrong-log-base",
        question="4.1",
        function="nce_optimal_energy",
        hint="The values are a constant times what they should be. Which base does the exponential "
        "of the sigmoid have, and which your logarithm?",
        variants=(base_two, base_ten),
    ),
)


def swapped(formula: Formula) -> Formula:
    """A formula with p_n for p_d and p_d for p_n: how (7) and its kin come to be inverted."""
    return lambda p_d, p_n: formula(p_n, p_d)


def in_base(formula: Formula) -> tuple[Formula, Formula]:
    """A formula that is one logarithm, in bits and in decades."""
    return (
        lambda p_d, p_n: formula(p_d, p_n) / np.log(2),
        lambda p_d, p_n: formula(p_d, p_n) / np.log(10),
    )


PAIRS = (
    Pair(ids=("ratio-inverted", "ratio-not-log"), variants=(swapped(ratio_not_log),)),
    Pair(ids=("ratio-inverted", "classifier-not-logit"), variants=(swapped(classifier),)),
    Pair(ids=("ratio-inverted", "log-classifier"), variants=(swapped(log_classifier),)),
    Pair(ids=("ratio-inverted", "difference-not-ratio"), variants=(swapped(difference),)),
    Pair(ids=("ratio-inverted", "wrong-log-base"), variants=in_base(ratio_inverted)),
    Pair(ids=("log-classifier", "wrong-log-base"), variants=in_base(log_classifier)),
    Pair(ids=("negative-log-density", "wrong-log-base"), variants=in_base(negative_log_density)),
    Pair(ids=("log-density", "wrong-log-base"), variants=in_base(log_density)),
)


def _inputs() -> tuple[tuple[NDArray[np.float32], ...], ...]:
    """Densities on both sides of 1 and of each other: twice, a part of them, other ranks."""
    p_d = np.array([0.031, 0.42, 1.7, 5.3, 0.9, 0.25], dtype=np.float32)
    p_n = np.array([0.77, 0.13, 3.1, 0.6, 0.045, 0.25], dtype=np.float32)
    return (
        (p_d, p_n),
        (p_d, p_n),
        (p_d[:3], p_n[:3]),
        (p_d.reshape(3, 2), p_n.reshape(3, 2)),
        (p_d[1], p_n[1]),
        (p_d[0], p_n[0]),
        (p_d, np.array([0.11, 2.2, 0.5, 0.07, 1.3, 0.4], dtype=np.float32)),
        (np.array([0.6, 0.08, 0.9, 2.1, 0.3, 1.4], dtype=np.float32), p_n),
    )


TOPIC = Topic(
    question="4.1",
    function="nce_optimal_energy",
    right=nce_optimal_energy,
    mistakes=MISTAKES,
    pairs=PAIRS,
    inputs=_inputs(),
    symptoms=(
        RANDOM,
        CONSTANT,
        Symptom(
            id="p-n-unused",
            hint="The energies do not change with p_n: both expectations of L_NCE depend on E.",
            seen=unused(1),
        ),
        Symptom(
            id="p-d-unused",
            hint="The energies do not change with p_d: both expectations of L_NCE depend on E.",
            seen=unused(0),
        ),
        ROUNDED,
        Symptom(
            id="clipped",
            hint="Energies between two bounds are right, and none goes beyond them: are they "
            "clipped?",
            seen=clipped,
        ),
        Symptom(
            id="a-constant-times",
            hint="The energies are a constant times what they should be: which factor does your "
            "equation have that L_NCE does not?",
            seen=a_constant_times,
        ),
        Symptom(
            id="off-by-a-constant",
            hint="Every energy is off by the same constant: L_NCE weighs data and noise alike, "
            "and E is what goes into the sigmoid, with nothing added.",
            seen=offset,
        ),
        IMPRECISE,
        Symptom(
            id="points-meet",
            hint="The energy at one point changes with the other points that are passed along: "
            "L_NCE is maximised at each point by itself, from the densities there.",
            seen=entries_meet,
        ),
        Symptom(
            id="vectors-only",
            hint="Right for densities in a vector, not for a single number or a matrix: work on "
            "the whole tensor at once, whatever its shape.",
            seen=form_only(lambda p_d, p_n: np.ndim(p_d) == 1),
        ),
        Symptom(
            id="numbers-only",
            hint="Right for a single pair of numbers, not for tensors with more entries: work on "
            "the whole tensor at once, whatever its shape.",
            seen=form_only(lambda p_d, p_n: np.size(p_d) == 1),
        ),
        SHOWN_ONLY,
    ),
)
