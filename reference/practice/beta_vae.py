"""Question 2, eq. 1: the loss of a beta-VAE on binary data.

For x in {0, 1}^D and a decoder that gives the means x_hat of independent Bernoullis,

    -log p(x|z) = -sum_d [x_d log x_hat_d + (1 - x_d) log(1 - x_hat_d)]              (1)

and for q(z|x) = N(mu, diag(exp(log_var))) against the prior N(0, I_K)

    KL(q || p(z)) = sum_k [exp(log_var_k) + mu_k² - 1 - log_var_k] / 2               (2)

Eq. 1 of the assignment, with its expectation taken at the one z that x_hat was decoded from, and
its mean over a batch of N rows, is

    L = (1/N) sum_i [(1) + beta (2)]                                                 (3)

Erratum, for TAs: the text before eq. 1 calls the second term a divergence between two posteriors;
it is one to the prior, as (2).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def beta_vae_loss(
    x: ArrayLike, x_hat: ArrayLike, mu: ArrayLike, log_var: ArrayLike, beta: float
) -> float:
    """The beta-VAE's loss, mean over the batch (question 2, eq. 1).

    x, x_hat (N, D): 0 or 1, and means in (0, 1). mu, log_var (N, K). beta >= 0. Read as float64.
    Returns a Python float, in nats. Raises ValueError for other shapes, and means outside (0, 1).

    By hand, each of two pixels at a mean of 1/2 costs log 2 = 0.693147, and a mean of 2 with a
    variance of 1 costs (1 + 4 - 1 - 0) / 2 = 2, times beta = 3:

    >>> round(beta_vae_loss([[1, 0]], [[0.5, 0.5]], [[2]], [[0]], 3), 6)
    7.386294
    """
    x, x_hat = _pair("x", x, "x_hat", x_hat)
    mu, log_var = _pair("mu", mu, "log_var", log_var)
    if len(x) != len(mu) or not ((x_hat > 0) & (x_hat < 1)).all():
        raise ValueError("x_hat must lie between 0 and 1, with as many rows as mu")
    reconstruction = -(x * np.log(x_hat) + (1 - x) * np.log1p(-x_hat)).sum(axis=1)  # (1)
    kl = (np.exp(log_var) + mu**2 - 1 - log_var).sum(axis=1) / 2  # (2)
    return float(np.mean(reconstruction + beta * kl))  # (3)


def _pair(first: str, a: ArrayLike, second: str, b: ArrayLike) -> tuple[Array, Array]:
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if a.ndim != 2 or a.shape != b.shape or not a.size:
        raise ValueError(f"{first} and {second} must have one shape, not {a.shape}, {b.shape}")
    return a, b
