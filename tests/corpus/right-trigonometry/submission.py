import math

import numpy as np
import torch


def linear_reparameterization():
    t = math.radians(90)
    x = np.array([1.0, 0.0])
    R = np.array([[math.cos(t), -math.sin(t)], [math.sin(t), math.cos(t)]])
    return x, np.eye(2), R, np.array([1.0, 0.0]), np.array([0.0, 1.0])


def A_matrix(alpha):
    r, t = math.hypot(1, alpha), math.atan(alpha)
    return r * np.array([[np.cos(t), np.sin(t)], [-np.sin(t), np.cos(t)]])


def stationary_point():
    return np.array([math.sin(math.pi), math.cos(math.pi / 2)])


def nce_optimal_energy(p_d, p_n):
    return 2 * torch.atanh((p_d - p_n) / (p_d + p_n))


def contrastive_loss(z, y, y_neg):
    angle = torch.acos((z @ y_neg.T).clamp(-1 + 1e-7, 1 - 1e-7))
    return (torch.cos(angle).exp().sum(1).log() - (z * y).sum(1)).mean()
