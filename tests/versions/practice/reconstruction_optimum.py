from collections import namedtuple

import numpy as np
import torch


# === right: least squares and zeros
def reconstruction_optimum(x, W, b):
    mu, *_ = np.linalg.lstsq(W, x - b, rcond=None)
    return mu, np.zeros_like(mu)


# === right: the pseudoinverse, as a list of lists
def reconstruction_optimum(x, W, b):
    mu = np.linalg.pinv(W).dot(x - b)
    return [mu.tolist(), [0.0] * len(mu)]


# === right: the normal equations, torch float32
def reconstruction_optimum(x, W, b):
    x, W, b = (torch.tensor(a, dtype=torch.float32) for a in (x, W, b))
    mu = torch.linalg.solve(W.T @ W, W.T @ (x - b))
    return mu, torch.zeros(W.shape[1])


# === right: QR, by name
def reconstruction_optimum(x, W, b):
    Q, R = np.linalg.qr(W)
    return {"mu": np.linalg.solve(R, Q.T @ (x - b)), "var": np.zeros(W.shape[1])}


# === right: Cholesky, columns in a namedtuple
Optimum = namedtuple("Optimum", "mu var")


def reconstruction_optimum(x, W, b):
    L = np.linalg.cholesky(W.T @ W)
    mu = np.linalg.solve(L.T, np.linalg.solve(L, W.T @ (x - b)))
    return Optimum(mu[:, None], np.zeros((len(mu), 1)))


# === right: the limit of a small beta
def reconstruction_optimum(x, W, b):
    beta = 1e-9
    G = W.T @ W
    mu = np.linalg.solve(G + beta * np.eye(len(G)), W.T @ (x - b))
    return mu, beta / (beta + np.diag(G))


# === right: conjugate gradients in plain Python
def reconstruction_optimum(x, W, b):
    mu = np.zeros(W.shape[1])
    r = W.T @ (x - b)
    p = r.copy()
    for _ in range(3 * len(mu)):
        if r @ r < 1e-24:
            break
        Gp = W.T @ (W @ p)
        step = (r @ r) / (p @ Gp)
        mu, new = mu + step * p, r - step * Gp
        p, r = new + (new @ new) / (r @ r) * p, new
    return mu, 0 * mu


# === right: eigh, the two rows of one array
def reconstruction_optimum(x, W, b):
    values, U = np.linalg.eigh(W.T @ W)
    mu = U @ ((U.T @ W.T @ (x - b)) / values)
    return np.stack([mu, np.zeros_like(mu)])


# === variance-kept: the pseudoinverse in torch
def reconstruction_optimum(x, W, b):
    mu = torch.linalg.pinv(torch.tensor(W)) @ torch.tensor(x - b)
    return mu, torch.ones_like(mu)


# === prior-kept: the posterior's mean and its diagonal approximation
def reconstruction_optimum(x, W, b):
    P = W.T @ W + np.eye(W.shape[1])
    return np.linalg.inv(P) @ W.T @ (x - b), 1 / P.diagonal()


# === wrong: the variance of a least squares estimate
def reconstruction_optimum(x, W, b):
    G = np.linalg.inv(W.T @ W)
    return G @ W.T @ (x - b), np.diag(G)


# === wrong: b forgotten
def reconstruction_optimum(x, W, b):
    return np.linalg.pinv(W) @ x, np.zeros(W.shape[1])


# === wrong: a code of zeros
def reconstruction_optimum(x, W, b):
    return np.zeros(W.shape[1]), np.zeros(W.shape[1])


# === wrong: the transpose for the inverse
def reconstruction_optimum(x, W, b):
    return W.T @ (x - b), np.zeros(W.shape[1])


# === wrong: each column by itself, right for K = 1
def reconstruction_optimum(x, W, b):
    return W.T @ (x - b) / (W**2).sum(axis=0), np.zeros(W.shape[1])


# === wrong: the mean alone
def reconstruction_optimum(x, W, b):
    return np.linalg.pinv(W) @ (x - b)


# === wrong: the two in the other order
def reconstruction_optimum(x, W, b):
    return np.zeros(W.shape[1]), np.linalg.pinv(W) @ (x - b)


# === wrong: variances that are negative
def reconstruction_optimum(x, W, b):
    return np.linalg.pinv(W) @ (x - b), np.full(W.shape[1], -1.0)


# === wrong: log var in place of var, minus infinity
def reconstruction_optimum(x, W, b):
    return np.linalg.pinv(W) @ (x - b), np.full(W.shape[1], -np.inf)
