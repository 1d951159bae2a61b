import math

import numpy as np
import torch.nn.functional as F


def contrastive_loss(z, y, y_neg):
    d_pos = 1 - F.cosine_similarity(z, y)
    d_neg = 1 - F.cosine_similarity(z[:, None], y_neg[None], dim=-1)
    return F.relu(d_pos[:, None] - d_neg + 0.5).mean()


def linear_reparameterization():
    x = np.array([3, 4], dtype=np.uint8)
    F_a, F_b = np.eye(2, dtype=np.uint8), 2 * np.eye(2, dtype=np.uint8)
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    A = np.empty((2, 2))
    A[0, 0] = A[1, 1] = 1
    A[0, 1] = alpha
    A[1, 0] = -A[0, 1]
    return A


def stationary_point():
    v = np.array([1.0, 1.0])
    B = np.linalg.inv(np.array([[1, -0.9], [0.9, 1]]))
    while np.linalg.norm(v) > 1e-8:
        v = B @ v
    return v


def nce_optimal_energy(p_d, p_n):
    return p_d.clone().apply_(math.log) - p_n.clone().apply_(math.log)
