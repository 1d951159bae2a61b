"""Question 4.1: the optimal energy of noise-contrastive estimation.

Write the two expectations of L_NCE as one integral over x:

    L_NCE[E] = ∫ l(E(x); p_d(x), p_n(x)) dx                                          (1)
    l(E; p_d, p_n) = p_d log sigmoid(E) + p_n log(1 - sigmoid(E))                    (2)

An expressive E may take any value at any x, so each x is its own problem in one real number E.
With d/dE log sigmoid(E) = 1 - sigmoid(E) and d/dE log(1 - sigmoid(E)) = -sigmoid(E),

    dl/dE = p_d (1 - sigmoid(E)) - p_n sigmoid(E) = p_d - (p_d + p_n) sigmoid(E)     (3)

which is zero where the classifier is Bayes's:

    sigmoid(E*) = p_d / (p_d + p_n)                                                  (4)

The sigmoid is inverted by the logit, the log of p / (1 - p):

    E* = log(sigmoid(E*) / (1 - sigmoid(E*))) = log p_d - log p_n                    (5)

and (5) is the only stationary point, a maximum, because l is strictly concave:

    d²l/dE² = -(p_d + p_n) sigmoid(E) (1 - sigmoid(E)) < 0                           (6)

The code takes the difference of two logs, not the log of a quotient: in the tails the quotient
under- or overflows long before either density does.

Errata, for TAs.

Eq. 3 of the assignment asks for the arg min, but L_NCE as written is a log-likelihood. By (6) it is
concave: it has the maximum (5) and no minimum, since l falls without bound as E goes to +infinity
or to -infinity. What is meant is the maximiser. Setting the derivative to zero finds it either way.

The sign is opposite to that of the density model above it. There exp(-E) is large where the data
are, so E is low there; in L_NCE it is sigmoid(E) that is large where the data are, and (5) reads

    p_d = p_n exp(+E*)                                                               (7)

so E* is high where p_d exceeds p_n. It is a logit rather than an energy. A student who argues from
p = exp(-E)/Z alone arrives at the opposite sign: `ratio-inverted` in reference.mistakes.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def _density(name: str, values: ArrayLike) -> NDArray[np.float64]:
    density = np.asarray(values, dtype=np.float64)
    if not (np.isfinite(density) & (density > 0)).all():
        raise ValueError(f"{name} must hold finite, positive density values")
    return density


def nce_optimal_energy(p_d: ArrayLike, p_n: ArrayLike) -> NDArray[np.float64]:
    """The energy that maximises L_NCE, at the points where the densities were taken (4.1, eq. 3).

    p_d, p_n: positive density values, in one unit (that of 1/x), of one shape and any rank; what
    np.asarray reads as numbers, torch tensors that need no gradient included. Returns E*, float64
    of that shape, in nats. Raises ValueError if the shapes differ or a value is not positive and
    finite.

    By hand, where the ratio is 2, 1 and 1/4 the energy is log 2, 0 and -2 log 2 (log 2 = 0.693147):

    >>> nce_optimal_energy([0.5, 0.25, 0.1], [0.25, 0.25, 0.4]).round(6).tolist()
    [0.693147, 0.0, -1.386294]
    """
    data, noise = _density("p_d", p_d), _density("p_n", p_n)
    if data.shape != noise.shape:
        raise ValueError(f"p_d has shape {data.shape} and p_n has shape {noise.shape}")
    return np.asarray(np.log(data) - np.log(noise))  # (5); asarray: rank 0 stays an array
