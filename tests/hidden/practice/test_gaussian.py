"""1.1 to 1.3, 2.1 and 2.2 against the reference: linear models of several sizes."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import reference
from autograder.checks import close, close_scalar, parts, vector

SIZES = ((1, 1), (3, 2), (2, 3))  # D, K: as many, fewer, more latents than data


def model(rng, D, K):
    """x (D,), W (D, K), b (D,), sigma2, and of q: m (K,), S (K, K) that is not diagonal."""
    root = rng.randn(K, K)
    x, W, b, sigma2 = rng.randn(D), rng.randn(D, K), rng.randn(D), float(rng.uniform(0.3, 2))
    return x, W, b, sigma2, rng.randn(K), root @ root.T + 0.3 * np.eye(K)


def all_sizes(student, tolerance, rng, name, size=6):
    """`name` of the first `size` of the model's six arguments, for every size."""
    for D, K in SIZES:
        arguments = model(rng, D, K)[:size]
        call = f"{name}, D = {D}, K = {K}"
        expected = getattr(reference, name)(*arguments)
        close_scalar(call, getattr(student, name)(*arguments), expected, tolerance)


@number("1.1a.2")
@weight(0)
def test_expected_complete_log_likelihood(student, tolerance, rng):
    """expected_complete_log_likelihood is right for every size, and for an S with covariances"""
    all_sizes(student, tolerance, rng, "expected_complete_log_likelihood")


@number("1.1b.2")
@weight(0)
def test_log_marginal_likelihood(student, tolerance, rng):
    """log_marginal_likelihood is right for every size"""
    all_sizes(student, tolerance, rng, "log_marginal_likelihood", 4)


@number("1.1c.2")
@weight(0)
def test_kl_to_posterior(student, tolerance, rng):
    """kl_to_posterior is right for every size, and for an S with covariances"""
    all_sizes(student, tolerance, rng, "kl_to_posterior")


@number("1.2.2")
@weight(0)
def test_elbo(student, tolerance, rng):
    """elbo is right for every size, and for an S with covariances"""
    all_sizes(student, tolerance, rng, "elbo")


@number("1.3.2")
@weight(0)
def test_amortization_gap(student, tolerance, rng):
    """amortization_gap is right for every size and for several data"""
    for D, K in SIZES:
        _, W, b, sigma2, c, _ = model(rng, D, K)
        X, V, s2 = rng.randn(4, D), 0.5 * rng.randn(K, D), float(rng.uniform(0.2, 1))
        arguments = (X, W, b, sigma2, V, c, s2)
        call = f"amortization_gap, N = 4, D = {D}, K = {K}"
        expected = reference.amortization_gap(*arguments)
        close_scalar(call, student.amortization_gap(*arguments), expected, tolerance)


def close_pair(call, came, expected, tolerance):
    """(mu, var): two vectors."""
    for name, part, wanted in zip(("mu", "var"), parts(call, came, ("mu", "var")), expected):
        close(f"{call}: {name}", vector(f"{call}: {name}", part, wanted.size), wanted, tolerance)


@number("2.1.2")
@weight(0)
def test_reconstruction_optimum(student, tolerance, rng):
    """reconstruction_optimum minimises eq. 1 at beta = 0"""
    for D, K in ((1, 1), (3, 2), (6, 3)):
        x, W, b, *_ = model(rng, D, K)
        came = student.reconstruction_optimum(x, W, b)
        expected = reference.reconstruction_optimum(x, W, b)
        close_pair(f"reconstruction_optimum, D = {D}, K = {K}", came, expected, tolerance)


@number("2.2.2")
@weight(0)
def test_optimal_posterior(student, tolerance, rng):
    """optimal_posterior minimises eq. 1 for small and for large beta"""
    for (D, K), beta in zip((*SIZES, (3, 2)), (1.0, 0.2, 5.0, 1e6)):
        x, W, b, sigma2, *_ = model(rng, D, K)
        came = student.optimal_posterior(x, W, b, sigma2, beta)
        expected = reference.optimal_posterior(x, W, b, sigma2, beta)
        call = f"optimal_posterior, D = {D}, K = {K}, beta = {beta:g}"
        close_pair(call, came, expected, tolerance)
