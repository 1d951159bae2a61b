import numpy as np
from torch import nn


def A_matrix(alpha):
    lr = 1
    return np.eye(2) + lr * np.array([[0, 1], [-1, 0]])


def linear_reparameterization():
    C = np.array([[2.0, 0.5], [0.5, 1.0]])
    x = np.array([1.0, -1.0])
    F_a, F_b = np.linalg.cholesky(C), np.linalg.inv(np.linalg.cholesky(C))
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    return np.array([[0.0], [0.0]])


def nce_optimal_energy(p_d, p_n):
    return np.log10(p_d.numpy() / p_n.numpy()) / np.log10(np.e)


def contrastive_loss(z, y, y_neg):
    cos = nn.CosineSimilarity(dim=-1, eps=1e-8)
    pos = cos(z, y)
    neg = cos(z.unsqueeze(1), y_neg.unsqueeze(0))
    return (-pos + neg.exp().sum(-1).log()).mean()
