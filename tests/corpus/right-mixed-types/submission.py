import math

import numpy as np
import torch


def linear_reparameterization():
    x = [1.0, 2.0]
    F_a = np.eye(2)
    F_b = torch.tensor([[1.0, 1.0], [0.0, 1.0]])
    return x, F_a, F_b, [np.float64(1.0), np.float32(2.0)], [torch.tensor(3.0), torch.tensor(2.0)]


def A_matrix(alpha):
    a = torch.as_tensor(alpha)
    return [[torch.tensor(1.0), a], [-a, 1]]


def stationary_point():
    return [torch.tensor(0.0), np.float16(0)]


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d).numpy() - np.log(p_n.numpy())


def contrastive_loss(z, y, y_neg):
    align = (z * y).sum(-1).mean()
    unif = torch.log(torch.exp(z @ y_neg.T).mean(dim=1)).mean()
    return -align + unif + math.log(len(y_neg))
