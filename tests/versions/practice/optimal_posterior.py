from collections import namedtuple

import numpy as np
import torch


# === right: solve
def optimal_posterior(x, W, b, sigma2, beta):
    G = W.T @ W / sigma2
    mu = np.linalg.solve(G + beta * np.eye(len(G)), W.T @ (x - b) / sigma2)
    return mu, beta / (beta + np.diag(G))


# === right: inv, multiplied out by sigma2
def optimal_posterior(x, W, b, sigma2, beta):
    K = W.shape[1]
    mu = np.linalg.inv(W.T @ W + beta * sigma2 * np.eye(K)) @ W.T @ (x - b)
    var = [1 / (1 + sum(W[:, k] ** 2) / (beta * sigma2)) for k in range(K)]
    return [mu, var]


# === right: Woodbury, D by D
def optimal_posterior(x, W, b, sigma2, beta):
    C = W @ W.T / beta + sigma2 * np.eye(len(x))
    mu = W.T @ np.linalg.solve(C, x - b) / beta
    return {"mu": mu, "var": 1 / (1 + np.einsum("dk,dk->k", W, W) / (sigma2 * beta))}


# === right: torch float32, a named tuple of rows
Best = namedtuple("Best", ["mu", "var"])


def optimal_posterior(x, W, b, sigma2, beta):
    x, W, b = (torch.tensor(a, dtype=torch.float32) for a in (x, W, b))
    G = W.T @ W
    L = torch.linalg.cholesky(G + beta * sigma2 * torch.eye(len(G)))
    mu = torch.cholesky_solve((W.T @ (x - b))[:, None], L)
    return Best(mu.T, (beta / (beta + G.diagonal() / sigma2))[None])


# === right: the singular values of W
def optimal_posterior(x, W, b, sigma2, beta):
    U, s, Vt = np.linalg.svd(W, full_matrices=False)
    mu = Vt.T @ (s / (s**2 + beta * sigma2) * (U.T @ (x - b)))
    return mu, np.reciprocal(1 + (W**2).sum(0) / (sigma2 * beta))


# === right: Newton's method on eq. 1 with autograd
def optimal_posterior(x, W, b, sigma2, beta):
    x, W, b = map(torch.as_tensor, (x, W, b))
    K = W.shape[1]

    def loss(m, log_var):
        squares = ((x - b - W @ m) ** 2).sum() + (W**2 @ log_var.exp()).sum()
        kl = (log_var.exp() + m**2 - 1 - log_var).sum() / 2
        return squares / (2 * sigma2) + beta * kl

    m, v = torch.zeros(K, dtype=W.dtype), torch.zeros(K, dtype=W.dtype)
    for _ in range(12):
        (g, h), H = (
            torch.autograd.functional.jacobian(loss, (m, v)),
            torch.autograd.functional.hessian(loss, (m, v)),
        )
        m = m - torch.linalg.solve(H[0][0], g)
        v = v - (h / H[1][1].diagonal()).clamp(-1, 1)
    return m, v.exp()


# === right: coordinate descent, stacked as the rows of one array
def optimal_posterior(x, W, b, sigma2, beta):
    norms = (W**2).sum(axis=0)
    mu = np.zeros(W.shape[1])
    for _ in range(500):
        for k in range(len(mu)):
            rest = x - b - W @ mu + W[:, k] * mu[k]
            mu[k] = W[:, k] @ rest / (norms[k] + beta * sigma2)
    return np.array([mu, beta * sigma2 / (beta * sigma2 + norms)])


# === beta-ignored: Woodbury
def optimal_posterior(x, W, b, sigma2, beta):
    C = W @ W.T + sigma2 * np.eye(len(x))
    return W.T @ np.linalg.solve(C, x - b), 1 / (1 + (W**2).sum(0) / sigma2)


# === beta-inverted: beta before the likelihood
def optimal_posterior(x, W, b, sigma2, beta):
    G = beta * W.T @ W / sigma2
    mu = np.linalg.solve(G + np.eye(len(G)), beta * W.T @ (x - b) / sigma2)
    return mu, 1 / (1 + np.diag(G))


# === marginal-variances: the diagonal of the inverse, torch
def optimal_posterior(x, W, b, sigma2, beta):
    x, W, b = map(torch.as_tensor, (x, W, b))
    S = torch.inverse(W.T @ W / (sigma2 * beta) + torch.eye(W.shape[1], dtype=W.dtype))
    return S @ W.T @ (x - b) / (sigma2 * beta), S.diagonal()


# === wrong: standard deviations
def optimal_posterior(x, W, b, sigma2, beta):
    G = W.T @ W / sigma2
    mu = np.linalg.solve(G + beta * np.eye(len(G)), W.T @ (x - b) / sigma2)
    return mu, np.sqrt(beta / (beta + np.diag(G)))


# === wrong: sigma2 forgotten
def optimal_posterior(x, W, b, sigma2, beta):
    G = W.T @ W
    return np.linalg.solve(G + beta * np.eye(len(G)), W.T @ (x - b)), beta / (beta + np.diag(G))


# === wrong: the prior for every beta
def optimal_posterior(x, W, b, sigma2, beta):
    return np.zeros(W.shape[1]), np.ones(W.shape[1])


# === wrong: variances as if beta were no factor of the entropy
def optimal_posterior(x, W, b, sigma2, beta):
    G = W.T @ W / sigma2
    mu = np.linalg.solve(G + beta * np.eye(len(G)), W.T @ (x - b) / sigma2)
    return mu, 1 / (beta + np.diag(G))


# === wrong: a full covariance
def optimal_posterior(x, W, b, sigma2, beta):
    G = W.T @ W / sigma2
    P = G + beta * np.eye(len(G))
    return np.linalg.solve(P, W.T @ (x - b) / sigma2), beta * np.linalg.inv(P)


# === wrong: right for K = 1 only
def optimal_posterior(x, W, b, sigma2, beta):
    g = (W**2).sum(axis=0) / sigma2
    return W.T @ (x - b) / sigma2 / (g + beta), beta / (beta + g)


# === wrong: the variances are zero
def optimal_posterior(x, W, b, sigma2, beta):
    G = W.T @ W / sigma2
    mu = np.linalg.solve(G + beta * np.eye(len(G)), W.T @ (x - b) / sigma2)
    return mu, np.zeros(len(G))
