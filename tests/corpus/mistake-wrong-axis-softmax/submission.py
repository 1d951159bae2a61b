import numpy as np
import torch
from torch import nn


def contrastive_loss(z, y, y_neg):
    return -torch.log(torch.softmax(z @ y_neg.T, dim=0).diagonal()).mean()


def linear_reparameterization():
    x = torch.tensor([1.0, 1.0])
    F_a = torch.eye(2)
    F_b = torch.tensor([[1.0, 0.0], [0.0, -1.0]])
    return x, F_a, F_b, F_a.matmul(x), F_b.matmul(x)


def A_matrix(alpha):
    rng = np.random.default_rng(0)
    P = rng.normal(size=(2, 50))
    Q = np.array([P[0] + alpha * P[1], P[1] - alpha * P[0]])
    return Q @ np.linalg.pinv(P)


def stationary_point():
    return torch.zeros(2, dtype=torch.float16)


class OptimalEnergy(nn.Module):
    def forward(self, p_d, p_n):
        return torch.log(p_d) - torch.log(p_n)


nce_optimal_energy = OptimalEnergy()
