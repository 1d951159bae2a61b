"""Question 3.3: what becomes of d and g.

The matrix of 3.1, A = [[1, alpha], [-alpha, 1]], has the characteristic polynomial

    det(A - lambda I) = (1 - lambda)² + alpha² = 0                                   (1)
    lambda = 1 ± i alpha,   |lambda| = sqrt(1 + alpha²)                              (2)

A is sqrt(1 + alpha²) times a rotation by the angle arctan(alpha), so that, exactly,

    [d, g]_k = A^k [d, g]_0,   |[d, g]_k| = (1 + alpha²)^(k/2) |[d, g]_0|            (3)

For every alpha != 0 the modulus exceeds 1: from every start but the stationary point the two
players circle it and spiral outwards without end, the faster the larger alpha; a smaller learning
rate only slows the divergence. Alternating updates have a matrix of determinant 1 in place of
1 + alpha²: their states stay on an ellipse for |alpha| < 2 (`reference.mistakes`, alternating).
"""

import math

import numpy as np
from numpy.typing import NDArray

from reference.gan import A_matrix

Array = NDArray[np.float64]


def eigenvalues(alpha: float) -> NDArray[np.complex128]:
    """The two eigenvalues of A_matrix(alpha) (question 3.3), in any order.

    alpha: the learning rate, a finite number. Returns (2,) complex128. Raises ValueError if alpha
    is not finite.

    By hand, (1 - lambda)² = -1/4:

    >>> eigenvalues(0.5).tolist()
    [(1+0.5j), (1-0.5j)]
    """
    if not math.isfinite(alpha):
        raise ValueError(f"alpha must be finite, not {alpha}")
    return np.array([complex(1, alpha), complex(1, -alpha)])  # (2)


def trajectory(d0: float, g0: float, alpha: float, steps: int) -> Array:
    """The states from [d0, g0] on, under simultaneous updates (question 3.3).

    steps >= 0. Returns (steps + 1, 2) float64, row k is [d, g]_k. Raises ValueError if alpha is not
    finite or steps is negative.

    By hand, from (2, 4) with alpha = 0.5 the first step ends at (4, 3), the second at (5.5, 1):

    >>> trajectory(2, 4, 0.5, 2).tolist()
    [[2.0, 4.0], [4.0, 3.0], [5.5, 1.0]]
    """
    if steps < 0:
        raise ValueError(f"steps must not be negative, not {steps}")
    A = A_matrix(alpha)
    states = [np.array([d0, g0], dtype=np.float64)]
    for _ in range(steps):
        states.append(A @ states[-1])  # (3)
    return np.array(states)
