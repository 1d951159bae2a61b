"""2 (eq. 1), 2.3 and 2.5b against the reference."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import reference
from autograder.checks import Mismatch, close, close_scalar, numbers, scalar
from autograder.errors import Raised


@number("2.0.2")
@weight(0)
def test_beta_vae_loss(student, tolerance, rng):
    """beta_vae_loss is eq. 1's mean over the batch, for several beta"""
    for n, beta in ((1, 1.0), (5, 4.0), (3, 0.0)):
        x = rng.randint(0, 2, size=(n, 4)).astype(np.float32)
        x_hat = rng.uniform(0.05, 0.95, size=(n, 4)).astype(np.float32)
        mu, log_var = rng.randn(2, n, 3).astype(np.float32)
        came = student.beta_vae_loss(x, x_hat, mu, log_var, beta)
        expected = reference.beta_vae_loss(x, x_hat, mu, log_var, beta)
        close_scalar(f"beta_vae_loss, N = {n}, beta = {beta:g}", came, expected, tolerance)


@number("2.0.3")
@weight(0)
def test_beta_vae_gradients(student, tolerance, rng):
    """its gradients in x_hat, mu and log_var are right"""
    call, n, beta = "beta_vae_loss(x, x_hat, mu, log_var, beta)", 4, 2.0
    x = rng.randint(0, 2, size=(n, 3)).astype(np.float32)
    x_hat = rng.uniform(0.1, 0.9, size=(n, 3)).astype(np.float32)
    mu, log_var = rng.randn(2, n, 2).astype(np.float32)
    came = student.gradient("beta_vae_loss", x, x_hat, mu, log_var, beta, wrt=(1, 2, 3))
    scalar(call, came.value)
    if came.gradients is None:
        asked = ("asked", "a torch tensor that depends on x_hat, mu and log_var")
        raise Mismatch(call, asked, ("got", came.why))
    expected = (
        (x_hat - x) / (x_hat * (1 - x_hat)) / n,
        beta * mu / n,
        beta * (np.exp(log_var) - 1) / 2 / n,
    )
    for name, gradient, wanted in zip(("x_hat", "mu", "log_var"), came.gradients, expected):
        close(f"{call}: gradient in {name}", gradient, wanted, tolerance)


def joint(rng, n_x, n_y):
    """p(x, y) with a zero where there is room for one."""
    p = rng.uniform(0.1, 1, size=(n_x, n_y))
    p[0, 0] = 0.0 if p.size > 1 else 1.0
    return p / p.sum()


@number("2.3a.2")
@weight(0)
def test_mutual_information(student, tolerance, rng):
    """mutual_information is right for tables of every shape, zeros among them"""
    for shape in ((2, 2), (3, 5), (4, 1), (6, 2)):
        p = joint(rng, *shape)
        expected = reference.mutual_information(p)
        came = student.mutual_information(p)
        close_scalar(f"mutual_information, a table {shape}", came, expected, tolerance)


@number("2.3b.2")
@weight(0)
def test_information_lower_bound(student, tolerance, rng):
    """information_lower_bound is right for good and for poor decoders"""
    for shape, what in (((2, 2), "any"), ((3, 5), "any"), ((4, 3), "the best")):
        p = joint(rng, *shape)
        q = p if what == "the best" else rng.uniform(0.1, 1, size=shape)
        q = q / q.sum(axis=0)
        call = f"information_lower_bound, tables {shape}, {what} decoder"
        expected = reference.information_lower_bound(p, q)
        close_scalar(call, student.information_lower_bound(p, q), expected, tolerance)


@number("2.5b.2")
@weight(0)
def test_change_of_basis(student, tolerance, rng):
    """change_of_basis finds an invertible M for every F_a and F_b that have one"""
    for n, rank in ((2, 2), (5, 2), (4, 1)):
        F_a = rng.randn(2, rank) @ rng.randn(rank, n)
        F_b = rng.randn(2, 2) @ F_a
        call = f"change_of_basis(F_a, F_b), n = {n}, rank {rank}"
        M = numbers(call, student.change_of_basis(F_a, F_b), (2, 2))
        close(f"{call}: M F_a", M @ F_a, F_b, tolerance)
        if not abs(np.linalg.det(M)) > 1e-6 * np.abs(M).max() ** 2:
            raise Mismatch(call, ("asked", "an invertible M"), ("got", "a singular one"))


@number("2.5b.3")
@weight(0)
def test_no_change_of_basis(student, rng):
    """change_of_basis raises an error where there is no such M"""
    lost = np.array([[1.0, 0.0], [2.0, 0.0]]) @ rng.randn(2, 3)
    for what, F_a, F_b in (
        ("other rows", rng.randn(2, 4), rng.randn(2, 4)),
        ("F_b has rank 1", np.eye(2, 3), np.array([[1.0, 0, 0], [2.0, 0, 0]])),
        ("F_a has rank 1", lost, rng.randn(2, 3)),
    ):
        try:
            came = student.change_of_basis(F_a, F_b)
        except Raised:  # as it was asked for
            continue
        raise Mismatch(
            f"change_of_basis(F_a, F_b), {what}",
            ("asked", "an error: there is no invertible M with F_b = M F_a"),
            ("got", "no error" if came is not None else "None"),
        )
