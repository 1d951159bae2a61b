"""4.2: the contrastive loss where it can be worked out by hand, and that it has a gradient."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import Mismatch, close_scalar, scalar

CALL = "contrastive_loss(z, y, y_neg)"
AXES = np.eye(6, dtype=np.float32)  # rows on the unit sphere, orthonormal


@number("4.2.1")
@weight(0)
def test_one_differentiable_number(student):
    """contrastive_loss returns one number that torch can differentiate in z and y"""
    came = student.gradient(
        "contrastive_loss", AXES[[0, 1]], AXES[[1, 2]], AXES[[3, 4, 5]], wrt=(0, 1)
    )
    scalar(CALL, came.value)
    if came.gradients is None:
        raise Mismatch(CALL, ("asked", "a torch tensor that depends on z and y"), ("got", came.why))


@number("4.2.2")
@weight(0)
def test_orthonormal(student, tolerance):
    """two pairs of equal vectors, three negatives orthogonal to all: 0.0986"""
    value = student.contrastive_loss(AXES[[0, 1]], AXES[[0, 1]], AXES[[2, 3, 4]])
    given = "z = y = rows 0, 1 and y_neg = rows 2, 3, 4 of the 6 x 6 identity"
    close_scalar(f"{CALL}, {given}", value, 0.09861229, tolerance)


@number("4.2.3")
@weight(0)
def test_identical(student, tolerance):
    """all embeddings are the same vector, five negatives: 1.6094"""
    value = student.contrastive_loss(AXES[[0, 0]], AXES[[0, 0]], AXES[[0] * 5])
    given = "z = y = row 0 twice and y_neg = row 0 five times, of the 6 x 6 identity"
    close_scalar(f"{CALL}, {given}", value, 1.60943791, tolerance)
