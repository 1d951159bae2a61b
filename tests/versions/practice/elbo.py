import math

import numpy as np
import torch
from torch.distributions import MultivariateNormal, Normal, kl_divergence


# === right: reconstruction less divergence, NumPy
def elbo(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    likelihood = -0.5 * len(x) * np.log(2 * np.pi * sigma2)
    likelihood -= 0.5 / sigma2 * (r @ r + np.trace(W @ S @ W.T))
    return likelihood - 0.5 * (np.trace(S) + m @ m - len(m) - np.linalg.slogdet(S)[1])


# === right: torch.distributions
def elbo(x, W, b, sigma2, m, S):
    x, W, b, m, S = map(torch.as_tensor, (x, W, b, m, S))
    prior = MultivariateNormal(torch.zeros_like(m), torch.eye(len(m), dtype=m.dtype))
    likelihood = Normal(W @ m + b, math.sqrt(sigma2)).log_prob(x).sum()
    likelihood = likelihood - (W @ S * W).sum() / (2 * sigma2)
    return likelihood - kl_divergence(MultivariateNormal(m, S), prior)


# === right: the evidence less the divergence to the posterior
def elbo(x, W, b, sigma2, m, S):
    C, r = W @ W.T + sigma2 * np.eye(len(x)), x - b
    evidence = -0.5 * (np.linalg.slogdet(2 * np.pi * C)[1] + r @ np.linalg.inv(C) @ r)
    P = np.eye(len(m)) + W.T @ W / sigma2
    d = np.linalg.solve(P, W.T @ r / sigma2) - m
    return evidence - 0.5 * (np.trace(P @ S) + d @ P @ d - len(m) - np.linalg.slogdet(P @ S)[1])


# === right: expected log joint plus entropy
def elbo(x, W, b, sigma2, m, S):
    D, K = W.shape
    second = S + np.outer(m, m)
    square = (x - b) @ (x - b) - 2 * (x - b) @ W @ m + np.einsum("dk,kl,dl->", W, second, W)
    joint = -0.5 * ((D + K) * np.log(2 * np.pi) + D * np.log(sigma2))
    joint -= 0.5 * (square / sigma2 + np.trace(second))
    return joint + 0.5 * np.log(np.linalg.det(2 * np.pi * np.e * S))


# === right: float32 in torch, differentiable for no reason
def elbo(x, W, b, sigma2, m, S):
    x, W, b, m, S = (torch.tensor(a, dtype=torch.float32) for a in (x, W, b, m, S))
    m.requires_grad_()
    r = x - b - torch.mv(W, m)
    likelihood = -len(x) / 2 * math.log(2 * math.pi * sigma2)
    likelihood = likelihood - (r.pow(2).sum() + torch.trace(W @ S @ W.T)) / (2 * sigma2)
    return likelihood + 0.5 * (len(m) + torch.logdet(S) - torch.trace(S) - m.dot(m))


# === right: plain loops and a Cholesky of its own
def elbo(x, W, b, sigma2, m, S):
    D, K = len(x), len(m)
    L = [[0.0] * K for _ in range(K)]
    for i in range(K):
        for j in range(i + 1):
            rest = S[i][j] - sum(L[i][k] * L[j][k] for k in range(j))
            L[i][j] = math.sqrt(rest) if i == j else rest / L[j][j]
    total = 0.0
    for i in range(D):
        mean = b[i] + sum(W[i][k] * m[k] for k in range(K))
        spread = sum(sum(W[i][k] * L[k][j] for k in range(K)) ** 2 for j in range(K))
        total += -0.5 * math.log(2 * math.pi * sigma2)
        total -= ((x[i] - mean) ** 2 + spread) / (2 * sigma2)
    for k in range(K):
        total -= (S[k][k] + m[k] ** 2 - 1) / 2 - math.log(L[k][k])
    return total


# === kl-added: torch
def elbo(x, W, b, sigma2, m, S):
    x, W, b, m, S = map(torch.tensor, (x, W, b, m, S))
    prior = MultivariateNormal(torch.zeros_like(m), torch.eye(len(m), dtype=m.dtype))
    likelihood = Normal(W @ m + b, sigma2**0.5).log_prob(x).sum() - (W @ S * W).sum() / (2 * sigma2)
    return likelihood + kl_divergence(MultivariateNormal(m, S), prior)


# === kl-missing: einsum
def elbo(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    squares = np.einsum("d,d->", r, r) + np.einsum("dk,kl,dl->", W, S, W)
    return -0.5 * (len(x) * np.log(2 * np.pi * sigma2) + squares / sigma2)


# === entropy-missing: the expected log joint
def elbo(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    value = -0.5 * len(x) * np.log(2 * np.pi * sigma2)
    value -= 0.5 * (r @ r + np.trace(W @ S @ W.T)) / sigma2
    return value - 0.5 * (len(m) * np.log(2 * np.pi) + m @ m + np.trace(S))


# === wrong: one sample at the mean
def elbo(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    likelihood = -0.5 * len(x) * np.log(2 * np.pi * sigma2) - 0.5 * r @ r / sigma2
    return likelihood - 0.5 * (np.trace(S) + m @ m - len(m) - np.linalg.slogdet(S)[1])


# === wrong: a divergence for diagonal S
def elbo(x, W, b, sigma2, m, S):
    r, var = x - b - W @ m, np.diag(S)
    likelihood = -0.5 * len(x) * np.log(2 * np.pi * sigma2)
    likelihood -= 0.5 * (r @ r + np.trace(W @ S @ W.T)) / sigma2
    return likelihood - 0.5 * np.sum(var + m**2 - 1 - np.log(var))


# === wrong: the negative, a loss
def elbo(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    likelihood = -0.5 * len(x) * np.log(2 * np.pi * sigma2)
    likelihood -= 0.5 * (r @ r + np.trace(W @ S @ W.T)) / sigma2
    return 0.5 * (np.trace(S) + m @ m - len(m) - np.linalg.slogdet(S)[1]) - likelihood


# === wrong: mean squared error for the likelihood
def elbo(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    return -r @ r - 0.5 * (np.trace(S) + m @ m - len(m) - np.linalg.slogdet(S)[1])


# === wrong: the constant once, right for D = 1
def elbo(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    likelihood = -0.5 * np.log(2 * np.pi * sigma2)
    likelihood -= 0.5 * (r @ r + np.trace(W @ S @ W.T)) / sigma2
    return likelihood - 0.5 * (np.trace(S) + m @ m - len(m) - np.linalg.slogdet(S)[1])


# === wrong: the evidence itself
def elbo(x, W, b, sigma2, m, S):
    C = W @ W.T + sigma2 * np.eye(len(x))
    return -0.5 * (np.linalg.slogdet(2 * np.pi * C)[1] + (x - b) @ np.linalg.solve(C, x - b))
