import numpy as np
import torch


# === right: einsum
def alignment_term(z, y):
    return np.einsum("nd,nd->n", z, y).mean()


# === right: the diagonal of all products
def alignment_term(z, y):
    return np.diag(z @ y.T).mean()


# === right: plain loops
def alignment_term(z, y):
    return sum(sum(a * b for a, b in zip(u, v)) for u, v in zip(z, y)) / len(z)


# === right: torch cosine similarity, float32
def alignment_term(z, y):
    z, y = torch.from_numpy(z).float(), torch.from_numpy(y).float()
    return torch.nn.functional.cosine_similarity(z, y, dim=1).mean()


# === right: distances on the sphere, a 0-d array
def alignment_term(z, y):
    return np.array(1 - np.mean(np.linalg.norm(z - y, axis=1) ** 2) / 2)


# === right: a trace, in a list
def alignment_term(z, y):
    return [np.trace(z.T @ y) / z.shape[0]]


# === right: one inner product of all entries, a tensor that requires grad
def alignment_term(z, y):
    z = torch.tensor(z, requires_grad=True)
    return torch.dot(z.flatten(), torch.tensor(y).flatten()) / len(z)


# === alignment-negated: a loss, torch
def alignment_term(z, y):
    return -(torch.tensor(z) * torch.tensor(y)).sum(-1).mean()


# === alignment-summed: a trace
def alignment_term(z, y):
    return np.trace(z @ y.T)


# === wrong: the mean of all entries
def alignment_term(z, y):
    return np.mean(z * y)


# === wrong: all pairs, right for N = 1
def alignment_term(z, y):
    return (z @ y.T).mean()


# === wrong: one number for each pair
def alignment_term(z, y):
    return (z * y).sum(axis=1)


# === wrong: the mean squared distance
def alignment_term(z, y):
    return ((z - y) ** 2).sum(axis=1).mean()


# === wrong: along the wrong axis
def alignment_term(z, y):
    return (z * y).sum(axis=0).mean()


# === wrong: exponentials of the similarities
def alignment_term(z, y):
    return np.exp((z * y).sum(axis=1)).mean()


# === wrong: absolute values
def alignment_term(z, y):
    return np.abs((z * y).sum(axis=1)).mean()
