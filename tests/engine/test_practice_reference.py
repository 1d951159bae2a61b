"""The practice answers against oracles that share no code with them.

torch.distributions, Monte Carlo with its standard error, quadrature, autograd, scipy's optimisers,
brute force over tables and sums. Where an answer was done by hand, its doctest shows it.
"""

import doctest
import importlib
import itertools
import math
import pkgutil

import numpy as np
import pytest

import reference
import reference.practice
from reference import practice

torch = pytest.importorskip("torch")
scipy_optimize = pytest.importorskip("scipy.optimize")
integrate = pytest.importorskip("scipy.integrate")
D = torch.distributions

MODULES = sorted(m.name for m in pkgutil.iter_modules(practice.__path__))
PRIOR = D.Normal(0.0, 1.0)
SHAPES = [(1, 1), (3, 2), (2, 3), (5, 1)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_by_hand(name):
    module = importlib.import_module(f"reference.practice.{name}")
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


def test_each_is_reachable_from_the_reference():
    for name in practice.__all__:
        assert getattr(reference, name) is getattr(practice, name)
    with pytest.raises(AttributeError, match="no answer 'nothing'"):
        reference.nothing  # noqa: B018


def model(seed, D_, K):
    rng = np.random.default_rng(seed)
    x, W, b = rng.normal(size=D_), rng.normal(size=(D_, K)), rng.normal(size=D_)
    root = rng.normal(size=(K, K))
    return x, W, b, rng.uniform(0.3, 2), rng.normal(size=K), root @ root.T + 0.3 * np.eye(K)


def tensors(*arrays):
    return [torch.as_tensor(a, dtype=torch.float64) for a in arrays]


def normal(m, S):
    return D.MultivariateNormal(*tensors(m, S))


@pytest.mark.parametrize(("D_", "K"), SHAPES)
def test_ecll_is_what_monte_carlo_says(D_, K):
    """The mean of log p(x|z) p(z) over draws of q, within five standard errors."""
    x, W, b, sigma2, m, S = model(1, D_, K)
    torch.manual_seed(2)
    z = normal(m, S).sample((200_000,))
    xt, Wt, bt = tensors(x, W, b)
    log_p = D.Normal(z @ Wt.T + bt, math.sqrt(sigma2)).log_prob(xt).sum(1)
    log_p += D.Normal(0.0, 1.0).log_prob(z).sum(1)
    error = float(log_p.std()) / math.sqrt(len(z))
    answer = reference.expected_complete_log_likelihood(x, W, b, sigma2, m, S)
    assert abs(answer - float(log_p.mean())) < 5 * error
    assert error < 0.1


@pytest.mark.parametrize("seed", range(3))
def test_log_marginal_is_the_integral(seed):
    """p(x) = ∫ p(x|z) p(z) dz by quadrature, for one latent dimension."""
    x, W, b, sigma2, _, _ = model(seed, 3, 1)

    def joint(z):
        likelihood = np.exp(-((x - b - W[:, 0] * z) ** 2).sum() / (2 * sigma2))
        return likelihood * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    total, _ = integrate.quad(joint, -12, 12, epsabs=0, epsrel=1e-11, limit=400)
    expected = math.log(total) - len(x) / 2 * math.log(2 * math.pi * sigma2)
    assert reference.log_marginal_likelihood(x, W, b, sigma2) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("D_", "K"), SHAPES)
def test_log_marginal_is_a_gaussians(D_, K):
    x, W, b, sigma2, _, _ = model(3, D_, K)
    expected = normal(b, W @ W.T + sigma2 * np.eye(D_)).log_prob(tensors(x)[0])
    assert reference.log_marginal_likelihood(x, W, b, sigma2) == pytest.approx(float(expected))


@pytest.mark.parametrize(("D_", "K"), SHAPES)
def test_kl_to_posterior_is_the_libraries(D_, K):
    """The posterior by conditioning the joint Gaussian of (z, x), not by completing a square."""
    x, W, b, sigma2, m, S = model(4, D_, K)
    C = W @ W.T + sigma2 * np.eye(D_)
    gain = W.T @ np.linalg.inv(C)
    posterior = normal(gain @ (x - b), np.eye(K) - gain @ W)
    expected = D.kl_divergence(normal(m, S), posterior)
    assert reference.kl_to_posterior(x, W, b, sigma2, m, S) == pytest.approx(float(expected))


@pytest.mark.parametrize(("D_", "K"), SHAPES)
def test_the_identity_of_question_1_1(D_, K):
    """ECLL + H(q) = log p(x) - KL(q || p(z|x)), and both are the ELBO."""
    x, W, b, sigma2, m, S = model(5, D_, K)
    left = reference.expected_complete_log_likelihood(x, W, b, sigma2, m, S)
    left += float(normal(m, S).entropy())
    right = reference.log_marginal_likelihood(x, W, b, sigma2)
    right -= reference.kl_to_posterior(x, W, b, sigma2, m, S)
    assert left == pytest.approx(right)
    assert reference.elbo(x, W, b, sigma2, m, S) == pytest.approx(right)


@pytest.mark.parametrize(("D_", "K"), SHAPES)
def test_elbo_is_reconstruction_minus_kl(D_, K):
    """By the library's own KL to the prior, and Monte Carlo for the rest."""
    x, W, b, sigma2, m, S = model(6, D_, K)
    torch.manual_seed(7)
    xt, Wt, bt = tensors(x, W, b)
    z = normal(m, S).sample((200_000,))
    log_p = D.Normal(z @ Wt.T + bt, math.sqrt(sigma2)).log_prob(xt).sum(1)
    expected = log_p.mean() - D.kl_divergence(normal(m, S), normal(np.zeros(K), np.eye(K)))
    error = float(log_p.std()) / math.sqrt(len(z))
    assert abs(reference.elbo(x, W, b, sigma2, m, S) - float(expected)) < 5 * error


def best_elbo(x, W, b, sigma2):
    """The best diagonal q by a numerical optimiser."""
    K = W.shape[1]

    def loss(v):
        return -reference.elbo(x, W, b, sigma2, v[:K], np.diag(np.exp(v[K:])))

    return -scipy_optimize.minimize(loss, np.zeros(2 * K), tol=1e-10).fun


@pytest.mark.parametrize(("D_", "K"), SHAPES)
def test_amortization_gap_by_optimising_each_q(D_, K):
    rng = np.random.default_rng(8)
    _, W, b, sigma2, _, _ = model(8, D_, K)
    X, V, c, s2 = rng.normal(size=(4, D_)), rng.normal(size=(K, D_)), rng.normal(size=K), 0.4
    shared = [reference.elbo(x, W, b, sigma2, V @ x + c, s2 * np.eye(K)) for x in X]
    best = [best_elbo(x, W, b, sigma2) for x in X]
    gap = reference.amortization_gap(X, W, b, sigma2, V, c, s2)
    assert gap == pytest.approx(np.mean(best) - np.mean(shared), abs=1e-6)
    assert gap > 0


def test_an_encoder_that_can_be_right_for_all_has_no_gap():
    """K = 1: the posterior's mean is linear in x and its variance is the same for all."""
    _, W, b, sigma2, _, _ = model(9, 3, 1)
    X = np.random.default_rng(9).normal(size=(5, 3))
    variance = 1 / (1 + (W[:, 0] ** 2).sum() / sigma2)
    V = variance * W.T / sigma2
    gap = reference.amortization_gap(X, W, b, sigma2, V, -V @ b, variance)
    assert gap == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("beta", [0.0, 0.5, 4.0])
def test_beta_vae_loss_is_torchs(beta):
    rng = np.random.default_rng(10)
    x, x_hat = rng.integers(0, 2, size=(6, 5)), rng.uniform(0.01, 0.99, size=(6, 5))
    mu, log_var = rng.normal(size=(2, 6, 3))
    xt, xh, m, lv = tensors(x, x_hat, mu, log_var)
    reconstruction = torch.nn.functional.binary_cross_entropy(xh, xt, reduction="none").sum(1)
    kl = D.kl_divergence(D.Normal(m, (lv / 2).exp()), D.Normal(0.0, 1.0)).sum(1)
    expected = float((reconstruction + beta * kl).mean())
    assert reference.beta_vae_loss(x, x_hat, mu, log_var, beta) == pytest.approx(expected)


def weighted(x, W, b, sigma2, beta):
    """Eq. 1 of the assignment in the mean and the log-variances of a diagonal q, by the ELBO."""
    K = W.shape[1]

    def loss(v):
        m, S = v[:K], np.diag(np.exp(v[K:]))
        q = D.Normal(*tensors(m, np.exp(v[K:] / 2)), validate_args=False)
        kl = float(D.kl_divergence(q, PRIOR).sum())
        return -(reference.elbo(x, W, b, sigma2, m, S) + kl) + beta * kl

    return loss


@pytest.mark.parametrize(("D_", "K", "beta"), [(1, 1, 7.0), (3, 2, 0.3), (2, 3, 1.0)])
def test_optimal_posterior_is_what_an_optimiser_finds(D_, K, beta):
    x, W, b, sigma2, _, _ = model(11, D_, K)
    loss = weighted(x, W, b, sigma2, beta)
    found = scipy_optimize.minimize(loss, np.zeros(2 * K), tol=1e-9)
    mu, var = reference.optimal_posterior(x, W, b, sigma2, beta)
    np.testing.assert_allclose(mu, found.x[:K], atol=1e-4)
    np.testing.assert_allclose(var, np.exp(found.x[K:]), atol=1e-4)
    assert loss(np.concatenate([mu, np.log(var)])) <= found.fun + 1e-9


@pytest.mark.parametrize(("D_", "K"), [(1, 1), (3, 2), (5, 1)])
def test_its_limits_are_an_autoencoder_and_the_prior(D_, K):
    x, W, b, sigma2, _, _ = model(12, D_, K)
    point, none = reference.reconstruction_optimum(x, W, b)
    mu, var = reference.optimal_posterior(x, W, b, sigma2, 1e-9)
    np.testing.assert_allclose(mu, point, atol=1e-6)
    np.testing.assert_allclose(var, none, atol=1e-6)
    residual = scipy_optimize.lsq_linear(W, x - b).x
    np.testing.assert_allclose(point, residual, atol=1e-8)
    mu, var = reference.optimal_posterior(x, W, b, sigma2, 1e9)
    np.testing.assert_allclose(mu, np.zeros(K), atol=1e-6)
    np.testing.assert_allclose(var, np.ones(K), atol=1e-6)


def table(seed, shape=(3, 4)):
    p = np.random.default_rng(seed).uniform(size=shape)
    p[0, 0] = 0
    return p / p.sum()


@pytest.mark.parametrize("seed", range(5))
def test_information_by_brute_force(seed):
    p = table(seed)
    total = 0.0
    for i, j in itertools.product(*map(range, p.shape)):
        if p[i, j]:
            total += p[i, j] * math.log(p[i, j] / (p[i].sum() * p[:, j].sum()))
    assert reference.mutual_information(p) == pytest.approx(total)


@pytest.mark.parametrize("seed", range(5))
def test_the_bound_is_below_and_tight_at_the_posterior(seed):
    p = table(seed)
    information = reference.mutual_information(p)
    posterior = p / p.sum(axis=0)
    tight = reference.information_lower_bound(p, posterior)
    assert tight == pytest.approx(information)
    other = table(seed + 50) + 0.01
    q = other / other.sum(axis=0)
    bound = reference.information_lower_bound(p, q)
    gap = sum(
        float(D.kl_divergence(*[D.Categorical(t) for t in tensors(posterior[:, j], q[:, j])]))
        * p[:, j].sum()
        for j in range(p.shape[1])
    )
    assert bound < information
    assert information - bound == pytest.approx(gap)


@pytest.mark.parametrize("rank", [0, 1, 2])
@pytest.mark.parametrize("n", [1, 2, 5])
def test_a_change_of_basis_is_found_wherever_there_is_one(n, rank):
    rng = np.random.default_rng(13)
    F_a = rng.normal(size=(2, min(rank, n))) @ rng.normal(size=(min(rank, n), n))
    M = rng.normal(size=(2, 2))
    found = reference.change_of_basis(F_a, M @ F_a)
    np.testing.assert_allclose(found @ F_a, M @ F_a, atol=1e-10)
    assert abs(np.linalg.det(found)) > 1e-6
    if F_a.any() and np.linalg.matrix_rank(F_a) == 2:
        np.testing.assert_allclose(found, M, atol=1e-9)


@pytest.mark.parametrize(
    ("F_a", "F_b"),
    [
        ([[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]]),  # other functionals
        ([[1, 0], [0, 1]], [[1, 0], [2, 0]]),  # a rank is lost: M is singular
        ([[1, 0], [2, 0]], [[1, 0], [0, 1]]),  # and cannot be won back
        ([[0, 0], [0, 0]], [[1, 0], [0, 0]]),
    ],
)
def test_and_an_error_where_there_is_none(F_a, F_b):
    with pytest.raises(ValueError, match="no M exists"):
        reference.change_of_basis(F_a, F_b)


@pytest.mark.parametrize("alpha", [0.0, 0.3, -1.7, 5.0])
def test_eigenvalues_are_numpys(alpha):
    expected = np.linalg.eigvals(reference.A_matrix(alpha))
    answer = np.sort_complex(reference.eigenvalues(alpha))
    np.testing.assert_allclose(answer, np.sort_complex(expected), atol=1e-12)


@pytest.mark.parametrize("alpha", [0.1, -0.8, 2.0])
def test_a_trajectory_diverges_at_the_rate_of_the_key(alpha):
    """One step at a time by autograd; the modulus is (1 + alpha²)^(k/2) times the first."""
    states = reference.trajectory(2.0, -1.0, alpha, 12)
    d, g = torch.tensor([2.0, -1.0], dtype=torch.float64)
    for row in states:
        np.testing.assert_allclose(row, [d.item(), g.item()])
        d, g = d.requires_grad_(), g.requires_grad_()
        (d * g).backward()
        d, g = (d + alpha * d.grad).detach(), (g - alpha * g.grad).detach()
    growth = np.linalg.norm(states, axis=1) / np.linalg.norm(states[0])
    np.testing.assert_allclose(growth, (1 + alpha**2) ** (np.arange(13) / 2))


def rows(rng, *shape):
    v = rng.normal(size=shape)
    return v / np.linalg.norm(v, axis=-1, keepdims=True)


@pytest.mark.parametrize(("N", "M"), [(1, 1), (3, 5), (6, 2)])
def test_the_terms_make_up_the_loss(N, M):
    """L = -L_align + L_unif + log M, exactly, for every finite M; each by a plain loop."""
    rng = np.random.default_rng(14)
    z, y, y_neg = rows(rng, N, 4), rows(rng, N, 4), rows(rng, M, 4)
    align = sum(sum(p * q for p, q in zip(z[i], y[i])) for i in range(N)) / N
    means = [sum(math.exp(sum(z[i] * v)) for v in y_neg) / M for i in range(N)]
    unif = sum(map(math.log, means)) / N
    assert reference.alignment_term(z, y) == pytest.approx(align)
    assert reference.uniformity_term(z, y_neg) == pytest.approx(unif)
    loss = reference.contrastive_loss(z, y, y_neg)
    assert loss == pytest.approx(-align + unif + math.log(M))


def test_uniformity_tends_to_the_closed_form_on_the_sphere():
    """log sinh(1) for y uniform on S² in R³, by quadrature and by many negatives."""
    mean, _ = integrate.quad(lambda t: math.exp(t) / 2, -1, 1)
    assert math.log(mean) == pytest.approx(math.log(math.sinh(1)))
    rng = np.random.default_rng(15)
    M = 100_000
    found = reference.uniformity_term(rows(rng, 1, 3), rows(rng, M, 3))
    spread = math.sqrt(math.sinh(2) / 2 - math.sinh(1) ** 2) / math.sinh(1)
    assert abs(found - math.log(math.sinh(1))) < 5 * spread / math.sqrt(M)


@pytest.mark.parametrize(("N", "M"), [(1, 1), (3, 5), (6, 2)])
def test_joint_loss_is_cross_entropy(N, M):
    """-z_ii y_i + logsumexp over the negatives, by torch on explicit loops."""
    rng = np.random.default_rng(16)
    z_pos, y_pos, z_neg, y_neg = (
        rows(rng, N, 3),
        rows(rng, N, 3),
        rows(rng, N, M, 3),
        rows(rng, M, 3),
    )
    zp, yp, zn, yn = tensors(z_pos, y_pos, z_neg, y_neg)
    each = [
        torch.logsumexp(torch.stack([zn[i, j] @ yn[j] for j in range(M)]), 0) - zp[i] @ yp[i]
        for i in range(N)
    ]
    answer = reference.joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg)
    assert answer == pytest.approx(float(torch.stack(each).mean()))
    shared = np.repeat(z_pos[:, None], M, axis=1)
    assert reference.joint_contrastive_loss(z_pos, y_pos, shared, y_neg) == pytest.approx(
        reference.contrastive_loss(z_pos, y_pos, y_neg)
    )


@pytest.mark.parametrize(("n", "m"), [(1, 0), (2, 3), (7, 20)])
def test_encoder_passes_by_counting(n, m):
    """Each encoder called once for each different input that the loss of one batch needs."""
    anchors, positives = range(n), [("pos", i) for i in range(n)]
    negatives = [("neg", j) for j in range(m)]
    f = {("f", i) for i in anchors}
    g = {("g", y) for y in (*positives, *negatives)}
    h = {("h", i, y) for i in anchors for y in (positives[i], *negatives)}
    assert reference.encoder_passes(n, m) == (len(f) + len(g), len(h) + len(g))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("log_marginal_likelihood", ([1], [[1]], [0], 0)),
        ("log_marginal_likelihood", ([1, 2], [[1]], [0], 1)),
        ("elbo", ([1], [[1]], [0], 1, [0, 0], [[1]])),
        ("elbo", ([1], [[1]], [0], 1, [0], [[-1]])),
        ("amortization_gap", ([1], [[1]], [0], 1, [[1]], [0], 1)),
        ("reconstruction_optimum", ([1, 2], [[1, 1], [1, 1]], [0, 0])),
        ("optimal_posterior", ([1], [[1]], [0], 1, 0)),
        ("beta_vae_loss", ([[1]], [[1.0]], [[0]], [[0]], 1)),
        ("beta_vae_loss", ([[1]], [[0.5, 0.5]], [[0]], [[0]], 1)),
        ("mutual_information", ([[0.5, 0.6]],)),
        ("information_lower_bound", ([[0.5, 0.5]], [[0.5, 0.5]])),
        ("change_of_basis", ([[1, 0]], [[1, 0]])),
        ("eigenvalues", (float("nan"),)),
        ("trajectory", (1, 1, 0.1, -1)),
        ("alignment_term", ([[1, 0]], [[1]])),
        ("uniformity_term", ([[1, 0]], [[1]])),
        ("joint_contrastive_loss", ([[1]], [[1]], [[1]], [[1]])),
        ("encoder_passes", (0, 1)),
    ],
)
def test_what_is_no_input_is_refused(name, arguments):
    with pytest.raises(ValueError, match=r".+"):
        getattr(reference, name)(*arguments)
