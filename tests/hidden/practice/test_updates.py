"""3.3 against the reference."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import reference
from autograder.checks import close, complex_vector


@number("3.3a.2")
@weight(0)
def test_eigenvalues(student, tolerance, rng):
    """eigenvalues are those of A_matrix for every learning rate, in any order"""
    for alpha in (0.0, *map(float, rng.uniform(0.1, 3, size=3).round(4)), -0.7):
        call = "eigenvalues(alpha)"
        came = complex_vector(call, student.eigenvalues(alpha), 2)
        came = came[np.argsort(came.imag)]
        expected = reference.eigenvalues(alpha)
        expected = expected[np.argsort(expected.imag)]
        for name in ("real", "imag"):
            part, wanted = getattr(came, name), getattr(expected, name)
            close(f"{call}: {name} parts", part, wanted, tolerance)


@number("3.3b.2")
@weight(0)
def test_trajectory(student, tolerance, rng):
    """trajectory follows the simultaneous updates from any start, any number of steps"""
    for steps in (0, 1, 12):
        d0, g0, alpha = map(float, rng.uniform(0.2, 1.5, size=3).round(3))
        came = student.trajectory(d0, -g0, alpha, steps)
        expected = reference.trajectory(d0, -g0, alpha, steps)
        close(f"trajectory(d0, g0, alpha, {steps})", came, expected, tolerance)
