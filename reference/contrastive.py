"""Question 4.2: the contrastive loss, its gradient, and where gradients are compared.

The pairs enter through their dot products, positives a_i and negatives s_ij:

    a_i = z_i · y_i   (N,),      s_ij = z_i · y_neg_j   (N, M)                       (1)

The y_j of the denominator of eq. 4 of the assignment are the rows of y_neg, all M of them and none
else. Taking the log of the fraction,

    l_i = -log(exp(a_i) / sum_j exp(s_ij)) = -a_i + log sum_j exp(s_ij)              (2)
    L = (1/N) sum_i l_i                                                              (3)

A common factor exp(m_i) may be taken out of the sum. With m_i the largest of its terms, no
exponential overflows and at least one of them is 1, so that the log is taken of at least 1:

    log sum_j exp(s_ij) = m_i + log sum_j exp(s_ij - m_i),   m_i = max_j s_ij        (4)

Gradient. The derivative of (4) with respect to one of its terms is a softmax,

    p_ij = ∂/∂s_ij log sum_k exp(s_ik) = exp(s_ij) / sum_k exp(s_ik)                 (5)

and by (1) the chain rule gives, with y_neg a constant that shares no memory with y,

    ∂L/∂z_i = (1/N) (-y_i + sum_j p_ij y_neg_j)                                      (6)
    ∂L/∂y_i = -(1/N) z_i                                                             (7)

Tangent space. The rows live on the unit sphere, so only what the loss does *on* it is asked for.
Cosine similarity, normalising once more, and minus half a squared distance (in both places, where
the constants cancel) agree with (3) there and differ off it. Two such losses differ by a function
h that is zero on the sphere, so the derivative of h is zero along the sphere, and ∇h is normal to
it: a multiple of p at the point p. What all right answers share is the rest of the gradient,

    T_p(v) = v - p (p · v) / (p · p)                                                 (8)

The division matters: a float32 row has p · p = 1 only to about 1e-7, and dividing makes T_p(v)
orthogonal to p, free of all that is normal, whatever the length of p.

Errata, for TAs.

With L_align and L_unif as the assignment defines them, dividing the sum in (2) by M and adding
log M back gives, for every finite M and without any limit,

    L = -L_align + L_unif + log M                                                    (9)

L_align therefore enters with a minus sign (as defined it is a similarity, to be made large), and
M -> infinity is not what makes the decomposition true; it makes L_unif converge to its expectation.

L_unif is written as a function of f_theta and g_theta; the second network is g_phi, as elsewhere.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def log_sum_exp(s: NDArray[np.float64], axis: int = 1) -> NDArray[np.float64]:
    """The log of the sum of exponentials of s along an axis, without overflow.

    s: float64 of at least one entry along the axis. Returns float64 with that axis removed. Raises
    ValueError, from NumPy, if the axis is empty.

    By hand, exp(0) + exp(0) = 2 (log 2 = 0.693147), 1000 higher in the second row:

    >>> log_sum_exp(np.array([[0.0, 0.0], [1000.0, 1000.0]])).round(6).tolist()
    [0.693147, 1000.693147]
    """
    m: NDArray[np.float64] = s.max(axis=axis, keepdims=True)
    shifted: NDArray[np.float64] = np.log(np.exp(s - m).sum(axis=axis, keepdims=True))
    return np.squeeze(m + shifted, axis=axis)  # (4)


def _rows(name: str, values: ArrayLike) -> NDArray[np.float64]:
    rows = np.asarray(values, dtype=np.float64)
    if rows.ndim != 2 or rows.size == 0:
        raise ValueError(f"{name} must be a matrix with at least one entry, not {rows.shape}")
    return rows


def _batch(
    z: ArrayLike, y: ArrayLike, y_neg: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    z, y, y_neg = _rows("z", z), _rows("y", y), _rows("y_neg", y_neg)
    if z.shape != y.shape or z.shape[1] != y_neg.shape[1]:
        raise ValueError(
            f"z (N, d), y (N, d) and y_neg (M, d) have shapes {z.shape}, {y.shape}, {y_neg.shape}"
        )
    return z, y, y_neg


def contrastive_loss(z: ArrayLike, y: ArrayLike, y_neg: ArrayLike) -> float:
    """The contrastive objective of one batch (question 4.2, eq. 4).

    z, y (N, d) and y_neg (M, d): rows meant for the unit sphere, which is not checked; N = M is not
    asked for. Read as float64 and computed in it. Returns a Python float, in nats. Raises
    ValueError for other shapes and for an empty batch.

    By hand, the positive has dot product 1 and both negatives 0: -1 + log(1 + 1) = -0.306853.

    >>> round(contrastive_loss([[1, 0]], [[1, 0]], [[0, 1], [0, -1]]), 6)
    -0.306853
    """
    z, y, y_neg = _batch(z, y, y_neg)
    a = (z * y).sum(axis=1)  # (1)
    s = z @ y_neg.T  # (1)
    return float(np.mean(-a + log_sum_exp(s)))  # (2), (3)


def contrastive_gradient(
    z: ArrayLike, y: ArrayLike, y_neg: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The Euclidean gradient of the loss in z and in y, y_neg held fixed (question 4.2, eq. 4).

    Arguments and errors as for contrastive_loss. Returns (grad_z, grad_y), each (N, d) float64, in
    nats per unit of length. Compare only what `tangent` leaves of it.

    By hand, z = (0.6, 0.8) has dot product 0.6 with both negatives, so each weighs 1/2, and their
    mean is (0.36, 0.48). Less y = (0, 1) that is (0.36, -0.52), and N = 1:

    >>> grads = contrastive_gradient([[0.6, 0.8]], [[0, 1]], [[1, 0], [-0.28, 0.96]])
    >>> [grad.round(6).tolist() for grad in grads]
    [[[0.36, -0.52]], [[-0.6, -0.8]]]
    """
    z, y, y_neg = _batch(z, y, y_neg)
    s = z @ y_neg.T  # (1)
    p = np.exp(s - log_sum_exp(s)[:, None])  # (5)
    n = len(z)
    return (p @ y_neg - y) / n, -z / n  # (6), (7)


def tangent(gradient: ArrayLike, points: ArrayLike) -> NDArray[np.float64]:
    """Each row of a gradient without its part along the row of points (question 4.2).

    gradient, points (N, d), read as float64; the rows of points need not have length exactly 1.
    Returns (N, d) float64 in the gradient's unit. Raises ValueError for other shapes and if a row
    of points is zero.

    By hand, at (2, 0) the first coordinate is the normal one:

    >>> tangent([[-1, 1]], [[2, 0]]).tolist()
    [[0.0, 1.0]]
    """
    v, p = _rows("gradient", gradient), _rows("points", points)
    if v.shape != p.shape:
        raise ValueError(f"gradient has shape {v.shape} and points has shape {p.shape}")
    squared: NDArray[np.float64] = (p * p).sum(axis=1, keepdims=True)
    if not (squared > 0).all():
        raise ValueError("a row of points is zero (or not a number): it has no tangent space")
    along: NDArray[np.float64] = (p * v).sum(axis=1, keepdims=True) / squared
    return v - p * along  # (8)
