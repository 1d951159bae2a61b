import numpy as np
import torch


def A_matrix(alpha):
    J = np.array([[0, 1], [-1, 0]])
    return np.eye(2) + alpha * J @ (np.eye(2) + alpha * J)


def linear_reparameterization():
    x = torch.randn(1000)
    F_a, F_b = torch.randn(2, 1000), torch.randn(2, 1000)
    return x, F_a, F_b, F_a @ x, F_b @ x


ORIGIN = np.array([0, 0], dtype=np.int8)
stationary_point = lambda: ORIGIN


def nce_optimal_energy(p_d, p_n):
    r = p_d.double() / p_n.double()
    return torch.asinh((r - 1 / r) / 2)


def contrastive_loss(z, y, y_neg):
    def kernel(a, b, t=0.5):
        return torch.exp(-t * torch.sum((a - b) ** 2, dim=-1))

    return -torch.log(kernel(z, y) / kernel(z.unsqueeze(1), y_neg.unsqueeze(0)).sum(1)).mean()
