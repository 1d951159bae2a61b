"""3.1 and 3.2: simultaneous ascent in d and descent in g on V(d, g) = d g, one step by hand."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import Mismatch, close, numbers, vector
from autograder.wording import show


@number("3.1.1")
@weight(0)
def test_shape(student):
    """A_matrix returns a (2, 2) array of numbers"""
    numbers("A_matrix(0.5)", student.A_matrix(0.5), (2, 2))


@number("3.1.2")
@weight(0)
def test_no_step(student, tolerance):
    """with a learning rate of 0 nothing moves"""
    close("A_matrix(0.0)", student.A_matrix(0.0), [[1, 0], [0, 1]], tolerance)


@number("3.1.3")
@weight(0)
def test_one_step_by_hand(student, tolerance):
    """one step with learning rate 0.5 from two starting points, worked out by hand"""
    # At (d, g) = (2, 1): dV/dd = 1, so d goes up by 0.5; dV/dg = 2, so g goes down by 1.
    # At (d, g) = (1, 3): dV/dd = 3, so d goes up by 1.5; dV/dg = 1, so g goes down by 0.5.
    A = numbers("A_matrix(0.5)", student.A_matrix(0.5), (2, 2))
    for start, after in (((2, 1), (2.5, 0.0)), ((1, 3), (2.5, 2.5))):
        close(f"A_matrix(0.5) @ {list(start)}", A @ np.array(start), after, tolerance)


@number("3.2.1")
@weight(0)
def test_point(student):
    """stationary_point returns the two coordinates [d, g]"""
    vector("stationary_point()", student.stationary_point(), 2)


@number("3.2.2")
@weight(2)
def test_derivatives_vanish(student, tolerance):
    """both partial derivatives of V(d, g) = d g are zero there"""
    d, g = map(float, vector("stationary_point()", student.stationary_point(), 2))

    def V(d, g):
        return d * g

    # V is linear in each argument: its difference over a unit step is its derivative.
    slopes = np.array([V(1, g) - V(0, g), V(d, 1) - V(d, 0)])
    if not np.all(np.abs(slopes) <= tolerance.atol):
        raise Mismatch(
            "stationary_point()",
            ("asked", f"dV/dd and dV/dg = [0, 0] ± {tolerance.atol:g}"),
            ("got", f"{show(slopes)} at [d, g] = {show(np.array([d, g]))}"),
        )
