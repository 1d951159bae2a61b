import numpy as np
import torch
import torch.nn.functional as F


def linear_reparameterization():
    x = torch.arange(1.0, 5.0)
    eye = torch.eye(4)
    return x, eye[:2], eye[2:], x[:2], x[2:]


def A_matrix(alpha):
    return np.eye(2) + alpha * np.array([[0, 1], [-1, 0]])


def stationary_point():
    v = np.array([1.0, 1.0])
    B = np.linalg.inv(np.array([[1, -0.9], [0.9, 1]]))
    while np.linalg.norm(v) > 1e-8:
        v = B @ v
    return v


def nce_optimal_energy(p_d, p_n):
    return F.kl_div(p_n.log(), p_d.log(), reduction="none", log_target=True) / p_d


def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    p = torch.softmax(s, dim=1)
    entropy = -(p * p.log()).sum(1)
    return ((p * s).sum(1) + entropy - (z * y).sum(1)).mean()
