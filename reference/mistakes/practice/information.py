"""Known mistakes of eq. 1 (2.0) and 2.3; numbers are those of practice.beta_vae, .information."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference import practice as right
from reference.mistakes.mistake import Topic
from reference.mistakes.practice.topic import topic

Array = NDArray[np.float64]


def _beta_vae(
    x: Any,
    x_hat: Any,
    mu: Any,
    log_var: Any,
    on_likelihood: float,
    on_kl: float,
    over: Callable[[Array], Any] = np.mean,
) -> float:
    """(3) of beta_vae.py with weights on both of its terms."""
    x, x_hat, mu, log_var = (np.asarray(a, np.float64) for a in (x, x_hat, mu, log_var))
    cross = -(x * np.log(x_hat) + (1 - x) * np.log1p(-x_hat)).sum(axis=1)
    kl = (np.exp(log_var) + mu**2 - 1 - log_var).sum(axis=1) / 2
    return float(over(on_likelihood * cross + on_kl * kl))


def _batch_summed(x: Any, x_hat: Any, mu: Any, log_var: Any, beta: float) -> float:
    """(3) of beta_vae.py without 1/N."""
    return _beta_vae(x, x_hat, mu, log_var, 1, beta, np.sum)


def _beta_elsewhere(x: Any, x_hat: Any, mu: Any, log_var: Any, beta: float) -> float:
    """(3) of beta_vae.py with beta on (1)."""
    return _beta_vae(x, x_hat, mu, log_var, beta, 1)


def _no_half(x: Any, x_hat: Any, mu: Any, log_var: Any, beta: float) -> float:
    """(2) of beta_vae.py without 1/2."""
    return _beta_vae(x, x_hat, mu, log_var, 1, 2 * beta)


def _kl_subtracted(x: Any, x_hat: Any, mu: Any, log_var: Any, beta: float) -> float:
    """(3) of beta_vae.py with a minus before (2)."""
    return _beta_vae(x, x_hat, mu, log_var, 1, -beta)


def _pixels_averaged(x: Any, x_hat: Any, mu: Any, log_var: Any, beta: float) -> float:
    """(1) of beta_vae.py as a mean over d."""
    return _beta_vae(x, x_hat, mu, log_var, 1 / np.shape(x)[1], beta)


def _entropy(p: Array) -> float:
    return float(-(p[p > 0] * np.log(p[p > 0])).sum())


def _bits(p_xy: Any) -> float:
    """(1) of information.py with log2."""
    return right.mutual_information(p_xy) / float(np.log(2))


def _conditional(p_xy: Any) -> float:
    """H(X|Y) of (2) of information.py."""
    return _entropy(np.asarray(p_xy).sum(axis=1)) - right.mutual_information(p_xy)


def _joint_entropy(p_xy: Any) -> float:
    """The entropy of the table."""
    return _entropy(np.asarray(p_xy))


def _loss_alone(p_xy: Any, q: Any) -> float:
    """(4) of information.py without H(X)."""
    return right.information_lower_bound(p_xy, q) - _entropy(np.asarray(p_xy).sum(axis=1))


def _loss_added(p_xy: Any, q: Any) -> float:
    """(4) of information.py with a plus."""
    return 2 * _entropy(np.asarray(p_xy).sum(axis=1)) - right.information_lower_bound(p_xy, q)


def _entropy_of_y(p_xy: Any, q: Any) -> float:
    """(4) of information.py with H(Y)."""
    return _loss_alone(p_xy, q) + _entropy(np.asarray(p_xy).sum(axis=0))


TOPICS: tuple[Topic, ...] = (
    topic(
        "2.0",
        right.beta_vae_loss,
        ("batch-summed", "This is a sum over the batch; its mean is asked for.", _batch_summed),
        ("beta-elsewhere", "Here beta multiplies the reconstruction.", _beta_elsewhere),
        ("kl-without-half", "The divergence is twice what it should be.", _no_half),
        ("kl-subtracted", "The divergence has the wrong sign for a loss.", _kl_subtracted),
        (
            "pixels-averaged",
            "The reconstruction is a mean over the D pixels; log p(x|z) is a sum of them.",
            _pixels_averaged,
        ),
    ),
    topic(
        "2.3a",
        right.mutual_information,
        ("in-bits", "This is in bits; logarithms are natural here.", _bits),
        ("conditional-entropy", "This is H(X|Y). What is left of H(X) without it?", _conditional),
        ("joint-entropy", "This is the entropy of the table, H(X, Y).", _joint_entropy),
    ),
    topic(
        "2.3b",
        right.information_lower_bound,
        ("loss-alone", "H(X) is missing.", _loss_alone),
        ("loss-added", "The loss has the wrong sign.", _loss_added),
        ("entropy-of-y", "This takes the entropy of Y in place of that of X.", _entropy_of_y),
    ),
)
