import math

import numpy as np
import torch
import torch.nn.functional as F


def info_nce(query, positive_key, negative_keys, temperature=0.1):
    query, positive_key, negative_keys = (
        F.normalize(x, dim=-1) for x in (query, positive_key, negative_keys)
    )
    positive_logit = torch.sum(query * positive_key, dim=1, keepdim=True)
    negative_logits = query @ negative_keys.transpose(-2, -1)
    logits = torch.cat([positive_logit, negative_logits], dim=1)
    labels = torch.zeros(len(logits), dtype=torch.long)
    return F.cross_entropy(logits / temperature, labels)


def contrastive_loss(z, y, y_neg):
    return info_nce(z, y, y_neg)


def linear_reparameterization():
    x = np.array([[1.0, 2.0, 3.0]]).T
    F_a, F_b = np.eye(2, 3), np.eye(2, 3, k=1)
    return x, F_a, F_b, (F_a @ x).ravel(), (F_b @ x).flatten()


def A_matrix(alpha):
    V = lambda d, g: d * g
    h = 1e-3

    def step(d, g):
        dd = (V(d + h, g) - V(d - h, g)) / (2 * h)
        dg = (V(d, g + h) - V(d, g - h)) / (2 * h)
        return np.array([d + alpha * dd, g - alpha * dg])

    o = step(0, 0)
    return np.array([step(1, 0) - o, step(0, 1) - o]).T


def stationary_point():
    return [-0.0, 1e-12]


def nce_optimal_energy(p_d, p_n):
    return p_d.clone().apply_(math.log) - p_n.clone().apply_(math.log)
