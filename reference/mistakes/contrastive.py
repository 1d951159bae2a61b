"""Known mistakes of question 4.2; equation numbers are those of reference.contrastive.

Every variant takes z (N, d), y (N, d) and y_neg (M, d) and returns float64, a scalar but for
`per_row`. In the docstrings S = z y_neg^T (N, M), B = z y^T (N, N) and a = mean_i z_i · y_i. All
are smooth in z and y, so their gradients may be had by differences where an answer is a gradient.

Three mistakes are told from the right answer only where y_neg equals y, row by row (`in_batch`):
for other batches the code that makes them may give anything, so their variants here are only one
possible continuation.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reference.contrastive import contrastive_loss, log_sum_exp, tangent
from reference.mistakes.loss import SYMPTOMS
from reference.mistakes.mistake import Mistake, Topic, in_batch
from reference.mistakes.steps import PAIRS, Steps

Array = NDArray[np.float64]


def _dots(left: ArrayLike, right: ArrayLike) -> Array:
    return np.asarray(np.asarray(left, np.float64) @ np.asarray(right, np.float64).T)


def _alignment(z: ArrayLike, y: ArrayLike) -> float:
    return float(np.diagonal(_dots(z, y)).mean())


def positive_in_denominator(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> float:
    """(2) with exp(a_i) in the denominator too: -a + mean_i log(exp B_ii + sum_j exp S_ij)."""
    positives = np.diagonal(_dots(z, y))[:, None]
    pairs = np.concatenate([positives, _dots(z, y_neg)], axis=1)
    return -_alignment(z, y) + float(log_sum_exp(pairs).mean())


def mean_over_negatives(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> float:
    """(9) without log M: -a + mean_i log mean_j exp S_ij."""
    return contrastive_loss(z, y, y_neg) - float(np.log(len(np.asarray(y_neg))))


def sum_over_batch(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> float:
    """(3) without 1/N: sum_i of the terms."""
    return contrastive_loss(z, y, y_neg) * len(np.asarray(z))


def sign_flipped(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> float:
    """(2) without its minus: a - mean_i log sum_j exp S_ij."""
    return -contrastive_loss(z, y, y_neg)


def no_log(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> float:
    """(2) without its log: -mean_i exp B_ii / sum_j exp S_ij."""
    log_fraction = np.diagonal(_dots(z, y)) - log_sum_exp(_dots(z, y_neg))
    return -float(np.exp(log_fraction).mean())


def alignment_only(z: ArrayLike, y: ArrayLike, _y_neg: ArrayLike) -> float:
    """(2) without its second term: -a."""
    return -_alignment(z, y)


def uniformity_with_log_m(z: ArrayLike, _y: ArrayLike, y_neg: ArrayLike) -> float:
    """(2) without its first term: mean_i log sum_j exp S_ij."""
    return float(log_sum_exp(_dots(z, y_neg)).mean())


def uniformity_without_log_m(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> float:
    """(9) with L_unif alone: mean_i log mean_j exp S_ij."""
    return uniformity_with_log_m(z, y, y_neg) - float(np.log(len(np.asarray(y_neg))))


def denominator_over_positives(z: ArrayLike, y: ArrayLike, _y_neg: ArrayLike) -> float:
    """(1) with s_ij = z_i · y_j, y_neg unused: -a + mean_i log sum_j exp B_ij."""
    return contrastive_loss(z, y, y)


def loss_at_temperature(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike, tau: float) -> float:
    """(1) with every dot product divided by tau: the family of `temperature`, right at tau = 1."""
    scaled = np.asarray(z, dtype=np.float64) / tau
    return contrastive_loss(scaled, y, y_neg)


def temperature_half(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> float:
    """loss_at_temperature of 1/2, a sample of the family: -2 a + mean_i log sum_j exp(2 S_ij).

    On the sphere -|z - y|² = 2 z · y - 2, so a squared distance for a dot product ends here too.
    """
    return loss_at_temperature(z, y, y_neg, 0.5)


def temperature_low(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> float:
    """loss_at_temperature of 0.07, a sample of the family, and a habit of published code."""
    return loss_at_temperature(z, y, y_neg, 0.07)


def per_row(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> Array:
    """(2) without (3): the N terms, shape (N,)."""
    return np.asarray(log_sum_exp(_dots(z, y_neg)) - np.diagonal(_dots(z, y)))


def wrong_axis(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> float:
    """(2) with the sum over i: -a + mean_j log sum_i exp S_ij."""
    return -_alignment(z, y) + float(log_sum_exp(_dots(z, y_neg), axis=0).mean())


def symmetric(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> float:
    """(2) averaged with its mirror: -a + (mean_i log sum_j + mean_j log sum_i) exp S_ij / 2."""
    return (contrastive_loss(z, y, y_neg) + wrong_axis(z, y, y_neg)) / 2


def diagonal_excluded(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> float:
    """(2) without the term j = i: -a + mean_i log sum_{j != i} exp S_ij; needs M > 1."""
    s = _dots(z, y_neg)
    np.fill_diagonal(s, -np.inf)
    return -_alignment(z, y) + float(log_sum_exp(s).mean())


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="positive-in-denominator",
        question="4.2",
        function="contrastive_loss",
        hint="The positive pair z_i . y_i is counted in the denominator too. In eq. 4 the "
        "denominator runs over the rows of y_neg and nothing else.",
        variants=(positive_in_denominator,),
    ),
    Mistake(
        id="mean-over-negatives",
        question="4.2",
        function="contrastive_loss",
        hint="The loss is too small by log M. Is the denominator of eq. 4 a mean over j?",
        variants=(mean_over_negatives,),
    ),
    Mistake(
        id="sum-over-batch",
        question="4.2",
        function="contrastive_loss",
        hint="The loss is N times what it should be. What stands in front of the sum over i in "
        "eq. 4?",
        variants=(sum_over_batch,),
    ),
    Mistake(
        id="sign-flipped",
        question="4.2",
        function="contrastive_loss",
        hint="The sign is flipped: look at what stands before the log in eq. 4.",
        variants=(sign_flipped,),
    ),
    Mistake(
        id="no-log",
        question="4.2",
        function="contrastive_loss",
        hint="This is minus the mean of the fractions of eq. 4. Which function is applied to each "
        "fraction before the mean is taken?",
        variants=(no_log,),
    ),
    Mistake(
        id="alignment-only",
        question="4.2",
        function="contrastive_loss",
        hint="Only the numerator of eq. 4 is here. The log of its denominator depends on z and "
        "y_neg and is missing.",
        variants=(alignment_only,),
    ),
    Mistake(
        id="uniformity-only",
        question="4.2",
        function="contrastive_loss",
        hint="Only the denominator of eq. 4 is here. The log of its numerator, the positive pair, "
        "is missing.",
        variants=(uniformity_with_log_m, uniformity_without_log_m),
    ),
    Mistake(
        id="denominator-over-positives",
        question="4.2",
        function="contrastive_loss",
        hint="The denominator runs over the rows of y. The y_j of the denominator of eq. 4 are the "
        "rows of y_neg.",
        variants=(denominator_over_positives,),
    ),
    Mistake(
        id="temperature",
        question="4.2",
        function="contrastive_loss",
        hint="The dot products are multiplied by a constant that eq. 4 does not have: a "
        "temperature, or a squared distance, which on the sphere holds twice the dot product.",
        variants=(temperature_half, temperature_low),
        families=(Steps().at,),
    ),
    Mistake(
        id="per-sample",
        question="4.2",
        function="contrastive_loss",
        hint="This is one value for each row. Eq. 4 makes a single number of them: see what stands "
        "before its bracket.",
        variants=(per_row,),
    ),
    Mistake(
        id="wrong-axis",
        question="4.2",
        function="contrastive_loss",
        hint="The sum in the denominator runs over i. In eq. 4, i is fixed inside the log and the "
        "sum runs over j: check the axis.",
        variants=(wrong_axis,),
        in_batch=True,
    ),
    Mistake(
        id="symmetric",
        question="4.2",
        function="contrastive_loss",
        hint="Two directions are averaged, each z_i against all y_j and each y_j against all z_i. "
        "Eq. 4 has one of them.",
        variants=(symmetric,),
        in_batch=True,
    ),
    Mistake(
        id="diagonal-excluded",
        question="4.2",
        function="contrastive_loss",
        hint="The terms with j = i are left out of the denominator. Over which j does the sum of "
        "eq. 4 run?",
        variants=(diagonal_excluded,),
        in_batch=True,
    ),
)


def _unit(rows: Array) -> NDArray[np.float32]:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _inputs() -> tuple[tuple[NDArray[np.float32], ...], ...]:
    """Batches on which all of the above, and any two of them together, give different values.

    The first one comes twice, with its negatives and with its pairs in another order, with other
    negatives and with other positives. Then N = M, N > M twice, and three batches whose negatives
    are their own y: all y lie around one axis there and the z on both sides of it, or the two axes
    would give almost the same.
    """
    rng = np.random.RandomState(20240418)
    z, y, y_neg = _unit(rng.randn(3, 4)), _unit(rng.randn(3, 4)), _unit(rng.randn(5, 4))
    found = [
        (z, y, y_neg),
        (z, y, y_neg),
        (z, y, y_neg[::-1].copy()),
        (z[::-1].copy(), y[::-1].copy(), y_neg),
        (z, y, _unit(z.mean(axis=0) + 0.7 * rng.randn(5, 4))),
        (z, _unit(-z + 0.7 * rng.randn(3, 4)), y_neg),
        (_unit(rng.randn(4, 3)), _unit(rng.randn(4, 3)), _unit(rng.randn(4, 3))),
        (_unit(rng.randn(5, 6)), _unit(rng.randn(5, 6)), _unit(rng.randn(2, 6))),
        (_unit(rng.randn(4, 3)), _unit(rng.randn(4, 3)), _unit(rng.randn(3, 3))),
    ]
    for n, d in ((3, 5), (5, 3), (4, 6)):
        axis = _unit(rng.randn(1, d))
        sides = np.array([[1], [-1]])[np.arange(n) % 2]
        z, y = _unit(sides * axis + 0.3 * rng.randn(n, d)), _unit(axis + 0.3 * rng.randn(n, d))
        found.append((z, y, y.copy()))
    return tuple(found)


TOPIC = Topic(
    question="4.2",
    function="contrastive_loss",
    right=contrastive_loss,
    mistakes=MISTAKES,
    pairs=PAIRS,
    inputs=_inputs(),
    symptoms=SYMPTOMS,
    in_batch=in_batch,
    tangent=tangent,
    squeezed=True,
    constant="Your temperature is about {}.",
)
