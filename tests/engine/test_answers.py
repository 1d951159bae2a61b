"""The answer key is executable: each displayed equation of reference/answers.md as a test.

A test names the equations that it verifies; the key names the test beside each equation. Both ways
are checked, so neither can be changed alone.
"""

import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from batch import ROOT
from scipy import integrate

import reference

torch = pytest.importorskip("torch")
D = torch.distributions

KEY = (ROOT / "reference" / "answers.md").read_text("utf-8")
VERIFIED: dict[str, str] = {}  # tag of an equation -> name of its test
SIZES = [(1, 1), (3, 2), (2, 3)]
sizes = pytest.mark.parametrize(("D_", "K"), SIZES)


def verifies(tag: str) -> Callable[[Callable], Callable]:
    def register(test: Callable) -> Callable:
        assert tag not in VERIFIED
        VERIFIED[tag] = test.__name__
        return test

    return register


def test_every_equation_has_its_test_and_every_test_its_equation():
    blocks = re.findall(r"\$\$(.+?)\$\$\s*\*Verified by `(\w+)`\.\*", KEY, re.S)
    assert len(blocks) == KEY.count("$$") / 2, "an equation does not name its test"
    stated = {}
    for text, name in blocks:
        (tag,) = re.findall(r"\\tag\{([^}]+)\}", text)
        assert tag not in stated
        stated[tag] = name
    assert stated == VERIFIED
    for name in stated.values():
        assert callable(globals()[name])


def test_every_part_has_its_section_points_and_rubric():
    """The assignment's points, part by part; 14 of the 58 are graded by program."""
    points = {"1.1": 5, "1.2": 5, "1.3": 6, "2.1": 3, "2.2": 3, "2.3": 7, "2.4": 3, "2.5a": 2}
    points |= {"2.5b": 2, "3.1": 2, "3.2": 2, "3.3": 3, "4.1": 3, "4.2": 5, "4.3": 4, "4.4": 3}
    rows = re.findall(r"^\| \[([^\]]+)\]\(#(\w+)\) \| (\d+) \|", KEY, re.M)
    assert {part: int(count) for part, _, count in rows} == points
    for part, anchor, _ in rows:
        assert anchor == part.replace(".", "")
        section = KEY.split(f"\n## {part}\n")[1].split("\n## ")[0]
        assert "**Answer.**" in section
        assert "**Rubric.**" in section


def test_its_figures_are_there():
    figures = re.findall(r"!\[.+?\]\((.+?)\)", KEY)
    assert len(figures) == 5
    for figure in figures:
        assert (ROOT / "reference" / figure).is_file()


def test_one_command_draws_them_again(tmp_path):
    """The same bytes, from the reference's own functions, with the pinned matplotlib."""
    matplotlib = pytest.importorskip("matplotlib")
    pinned = f"matplotlib=={matplotlib.__version__}"
    if f"{pinned};" not in (ROOT / "requirements-dev.txt").read_text():
        pytest.skip("another matplotlib draws other bytes")
    from reference.figures.__main__ import draw

    draw(tmp_path)
    for path in (ROOT / "reference" / "figures").glob("*.svg"):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def model(D_, K, seed=0):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(K, K))
    q = rng.normal(size=K), root @ root.T + 0.3 * np.eye(K)
    return (rng.normal(size=D_), rng.normal(size=(D_, K)), rng.normal(size=D_), 0.7), q


def normal(m, S):
    return D.MultivariateNormal(*(torch.as_tensor(a, dtype=torch.float64) for a in (m, S)))


def conditioned(x, W, b, sigma2):
    """p(z|x) from the joint Gaussian of (z, x)."""
    gain = W.T @ np.linalg.inv(W @ W.T + sigma2 * np.eye(len(x)))
    return gain @ (x - b), np.eye(W.shape[1]) - gain @ W


@sizes
@verifies("1.1.1")
def test_joint_by_bayes(D_, K):
    """E_q log p(z|x) of one Gaussian under another is minus entropy minus divergence."""
    theta, q = model(D_, K)
    posterior = normal(*conditioned(*theta))
    expected = -D.kl_divergence(normal(*q), posterior) - normal(*q).entropy()
    left = reference.expected_complete_log_likelihood(*theta, *q)
    assert left == pytest.approx(reference.log_marginal_likelihood(*theta) + float(expected))
    draws = normal(*q).sample((100_000,))
    sampled = posterior.log_prob(draws)
    error = float(sampled.std()) / math.sqrt(len(draws))
    assert abs(float(expected) - float(sampled.mean())) < 5 * error


@sizes
@verifies("1.1.2")
def test_identity_of_the_ecll(D_, K):
    theta, q = model(D_, K, 1)
    right = reference.log_marginal_likelihood(*theta) - reference.kl_to_posterior(*theta, *q)
    right -= float(normal(*q).entropy())
    assert reference.expected_complete_log_likelihood(*theta, *q) == pytest.approx(right)


@sizes
@verifies("1.2.1")
def test_elbo_is_evidence_less_divergence(D_, K):
    theta, q = model(D_, K, 2)
    divergence = D.kl_divergence(normal(*q), normal(*conditioned(*theta)))
    expected = reference.log_marginal_likelihood(*theta) - float(divergence)
    assert reference.elbo(*theta, *q) == pytest.approx(expected)


def encoder(D_, K, seed):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(K, D_)), rng.normal(size=K), float(rng.uniform(0.1, 2))


@sizes
@verifies("1.2.2")
def test_amortization_never_wins(D_, K):
    """For each datum apart, and many encoders."""
    (_, W, b, sigma2), _ = model(D_, K, 3)
    for seed in range(30):
        x = np.random.default_rng(100 + seed).normal(size=(1, D_))
        V, c, s2 = encoder(D_, K, seed)
        assert reference.amortization_gap(x, W, b, sigma2, V, c, s2) >= -1e-12


@sizes
@verifies("1.3.1")
def test_gap_is_a_mean_of_differences(D_, K):
    """With each q_i at its optimum, by (2.2.2) at beta = 1."""
    (_, W, b, sigma2), _ = model(D_, K, 4)
    X, (V, c, s2) = np.random.default_rng(5).normal(size=(4, D_)), encoder(D_, K, 6)
    differences = []
    for x in X:
        mu, var = reference.optimal_posterior(x, W, b, sigma2, 1.0)
        best = reference.elbo(x, W, b, sigma2, mu, np.diag(var))
        shared = reference.elbo(x, W, b, sigma2, V @ x + c, s2 * np.eye(K))
        differences.append(best - shared)
    gap = reference.amortization_gap(X, W, b, sigma2, V, c, s2)
    assert gap == pytest.approx(np.mean(differences))
    assert gap >= 0


@pytest.mark.parametrize(("D_", "K"), [(1, 1), (3, 2)])
@verifies("2.1.1")
def test_no_regularisation_is_least_squares(D_, K):
    (x, W, b, _), _ = model(D_, K, 7)
    mu, var = reference.reconstruction_optimum(x, W, b)
    np.testing.assert_allclose(mu, np.linalg.inv(W.T @ W) @ W.T @ (x - b))
    rng = np.random.default_rng(8)
    least = ((x - b - W @ mu) ** 2).sum() + (W**2 * var).sum()
    for _ in range(50):
        other, spread = mu + rng.normal(size=K), rng.uniform(0, 1, size=K)
        assert ((x - b - W @ other) ** 2).sum() + (W**2 * spread).sum() >= least


@verifies("2.2.1")
def test_divergence_alone_gives_the_prior():
    """The divergence's gradient vanishes there, it is zero, and positive elsewhere."""
    mu = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    log_var = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    kl = D.kl_divergence(D.Normal(mu, (log_var / 2).exp()), D.Normal(0.0, 1.0)).sum()
    kl.backward()
    assert float(kl.detach()) == 0
    assert not mu.grad.any()
    assert not log_var.grad.any()
    pixel = [[1.0]], [[0.5]]
    at_prior = reference.beta_vae_loss(*pixel, [[0, 0]], [[0, 0]], 1.0)
    for m, v in (([0.3, 0], [0, 0]), ([0, 0], [0, -0.4]), ([0, 0], [0.2, 0])):
        assert reference.beta_vae_loss(*pixel, [m], [v], 1.0) > at_prior


@sizes
@verifies("2.2.2")
def test_posterior_between_the_two(D_, K):
    """By autograd: the gradient of eq. 1 vanishes there. And its two limits."""
    (x, W, b, sigma2), _ = model(D_, K, 9)
    for beta in (0.2, 1.0, 6.0):
        mu, var = reference.optimal_posterior(x, W, b, sigma2, beta)
        m = torch.tensor(mu, requires_grad=True)
        v = torch.tensor(np.log(var), requires_grad=True)
        xt, Wt, bt = map(torch.as_tensor, (x, W, b))
        squares = ((xt - bt - Wt @ m) ** 2).sum() + (Wt**2 * v.exp()).sum()
        kl = D.kl_divergence(D.Normal(m, (v / 2).exp()), D.Normal(0.0, 1.0)).sum()
        (squares / (2 * sigma2) + beta * kl).backward()
        assert float(m.grad.abs().max()) < 1e-10
        assert float(v.grad.abs().max()) < 1e-10
    for part, limit in zip(reference.optimal_posterior(x, W, b, sigma2, 1e12), (0, 1)):
        np.testing.assert_allclose(part, limit, atol=1e-9)


def tables(seed):
    rng = np.random.default_rng(seed)
    p, q = rng.uniform(0.01, 1, size=(2, 3, 4))
    return p / p.sum(), q / q.sum(axis=0)


@pytest.mark.parametrize("seed", range(4))
@verifies("2.3.1")
def test_loss_exceeds_the_conditional_entropy(seed):
    p, q = tables(seed)
    conditional = p / p.sum(axis=0)
    loss = -(p * np.log(q)).sum()
    entropy = -(p * np.log(conditional)).sum()
    divergences = [
        float(D.kl_divergence(*(D.Categorical(torch.tensor(t[:, y])) for t in (conditional, q))))
        for y in range(p.shape[1])
    ]
    assert loss - entropy == pytest.approx(p.sum(axis=0) @ divergences)
    assert min(divergences) >= 0


@pytest.mark.parametrize("seed", range(4))
@verifies("2.3.2")
def test_bound_on_information(seed):
    p, q = tables(seed)
    information = reference.mutual_information(p)
    assert reference.information_lower_bound(p, q) < information
    best = reference.information_lower_bound(p, p / p.sum(axis=0))
    assert best == pytest.approx(information)


@verifies("2.5a.1")
def test_difference_of_representations():
    x, F_a, F_b, z_a, z_b = reference.linear_reparameterization()
    np.testing.assert_array_equal(z_a - z_b, (F_a - F_b) @ x)
    assert (z_a != z_b).any()


@verifies("2.5b.1")
def test_basis_exists_where_rows_agree():
    rng = np.random.default_rng(10)
    for n, rank in ((2, 2), (5, 2), (4, 1)):
        F_a = rng.normal(size=(2, rank)) @ rng.normal(size=(rank, n))
        F_b = rng.normal(size=(2, 2)) @ F_a
        M = reference.change_of_basis(F_a, F_b)
        np.testing.assert_allclose(M @ F_a, F_b, atol=1e-12)
        assert abs(np.linalg.det(M)) > 1e-9
        if n > rank:
            with pytest.raises(ValueError, match="no M exists"):
                reference.change_of_basis(F_a, F_b + rng.normal(size=F_b.shape))


@verifies("2.5b.2")
def test_rotations_keep_the_prior():
    rng = np.random.default_rng(11)
    T, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    prior, z = normal(np.zeros(3), np.eye(3)), rng.normal(size=(20, 3))
    before, after = (prior.log_prob(torch.as_tensor(v)) for v in (z, z @ T.T))
    np.testing.assert_allclose(before, after)


@pytest.mark.parametrize("alpha", [0.1, -0.6, 2.5])
@verifies("3.1.1")
def test_matrix_of_the_update(alpha):
    A = reference.A_matrix(alpha)
    for d, g in ((1.0, 0.0), (0.0, 1.0), (2.0, -3.0)):
        np.testing.assert_allclose(A @ [d, g], [d + alpha * g, g - alpha * d])


@verifies("3.2.1")
def test_only_the_origin_is_stationary():
    np.testing.assert_array_equal(reference.stationary_point(), [0, 0])
    for start in np.random.default_rng(12).normal(size=(20, 2)):
        d, g = (torch.tensor(v, requires_grad=True) for v in start)
        (d * g).backward()
        assert [d.grad.item(), g.grad.item()] == [start[1], start[0]]
        assert (reference.A_matrix(0.3) @ start != start).any()


@pytest.mark.parametrize("alpha", [0.01, -0.6, 2.5])
@verifies("3.3.1")
def test_eigenvalues_lie_outside_the_circle(alpha):
    expected = np.sort_complex(np.linalg.eigvals(reference.A_matrix(alpha)))
    answer = np.sort_complex(reference.eigenvalues(alpha))
    np.testing.assert_allclose(answer, expected, atol=1e-12)
    np.testing.assert_allclose(np.abs(answer), math.sqrt(1 + alpha**2))
    assert (np.abs(answer) > 1).all()


@pytest.mark.parametrize("alpha", [0.01, -0.6, 2.5])
@verifies("3.3.2")
def test_rate_of_divergence(alpha):
    states = reference.trajectory(0.4, -1.3, alpha, 30)
    norms = np.linalg.norm(states, axis=1)
    np.testing.assert_allclose(norms, (1 + alpha**2) ** (np.arange(31) / 2) * norms[0])


def nce(E, p_d, p_n):
    logsigmoid = torch.nn.functional.logsigmoid
    return p_d * logsigmoid(E) + p_n * logsigmoid(-E)


@verifies("4.1.1")
def test_derivative_of_nce():
    for p_d, p_n in ((0.3, 0.5), (2.0, 0.01)):
        for value in (-4.0, 0.0, 2.5):
            E = torch.tensor(value, dtype=torch.float64, requires_grad=True)
            (slope,) = torch.autograd.grad(nce(E, p_d, p_n), E, create_graph=True)
            (curvature,) = torch.autograd.grad(slope, E)
            assert slope.item() == pytest.approx(p_d - (p_d + p_n) / (1 + math.exp(-value)))
            assert curvature.item() < 0


@verifies("4.1.2")
def test_optimal_energy():
    p_d, p_n = np.random.default_rng(13).uniform(0.01, 5, size=(2, 6))
    E = reference.nce_optimal_energy(p_d, p_n)
    np.testing.assert_allclose(E, np.log(p_d) - np.log(p_n))
    best, *others = (nce(*map(torch.as_tensor, (E + s, p_d, p_n))) for s in (0, 0.1, -0.1))
    assert all(bool((best > other).all()) for other in others)


def rows(rng, *shape):
    v = rng.normal(size=shape)
    return v / np.linalg.norm(v, axis=-1, keepdims=True)


@pytest.mark.parametrize(("N", "M"), [(1, 1), (3, 7), (6, 2)])
@verifies("4.2.1")
def test_decomposition(N, M):
    rng = np.random.default_rng(14)
    z, y, y_neg = rows(rng, N, 4), rows(rng, N, 4), rows(rng, M, 4)
    terms = -reference.alignment_term(z, y) + reference.uniformity_term(z, y_neg) + math.log(M)
    assert reference.contrastive_loss(z, y, y_neg) == pytest.approx(terms)


@verifies("4.2.2")
def test_uniformity_converges():
    """Its error falls like M^(-1/2): a hundred times as many negatives, a tenth of the error."""
    rng = np.random.default_rng(15)
    z, limit = rows(rng, 1, 3), math.log(math.sinh(1))
    errors = [
        np.sqrt(
            np.mean(
                [(reference.uniformity_term(z, rows(rng, M, 3)) - limit) ** 2 for _ in range(200)]
            )
        )
        for M in (20, 2000)
    ]
    assert 7 < errors[0] / errors[1] < 14


def test_uniformity_wants_uniform_codes_only_under_alignment():
    """Of codes that z and y share the spread-out ones are best; apart, opposite ones beat them."""
    rng = np.random.default_rng(19)
    codes = rows(rng, 2000, 3)
    spread = reference.uniformity_term(codes, codes)
    shrunk = codes * [1, 1, 3]
    shrunk /= np.linalg.norm(shrunk, axis=1, keepdims=True)
    assert spread < reference.uniformity_term(shrunk, shrunk)
    one = codes[:1]
    assert spread < reference.uniformity_term(one, one)
    assert reference.uniformity_term(one, -one) == pytest.approx(-1)


@verifies("4.2.3")
def test_limit_on_the_sphere():
    """z · y is uniform on [-1, 1] for y uniform on S² (Archimedes)."""
    mean, _ = integrate.quad(lambda t: math.exp(t) / 2, -1, 1)
    assert math.log(mean) == pytest.approx(math.log(math.sinh(1)))
    dots = rows(np.random.default_rng(16), 200_000, 3) @ [0.6, 0.0, 0.8]
    np.testing.assert_allclose(np.quantile(dots, [0.25, 0.5, 0.75]), [-0.5, 0, 0.5], atol=0.01)


@pytest.mark.parametrize(("N", "M"), [(1, 1), (3, 5)])
@verifies("4.3.1")
def test_joint_objective(N, M):
    """As a cross entropy over candidates, the true one's code scored apart; and its own split."""
    rng = np.random.default_rng(17)
    z_pos, y_pos, z_neg, y_neg = (rows(rng, *s) for s in ((N, 4), (N, 4), (N, M, 4), (M, 4)))
    s = np.einsum("imd,md->im", z_neg, y_neg)
    expected = -(z_pos * y_pos).sum(1).mean() + np.log(np.exp(s).sum(axis=1)).mean()
    answer = reference.joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg)
    assert answer == pytest.approx(expected)
    uniformity = np.log(np.exp(s).mean(axis=1)).mean()
    align = reference.alignment_term(z_pos, y_pos)
    assert answer == pytest.approx(-align + uniformity + math.log(M))


@verifies("4.3.2")
def test_joint_contains_separate():
    rng = np.random.default_rng(18)
    z, y, y_neg = rows(rng, 3, 4), rows(rng, 3, 4), rows(rng, 5, 4)
    joint = reference.joint_contrastive_loss(z, y, np.repeat(z[:, None], 5, axis=1), y_neg)
    assert joint == pytest.approx(reference.contrastive_loss(z, y, y_neg))


@pytest.mark.parametrize(("n", "m"), [(1, 0), (2, 3), (64, 1000)])
@verifies("4.4.1")
def test_passes(n, m):
    f, h = n, sum(1 + m for _ in range(n))
    g = n + m
    assert reference.encoder_passes(n, m) == (f + g, h + g) == (2 * n + m, n * (1 + m) + n + m)
