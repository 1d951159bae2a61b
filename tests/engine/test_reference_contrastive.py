"""Question 4.2 against brute force, autograd and finite differences; erratum on L's three terms."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reference import contrastive_gradient, contrastive_loss, tangent

torch = pytest.importorskip("torch")
functional = torch.nn.functional
Array = NDArray[np.float64]
Batch = tuple[Array, Array, Array]


def batch(seed: int, n: int, m: int, d: int) -> Batch:
    """Generic rows on the unit sphere in R^d: z (n, d), y (n, d), y_neg (m, d)."""
    generator = np.random.default_rng(seed)
    rows = generator.normal(size=(n + n + m, d))
    rows /= np.linalg.norm(rows, axis=1)[:, None]
    return rows[:n], rows[n : 2 * n], rows[2 * n :]


batches = st.builds(
    batch, st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 8), st.integers(3, 5)
)


def dot(u: Array, v: Array) -> float:
    return math.fsum(float(a) * float(b) for a, b in zip(u, v, strict=True))


def loss_by_loops(z: Array, y: Array, y_neg: Array) -> float:
    """Eq. 4 read aloud."""
    terms = []
    for z_i, y_i in zip(z, y, strict=True):
        denominator = math.fsum(math.exp(dot(z_i, y_j)) for y_j in y_neg)
        terms.append(-math.log(math.exp(dot(z_i, y_i)) / denominator))
    return math.fsum(terms) / len(terms)


def loss_by_torch(z: Any, y: Any, y_neg: Any, similarity: Callable[[Any, Any], Any]) -> Any:
    """log_softmax is S minus its log-sum, which is thus found in any of its columns."""
    S = similarity(z[:, None], y_neg[None])
    log_sum = (S - functional.log_softmax(S, dim=1))[:, 0]
    return (log_sum - similarity(z, y)).mean()


def inner(u: Any, v: Any) -> Any:
    return (u * v).sum(dim=-1)


def cosine(u: Any, v: Any) -> Any:
    return functional.cosine_similarity(u, v, dim=-1)


def renormalised(u: Any, v: Any) -> Any:
    return inner(functional.normalize(u, dim=-1), functional.normalize(v, dim=-1))


def half_squared_distance(u: Any, v: Any) -> Any:
    return -(u - v).pow(2).sum(dim=-1) / 2


def autograd(arrays: Batch, similarity: Callable[[Any, Any], Any]) -> tuple[float, Array, Array]:
    z, y, y_neg = (torch.tensor(rows) for rows in arrays)
    z.requires_grad_()
    y.requires_grad_()
    loss = loss_by_torch(z, y, y_neg, similarity)
    loss.backward()
    return float(loss.detach()), z.grad.numpy(), y.grad.numpy()


@given(batches)
@settings(deadline=None)
def test_the_loss_is_eq_4_read_aloud(arrays: Batch) -> None:
    loss = contrastive_loss(*arrays)
    assert type(loss) is float
    assert loss == pytest.approx(loss_by_loops(*arrays), rel=1e-12, abs=1e-12)


@given(batches)
@settings(deadline=None)
def test_loss_and_euclidean_gradient_are_those_of_autograd(arrays: Batch) -> None:
    loss, grad_z, grad_y = autograd(arrays, inner)
    assert contrastive_loss(*arrays) == pytest.approx(loss, rel=1e-12, abs=1e-12)
    for ours, theirs in zip(contrastive_gradient(*arrays), (grad_z, grad_y), strict=True):
        assert ours.dtype == np.float64
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(ours, theirs, atol=1e-14)


@given(st.integers(0, 1000), st.integers(1, 6))
@settings(deadline=None)
def test_in_batch_it_is_the_cross_entropy_of_the_diagonal(seed: int, n: int) -> None:
    z, y, _ = batch(seed, n, 1, 4)
    logits = torch.tensor(z @ y.T)
    expected = float(functional.cross_entropy(logits, torch.arange(n)))
    assert contrastive_loss(z, y, y) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@settings(max_examples=25, deadline=None)
@given(batches)
def test_the_gradient_is_the_slope_of_the_loss(arrays: Batch) -> None:
    h = 1e-5
    for which, gradient in enumerate(contrastive_gradient(*arrays)):
        for place in np.ndindex(gradient.shape):
            values = []
            for step in (h, -h):
                moved = [rows.copy() for rows in arrays]
                moved[which][place] += step
                values.append(contrastive_loss(*moved))
            assert gradient[place] == pytest.approx((values[0] - values[1]) / (2 * h), abs=1e-8)


@pytest.mark.parametrize("similarity", [cosine, renormalised, half_squared_distance])
@given(arrays=batches)
@settings(max_examples=40, deadline=None)
def test_right_answers_of_other_forms_agree_in_the_tangent_space(
    similarity: Callable[[Any, Any], Any], arrays: Batch
) -> None:
    loss, *gradients = autograd(arrays, similarity)
    assert loss == pytest.approx(contrastive_loss(*arrays), rel=1e-12, abs=1e-12)
    for points, theirs, ours in zip(arrays, gradients, contrastive_gradient(*arrays), strict=False):
        np.testing.assert_allclose(tangent(theirs, points), tangent(ours, points), atol=1e-13)


@pytest.mark.parametrize("similarity", [cosine, renormalised, half_squared_distance])
def test_and_only_there(similarity: Callable[[Any, Any], Any]) -> None:
    """The squared distance differs in y alone: what |z_i|² adds to it cancels in the fraction."""
    arrays = batch(7, 4, 6, 3)
    _, _, grad_y = autograd(arrays, similarity)
    assert abs(grad_y - contrastive_gradient(*arrays)[1]).max() > 1e-2


@given(batches)
@settings(deadline=None)
def test_tangent_is_a_projection_along_rows_that_are_only_float32(arrays: Batch) -> None:
    gradient, rows, _ = arrays
    points = rows.astype(np.float32)
    projected = tangent(gradient, points)
    normal = gradient - projected
    lengths = (points.astype(np.float64) ** 2).sum(axis=1)
    assert abs((projected * points).sum(axis=1)).max() < 1e-15
    np.testing.assert_allclose(tangent(projected, points), projected, atol=1e-15)
    along = (normal * points).sum(axis=1) / lengths
    np.testing.assert_allclose(normal, along[:, None] * points, atol=1e-15)


@pytest.mark.parametrize("m", [1, 2, 7, 1000])
def test_the_three_terms_are_exact_for_every_finite_m(m: int) -> None:
    """Erratum: L = -L_align + L_unif + log M, with both terms as the assignment defines them."""
    z, y, y_neg = batch(m, 5, m, 4)
    align = math.fsum(dot(z_i, y_i) for z_i, y_i in zip(z, y, strict=True)) / 5
    unif = (
        math.fsum(math.log(math.fsum(math.exp(dot(z_i, y_j)) for y_j in y_neg) / m) for z_i in z)
        / 5
    )
    assert contrastive_loss(z, y, y_neg) == pytest.approx(-align + unif + math.log(m), rel=1e-13)


def test_large_dot_products_do_not_overflow() -> None:
    z, y, y_neg = [[1000.0, 0.0]], [[0.0, 1.0]], [[1.0, 0.0], [1.0, 0.0]]
    assert contrastive_loss(z, y, y_neg) == 1000 + math.log(2)
    np.testing.assert_allclose(contrastive_gradient(z, y, y_neg)[0], [[1.0, -1.0]], rtol=1e-12)


def test_it_reads_float32_tensors_and_computes_in_float64() -> None:
    arrays = batch(3, 4, 6, 3)
    tensors = [torch.tensor(rows, dtype=torch.float32) for rows in arrays]
    rounded = [rows.astype(np.float32).astype(np.float64) for rows in arrays]
    assert contrastive_loss(*tensors) == pytest.approx(loss_by_loops(*rounded), rel=1e-13)


@pytest.mark.parametrize(
    ("z", "y", "y_neg"),
    [
        ((2, 3), (1, 3), (4, 3)),
        ((1, 3), (2, 3), (4, 3)),
        ((2, 3), (2, 3), (4, 2)),
        ((2, 2), (2, 2), (4, 3)),
        ((2, 2, 2), (2, 2, 2), (2, 2, 2)),
        ((3,), (3,), (3,)),
        ((2, 3), (2, 3), (0, 3)),
        ((0, 3), (0, 3), (2, 3)),
    ],
)
def test_what_is_not_a_batch_is_refused(
    z: tuple[int, ...], y: tuple[int, ...], y_neg: tuple[int, ...]
) -> None:
    for function in (contrastive_loss, contrastive_gradient):
        with pytest.raises(ValueError, match=r"must be a matrix|have shapes"):
            function(np.ones(z), np.ones(y), np.ones(y_neg))


def test_a_tangent_space_needs_a_point_that_is_not_zero() -> None:
    for point in (0.0, np.nan):
        with pytest.raises(ValueError, match="zero"):
            tangent([[1.0, 0.0]], [[0.0, point]])
    one, two = np.ones((1, 2)), np.ones((2, 2))
    for gradient, points in ((one, two), (two, one)):
        with pytest.raises(ValueError, match="gradient has shape"):
            tangent(gradient, points)


def test_rows_and_entries_of_very_different_size_do_not_overflow() -> None:
    """The shift is each row's own largest term: the smallest, or the batch's largest, fails."""
    z, y, y_neg = [[1000, 0], [0, 0]], [[0, 1], [0, 1]], [[1, 0], [0, 1]]
    assert contrastive_loss(z, y, y_neg) == pytest.approx((1000 + math.log(2)) / 2, rel=1e-15)
