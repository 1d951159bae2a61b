"""Known mistakes of 1.1 to 1.3, 2.1 and 2.2; equation numbers are those of practice.gaussian."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference import practice as right
from reference.mistakes.mistake import Topic
from reference.mistakes.practice.topic import topic

Array = NDArray[np.float64]


def _no_spread(x: Any, W: Any, b: Any, sigma2: float, m: Any, S: Any) -> float:
    """(4) and (5) of gaussian.py at the mean of q, without the traces."""
    return right.expected_complete_log_likelihood(x, W, b, sigma2, m, np.zeros_like(S))


def _reconstruction(x: Any, W: Any, b: Any, sigma2: float, m: Any, S: Any) -> float:
    """(4) of gaussian.py alone: the ELBO of (10) with its divergence given back."""
    return right.elbo(x, W, b, sigma2, m, S) + _to_prior(x, W, b, sigma2, m, S)


def _to_prior(x: Any, W: Any, b: Any, sigma2: float, m: Any, S: Any) -> float:
    """(7) of gaussian.py with the prior for the posterior: that of a model with W = 0."""
    return right.kl_to_posterior(x, np.zeros_like(W), b, sigma2, m, S)


def _kl_added(*arguments: Any) -> float:
    """(10) of gaussian.py with a plus."""
    return _reconstruction(*arguments) + _to_prior(*arguments)


def _kl_reversed(x: Any, W: Any, b: Any, sigma2: float, m: Any, S: Any) -> float:
    """(7) of gaussian.py with its two Gaussians exchanged."""
    W = np.asarray(W, dtype=np.float64)
    precision = np.eye(W.shape[1]) + W.T @ W / sigma2
    mu = np.linalg.solve(precision, W.T @ (np.asarray(x) - b) / sigma2)
    apart = mu - m
    forms = np.trace(np.linalg.solve(S, np.linalg.inv(precision))) + apart @ np.linalg.solve(
        S, apart
    )
    log_dets = np.linalg.slogdet(S)[1] + np.linalg.slogdet(precision)[1]
    return float((forms - len(mu) + log_dets) / 2)


def _latent_ignored(x: Any, W: Any, b: Any, sigma2: float) -> float:
    """(2) of gaussian.py with C = sigma² I."""
    return right.log_marginal_likelihood(x, np.zeros_like(W), b, sigma2)


def _no_constant(x: Any, W: Any, b: Any, sigma2: float) -> float:
    """(2) of gaussian.py without -D/2 log(2 pi)."""
    return right.log_marginal_likelihood(x, W, b, sigma2) + len(x) * float(np.log(2 * np.pi)) / 2


def _gap_summed(X: Any, *rest: Any) -> float:
    """(12) of gaussian.py as a sum over the rows of X."""
    return right.amortization_gap(X, *rest) * len(X)


def _gap_negated(*arguments: Any) -> float:
    """(12) of gaussian.py the other way round."""
    return -right.amortization_gap(*arguments)


def _variance_kept(x: Any, W: Any, b: Any) -> tuple[Array, Array]:
    """(13) of gaussian.py at beta = 0, with a variance of 1."""
    return right.reconstruction_optimum(x, W, b)[0], np.ones(np.shape(W)[1])


def _prior_kept(x: Any, W: Any, b: Any) -> tuple[Array, Array]:
    """(13) of gaussian.py at beta = 1."""
    return right.optimal_posterior(x, W, b, 1.0, 1.0)


def _beta_ignored(x: Any, W: Any, b: Any, sigma2: float, _beta: float) -> tuple[Array, Array]:
    """(13) of gaussian.py at beta = 1."""
    return right.optimal_posterior(x, W, b, sigma2, 1.0)


def _beta_inverted(x: Any, W: Any, b: Any, sigma2: float, beta: float) -> tuple[Array, Array]:
    """(13) of gaussian.py at 1 / beta."""
    return right.optimal_posterior(x, W, b, sigma2, 1 / beta)


def _marginal_variances(x: Any, W: Any, b: Any, sigma2: float, beta: float) -> tuple[Array, Array]:
    """(13) of gaussian.py with the variances of the full posterior in place of (11)'s."""
    W = np.asarray(W, dtype=np.float64)
    full = np.linalg.inv(W.T @ W / (sigma2 * beta) + np.eye(W.shape[1]))
    return right.optimal_posterior(x, W, b, sigma2, beta)[0], np.diag(full)


TOPICS: tuple[Topic, ...] = (
    topic(
        "1.1a",
        right.expected_complete_log_likelihood,
        (
            "spread-ignored",
            "This is the value at the mean of q. A square under E_q also sees the covariance S.",
            _no_spread,
        ),
        (
            "entropy-included",
            "This is larger by the entropy of q. Does the expectation of 1.1 hold log q?",
            right.elbo,
        ),
        ("prior-missing", "Only log p(x|z) is here, and not log p(z).", _reconstruction),
    ),
    topic(
        "1.1b",
        right.log_marginal_likelihood,
        (
            "latent-ignored",
            "This is the density of the noise alone: what does W z add to the covariance of x?",
            _latent_ignored,
        ),
        ("constant-missing", "The normalising constant with 2 pi is missing.", _no_constant),
    ),
    topic(
        "1.1c",
        right.kl_to_posterior,
        ("kl-reversed", "The divergence runs from p to q: exchange the two.", _kl_reversed),
        ("kl-to-prior", "This is the divergence to the prior p(z), not to p(z|x).", _to_prior),
    ),
    topic(
        "1.2",
        right.elbo,
        ("kl-added", "The divergence has the wrong sign.", _kl_added),
        ("kl-missing", "Only the reconstruction term is here.", _reconstruction),
        (
            "entropy-missing",
            "This is E_q[log p(x|z) p(z)]: something of the divergence is missing.",
            right.expected_complete_log_likelihood,
        ),
    ),
    topic(
        "1.3",
        right.amortization_gap,
        ("gap-summed", "This is a sum over the rows of X; their mean is asked for.", _gap_summed),
        ("gap-negated", "The two ELBOs are subtracted the other way round.", _gap_negated),
    ),
    topic(
        "2.1",
        right.reconstruction_optimum,
        (
            "variance-kept",
            "The mean is right. What is the spread of q good for at beta = 0, and its cost?",
            _variance_kept,
        ),
        ("prior-kept", "This is the optimum at beta = 1: the prior still pulls.", _prior_kept),
    ),
    topic(
        "2.2",
        right.optimal_posterior,
        ("beta-ignored", "This is the optimum at beta = 1, whatever beta is.", _beta_ignored),
        ("beta-inverted", "This is the optimum at 1 / beta.", _beta_inverted),
        (
            "marginal-variances",
            "These are the variances of the full posterior; the best diagonal q has others.",
            _marginal_variances,
        ),
    ),
)
