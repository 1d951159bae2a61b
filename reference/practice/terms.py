"""Questions 4.2 to 4.4: the two terms of the contrastive loss, and the loss of a joint encoder.

The assignment defines, for rows z_i, y_i and negatives y_j,

    L_align = (1/N) sum_i z_i · y_i                                                  (1)
    L_unif = (1/N) sum_i log (1/M) sum_j exp(z_i · y_j)                              (2)

and (9) of reference.contrastive is L = -L_align + L_unif + log M for every finite M. As M grows, by
the law of large numbers L_unif tends to mean_i log E_y exp(z_i · y), with an error of order
M^(-1/2), while L itself grows like log M. For y uniform on the sphere S² in R³, z · y is uniform on
[-1, 1], so that limit is

    log E exp(z · y) = log sinh(1) = 0.161439                                        (3)

L_align is large where positive pairs agree (invariance). Where they do, z and y follow one
distribution, and among those L_unif is least for the uniform one, where the entropy of the code is
largest (information). Two free encoders make L_unif alone smaller still, -1 where y = -z always.

4.3. With z_ij = h(x_i, x'_j) the code of an image depends on its partner, so each pair has its own,
negatives included. The same softmax over which x' belongs to x_i is then

    L_* = (1/N) sum_i [-z_ii · y_i + log sum_j exp(z_ij · y_j)]                      (4)

which is eq. 4 of the assignment where h ignores its second argument (z_ij = z_i), and splits into
(1), (2) and log M in the same way.

4.4. For n anchors with their positives and m further negatives, shared by all anchors: f runs on n
inputs and g on n + m, whereas h runs on each anchor with its positive and each of the m negatives:

    separate: n + (n + m) = 2 n + m                                                  (5)
    joint:    n (1 + m) + (n + m)                                                    (6)

(5) is linear and its codes can be kept for later retrieval; (6) is quadratic where m ~ n, and every
new pair costs a pass, but h sees both sides at once.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reference.contrastive import log_sum_exp

Array = NDArray[np.float64]


def alignment_term(z: ArrayLike, y: ArrayLike) -> float:
    """L_align of a batch (question 4.2): as the assignment defines it, a similarity.

    z, y (N, d), rows meant for the unit sphere. Returns a Python float. Raises ValueError for other
    shapes.

    By hand, one pair agrees and one is orthogonal:

    >>> alignment_term([[1, 0], [1, 0]], [[1, 0], [0, 1]])
    0.5
    """
    z, y = np.asarray(z, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if z.ndim != 2 or z.shape != y.shape or not z.size:
        raise ValueError(f"z and y must both be (N, d), not {z.shape} and {y.shape}")
    return float((z * y).sum(axis=1).mean())  # (1)


def uniformity_term(z: ArrayLike, y_neg: ArrayLike) -> float:
    """L_unif of a batch (question 4.2).

    z (N, d), y_neg (M, d), rows meant for the unit sphere. Returns a Python float. Raises
    ValueError for other shapes.

    By hand, against an equal and an opposite vector: log((e + 1/e) / 2) = 0.433781.

    >>> round(uniformity_term([[1, 0]], [[1, 0], [-1, 0]]), 6)
    0.433781
    """
    z, y_neg = np.asarray(z, dtype=np.float64), np.asarray(y_neg, dtype=np.float64)
    if z.ndim != 2 or y_neg.ndim != 2 or z.shape[1:] != y_neg.shape[1:]:
        raise ValueError(f"z (N, d) and y_neg (M, d) have shapes {z.shape} and {y_neg.shape}")
    return float((log_sum_exp(z @ y_neg.T) - np.log(len(y_neg))).mean())  # (2)


def joint_contrastive_loss(
    z_pos: ArrayLike, y_pos: ArrayLike, z_neg: ArrayLike, y_neg: ArrayLike
) -> float:
    """L_* of one batch (question 4.3).

    z_pos (N, d) = h(x_i, x'_i) and y_pos (N, d) = g(x'_i); z_neg (N, M, d) = h(x_i, x'_j) and
    y_neg (M, d) = g(x'_j). Returns a Python float, in nats. Raises ValueError for other shapes.

    By hand, the positive has dot product 1 and both negatives 0, as in reference.contrastive:

    >>> zero = [[[0, 1], [1, 0]]]
    >>> round(joint_contrastive_loss([[1, 0]], [[1, 0]], zero, [[1, 0], [0, 1]]), 6)
    -0.306853
    """
    z_pos, y_pos, z_neg, y_neg = (
        np.asarray(a, dtype=np.float64) for a in (z_pos, y_pos, z_neg, y_neg)
    )
    if (
        z_pos.ndim != 2
        or y_neg.ndim != 2
        or y_pos.shape != z_pos.shape
        or z_neg.shape != (len(z_pos), *y_neg.shape)
        or y_neg.shape[1:] != z_pos.shape[1:]
    ):
        shapes = [a.shape for a in (z_pos, y_pos, z_neg, y_neg)]
        raise ValueError(f"expected (N, d), (N, d), (N, M, d), (M, d), not {shapes}")
    s = np.einsum("imd,md->im", z_neg, y_neg)
    return float(np.mean(-(z_pos * y_pos).sum(axis=1) + log_sum_exp(s)))  # (4)


def encoder_passes(n: int, m: int) -> tuple[int, int]:
    """Forward passes for one loss over n anchors and m further negatives (question 4.4).

    n >= 1, m >= 0. Returns (separate, joint). Raises ValueError for other numbers.

    By hand, two anchors and three negatives: 2 + 5, and 2 * 4 + 5.

    >>> encoder_passes(2, 3)
    (7, 13)
    """
    if n < 1 or m < 0:
        raise ValueError(f"n must be at least 1 and m at least 0, not {n} and {m}")
    return 2 * n + m, n * (1 + m) + n + m  # (5), (6)
