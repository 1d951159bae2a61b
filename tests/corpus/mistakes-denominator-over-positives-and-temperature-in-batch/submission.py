import math

import numpy as np
import torch
import torch.nn.functional as F


def contrastive_loss(z, y, y_neg, temperature=0.1):
    logits = z @ y.transpose(-2, -1)
    return F.cross_entropy(logits / temperature, torch.arange(len(z)))


def linear_reparameterization():
    x = np.array([5, 7])
    F_a = np.eye(2, dtype=bool)
    F_b = F_a[::-1]
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, 1]], dtype=np.float32)


def stationary_point():
    return np.array([math.sin(math.pi), math.cos(math.pi / 2)])


def nce_optimal_energy(p_d, p_n):
    flat = [math.log(a / b, math.e) for a, b in zip(p_d.flatten().tolist(), p_n.flatten().tolist())]
    return torch.tensor(flat).view(p_d.shape)
