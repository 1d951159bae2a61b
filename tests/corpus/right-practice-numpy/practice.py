import numpy as np
import torch
import torch.nn.functional as F


def posterior(x, W, b, sigma2):
    precision = np.eye(W.shape[1]) + W.T @ W / sigma2
    return np.linalg.solve(precision, W.T @ (x - b) / sigma2), precision


def likelihood(x, W, b, sigma2, m, S):
    r = x - W @ m - b
    return -0.5 * (len(x) * np.log(2 * np.pi * sigma2) + (r @ r + np.trace(W @ S @ W.T)) / sigma2)


def kl(m, S, mean, precision):
    d = m - mean
    A = precision @ S
    return 0.5 * (np.trace(A) + d @ precision @ d - len(m) - np.log(np.linalg.det(A)))


def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    prior = -0.5 * (len(m) * np.log(2 * np.pi) + m @ m + np.trace(S))
    return likelihood(x, W, b, sigma2, m, S) + prior


def log_marginal_likelihood(x, W, b, sigma2):
    C = W @ W.T + sigma2 * np.eye(len(x))
    return -0.5 * (np.log(np.linalg.det(2 * np.pi * C)) + (x - b) @ np.linalg.solve(C, x - b))


def kl_to_posterior(x, W, b, sigma2, m, S):
    return kl(m, S, *posterior(x, W, b, sigma2))


def elbo(x, W, b, sigma2, m, S):
    return likelihood(x, W, b, sigma2, m, S) - kl(m, S, np.zeros(len(m)), np.eye(len(m)))


def amortization_gap(X, W, b, sigma2, V, c, s2):
    gaps = []
    for x in X:
        mean, precision = posterior(x, W, b, sigma2)
        best = elbo(x, W, b, sigma2, mean, np.diag(1 / np.diag(precision)))
        gaps.append(best - elbo(x, W, b, sigma2, V @ x + c, s2 * np.eye(len(c))))
    return np.mean(gaps)


def beta_vae_loss(x, x_hat, mu, log_var, beta):
    rec = F.binary_cross_entropy(x_hat, x, reduction="none").sum(1)
    return (rec + beta * 0.5 * (log_var.exp() + mu**2 - 1 - log_var).sum(1)).mean()


def reconstruction_optimum(x, W, b):
    return np.linalg.lstsq(W, x - b, rcond=None)[0], np.zeros(W.shape[1])


def optimal_posterior(x, W, b, sigma2, beta):
    mean, precision = posterior(x, W, b, sigma2 * beta)
    return mean, 1 / np.diag(precision)


def mutual_information(p_xy):
    q = np.outer(p_xy.sum(1), p_xy.sum(0))
    return sum(p * np.log(p / r) for p, r in zip(p_xy.flat, q.flat) if p)


def information_lower_bound(p_xy, q_x_given_y):
    p_x = p_xy.sum(1)
    used = p_xy > 0
    return (p_xy[used] * np.log(q_x_given_y[used])).sum() - (p_x * np.log(p_x)).sum()


def change_of_basis(F_a, F_b):
    rank = np.linalg.matrix_rank
    r = rank(F_a)
    if rank(F_b) != r or rank(np.vstack([F_a, F_b])) != r:
        raise ValueError("no such M")
    lost_a, lost_b = np.linalg.svd(F_a)[0][:, r:], np.linalg.svd(F_b)[0][:, r:]
    return F_b @ np.linalg.pinv(F_a) + lost_b @ lost_a.T


def eigenvalues(alpha):
    return [1 + alpha * 1j, 1 - alpha * 1j]


def trajectory(d0, g0, alpha, steps):
    A = np.array([[1, alpha], [-alpha, 1]])
    return np.array([np.linalg.matrix_power(A, k) @ [d0, g0] for k in range(steps + 1)])


def alignment_term(z, y):
    return (z * y).sum(1).mean()


def uniformity_term(z, y_neg):
    return np.log(np.exp(z @ y_neg.T).mean(1)).mean()


def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    s = torch.einsum("nmd,md->nm", z_neg, y_neg)
    return (s.logsumexp(1) - (z_pos * y_pos).sum(1)).mean()


def encoder_passes(n, m):
    return 2 * n + m, 2 * n + m + n * m
