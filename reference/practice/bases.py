"""Question 2.5b: which representations the data cannot tell apart.

If z_a = F_a x explains the data, so does z_b = M z_a for every invertible M, by a decoder that
first applies M^-1:

    F_b = M F_a,   det M != 0   =>   z_b = F_b x = M z_a for every x                 (1)

The other way round, two linear representations of the plane hold the same information about every x
exactly when such an M exists. M maps what F_a reads to what F_b reads, so it exists if and only if
both read the same functionals of x, that is, their rows span the same space:

    M exists   <=>   rank F_a = rank F_b = rank [F_a; F_b]                           (2)

With the pseudoinverse, M = F_b F_a^+ does it on the range of F_a. Where the rank is less than 2,
the rest is free, and any invertible map from the complement U_a of the one range to the complement
U_b of the other will do:

    M = F_b F_a^+ + U_b U_a^T                                                        (3)

The set that can be reached from the same data is {T(z_a) : T invertible}: for linear maps the orbit
of z_a under the general linear group. Without more (a prior that T must leave as it is, labels, a
second view) the data choose none of its members.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def change_of_basis(F_a: ArrayLike, F_b: ArrayLike) -> Array:
    """An invertible M with F_b = M F_a (question 2.5b).

    F_a, F_b (2, n). Returns M (2, 2) float64; where the rank is 2 there is only one. Raises
    ValueError where there is none, and for other shapes.

    By hand, F_b reads first the sum, then the difference of what F_a reads:

    >>> change_of_basis([[1, 0, 0], [0, 1, 0]], [[1, 1, 0], [1, -1, 0]]).round(9).tolist()
    [[1.0, 1.0], [1.0, -1.0]]
    """
    a, b = np.asarray(F_a, dtype=np.float64), np.asarray(F_b, dtype=np.float64)
    if a.ndim != 2 or a.shape != b.shape or len(a) != 2 or not a.size:
        raise ValueError(f"F_a and F_b must both be (2, n), not {a.shape} and {b.shape}")
    rank = np.linalg.matrix_rank(a)
    if not rank == np.linalg.matrix_rank(b) == np.linalg.matrix_rank(_stacked(a, b)):
        raise ValueError("the rows of F_a and F_b span different spaces: no M exists")  # (2)
    return np.asarray(b @ np.linalg.pinv(a) + _complement(b, rank) @ _complement(a, rank).T)  # (3)


def _stacked(a: Array, b: Array) -> Array:
    """Each at its own scale, so that a small one is not taken for rounding of a large one."""
    return np.vstack([a / (np.abs(a).max() or 1), b / (np.abs(b).max() or 1)])


def _complement(F: Array, rank: int) -> Array:
    """Orthonormal columns (2, 2 - rank) that span what F never reaches."""
    return np.linalg.svd(F)[0][:, rank:]
