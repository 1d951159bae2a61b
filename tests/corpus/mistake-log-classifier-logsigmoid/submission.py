import numpy as np
import torch
import torch.nn.functional as F


def nce_optimal_energy(p_d, p_n):
    return F.logsigmoid(torch.log(p_d) - torch.log(p_n))


def linear_reparameterization():
    x = np.array([1e-20, 1e-20])
    return x, 1e10 * np.eye(2), 1e-10 * np.eye(2), 1e10 * x, 1e-10 * x


def A_matrix(alpha):
    entry = np.vectorize(
        lambda i, j: {(0, 1): alpha, (1, 0): -alpha}.get((i, j), 1.0), otypes=[float]
    )
    return entry(*np.indices((2, 2)))


def stationary_point():
    return np.zeros((1, 2))


def contrastive_loss(z, y, y_neg):
    N, d = z.size()
    M = y_neg.size(0)
    neg = torch.matmul(z.view(N, 1, d), y_neg.view(1, M, d).transpose(1, 2)).view(N, M)
    pos = torch.matmul(z.view(N, 1, d), y.view(N, d, 1)).view(N)
    return (neg.exp().sum(1).log() - pos).sum() / N
