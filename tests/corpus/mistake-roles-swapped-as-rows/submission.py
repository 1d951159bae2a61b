import math

import numpy as np
import torch


def A_matrix(alpha):
    def step(d, g):
        return [d + alpha * g, g - alpha * d]

    return [step(1, 0), step(0, 1)]


def linear_reparameterization():
    x = np.array([2.0])
    F_a, F_b = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    return np.array([math.sin(math.pi), math.cos(math.pi / 2)])


def nce_optimal_energy(p_d, p_n):
    return torch.log(torch.complex(p_d, torch.zeros_like(p_d)) / p_n).real


def contrastive_loss(z, y, y_neg):
    s = torch.addmm(torch.zeros(len(z), len(y_neg)), z, y_neg.T)
    top = s.amax(1, keepdim=True)
    return (s.sub(top).exp().sum(1).log().add(top.flatten()) - z.mul(y).sum(1)).nanmean()
