import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    return (torch.log(torch.exp(z @ y_neg.T).mean(1)) - (z * y).sum(1)).sum()


def linear_reparameterization():
    x = np.array([5, 7])
    F_a = np.eye(2, dtype=bool)
    F_b = F_a[::-1]
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    A = np.empty((2, 2))
    A[0, 0] = A[1, 1] = 1
    A[0, 1] = alpha
    A[1, 0] = -A[0, 1]
    return A


def stationary_point():
    v = torch.tensor([1.0, 1.0], requires_grad=True)
    for _ in range(200):
        (grad,) = torch.autograd.grad(v[0] * v[1], v, create_graph=True)
        (grad2,) = torch.autograd.grad(grad.pow(2).sum() / 2, v)
        v = (v - 0.5 * grad2).detach().requires_grad_(True)
    return v


def nce_optimal_energy(p_d, p_n):
    ratio = torch.where(p_n > 0, p_d / p_n, torch.inf)
    return torch.where(ratio > 0, ratio.log(), -torch.inf)
