"""4.2 against the reference: values, and gradients in the tangent space of the sphere."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import reference
from autograder.checks import Mismatch, close, close_scalar, scalar

CALL = "contrastive_loss(z, y, y_neg)"


def unit(rows):
    """Rows scaled to the unit sphere, float32."""
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def batches(rng):
    """(what it is, z, y, y_neg), small to large: rows on the unit sphere, no size equal to d."""
    z, y = unit(rng.randn(2, 4)), unit(rng.randn(2, 4))
    yield "M = 3 negatives", z, y, unit(rng.randn(3, 4))
    yield "the same z and y, other negatives", z, y, unit(rng.randn(3, 4))
    z, y = lopsided(rng, 3, 4)
    yield "the negatives are the batch's own y", z, y, y.copy()
    axis = rng.randn(1, 3)
    z, y = unit(axis + 0.3 * rng.randn(6, 3)), unit(axis + 0.3 * rng.randn(6, 3))
    sides = np.array([[1], [-1], [1], [-1], [1]])
    yield "dot products near 1 and -1, M < N", z, y, unit(sides * axis + 0.2 * rng.randn(5, 3))
    z, y = unit(rng.randn(7, 16)), unit(rng.randn(7, 16))
    yield "M = 200 negatives", z, y, unit(rng.randn(200, 16))


def lopsided(rng, n, d):
    """z, y (n, d) where a softmax over rows is far from one over columns.

    All of y lie around one axis, z on both sides of it: z_i . y_j depends on i alone, nearly.
    """
    axis = unit(rng.randn(1, d))
    sides = np.array([[1], [-1]])[np.arange(n) % 2]
    return unit(sides * axis + 0.2 * rng.randn(n, d)), unit(axis + 0.2 * rng.randn(n, d))


@number("4.2.4")
@weight(3)
def test_values(student, tolerance, rng):
    """contrastive_loss is equation 4 for N = M, N != M, many negatives and large dot products"""
    for what, z, y, y_neg in batches(rng):
        came = student.contrastive_loss(z, y, y_neg)
        expected = reference.contrastive_loss(z, y, y_neg)
        close_scalar(f"{CALL}, {what}", came, expected, tolerance)


@number("4.2.5")
@weight(2)
def test_gradients(student, tolerance, rng):
    """its gradients in z and in y are right, along the sphere"""
    for M in (4, 12):
        z, y, y_neg = (unit(rng.randn(rows, 5)) for rows in (3, 3, M))
        came = student.gradient("contrastive_loss", z, y, y_neg, wrt=(0, 1))
        scalar(CALL, came.value)
        if came.gradients is None:
            what = ("asked", "a torch tensor that depends on z and y")
            raise Mismatch(CALL, what, ("got", came.why))
        expected = reference.contrastive_gradient(z, y, y_neg)
        for name, points, gradient, wanted in zip(("z", "y"), (z, y), came.gradients, expected):
            close(
                f"{CALL}: gradient in {name}, along the sphere",
                reference.tangent(gradient, points),
                reference.tangent(wanted, points),
                tolerance,
            )
