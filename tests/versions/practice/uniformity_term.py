import math

import numpy as np
import torch


# === right: log of means
def uniformity_term(z, y_neg):
    return np.log(np.exp(z @ y_neg.T).mean(axis=1)).mean()


# === right: torch.logsumexp
def uniformity_term(z, y_neg):
    s = torch.as_tensor(z) @ torch.as_tensor(y_neg).T
    return (torch.logsumexp(s, dim=1) - math.log(len(y_neg))).mean()


# === right: plain loops
def uniformity_term(z, y_neg):
    total = 0.0
    for a in z:
        inner = sum(math.exp(sum(p * q for p, q in zip(a, b))) for b in y_neg)
        total += math.log(inner / len(y_neg))
    return total / len(z)


# === right: a maximum taken off, float32
def uniformity_term(z, y_neg):
    s = z.astype(np.float32) @ y_neg.astype(np.float32).T
    top = s.max(axis=1, keepdims=True)
    return np.mean(top[:, 0] + np.log(np.mean(np.exp(s - top), axis=1)))


# === right: np.logaddexp, a 0-d array
def uniformity_term(z, y_neg):
    s = np.einsum("id,jd->ij", z, y_neg)
    return np.array(np.logaddexp.reduce(s, axis=1).mean() - np.log(s.shape[1]))


# === right: squared distances
def uniformity_term(z, y_neg):
    squares = np.square(z[:, None] - y_neg[None]).sum(-1)
    return 1 + np.log(np.exp(-squares / 2).mean(-1)).mean()


# === right: one row at a time, a tensor of one
def uniformity_term(z, y_neg):
    z, y_neg = torch.tensor(z), torch.tensor(y_neg)
    rows = [torch.exp(y_neg @ row).mean().log() for row in z]
    return torch.stack(rows).mean().reshape(1)


# === log-m-kept: logsumexp
def uniformity_term(z, y_neg):
    return torch.logsumexp(torch.tensor(z @ y_neg.T), 1).mean()


# === log-outside: one mean over all, in torch
def uniformity_term(z, y_neg):
    return torch.tensor(z @ y_neg.T).exp().mean().log()


# === wrong: without the logarithm
def uniformity_term(z, y_neg):
    return np.exp(z @ y_neg.T).mean()


# === wrong: the mean of the products
def uniformity_term(z, y_neg):
    return (z @ y_neg.T).mean()


# === wrong: over i inside of the logarithm
def uniformity_term(z, y_neg):
    return np.log(np.exp(z @ y_neg.T).mean(axis=0)).mean()


# === wrong: a sum over i, right for N = 1
def uniformity_term(z, y_neg):
    return np.log(np.exp(z @ y_neg.T).mean(axis=1)).sum()


# === wrong: divided by N inside
def uniformity_term(z, y_neg):
    return np.log(np.exp(z @ y_neg.T).sum(axis=1) / len(z)).mean()


# === wrong: its negative
def uniformity_term(z, y_neg):
    return -np.log(np.exp(z @ y_neg.T).mean(axis=1)).mean()


# === wrong: a Gaussian potential
def uniformity_term(z, y_neg):
    squares = np.square(z[:, None] - y_neg[None]).sum(-1)
    return np.log(np.exp(-2 * squares).mean(-1)).mean()
