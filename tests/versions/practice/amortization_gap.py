import numpy as np
import torch
from torch.distributions import MultivariateNormal, kl_divergence


# === right: a loop over the data, two divergences
def kl(m, S, mu, P):
    d = mu - m
    return 0.5 * (np.trace(P @ S) + d @ P @ d - len(m) - np.linalg.slogdet(P @ S)[1])


def amortization_gap(X, W, b, sigma2, V, c, s2):
    P = np.eye(W.shape[1]) + W.T @ W / sigma2
    gaps = []
    for x in X:
        mu = np.linalg.solve(P, W.T @ (x - b) / sigma2)
        best = np.diag(1 / np.diag(P))
        gaps.append(kl(V @ x + c, s2 * np.eye(len(P)), mu, P) - kl(mu, best, mu, P))
    return np.mean(gaps)


# === right: in closed form, no loop
def amortization_gap(X, W, b, sigma2, V, c, s2):
    P = W.T @ W / sigma2 + np.eye(len(c))
    M = (X - b) @ W @ np.linalg.inv(P) / sigma2
    d = X @ V.T + c - M
    spread = s2 * np.diag(P) - 1 - np.log(s2 * np.diag(P))
    return 0.5 * np.einsum("nk,kl,nl->n", d, P, d).mean() + 0.5 * spread.sum()


# === right: torch, float32
def amortization_gap(X, W, b, sigma2, V, c, s2):
    X, W, b, V, c = (torch.tensor(a, dtype=torch.float32) for a in (X, W, b, V, c))
    P = torch.eye(len(c)) + W.T @ W / sigma2
    gaps = torch.zeros(len(X))
    for i, x in enumerate(X):
        mu = torch.linalg.solve(P, W.T @ (x - b) / sigma2)
        posterior = MultivariateNormal(mu, precision_matrix=P)
        best = MultivariateNormal(mu, torch.diag(1 / torch.diag(P)))
        shared = MultivariateNormal(V @ x + c, s2 * torch.eye(len(c)))
        gaps[i] = kl_divergence(shared, posterior) - kl_divergence(best, posterior)
    return gaps.mean()


# === right: the best q by coordinate ascent on the ELBO
def bound(x, W, b, sigma2, m, var):
    r = x - b - W @ m
    value = -0.5 * len(x) * np.log(2 * np.pi * sigma2) - 0.5 * (r @ r + (W**2 @ var).sum()) / sigma2
    return value - 0.5 * np.sum(var + m**2 - 1 - np.log(var))


def amortization_gap(X, W, b, sigma2, V, c, s2):
    total, K = 0.0, len(c)
    var = np.array([1 / (1 + w @ w / sigma2) for w in W.T])
    for x in X:
        m = np.zeros(K)
        for _ in range(300):
            for k in range(K):
                others = x - b - W @ m + W[:, k] * m[k]
                m[k] = var[k] * (W[:, k] @ others) / sigma2
        total += bound(x, W, b, sigma2, m, var)
        total -= bound(x, W, b, sigma2, V @ x + c, np.full(K, s2))
    return total / len(X)


# === right: the best q by Newton steps with autograd
def amortization_gap(X, W, b, sigma2, V, c, s2):
    X, W, b, V, c = map(torch.as_tensor, (X, W, b, V, c))
    K = len(c)

    def elbo(q, x):
        m, log_var = q[:K], q[K:]
        squares = ((x - b - W @ m) ** 2).sum() + (W**2 @ log_var.exp()).sum()
        return -squares / (2 * sigma2) - 0.5 * (log_var.exp() + m**2 - 1 - log_var).sum()

    gap = 0.0
    for x in X:
        q = torch.zeros(2 * K, dtype=X.dtype)
        for _ in range(12):
            at = q.clone().requires_grad_()
            (g,) = torch.autograd.grad(elbo(at, x), at, create_graph=True)
            H = torch.stack([torch.autograd.grad(e, at, retain_graph=True)[0] for e in g])
            step = torch.linalg.solve(H, g.detach())
            q = q - torch.cat([step[:K], step[K:].clamp(-1, 1)])
        shared = torch.cat([V @ x + c, torch.full((K,), s2, dtype=X.dtype).log()])
        gap = gap + elbo(q, x) - elbo(shared, x)
    return gap / len(X)


# === right: differences of two ELBOs with full matrices, in a list of one
def elbo(x, W, b, sigma2, m, S):
    r = x - b - W @ m
    value = -0.5 * (len(x) * np.log(2 * np.pi * sigma2) + (r @ r + np.trace(W @ S @ W.T)) / sigma2)
    return value - 0.5 * (np.trace(S) + m @ m - len(m) - np.linalg.slogdet(S)[1])


def amortization_gap(X, W, b, sigma2, V, c, s2):
    gain = W.T @ np.linalg.inv(W @ W.T + sigma2 * np.eye(len(b)))
    S = np.diag([1 / (1 + sum(w**2) / sigma2) for w in W.T])
    best = [elbo(x, W, b, sigma2, gain @ (x - b), S) for x in X]
    shared = [elbo(x, W, b, sigma2, V @ x + c, s2 * np.eye(len(c))) for x in X]
    return [sum(a - e for a, e in zip(best, shared)) / len(X)]


# === gap-summed: torch
def amortization_gap(X, W, b, sigma2, V, c, s2):
    X, W, b, V, c = map(torch.as_tensor, (X, W, b, V, c))
    P = torch.eye(len(c), dtype=W.dtype) + W.T @ W / sigma2
    d = X @ V.T + c - torch.linalg.solve(P, W.T @ (X - b).T / sigma2).T
    spread = s2 * torch.diag(P) - 1 - torch.log(s2 * torch.diag(P))
    return 0.5 * (d @ P * d).sum() + 0.5 * spread.sum() * len(X)


# === gap-negated: no loop
def amortization_gap(X, W, b, sigma2, V, c, s2):
    P = W.T @ W / sigma2 + np.eye(len(c))
    d = X @ V.T + c - (X - b) @ W @ np.linalg.inv(P) / sigma2
    spread = s2 * np.diag(P) - 1 - np.log(s2 * np.diag(P))
    return -0.5 * (d @ P * d).sum(axis=1).mean() - 0.5 * spread.sum()


# === wrong: against the true posterior, not the best diagonal q
def amortization_gap(X, W, b, sigma2, V, c, s2):
    P = W.T @ W / sigma2 + np.eye(len(c))
    d = X @ V.T + c - (X - b) @ W @ np.linalg.inv(P) / sigma2
    divergence = s2 * np.trace(P) - len(c) - np.linalg.slogdet(s2 * P)[1]
    return 0.5 * (d @ P * d).sum(axis=1).mean() + 0.5 * divergence


# === wrong: the variances of the posterior for those of the best q
def amortization_gap(X, W, b, sigma2, V, c, s2):
    P = W.T @ W / sigma2 + np.eye(len(c))
    var = np.diag(np.linalg.inv(P))
    d = X @ V.T + c - (X - b) @ W @ np.linalg.inv(P) / sigma2
    spread = s2 * np.diag(P) - var * np.diag(P) - np.log(s2 / var)
    return 0.5 * (d @ P * d).sum(axis=1).mean() + 0.5 * spread.sum()


# === wrong: the means alone
def amortization_gap(X, W, b, sigma2, V, c, s2):
    P = W.T @ W / sigma2 + np.eye(len(c))
    d = X @ V.T + c - (X - b) @ W @ np.linalg.inv(P) / sigma2
    return 0.5 * (d @ P * d).sum(axis=1).mean()


# === wrong: the first datum only, right for N = 1
def amortization_gap(X, W, b, sigma2, V, c, s2):
    P = W.T @ W / sigma2 + np.eye(len(c))
    d = V @ X[0] + c - np.linalg.solve(P, W.T @ (X[0] - b)) / sigma2
    spread = s2 * np.diag(P) - 1 - np.log(s2 * np.diag(P))
    return 0.5 * d @ P @ d + 0.5 * spread.sum()


# === wrong: c forgotten
def amortization_gap(X, W, b, sigma2, V, c, s2):
    P = W.T @ W / sigma2 + np.eye(len(c))
    d = X @ V.T - (X - b) @ W @ np.linalg.inv(P) / sigma2
    spread = s2 * np.diag(P) - 1 - np.log(s2 * np.diag(P))
    return 0.5 * (d @ P * d).sum(axis=1).mean() + 0.5 * spread.sum()


# === wrong: s2 squared
def amortization_gap(X, W, b, sigma2, V, c, s2):
    s2 = s2**2
    P = W.T @ W / sigma2 + np.eye(len(c))
    d = X @ V.T + c - (X - b) @ W @ np.linalg.inv(P) / sigma2
    spread = s2 * np.diag(P) - 1 - np.log(s2 * np.diag(P))
    return 0.5 * (d @ P * d).sum(axis=1).mean() + 0.5 * spread.sum()
