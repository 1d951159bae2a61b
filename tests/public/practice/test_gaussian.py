"""1.1 to 1.3, 2.1 and 2.2 where they can be worked out by hand: one latent, one observation."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import Mismatch, close_scalar, parts, vector

X, W, B = np.array([1.0]), np.array([[1.0]]), np.array([0.0])
PRIOR = np.array([0.0]), np.array([[1.0]])


@number("1.1a.1")
@weight(0)
def test_ecll_by_hand(student, tolerance):
    """x = 1, W = 1, sigma2 = 1 and a standard normal q: -3.3379"""
    came = student.expected_complete_log_likelihood(X, W, B, 1.0, *PRIOR)
    close_scalar("expected_complete_log_likelihood, x = W = sigma2 = 1", came, -3.337877, tolerance)


@number("1.1b.1")
@weight(0)
def test_log_marginal_by_hand(student, tolerance):
    """x = 1, W = 1 and sigma2 = 1: -1.5155"""
    came = student.log_marginal_likelihood(X, W, B, 1.0)
    close_scalar("log_marginal_likelihood, x = W = sigma2 = 1", came, -1.515512, tolerance)


@number("1.1c.1")
@weight(0)
def test_kl_by_hand(student, tolerance):
    """x = 1, W = 1, sigma2 = 1: 0.4034 for a standard normal q, 0 for N(1/2, 1/2)"""
    call = "kl_to_posterior, x = W = sigma2 = 1"
    close_scalar(call, student.kl_to_posterior(X, W, B, 1.0, *PRIOR), 0.403426, tolerance)
    half = np.array([0.5]), np.array([[0.5]])
    close_scalar(f"{call}, N(1/2, 1/2)", student.kl_to_posterior(X, W, B, 1.0, *half), 0, tolerance)


@number("1.2.1")
@weight(0)
def test_elbo_by_hand(student, tolerance):
    """x = 1, W = 1, sigma2 = 1 and a standard normal q: -1.9189"""
    came = student.elbo(X, W, B, 1.0, *PRIOR)
    close_scalar("elbo, x = W = sigma2 = 1", came, -1.918939, tolerance)


@number("1.3.1")
@weight(0)
def test_gap_by_hand(student, tolerance):
    """one datum x = 1 with W = sigma2 = 1: 0.25 for the encoder N(x, 1/2), 0 for N(x/2, 1/2)"""
    data = X[None]
    for V, expected in ((1.0, 0.25), (0.5, 0.0)):
        came = student.amortization_gap(data, W, B, 1.0, np.array([[V]]), B, 0.5)
        close_scalar(f"amortization_gap, the encoder N({V:g} x, 1/2)", came, expected, tolerance)


@number("2.1.1")
@weight(0)
def test_no_better_reconstruction(student, tolerance):
    """no mean nearby, and no other variance, has a smaller eq. 1 at beta = 0"""
    x, W, b = np.array([1.0, 2.0, 0.5]), np.array([[1.0, 0], [1, 1], [0, 2]]), np.zeros(3)
    call = "reconstruction_optimum(x, W, b)"

    def loss(mu, var):
        return ((x - b - W @ mu) ** 2).sum() + (W**2 * var).sum()

    is_least(call, student.reconstruction_optimum(x, W, b), loss)


def is_least(call, came, loss):
    """No step in one entry of mu, and no larger or smaller entry of var, makes the loss smaller."""
    mu, var = parts(call, came, ("mu", "var"))
    mu, var = vector(f"{call}: mu", mu, 2), vector(f"{call}: var", var, 2)
    if not (var >= 0).all():
        raise Mismatch(call, ("asked", "variances"), ("got", "a negative one"))
    for i in range(2):
        for step in (0.01, -0.01):
            away = mu.copy()
            away[i] += step
            if loss(away, var) < loss(mu, var) - 1e-9:
                raise Mismatch(call, ("asked", "the least eq. 1"), ("got", "it falls with mu"))
        for factor in (0.99, 1.01):
            other = var.copy()
            other[i] *= factor
            if loss(mu, other) < loss(mu, var) - 1e-9:
                raise Mismatch(call, ("asked", "the least eq. 1"), ("got", "it falls with var"))


@number("2.2.1")
@weight(0)
def test_no_better_posterior(student, tolerance):
    """no mean and no variances nearby have a smaller eq. 1 at beta = 1 and at beta = 4"""
    x, W, b = np.array([1.0, 2.0, 0.5]), np.array([[1.0, 0], [1, 1], [0, 2]]), np.zeros(3)
    for beta in (1.0, 4.0):

        def loss(mu, var, beta=beta):
            if not (var > 0).all():  # its divergence is infinite
                raise Mismatch(
                    "optimal_posterior(x, W, b, sigma2, beta)",
                    ("asked", "variances with a finite KL divergence"),
                    ("got", "one that is not positive"),
                )
            reconstruction = (((x - b - W @ mu) ** 2).sum() + (W**2 * var).sum()) / (2 * 0.5)
            return reconstruction + beta * (var + mu**2 - 1 - np.log(var)).sum() / 2

        came = student.optimal_posterior(x, W, b, 0.5, beta)
        is_least(f"optimal_posterior(x, W, b, 0.5, {beta:g})", came, loss)
