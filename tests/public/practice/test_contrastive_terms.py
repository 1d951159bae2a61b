"""4.2 to 4.4 where they can be worked out by hand."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import Mismatch, close, close_scalar, numbers, parts, scalar

AXES = np.eye(6)


@number("4.2a.1")
@weight(0)
def test_alignment_by_hand(student, tolerance):
    """equal pairs: 1; one equal and one orthogonal pair: 0.5"""
    call = "alignment_term(z, y)"
    came = student.alignment_term(AXES[[0, 1]], AXES[[0, 1]])
    close_scalar(f"{call}, equal", came, 1, tolerance)
    came = student.alignment_term(AXES[[0, 1]], AXES[[0, 2]])
    close_scalar(f"{call}, one orthogonal", came, 0.5, tolerance)


@number("4.2b.1")
@weight(0)
def test_uniformity_by_hand(student, tolerance):
    """all vectors the same: 1; negatives equal and opposite: 0.4338"""
    call = "uniformity_term(z, y_neg)"
    came = student.uniformity_term(AXES[[0, 0]], AXES[[0, 0, 0]])
    close_scalar(f"{call}, all the same", came, 1, tolerance)
    came = student.uniformity_term(AXES[:1], np.stack([AXES[0], -AXES[0]]))
    close_scalar(f"{call}, equal and opposite", came, 0.433781, tolerance)


@number("4.3.1")
@weight(0)
def test_joint_by_hand(student, tolerance):
    """equal positives, three negatives orthogonal to their codes: 0.0986, and differentiable"""
    call = "joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg)"
    z_pos = y_pos = AXES[[0, 1]]
    z_neg, y_neg = np.stack([AXES[[3, 4, 5]], AXES[[2, 5, 3]]]), AXES[[0, 1, 2]]
    came = student.gradient("joint_contrastive_loss", z_pos, y_pos, z_neg, y_neg, wrt=(0, 1, 2))
    close_scalar(call, scalar(call, came.value), 0.09861229, tolerance)
    if came.gradients is None:
        asked = ("asked", "a torch tensor that depends on z_pos, y_pos and z_neg")
        raise Mismatch(call, asked, ("got", came.why))


@number("4.4.1")
@weight(0)
def test_one_anchor(student, tolerance):
    """one anchor, its positive and no negatives: two passes either way"""
    call = "encoder_passes(1, 0)"
    pair = parts(call, student.encoder_passes(1, 0), ("separate", "joint"))
    close(call, numbers(call, list(pair), (2,)), [2, 2], tolerance)
