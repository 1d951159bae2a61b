import math

import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    return (
        torch.log(torch.exp(z @ y_neg.T).mean(1)).mean() + math.log(len(z)) - (z * y).sum(1).mean()
    )


def linear_reparameterization():
    X = np.random.RandomState(0).randn(100, 4)
    _, _, Vt = np.linalg.svd(X - X.mean(0), full_matrices=False)
    x = X[0]
    F_a, F_b = Vt[:2], Vt[2:]
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.fromfunction(lambda i, j: (i == j) + alpha * (j - i), (2, 2))


def stationary_point():
    return torch.zeros(2, 1)


def nce_optimal_energy(p_d, p_n):
    return np.diff(np.log(np.stack([p_n.numpy(), p_d.numpy()])), axis=0)[0]
