"""2.5a: two linear representations of one x. Decided here, within one call: nothing is hidden."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import DISTINCT, Mismatch, numbers, parts, vector
from autograder.wording import show

CALL = "linear_reparameterization()"
ROUNDING = 2.4e-7  # twice float32's: cos(90 degrees) is no exact 0
NAMES = ("x", "F_a", "F_b", "z_a", "z_b")


def representations(answer):
    """x (n,), F_a (2, n), F_b (2, n), z_a (2,), z_b (2,) of an answer in any form allowed."""
    x, F_a, F_b, z_a, z_b = parts(CALL, answer, NAMES)
    x = vector(f"{CALL}: x", x)
    return (
        x,
        numbers(f"{CALL}: F_a", F_a, (2, x.size)),
        numbers(f"{CALL}: F_b", F_b, (2, x.size)),
        vector(f"{CALL}: z_a", z_a, 2),
        vector(f"{CALL}: z_b", z_b, 2),
    )


def distinct(a, b):
    """They differ beyond float32's rounding, at the scale of the larger."""
    return np.max(np.abs(a - b)) > DISTINCT * max(np.max(np.abs(a)), np.max(np.abs(b)))


@number("2.5a.1")
@weight(0)
def test_shapes(student):
    """linear_reparameterization returns x (n,), F_a and F_b (2, n), z_a and z_b (2,)"""
    representations(student.linear_reparameterization())


@number("2.5a.2")
@weight(2)
def test_two_representations(student, tolerance, remark):
    """z_a = F_a x and z_b = F_b x are two different representations of the same x"""
    x, F_a, F_b, z_a, z_b = representations(student.linear_reparameterization())
    for name, F, z in (("a", F_a, z_a), ("b", F_b, z_b)):
        terms, product = np.abs(F) @ np.abs(x), F @ x
        # Rounding in F x is relative to its terms, and to float32's at the scale of the largest.
        margin = tolerance.rtol * terms + ROUNDING * np.max(terms)
        if not (np.all(np.isfinite(terms)) and np.all(np.abs(product - z) <= margin)):
            raise Mismatch(
                f"{CALL}: z_{name} = F_{name} x",
                ("F x", show(product)),
                ("got", f"z_{name} = {show(z)}"),
            )
    if not (distinct(z_a, z_b) and distinct(F_a @ x, F_b @ x)):
        raise Mismatch(
            f"{CALL}: z_a != z_b",
            ("asked", "two different representations"),
            ("got", f"z_a = {show(z_a)}, z_b = {show(z_b)}"),
        )
    for name, F in (("F_a", F_a), ("F_b", F_b)):
        rank = np.linalg.matrix_rank(F)
        if rank < 2:
            remark(f"{name} has rank {rank}: it maps x to a line, so part of x is lost in z.")
