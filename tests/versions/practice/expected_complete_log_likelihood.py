import math

import numpy as np
import torch
from torch.distributions import MultivariateNormal, Normal, kl_divergence


# === right: NumPy, the quadratic forms
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    D, K = W.shape
    r = x - b - W @ m
    likelihood = -0.5 * D * np.log(2 * np.pi * sigma2)
    likelihood -= 0.5 * (r @ r + np.trace(W @ S @ W.T)) / sigma2
    prior = -0.5 * K * np.log(2 * np.pi) - 0.5 * (m @ m + np.trace(S))
    return likelihood + prior


# === right: second moments of q first
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    second = S + np.outer(m, m)
    e = x - b
    square = e @ e - 2 * e @ (W @ m) + np.sum((W.T @ W) * second)
    D, K = W.shape
    constant = (D + K) * math.log(2 * math.pi) + D * math.log(sigma2)
    return -(constant + square / sigma2 + np.trace(second)) / 2


# === right: plain loops
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    D, K = len(x), len(m)
    total = 0.0
    for i in range(D):
        mean = b[i] + sum(W[i][k] * m[k] for k in range(K))
        variance = sum(W[i][k] * S[k][l] * W[i][l] for k in range(K) for l in range(K))
        total -= 0.5 * math.log(2 * math.pi * sigma2)
        total -= ((x[i] - mean) ** 2 + variance) / (2 * sigma2)
    for k in range(K):
        total -= 0.5 * math.log(2 * math.pi) + 0.5 * (m[k] ** 2 + S[k][k])
    return total


# === right: torch, float32
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    x, W, b, m, S = (torch.tensor(a, dtype=torch.float32) for a in (x, W, b, m, S))
    at_mean = Normal(W @ m + b, math.sqrt(sigma2)).log_prob(x).sum()
    at_mean = at_mean + Normal(0.0, 1.0).log_prob(m).sum()
    hessian = W.T @ W / sigma2 + torch.eye(len(m))
    return at_mean - 0.5 * torch.trace(hessian @ S)


# === right: sigma points, exact for a quadratic, as a 0-d array
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    L = np.linalg.cholesky(S)
    K = len(m)

    def log_joint(z):
        r = x - W @ z - b
        value = -r @ r / (2 * sigma2) - len(x) / 2 * np.log(2 * np.pi * sigma2)
        return value - z @ z / 2 - K / 2 * np.log(2 * np.pi)

    points = [m + s * np.sqrt(K) * L[:, k] for k in range(K) for s in (1, -1)]
    return np.array(np.mean([log_joint(z) for z in points]))


# === right: from the ELBO, less the entropy of q, in an array of one
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    x, W, b, m, S = (torch.as_tensor(a) for a in (x, W, b, m, S))
    q = MultivariateNormal(m, S)
    prior = MultivariateNormal(torch.zeros_like(m), torch.eye(len(m), dtype=m.dtype))
    expected = Normal(W @ m + b, sigma2**0.5).log_prob(x).sum()
    expected = expected - torch.einsum("dk,kl,dl->", W, S, W) / (2 * sigma2)
    return (expected - kl_divergence(q, prior) - q.entropy()).reshape(1)


# === right: einsum over the joint precision of (x, z)
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    D, K = W.shape
    P = np.block([[np.eye(D) / sigma2, -W / sigma2], [-W.T / sigma2, W.T @ W / sigma2 + np.eye(K)]])
    mean = np.concatenate([x - b, m])
    spread = np.zeros((D + K, D + K))
    spread[D:, D:] = S
    form = np.einsum("i,ij,j", mean, P, mean) + np.einsum("ij,ji", P, spread)
    return 0.5 * (np.linalg.slogdet(P / (2 * np.pi))[1] - form)


# === spread-ignored: torch at the mean of q
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    x, W, b, m = (torch.tensor(a) for a in (x, W, b, m))
    return Normal(W @ m + b, sigma2**0.5).log_prob(x).sum() + Normal(0, 1).log_prob(m).sum()


# === entropy-included: an ELBO
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    K = len(m)
    likelihood = -0.5 * len(x) * np.log(2 * np.pi * sigma2)
    likelihood -= 0.5 * (r @ r + np.trace(W.T @ W @ S)) / sigma2
    return likelihood - 0.5 * (np.trace(S) + m @ m - K - np.log(np.linalg.det(S)))


# === prior-missing: loops over the data
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    total = 0.0
    for i, w in enumerate(W):
        total += -np.log(2 * np.pi * sigma2) / 2
        total += -((x[i] - b[i] - w @ m) ** 2 + w @ S @ w) / (2 * sigma2)
    return total


# === wrong: the diagonal of S alone
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    var = np.diag(S)
    r = x - b - W @ m
    value = -0.5 * len(x) * np.log(2 * np.pi * sigma2) - 0.5 * (r @ r + (W**2 @ var).sum()) / sigma2
    return value - 0.5 * len(m) * np.log(2 * np.pi) - 0.5 * (m @ m + var.sum())


# === wrong: sigma2 taken for the standard deviation
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    s = sigma2**2
    value = -0.5 * len(x) * np.log(2 * np.pi * s) - 0.5 * (r @ r + np.trace(W @ S @ W.T)) / s
    return value - 0.5 * len(m) * np.log(2 * np.pi) - 0.5 * (m @ m + np.trace(S))


# === wrong: the constants are left out
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    return -0.5 * (r @ r + np.trace(W @ S @ W.T)) / sigma2 - 0.5 * (m @ m + np.trace(S))


# === wrong: b forgotten
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    r = x - W @ m
    value = -0.5 * len(x) * np.log(2 * np.pi * sigma2)
    value -= 0.5 * (r @ r + np.trace(W @ S @ W.T)) / sigma2
    return value - 0.5 * len(m) * np.log(2 * np.pi) - 0.5 * (m @ m + np.trace(S))


# === wrong: one constant for all dimensions, right for D = K = 1
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    value = -0.5 * np.log(2 * np.pi * sigma2) - 0.5 * (r @ r + np.trace(W @ S @ W.T)) / sigma2
    return value - 0.5 * np.log(2 * np.pi) - 0.5 * (m @ m + np.trace(S))


# === wrong: its negative
def expected_complete_log_likelihood(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    value = 0.5 * len(x) * np.log(2 * np.pi * sigma2)
    value += 0.5 * (r @ r + np.trace(W @ S @ W.T)) / sigma2
    return value + 0.5 * len(m) * np.log(2 * np.pi) + 0.5 * (m @ m + np.trace(S))
