import numpy as np
import torch
import torch.nn.functional as F


def linear_reparameterization():
    x = np.array([3.0, 4.0])
    v = np.array([1.0, 1.0]) / np.sqrt(2)
    H = np.eye(2) - 2 * np.outer(v, v)
    S = np.array([[1.0, 0.7], [0.0, 1.0]])
    return x, H, S, H @ x, S @ x


def A_matrix(alpha):
    e1, e2 = np.eye(2)
    return np.outer(e1, e1 + alpha * e2) + np.outer(e2, e2 - alpha * e1)


def stationary_point():
    return [-0.0, 1e-12]


def nce_optimal_energy(p_d, p_n):
    logs = torch.stack([p_d.log(), p_n.log()])
    log_prob = F.log_softmax(logs, dim=0)
    return log_prob[0] - log_prob[1]


def contrastive_loss(z, y, y_neg):
    def kernel(a, b, t=0.5):
        return torch.exp(-t * torch.sum((a - b) ** 2, dim=-1))

    return -torch.log(kernel(z, y) / kernel(z.unsqueeze(1), y_neg.unsqueeze(0)).sum(1)).mean()
