"""3.3 where it can be worked out by hand."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import close, complex_vector


@number("3.3a.1")
@weight(0)
def test_sum_and_product(student, tolerance):
    """at a learning rate of 0.5 the two eigenvalues have the sum 2 and the product 1.25"""
    came = complex_vector("eigenvalues(0.5)", student.eigenvalues(0.5), 2)
    for name, value, expected in (("sum", came.sum(), 2), ("product", came.prod(), 1.25)):
        parts = np.array([value.real, value.imag])
        close(f"eigenvalues(0.5): {name}, real and imaginary", parts, [expected, 0], tolerance)


@number("3.3b.1")
@weight(0)
def test_two_steps_by_hand(student, tolerance):
    """from (2, 4) at a learning rate of 0.5: (4, 3), then (5.5, 1)"""
    came = student.trajectory(2.0, 4.0, 0.5, 2)
    close("trajectory(2, 4, 0.5, 2)", came, [[2, 4], [4, 3], [5.5, 1]], tolerance)
