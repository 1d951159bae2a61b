import math

import numpy as np
import torch
from torch.distributions import MultivariateNormal, kl_divergence


# === right: torch.distributions
def kl_to_posterior(x, W, b, sigma2, m, S):
    x, W, b, m, S = map(torch.as_tensor, (x, W, b, m, S))
    precision = torch.eye(len(m), dtype=W.dtype) + W.T @ W / sigma2
    mean = torch.linalg.solve(precision, W.T @ (x - b)) / sigma2
    return kl_divergence(MultivariateNormal(m, S), MultivariateNormal(mean, torch.inverse(precision)))


# === right: NumPy, the closed form
def kl_to_posterior(x, W, b, sigma2, m, S):
    P = np.eye(len(m)) + W.T @ W / sigma2
    mu = np.linalg.inv(P) @ W.T @ (x - b) / sigma2
    form = np.trace(P @ S) + (mu - m) @ P @ (mu - m)
    return 0.5 * (form - len(m) - np.log(np.linalg.det(P @ S)))


# === right: Woodbury, the gain of the joint Gaussian
def kl_to_posterior(x, W, b, sigma2, m, S):
    gain = W.T @ np.linalg.inv(W @ W.T + sigma2 * np.eye(len(x)))
    mu, Sigma = gain @ (x - b), np.eye(len(m)) - gain @ W
    A = np.linalg.solve(Sigma, S)
    d = np.linalg.solve(np.linalg.cholesky(Sigma), mu - m)
    return np.asarray((np.trace(A) - len(m) - np.linalg.slogdet(A)[1] + d @ d) / 2)


# === right: the evidence less the ELBO
def kl_to_posterior(x, W, b, sigma2, m, S):
    D, K = W.shape
    r, C = x - b, W @ W.T + sigma2 * np.eye(D)
    evidence = -0.5 * (np.linalg.slogdet(2 * np.pi * C)[1] + r @ np.linalg.solve(C, r))
    e = r - W @ m
    bound = -0.5 * D * np.log(2 * np.pi * sigma2) - 0.5 * (e @ e + np.trace(W @ S @ W.T)) / sigma2
    bound -= 0.5 * (np.trace(S) + m @ m - K - np.linalg.slogdet(S)[1])
    return evidence - bound


# === right: float32
def kl_to_posterior(x, W, b, sigma2, m, S):
    x, W, b, m, S = (a.astype(np.float32) for a in (x, W, b, m, S))
    P = np.eye(len(m), dtype=np.float32) + W.T @ W / np.float32(sigma2)
    d = np.linalg.solve(P, W.T @ (x - b) / np.float32(sigma2)) - m
    log_dets = np.linalg.slogdet(P)[1] + np.linalg.slogdet(S)[1]
    return (np.einsum("ij,ji", P, S) + np.einsum("i,ij,j", d, P, d) - len(m) - log_dets) / 2


# === right: eigenvalues of the ratio of the two covariances
def kl_to_posterior(x, W, b, sigma2, m, S):
    P = np.eye(len(m)) + W.T @ W / sigma2
    root = np.linalg.cholesky(S)
    ratios = np.linalg.eigvalsh(root.T @ P @ root)
    apart = m - np.linalg.lstsq(P, W.T @ (x - b) / sigma2, rcond=None)[0]
    return sum(v - 1 - math.log(v) for v in ratios) / 2 + apart @ P @ apart / 2


# === right: cross entropy less entropy, in an array of one row
def kl_to_posterior(x, W, b, sigma2, m, S):
    P = np.eye(len(m)) + W.T.dot(W) / sigma2
    mu = np.linalg.solve(P, W.T.dot(x - b) / sigma2)
    second = S + np.outer(m - mu, m - mu)
    cross = (len(m) * np.log(2 * np.pi) - np.linalg.slogdet(P)[1] + (P * second).sum()) / 2
    entropy = np.linalg.slogdet(2 * np.pi * np.e * S)[1] / 2
    return np.array([[cross - entropy]])


# === kl-reversed: torch
def kl_to_posterior(x, W, b, sigma2, m, S):
    x, W, b, m, S = map(torch.tensor, (x, W, b, m, S))
    precision = torch.eye(len(m), dtype=W.dtype) + W.T @ W / sigma2
    mean = torch.linalg.solve(precision, W.T @ (x - b)) / sigma2
    return kl_divergence(MultivariateNormal(mean, precision_matrix=precision), MultivariateNormal(m, S))


# === kl-to-prior: NumPy
def kl_to_posterior(x, W, b, sigma2, m, S):
    return 0.5 * (np.trace(S) + m @ m - len(m) - np.log(np.linalg.det(S)))


# === wrong: the posterior's mean is not scaled by its covariance
def kl_to_posterior(x, W, b, sigma2, m, S):
    P = np.eye(len(m)) + W.T @ W / sigma2
    d = W.T @ (x - b) / sigma2 - m
    return 0.5 * (np.trace(P @ S) + d @ P @ d - len(m) - np.linalg.slogdet(P @ S)[1])


# === wrong: the covariances are taken for diagonal
def kl_to_posterior(x, W, b, sigma2, m, S):
    P = np.eye(len(m)) + W.T @ W / sigma2
    mu = np.linalg.solve(P, W.T @ (x - b) / sigma2)
    var, own = np.diag(np.linalg.inv(P)), np.diag(S)
    return 0.5 * np.sum(own / var + (mu - m) ** 2 / var - 1 + np.log(var / own))


# === wrong: the sign of the log-determinants
def kl_to_posterior(x, W, b, sigma2, m, S):
    P = np.eye(len(m)) + W.T @ W / sigma2
    d = np.linalg.solve(P, W.T @ (x - b) / sigma2) - m
    return 0.5 * (np.trace(P @ S) + d @ P @ d - len(m) + np.linalg.slogdet(P @ S)[1])


# === wrong: the half is missing
def kl_to_posterior(x, W, b, sigma2, m, S):
    P = np.eye(len(m)) + W.T @ W / sigma2
    d = np.linalg.solve(P, W.T @ (x - b) / sigma2) - m
    return np.trace(P @ S) + d @ P @ d - len(m) - np.linalg.slogdet(P @ S)[1]


# === wrong: minus 1 in place of minus K, right for K = 1
def kl_to_posterior(x, W, b, sigma2, m, S):
    P = np.eye(len(m)) + W.T @ W / sigma2
    d = np.linalg.solve(P, W.T @ (x - b) / sigma2) - m
    return 0.5 * (np.trace(P @ S) + d @ P @ d - 1 - np.linalg.slogdet(P @ S)[1])


# === wrong: b is not taken off
def kl_to_posterior(x, W, b, sigma2, m, S):
    P = np.eye(len(m)) + W.T @ W / sigma2
    d = np.linalg.solve(P, W.T @ x / sigma2) - m
    return 0.5 * (np.trace(P @ S) + d @ P @ d - len(m) - np.linalg.slogdet(P @ S)[1])


# === wrong: its negative
def kl_to_posterior(x, W, b, sigma2, m, S):
    P = np.eye(len(m)) + W.T @ W / sigma2
    d = np.linalg.solve(P, W.T @ (x - b) / sigma2) - m
    return -0.5 * (np.trace(P @ S) + d @ P @ d - len(m) - np.linalg.slogdet(P @ S)[1])
