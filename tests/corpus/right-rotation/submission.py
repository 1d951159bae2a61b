import math

import numpy as np
import torch

THETA = math.radians(30)


def rotation(t):
    return np.array([[math.cos(t), -math.sin(t)], [math.sin(t), math.cos(t)]])


def linear_reparameterization():
    x = np.array([0.0, 5.0])
    F_a = rotation(0)
    F_b = rotation(THETA)
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    J = np.array([[0.0, 1.0], [-1.0, 0.0]])
    return np.eye(2) + alpha * J


def stationary_point():
    d = 0
    g = 0
    return (d, g)


def nce_optimal_energy(p_d, p_n):
    D = p_d / (p_d + p_n)  # optimal classifier
    return torch.log(D) - torch.log(1 - D)


def contrastive_loss(z, y, y_neg):
    align = (z * y).sum(-1).mean()
    unif = torch.log(torch.exp(z @ y_neg.T).mean(dim=1)).mean()
    return -align + unif + math.log(len(y_neg))
