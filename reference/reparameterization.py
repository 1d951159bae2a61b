"""Question 2.5a: one observation, two linear representations of it.

A linear representation in the plane reads the data x in R^n through a matrix with two rows:

    z_a = F_a x,   z_b = F_b x,   F_a, F_b in R^(2 x n)                              (1)

Two different matrices are not enough, for they may agree on this x. By linearity

    z_a - z_b = (F_a - F_b) x                                                        (2)

so z_a ≠ z_b exactly when x is outside the null space of F_a - F_b. The simplest example has n = 2,
one matrix that changes nothing and one that changes the basis:

    F_a = I,   F_b = W,   hence   z_b = W z_a                                        (3)

Let W be a quarter turn:

    W = [[0, -1], [1, 0]],   W - I = [[-1, -1], [1, -1]],   det(W - I) = 2           (4)

The determinant is not zero, so by (2) the representations differ for every x ≠ 0. W is invertible,
so neither has lost anything that the other knows. It is also a rotation, so an isotropic Gaussian
prior on z gives both the same density: the data and the prior together cannot choose. That is the
way to 2.5b, where the reachable set is {z : z = T(z_a), T invertible}.

Any F_a, F_b and x that satisfy (1) and make (2) non-zero are right; this is one of them, never the
answer to compare with.

Errata of question 2, for TAs. The text before eq. 1 calls the beta-VAE's KL term one between two
posteriors, but eq. 1 has it from the approximate posterior to the prior, and eq. 1 is right. And
2.1 asks about beta = 0 although the text has just assumed beta ≥ 1: take it as a limit of the
objective, not as a beta-VAE.
"""

import numpy as np
from numpy.typing import NDArray


def linear_reparameterization() -> tuple[
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
]:
    """One data point and two of its linear representations, which differ (question 2.5a).

    Returns (x, F_a, F_b, z_a, z_b), all float64 and without units, with n = 2: x (n,), F_a and F_b
    (2, n), z_a = F_a x and z_b = F_b x (2,). Raises nothing.

    By hand, a quarter turn takes (1, 2) to (-2, 1):

    >>> x, F_a, F_b, z_a, z_b = linear_reparameterization()
    >>> x.tolist(), z_a.tolist(), z_b.tolist()
    ([1.0, 2.0], [1.0, 2.0], [-2.0, 1.0])
    """
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)  # (3)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])  # (4)
    return x, F_a, F_b, F_a @ x, F_b @ x  # (1)
