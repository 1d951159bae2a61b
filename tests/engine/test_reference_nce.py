"""Question 4.1 against numeric maximisation of L_NCE, and the errata that concern it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import ArrayLike, NDArray

from reference import nce_optimal_energy

Array = NDArray[np.float64]
optimize = pytest.importorskip("scipy.optimize")
special = pytest.importorskip("scipy.special")
stats = pytest.importorskip("scipy.stats")

X = np.arange(-6, 6.5, 0.5)
STEP = 0.5
P_D = 0.3 * stats.norm.pdf(X, -1.5, 0.8) + 0.7 * stats.norm.pdf(X, 1.0, 1.2)
P_N = stats.norm.pdf(X, 0, 2)
densities = st.floats(2**-10, 2**4, width=32)


def log_likelihood(E: Array, p_d: ArrayLike, p_n: ArrayLike) -> Array:
    """What L_NCE integrates over x, of which its value is the sum on the grid times STEP."""
    # sigmoid(-E) is 1 - sigmoid(E), without its cancellation.
    return np.asarray(p_d * special.log_expit(E) + p_n * special.log_expit(-E))


def test_it_is_where_a_free_energy_on_a_grid_is_driven_by_maximisation() -> None:
    def loss(E: Array) -> float:
        return -float(log_likelihood(E, P_D, P_N).sum() * STEP)

    start = np.random.default_rng(20250418).normal(size=X.shape)
    found = optimize.minimize(loss, start, method="BFGS", options={"gtol": 1e-9, "maxiter": 500})
    # The tails hold almost no mass, so that no optimiser can see the energy there.
    seen = P_D + P_N > 1e-2
    assert seen.sum() > 10
    np.testing.assert_allclose(found.x[seen], nce_optimal_energy(P_D, P_N)[seen], atol=1e-3)


@given(p_d=densities, p_n=densities)
def test_no_energy_of_a_dense_grid_is_better(p_d: float, p_n: float) -> None:
    grid = np.linspace(-12, 12, 24001)
    best = grid[log_likelihood(grid, p_d, p_n).argmax()]
    assert abs(best - float(nce_optimal_energy(p_d, p_n))) <= 1.01e-3


@given(p_d=densities, p_n=densities, direction=st.sampled_from([-1.0, 1.0]))
def test_it_is_a_maximum_and_there_is_no_minimum(p_d: float, p_n: float, direction: float) -> None:
    """Erratum: L_NCE falls all the way from it, without bound, in both directions."""
    E = nce_optimal_energy(p_d, p_n) + direction * np.array([0.0, 0.1, 1, 10, 100, 1e4, 1e6])
    values = log_likelihood(E, p_d, p_n)
    assert (np.diff(values) < 0).all()
    assert values[-1] < -1e5 * min(p_d, p_n)


def test_its_sign_is_opposite_to_that_of_an_energy_model() -> None:
    """Erratum: p_d = p_n exp(+E*), a density; with exp(-E*) it is not even normalised."""
    fine = np.linspace(-12, 12, 4001)
    p_d, p_n = stats.norm.pdf(fine, 1, 1), stats.norm.pdf(fine, 0, 2)
    E = nce_optimal_energy(p_d, p_n)
    np.testing.assert_allclose(p_n * np.exp(E), p_d, rtol=1e-12)
    dx = fine[1] - fine[0]
    assert (p_n * np.exp(E)).sum() * dx == pytest.approx(1, abs=1e-6)
    assert (p_n * np.exp(-E)).sum() * dx > 2

    uniform = np.full_like(fine, 1 / 24)
    against_uniform = nce_optimal_energy(p_d, uniform)
    assert against_uniform.argmax() == p_d.argmax()
    assert np.exp(-against_uniform).argmin() == p_d.argmax()


@given(
    p_d=arrays.arrays(np.float32, arrays.array_shapes(min_dims=0, max_dims=4), elements=densities)
)
def test_any_shape_and_rank_is_kept(p_d: NDArray[np.float32]) -> None:
    p_n = np.float32(1.5) * p_d
    E = nce_optimal_energy(p_d, p_n)
    assert isinstance(E, np.ndarray)
    assert E.dtype == np.float64
    assert E.shape == p_d.shape
    np.testing.assert_allclose(E, -math.log(1.5), atol=1e-6)


def test_it_reads_tensors_and_lists() -> None:
    torch = pytest.importorskip("torch")
    expected = [[math.log(2), 0.0]]
    np.testing.assert_allclose(nce_optimal_energy([[2, 1]], [[1, 1]]), expected)
    tensors = torch.tensor([[2.0, 1.0]]), torch.ones(1, 2)
    np.testing.assert_allclose(nce_optimal_energy(*tensors), expected)


def test_the_tails_where_the_quotient_would_overflow() -> None:
    E = nce_optimal_energy([1e300, 1e-300], [1e-300, 1e300])
    np.testing.assert_allclose(E, [600 * math.log(10), -600 * math.log(10)])


@pytest.mark.parametrize(
    ("p_d", "p_n", "message"),
    [
        ([1.0, 2.0], [1.0], "shape"),
        ([1.0], [1.0, 2.0], "shape"),
        ([0.0], [1.0], "p_d must hold finite, positive"),
        ([1.0], [-1.0], "p_n must hold finite, positive"),
        ([math.nan], [1.0], "p_d must hold finite, positive"),
        ([1.0], [math.inf], "p_n must hold finite, positive"),
    ],
)
def test_what_are_not_two_densities_is_refused(
    p_d: list[float], p_n: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        nce_optimal_energy(p_d, p_n)
