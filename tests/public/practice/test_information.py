"""2 (eq. 1), 2.3 and 2.5b where they can be worked out by hand."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import Mismatch, close, close_scalar, numbers, scalar


@number("2.0.1")
@weight(0)
def test_beta_vae_by_hand(student, tolerance):
    """two pixels at a mean of 1/2, one latent N(2, 1), beta = 3: 7.3863, and differentiable"""
    call = "beta_vae_loss(x, x_hat, mu, log_var, beta)"
    x, x_hat = np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]])
    mu, log_var = np.array([[2.0]]), np.array([[0.0]])
    came = student.gradient("beta_vae_loss", x, x_hat, mu, log_var, 3.0, wrt=(1, 2, 3))
    close_scalar(call, scalar(call, came.value), 7.386294, tolerance)
    if came.gradients is None:
        asked = ("asked", "a torch tensor that depends on x_hat, mu and log_var")
        raise Mismatch(call, asked, ("got", came.why))


COPY = np.array([[0.5, 0.0], [0.0, 0.5]])  # y is x, a fair bit


@number("2.3a.1")
@weight(0)
def test_information_by_hand(student, tolerance):
    """a fair bit that is copied: 0.6931; two independent ones: 0"""
    call = "mutual_information(p_xy)"
    close_scalar(f"{call}, y = x", student.mutual_information(COPY), 0.693147, tolerance)
    independent = np.full((2, 2), 0.25)
    came = student.mutual_information(independent)
    close_scalar(f"{call}, independent", came, 0, tolerance)


@number("2.3b.1")
@weight(0)
def test_bound_by_hand(student, tolerance):
    """a fair bit that is copied: a decoder that guesses: 0; one that is right nine times in ten"""
    call = "information_lower_bound(p_xy, q_x_given_y)"
    guess = np.full((2, 2), 0.5)
    close_scalar(f"{call}, guessing", student.information_lower_bound(COPY, guess), 0, tolerance)
    good = np.array([[0.9, 0.1], [0.1, 0.9]])
    came = student.information_lower_bound(COPY, good)
    close_scalar(f"{call}, 9 in 10", came, 0.587787, tolerance)


@number("2.5b.1")
@weight(0)
def test_change_of_basis(student, tolerance):
    """change_of_basis returns an invertible M with F_b = M F_a"""
    call = "change_of_basis(F_a, F_b)"
    F_a, F_b = np.array([[1.0, 0, 2], [0, 1, 1]]), np.array([[1.0, 1, 3], [1, -1, 1]])
    M = numbers(call, student.change_of_basis(F_a, F_b), (2, 2))
    close(f"{call}: M F_a", M @ F_a, F_b, tolerance)
