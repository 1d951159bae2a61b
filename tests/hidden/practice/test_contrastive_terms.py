"""4.2 to 4.4 against the reference."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import reference
from autograder.checks import Mismatch, close, close_scalar, numbers, parts, scalar

JOINT = "joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg)"


def unit(rng, *shape):
    rows = rng.randn(*shape)
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


@number("4.2a.2")
@weight(0)
def test_alignment_term(student, tolerance, rng):
    """alignment_term is L_align for every batch"""
    for n in (1, 5):
        z, y = unit(rng, n, 4), unit(rng, n, 4)
        expected = reference.alignment_term(z, y)
        close_scalar(f"alignment_term, N = {n}", student.alignment_term(z, y), expected, tolerance)


@number("4.2b.2")
@weight(0)
def test_uniformity_term(student, tolerance, rng):
    """uniformity_term is L_unif for N = M and for others"""
    for n, m in ((1, 3), (5, 2), (4, 4), (3, 200)):
        z, y_neg = unit(rng, n, 3), unit(rng, m, 3)
        expected = reference.uniformity_term(z, y_neg)
        came = student.uniformity_term(z, y_neg)
        close_scalar(f"uniformity_term, N = {n}, M = {m}", came, expected, tolerance)


def batch(rng, n, m, d=4):
    """z_pos (n, d), y_pos (n, d), z_neg (n, m, d), y_neg (m, d), float32."""
    shapes = (n, d), (n, d), (n, m, d), (m, d)
    return tuple(unit(rng, *shape).astype(np.float32) for shape in shapes)


@number("4.3.2")
@weight(0)
def test_joint_loss(student, tolerance, rng):
    """joint_contrastive_loss is right where h looks at both of its arguments"""
    for n, m in ((1, 1), (3, 5), (6, 2), (4, 4)):
        arguments = batch(rng, n, m)
        came = student.joint_contrastive_loss(*arguments)
        expected = reference.joint_contrastive_loss(*arguments)
        close_scalar(f"{JOINT}, N = {n}, M = {m}", came, expected, tolerance)


@number("4.3.3")
@weight(0)
def test_joint_gradients(student, tolerance, rng):
    """its gradients in z_pos, y_pos and z_neg are right, along the sphere"""
    z_pos, y_pos, z_neg, y_neg = batch(rng, 3, 4)
    came = student.gradient("joint_contrastive_loss", z_pos, y_pos, z_neg, y_neg, wrt=(0, 1, 2))
    scalar(JOINT, came.value)
    if came.gradients is None:
        asked = ("asked", "a torch tensor that depends on z_pos, y_pos and z_neg")
        raise Mismatch(JOINT, asked, ("got", came.why))
    n, m = z_neg.shape[:2]
    weights = np.exp(np.einsum("imd,md->im", z_neg, y_neg).astype(np.float64))
    weights /= weights.sum(axis=1, keepdims=True)
    points = (z_pos, y_pos, z_neg.reshape(n * m, -1))
    expected = (-y_pos / n, -z_pos / n, (weights[:, :, None] * y_neg / n).reshape(n * m, -1))
    for name, point, gradient, wanted in zip(
        ("z_pos", "y_pos", "z_neg"), points, came.gradients, expected
    ):
        close(
            f"{JOINT}: gradient in {name}, along the sphere",
            reference.tangent(gradient.reshape(point.shape), point),
            reference.tangent(wanted, point),
            tolerance,
        )


@number("4.4.2")
@weight(0)
def test_encoder_passes(student, tolerance, rng):
    """encoder_passes counts for every n and m"""
    for n, m in ((1, 5), (4, 0), (7, 3), *rng.randint(2, 50, size=(2, 2)).tolist()):
        call = "encoder_passes(n, m)"
        pair = parts(call, student.encoder_passes(n, m), ("separate", "joint"))
        came = numbers(call, list(pair), (2,))
        close(call, came, reference.encoder_passes(n, m), tolerance)
