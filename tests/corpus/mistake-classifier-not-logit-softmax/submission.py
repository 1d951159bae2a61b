import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    return torch.softmax(torch.stack([p_d.log(), p_n.log()]), 0)[0].numpy()


def linear_reparameterization():
    return [2, 3], [[1, 0], [0, 1]], [[0, 1], [1, 0]], [2, 3], [3, 2]


def A_matrix(alpha):
    return np.fromfunction(lambda i, j: (i == j) + alpha * (j - i), (2, 2))


ORIGIN = np.array([0, 0], dtype=np.int8)
stationary_point = lambda: ORIGIN


class Loss:
    def __init__(self):
        self.calls = 0

    def __call__(self, z, y, y_neg):
        self.calls += 1
        return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()


contrastive_loss = Loss()
