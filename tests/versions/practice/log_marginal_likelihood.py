import math

import numpy as np
import torch
from torch.distributions import LowRankMultivariateNormal, MultivariateNormal


# === right: NumPy, solve and slogdet
def log_marginal_likelihood(x, W, b, sigma2):
    C = W @ W.T + sigma2 * np.eye(len(x))
    r = x - b
    return -0.5 * (np.linalg.slogdet(2 * np.pi * C)[1] + r @ np.linalg.solve(C, r))


# === right: inv and det
def log_marginal_likelihood(x, W, b, sigma2):
    D = x.shape[0]
    C = np.matmul(W, W.T) + sigma2 * np.identity(D)
    density = np.exp(-0.5 * (x - b).T @ np.linalg.inv(C) @ (x - b))
    return np.log(density / np.sqrt((2 * np.pi) ** D * np.linalg.det(C)))


# === right: Cholesky
def log_marginal_likelihood(x, W, b, sigma2):
    L = np.linalg.cholesky(W @ W.T + sigma2 * np.eye(len(x)))
    white = np.linalg.solve(L, x - b)
    return -np.log(np.diag(L)).sum() - (white**2).sum() / 2 - len(x) * np.log(2 * np.pi) / 2


# === right: a latent at a time, Sherman and Morrison
def log_marginal_likelihood(x, W, b, sigma2):
    inverse, log_det = np.eye(len(x)) / sigma2, len(x) * math.log(sigma2)
    for k in range(W.shape[1]):
        u = inverse @ W[:, k]
        scale = 1 + W[:, k] @ u
        inverse = inverse - np.outer(u, u) / scale
        log_det += math.log(scale)
    r = x - b
    return float(-(len(x) * math.log(2 * math.pi) + log_det + r @ inverse @ r) / 2)


# === right: torch's low rank, float32
def log_marginal_likelihood(x, W, b, sigma2):
    x, W, b = (torch.from_numpy(a).float() for a in (x, W, b))
    return LowRankMultivariateNormal(b, W, torch.full_like(b, sigma2)).log_prob(x)


# === right: the eigenvalues of C, a list of one
def log_marginal_likelihood(x, W, b, sigma2):
    values, vectors = np.linalg.eigh(W @ W.T)
    along = vectors.T @ (x - b)
    values = values + sigma2
    return [float(-0.5 * np.sum(np.log(2 * np.pi * values) + along**2 / values))]


# === right: Bayes's rule at z = 0
def log_marginal_likelihood(x, W, b, sigma2):
    x, W, b = map(torch.as_tensor, (x, W, b))
    eye = torch.eye(W.shape[1], dtype=W.dtype)
    precision = eye + W.T @ W / sigma2
    mean = torch.linalg.solve(precision, W.T @ (x - b) / sigma2)
    zero = torch.zeros_like(mean)
    log_prior = MultivariateNormal(zero, eye).log_prob(zero)
    noise = torch.eye(len(x), dtype=W.dtype) * sigma2
    log_posterior = MultivariateNormal(mean, precision_matrix=precision).log_prob(zero)
    return MultivariateNormal(b, noise).log_prob(x) + log_prior - log_posterior


# === latent-ignored: the noise alone, in torch
def log_marginal_likelihood(x, W, b, sigma2):
    noise = torch.distributions.Normal(torch.tensor(b), sigma2**0.5)
    return noise.log_prob(torch.tensor(x)).sum()


# === constant-missing: Cholesky
def log_marginal_likelihood(x, W, b, sigma2):
    L = np.linalg.cholesky(W @ W.T + sigma2 * np.eye(len(x)))
    white = np.linalg.solve(L, x - b)
    return -np.log(np.diag(L)).sum() - white @ white / 2


# === wrong: the density, not its logarithm
def log_marginal_likelihood(x, W, b, sigma2):
    C = W @ W.T + sigma2 * np.eye(len(x))
    return np.exp(-0.5 * (np.linalg.slogdet(2 * np.pi * C)[1] + (x - b) @ np.linalg.solve(C, x - b)))


# === wrong: only the variances of C
def log_marginal_likelihood(x, W, b, sigma2):
    var = (W**2).sum(axis=1) + sigma2
    return -0.5 * np.sum(np.log(2 * np.pi * var) + (x - b) ** 2 / var)


# === wrong: the log-determinant counted twice
def log_marginal_likelihood(x, W, b, sigma2):
    C = W @ W.T + sigma2 * np.eye(len(x))
    log_det = np.linalg.slogdet(C)[1]
    return -0.5 * len(x) * np.log(2 * np.pi) - log_det - 0.5 * (x - b) @ np.linalg.inv(C) @ (x - b)


# === wrong: sigma2 squared
def log_marginal_likelihood(x, W, b, sigma2):
    C = W @ W.T + sigma2**2 * np.eye(len(x))
    return -0.5 * (np.linalg.slogdet(2 * np.pi * C)[1] + (x - b) @ np.linalg.solve(C, x - b))


# === wrong: W^T W, right where D = K = 1
def log_marginal_likelihood(x, W, b, sigma2):
    C = W.T @ W + sigma2 * np.eye(W.shape[1])
    r = W.T @ (x - b) / np.linalg.norm(W)
    return -0.5 * (np.linalg.slogdet(2 * np.pi * C)[1] + r @ np.linalg.solve(C, r))


# === wrong: an expectation of the log under the prior
def log_marginal_likelihood(x, W, b, sigma2):
    r = x - b
    return -0.5 * (len(x) * np.log(2 * np.pi * sigma2) + (r @ r + (W**2).sum()) / sigma2)


# === wrong: logarithms to the base 10
def log_marginal_likelihood(x, W, b, sigma2):
    C = W @ W.T + sigma2 * np.eye(len(x))
    value = -0.5 * (np.linalg.slogdet(2 * np.pi * C)[1] + (x - b) @ np.linalg.solve(C, x - b))
    return value / np.log(10)
