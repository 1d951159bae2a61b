"""Questions 3.1 and 3.2 against autograd and symbolic algebra, which share no code with them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from reference import A_matrix, stationary_point

torch = pytest.importorskip("torch")
rates = st.floats(-10, 10)
coordinates = st.floats(-100, 100)


def one_step(d_k: float, g_k: float, alpha: float) -> list[float]:
    """One simultaneous step, ascent in d and descent in g, with autograd's derivatives of V."""
    d = torch.tensor(d_k, dtype=torch.float64, requires_grad=True)
    g = torch.tensor(g_k, dtype=torch.float64, requires_grad=True)
    (d * g).backward()
    return [d.item() + alpha * d.grad.item(), g.item() - alpha * g.grad.item()]


def matrix_by_linearity(alpha: float) -> NDArray[np.float64]:
    """The columns of a linear map are the images of the basis vectors."""
    return np.array([one_step(1.0, 0.0, alpha), one_step(0.0, 1.0, alpha)]).T


@given(alpha=rates)
def test_columns_are_the_images_of_the_basis_vectors(alpha: float) -> None:
    A = A_matrix(alpha)
    assert A.shape == (2, 2)
    assert A.dtype == np.float64
    np.testing.assert_array_equal(A, matrix_by_linearity(alpha))


@given(alpha=rates, d=coordinates, g=coordinates)
def test_the_matrix_makes_one_simultaneous_step(alpha: float, d: float, g: float) -> None:
    size = (1 + abs(alpha)) * (abs(d) + abs(g))  # the two terms may cancel
    after = A_matrix(alpha) @ [d, g]
    np.testing.assert_allclose(after, one_step(d, g, alpha), rtol=1e-12, atol=1e-15 * size)


@given(alpha=st.floats(0.01, 10))
def test_every_step_leads_away_from_the_origin(alpha: float) -> None:
    eigenvalues = np.linalg.eigvals(A_matrix(alpha))
    np.testing.assert_allclose(abs(eigenvalues), math.hypot(1, alpha), rtol=1e-12)


@pytest.mark.parametrize("alpha", [math.inf, -math.inf, math.nan])
def test_a_learning_rate_that_is_not_finite_is_refused(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha must be finite"):
        A_matrix(alpha)


def test_the_stationary_point_is_the_only_zero_of_the_gradient() -> None:
    sympy = pytest.importorskip("sympy")
    d, g = sympy.symbols("d g", real=True)
    V = d * g
    assert sympy.solve([V.diff(d), V.diff(g)], [d, g], dict=True) == [{d: 0, g: 0}]
    point = stationary_point()
    assert point.shape == (2,)
    assert point.dtype == np.float64
    assert point.tolist() == [0.0, 0.0]


@given(alpha=st.floats(0.01, 10), d=st.floats(-5, 5), g=st.floats(-5, 5))
def test_the_map_moves_every_other_point(alpha: float, d: float, g: float) -> None:
    point = stationary_point().tolist()
    assert one_step(point[0], point[1], alpha) == point
    if max(abs(d), abs(g)) > 1e-3:
        assert one_step(d, g, alpha) != [d, g]
