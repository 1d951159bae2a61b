"""Questions 1.1 to 1.3, 2.1 and 2.2: a latent variable model in which everything is known.

With a linear decoder and Gaussian noise the intractable integral of question 1 can be done, so that
each statement about the ELBO may be checked as a number:

    p(z) = N(0, I_K),   p(x|z) = N(W z + b, sigma² I_D),   q(z|x) = N(m, S)           (1)

x = W z + b + noise is Gaussian, and so is z given x. Completing the square in
log p(x|z) + log p(z) = -|x - b - W z|² / (2 sigma²) - |z|² / 2 + const gives

    p(x) = N(b, C),   C = W W^T + sigma² I_D                                         (2)
    p(z|x) = N(mu, Sigma),   Sigma^-1 = I_K + W^T W / sigma²,
                             mu = Sigma W^T (x - b) / sigma²                         (3)

Expectations under q of the quadratic forms are E|x - b - W z|² = |x - b - W m|² + tr(W S W^T) and
E|z|² = |m|² + tr S. Hence the expected complete data log-likelihood (1.1) is

    E_q log p(x|z) = -D/2 log(2 pi sigma²) - (|x - b - W m|² + tr(W S W^T)) / (2 sigma²)  (4)
    E_q log p(z)   = -K/2 log(2 pi) - (|m|² + tr S) / 2                              (5)
    ECLL = (4) + (5)                                                                 (6)

Between two Gaussians, and from one of them to itself,

    KL(N(m, S) || N(mu, Sigma)) = (tr(Sigma^-1 S) + (mu - m)^T Sigma^-1 (mu - m) - K
                                   + log det Sigma - log det S) / 2                  (7)
    H(q) = (K log(2 pi e) + log det S) / 2                                           (8)

Bayes's rule, p(x|z) p(z) = p(z|x) p(x), under E_q log ties the three functions of 1.1:

    ECLL + H(q) = log p(x) - KL(q || p(z|x))                                         (9)

H(q) does not depend on theta = (W, b, sigma²): with q fixed, both sides have the same maximiser,
which is what 1.1 asks for. The left side is the ELBO, for KL(q||p(z)) = -H(q) - E_q log p(z):

    ELBO = E_q log p(x|z) - KL(q || p(z)) = ECLL + H(q)                             (10)

By (9) and (10) the ELBO is largest in a family where KL(q||p(z|x)) is smallest. Among the diagonal
S, (7) is, up to constants, sum_k (Sigma^-1)_kk S_kk - log S_kk plus a quadratic form in m - mu, so

    best diagonal q:   m = mu,   S_kk = 1 / (Sigma^-1)_kk                           (11)

and no encoder that shares its parameters between the data can do better for any x: the amortization
gap (1.2, 1.3) is a mean of differences that are never negative,

    gap = mean_i [ELBO(x_i; best diagonal q_i) - ELBO(x_i; q(z|x_i))] >= 0          (12)

With beta before the KL, eq. 1 of the assignment weighs (4) against it. Its gradient in a diagonal q
vanishes where

    (W^T W / sigma² + beta I) m = W^T (x - b) / sigma²,
    S_kk = beta / (beta + (W^T W)_kk / sigma²)                                      (13)

At beta = 0 (2.1) that is least squares and no variance, a point at the maximum likelihood code: an
autoencoder. As beta grows (2.2), or where nothing but the KL is left, m -> 0 and S -> I: the prior,
whatever x is, and the code says nothing about x. At beta = 1 it is (11).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def expected_complete_log_likelihood(
    x: ArrayLike, W: ArrayLike, b: ArrayLike, sigma2: float, m: ArrayLike, S: ArrayLike
) -> float:
    """E_q[log p(x|z) p(z)] for q = N(m, S), question 1.1.

    x (D,), W (D, K), b (D,), sigma2 > 0, m (K,), S (K, K) positive definite. Returns a Python
    float, in nats. Raises ValueError for other shapes and a sigma2 that is not positive.

    By hand, D = K = 1, x = W = sigma2 = 1, b = m = 0, S = 1: both Gaussians have variance 1, so
    (4) is -log(2 pi)/2 - (1 + 1)/2 and (5) -log(2 pi)/2 - 1/2; log(2 pi) = 1.837877.

    >>> round(expected_complete_log_likelihood([1], [[1]], [0], 1, [0], [[1]]), 6)
    -3.337877
    """
    x, W, b, sigma2 = _model(x, W, b, sigma2)
    m, S = _gaussian(m, S, W.shape[1])
    return _reconstruction(x, W, b, sigma2, m, S) + _expected_log_prior(m, S)  # (6)


def log_marginal_likelihood(x: ArrayLike, W: ArrayLike, b: ArrayLike, sigma2: float) -> float:
    """log p(x), question 1.1.

    x (D,), W (D, K), b (D,), sigma2 > 0. Returns a Python float, in nats. Raises ValueError for
    other shapes and a sigma2 that is not positive.

    By hand, D = 1 and C = 1 + 1 = 2: -log(2 pi 2)/2 - 1/4, with log(4 pi) = 2.531024.

    >>> round(log_marginal_likelihood([1], [[1]], [0], 1), 6)
    -1.515512
    """
    x, W, b, sigma2 = _model(x, W, b, sigma2)
    C = W @ W.T + sigma2 * np.eye(len(x))
    r = x - b
    return float(-(len(x) * np.log(2 * np.pi) + _log_det(C) + r @ np.linalg.solve(C, r)) / 2)  # (2)


def kl_to_posterior(
    x: ArrayLike, W: ArrayLike, b: ArrayLike, sigma2: float, m: ArrayLike, S: ArrayLike
) -> float:
    """KL(q(z|x) || p(z|x)) for q = N(m, S), question 1.1.

    Arguments and errors as for expected_complete_log_likelihood. Returns a Python float, in nats.

    By hand, the posterior of the example there is N(1/2, 1/2), so KL(N(0, 1)||N(1/2, 1/2)) is
    (2 + 1/2 - 1 - log 2) / 2, with log 2 = 0.693147.

    >>> round(kl_to_posterior([1], [[1]], [0], 1, [0], [[1]]), 6)
    0.403426
    """
    x, W, b, sigma2 = _model(x, W, b, sigma2)
    m, S = _gaussian(m, S, W.shape[1])
    return _kl(m, S, *_posterior(x, W, b, sigma2))


def elbo(
    x: ArrayLike, W: ArrayLike, b: ArrayLike, sigma2: float, m: ArrayLike, S: ArrayLike
) -> float:
    """The evidence lower bound at q = N(m, S), questions 1.2 and 1.3.

    Arguments and errors as for expected_complete_log_likelihood. Returns a Python float, in nats.

    By hand, the example there has q = p(z), hence no KL to the prior: (4) alone.

    >>> round(elbo([1], [[1]], [0], 1, [0], [[1]]), 6)
    -1.918939
    """
    x, W, b, sigma2 = _model(x, W, b, sigma2)
    m, S = _gaussian(m, S, W.shape[1])
    prior = np.zeros(len(m)), np.eye(len(m))
    return _reconstruction(x, W, b, sigma2, m, S) - _kl(m, S, *prior)  # (10)


def amortization_gap(
    X: ArrayLike,
    W: ArrayLike,
    b: ArrayLike,
    sigma2: float,
    V: ArrayLike,
    c: ArrayLike,
    s2: float,
) -> float:
    """What the shared encoder N(V x + c, s2 I) loses to the best diagonal q of each x (1.2, 1.3).

    X (N, D), W (D, K), b (D,), sigma2 > 0, V (K, D), c (K,), s2 > 0. Returns the mean over the rows
    of X of the difference of ELBOs (12), a Python float >= 0 up to rounding, in nats. Raises
    ValueError for other shapes and variances that are not positive.

    By hand, the posterior of [[1]] is N(x/2, 1/2): the encoder N(x, 1/2) is off by x/2 in its mean,
    so that at x = 1 the gap is (1/2)² / (2 * 1/2).

    >>> amortization_gap([[1]], [[1]], [0], 1, [[1]], [0], 0.5)
    0.25
    """
    rows, V, c = (np.asarray(a, dtype=np.float64) for a in (X, V, c))
    if rows.ndim != 2 or not len(rows):
        raise ValueError(f"X must be (N, D), not {rows.shape}")
    gaps = []
    for x in rows:
        mu, Sigma = _posterior(*_model(x, W, b, sigma2))
        best = np.diag(1 / np.diag(np.linalg.inv(Sigma)))  # (11)
        m, S = _gaussian(V @ x + c, s2 * np.eye(len(c)), len(mu))
        gaps.append(_kl(m, S, mu, Sigma) - _kl(mu, best, mu, Sigma))  # (12), by (9)
    return float(np.mean(gaps))


def reconstruction_optimum(x: ArrayLike, W: ArrayLike, b: ArrayLike) -> tuple[Array, Array]:
    """Mean and variances of the diagonal q that minimises eq. 1 at beta = 0, question 2.1.

    x (D,), W (D, K) of rank K, b (D,). Returns (mu, var), each (K,) float64. Raises ValueError for
    other shapes, and where the rank is less than K and the optimum is not one point.

    By hand, x - b = (2, 3) is W times the code 2 plus something orthogonal to W:

    >>> [part.tolist() for part in reconstruction_optimum([3, 3], [[1], [0]], [1, 0])]
    [[2.0], [0.0]]
    """
    x, W, b, _ = _model(x, W, b, 1.0)
    if np.linalg.matrix_rank(W) < W.shape[1]:
        raise ValueError("W has dependent columns: the best code is not unique")
    mean = np.linalg.lstsq(W, x - b, rcond=None)[0]
    return np.asarray(mean, np.float64), np.zeros(W.shape[1])  # (13) at beta = 0


def optimal_posterior(
    x: ArrayLike, W: ArrayLike, b: ArrayLike, sigma2: float, beta: float
) -> tuple[Array, Array]:
    """Mean and variances of the diagonal q that minimises eq. 1 at beta > 0, question 2.2.

    x (D,), W (D, K), b (D,), sigma2 > 0. Returns (mu, var), each (K,) float64. Raises ValueError
    for other shapes, and a sigma2 or beta that is not positive.

    By hand, with D = K = W = sigma2 = 1, b = 0 and beta = 3: 4 m = x and S = 3 / 4.

    >>> [part.tolist() for part in optimal_posterior([2], [[1]], [0], 1, 3)]
    [[0.5], [0.75]]
    """
    x, W, b, sigma2 = _model(x, W, b, sigma2)
    if not beta > 0:
        raise ValueError(f"beta must be positive, not {beta}")
    precision = W.T @ W / sigma2
    mean = np.linalg.solve(precision + beta * np.eye(len(precision)), W.T @ (x - b) / sigma2)
    return np.asarray(mean, np.float64), beta / (beta + np.diag(precision))  # (13)


def _model(
    x: ArrayLike, W: ArrayLike, b: ArrayLike, sigma2: float
) -> tuple[Array, Array, Array, float]:
    x, W, b = (np.asarray(a, dtype=np.float64) for a in (x, W, b))
    if W.ndim != 2 or x.shape != W.shape[:1] or b.shape != x.shape:
        raise ValueError(f"x (D,), W (D, K), b (D,) have shapes {x.shape}, {W.shape}, {b.shape}")
    if not sigma2 > 0:
        raise ValueError(f"sigma2 must be positive, not {sigma2}")
    return x, W, b, float(sigma2)


def _gaussian(m: ArrayLike, S: ArrayLike, K: int) -> tuple[Array, Array]:
    m, S = np.asarray(m, dtype=np.float64), np.asarray(S, dtype=np.float64)
    if m.shape != (K,) or S.shape != (K, K):
        raise ValueError(f"m and S must be ({K},) and ({K}, {K}), not {m.shape} and {S.shape}")
    return m, S


def _log_det(S: Array) -> float:
    sign, log_det = np.linalg.slogdet(S)
    if sign <= 0:
        raise ValueError("a covariance is not positive definite")
    return float(log_det)


def _posterior(x: Array, W: Array, b: Array, sigma2: float) -> tuple[Array, Array]:
    Sigma = np.asarray(np.linalg.inv(np.eye(W.shape[1]) + W.T @ W / sigma2))
    return Sigma @ W.T @ (x - b) / sigma2, Sigma  # (3)


def _reconstruction(x: Array, W: Array, b: Array, sigma2: float, m: Array, S: Array) -> float:
    r = x - b - W @ m
    squares = r @ r + np.trace(W @ S @ W.T)
    return float(-(len(x) * np.log(2 * np.pi * sigma2) + squares / sigma2) / 2)  # (4)


def _expected_log_prior(m: Array, S: Array) -> float:
    return float(-(len(m) * np.log(2 * np.pi) + m @ m + np.trace(S)) / 2)  # (5)


def _kl(m: Array, S: Array, mu: Array, Sigma: Array) -> float:
    apart = mu - m
    forms = np.trace(np.linalg.solve(Sigma, S)) + apart @ np.linalg.solve(Sigma, apart)
    return float((forms - len(m) + _log_det(Sigma) - _log_det(S)) / 2)  # (7)
