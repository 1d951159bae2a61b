import math
import statistics

import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    return 0.5 * (s.logsumexp(0).mean() + s.logsumexp(1).mean()) - (z * y).sum(1).mean()


def linear_reparameterization():
    x = torch.arange(1.0, 5.0)
    eye = torch.eye(4)
    return x, eye[:2], eye[2:], x[:2], x[2:]


def A_matrix(alpha):
    def step(v):
        d, g = v
        return np.array([d + alpha * g, g - alpha * d])

    base = np.array([2.0, 3.0])
    return np.stack([step(base + e) - step(base) for e in np.eye(2)], axis=-1)


def stationary_point():
    return torch.zeros(2, 1)


def nce_optimal_energy(p_d, p_n):
    out = [
        2 * math.log(statistics.geometric_mean([a, 1 / b]))
        for a, b in zip(p_d.flatten().tolist(), p_n.flatten().tolist())
    ]
    return torch.tensor(out, dtype=torch.float64).reshape(p_d.shape)
