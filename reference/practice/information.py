"""Question 2.3: what an autoencoder's loss says about mutual information.

For finite X and Y a joint distribution is a table p(x, y), rows for x, columns for y, in nats:

    I(X; Y) = sum_xy p(x, y) log [p(x, y) / (p(x) p(y))] = H(X) - H(X|Y)             (1)
    H(X) = -sum_x p(x) log p(x),   H(X|Y) = -sum_xy p(x, y) log p(x|y)               (2)

A decoder q(x|y) that is trained by log-likelihood has the loss l(X|Y) = E[-log q(x|y)], which is
the cross entropy for binary inputs. It is never below H(X|Y), by Gibbs's inequality in each column:

    l(X|Y) - H(X|Y) = sum_y p(y) KL(p(x|y) || q(x|y)) >= 0                           (3)

with equality where q = p(x|y). Hence, for every encoder and every decoder,

    H(X) - l(X|Y) <= H(X) - H(X|Y) = I(X; Y)                                         (4)

and taking the maximum over theta on both sides keeps the inequality: the question. Erratum, for
TAs: H(X) does not depend on theta (the data are given), so the right side's maximum is the least
loss.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def mutual_information(p_xy: ArrayLike) -> float:
    """I(X; Y) of a joint table (question 2.3).

    p_xy (n_x, n_y): probabilities that sum to 1; zeros are allowed. Returns a Python float, in
    nats. Raises ValueError where it is no such table.

    By hand, a fair bit that is copied: log 2 = 0.693147; two independent ones: 0.

    >>> round(mutual_information([[0.5, 0], [0, 0.5]]), 6)
    0.693147
    >>> mutual_information([[0.25, 0.25], [0.25, 0.25]])
    0.0
    """
    p = _joint(p_xy)
    independent = p.sum(axis=1, keepdims=True) * p.sum(axis=0, keepdims=True)
    there = p > 0  # 0 log 0 = 0
    return float((p[there] * np.log(p[there] / independent[there])).sum())  # (1)


def information_lower_bound(p_xy: ArrayLike, q_x_given_y: ArrayLike) -> float:
    """H(X) - E[-log q(x|y)] (question 2.3): at most I(X; Y), and equal to it where q = p(x|y).

    p_xy (n_x, n_y) as for mutual_information; q_x_given_y (n_x, n_y): each column sums to 1.
    Returns a Python float, in nats; -inf where q rules out what happens. Raises ValueError where
    these are no such tables.

    By hand, a decoder that ignores y and guesses (1/2, 1/2) is worth nothing:

    >>> information_lower_bound([[0.5, 0], [0, 0.5]], [[0.5, 0.5], [0.5, 0.5]])
    0.0
    """
    p, q = _joint(p_xy), np.asarray(q_x_given_y, dtype=np.float64)
    if q.shape != p.shape or not (q >= 0).all() or not np.allclose(q.sum(axis=0), 1):
        raise ValueError("q(x|y) must have the shape of p(x, y), and columns that sum to 1")
    p_x = p.sum(axis=1)
    p_x = p_x[p_x > 0]
    there = p > 0
    with np.errstate(divide="ignore"):
        loss = -(p[there] * np.log(q[there])).sum()  # l(X|Y)
    return float(-(p_x * np.log(p_x)).sum() - loss)  # (4)


def _joint(p_xy: ArrayLike) -> Array:
    p = np.asarray(p_xy, dtype=np.float64)
    if p.ndim != 2 or not (p >= 0).all() or not np.isclose(p.sum(), 1):
        raise ValueError("p(x, y) must be a table (n_x, n_y) of probabilities that sum to 1")
    return p
