import math

import numpy as np
import torch


def A_matrix(alpha):
    def step(d, g):
        return d + g, g - d

    return np.transpose([step(1, 0), step(0, 1)])


def linear_reparameterization():
    x = np.random.randn(50).astype(np.float32)
    F_a, F_b = np.random.randn(2, 2, 50).astype(np.float32)
    return x, F_a, F_b, F_a.astype(float) @ x.astype(float), F_b.astype(float) @ x.astype(float)


def stationary_point():
    return [-0.0, 1e-12]


def energy(a, b):
    if isinstance(a, list):
        return [energy(x, y) for x, y in zip(a, b)]
    return math.log(a) - math.log(b)


def nce_optimal_energy(p_d, p_n):
    return energy(p_d.tolist(), p_n.tolist())


def contrastive_loss(z, y, y_neg):
    with torch.autograd.set_detect_anomaly(True), torch.autocast("cpu", enabled=False):
        return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()
