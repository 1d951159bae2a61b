"""3.1 against the reference, for several learning rates with four decimals."""

from gradescope_utils.autograder_utils.decorators import number, weight

import reference
from autograder.checks import close


def learning_rates(rng):
    """(what it is, alpha), in four decimals."""
    ranges = {
        "a usual learning rate": (0.1, 0.4),
        "a tiny learning rate": (0.0002, 0.0009),
        "a negative learning rate": (-0.9, -0.5),
        "a learning rate above 1": (1.5, 3.0),
        "a large learning rate": (10.0, 20.0),
    }
    drawn = {name: round(float(rng.uniform(*ends)), 4) for name, ends in ranges.items()}
    return {"a learning rate of zero": 0.0, **drawn}


@number("3.1.4")
@weight(2)
def test_every_learning_rate(student, tolerance, rng, remark):
    """A_matrix is one simultaneous step for every learning rate"""
    for what, alpha in learning_rates(rng).items():
        try:
            came = student.A_matrix(alpha)
        except AssertionError:  # the student's; torch.optim refuses a rate below zero too
            if alpha >= 0:
                raise
            remark("A negative learning rate raises an exception: the formula holds for it too.")
            continue
        close(f"A_matrix(alpha), {what}", came, reference.A_matrix(alpha), tolerance)
