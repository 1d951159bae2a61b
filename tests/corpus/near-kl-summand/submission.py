import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    return p_d * torch.log(p_d / p_n)


def linear_reparameterization():
    x = np.linspace(0, 1, 7)
    F_a = np.vander(np.linspace(-1, 1, 7), 2).T
    W = np.array([[0.0, 2.0], [-1.0, 1.0]])
    F_b = W @ F_a
    return x, F_a, F_b, F_a @ x, W @ (F_a @ x)


def A_matrix(alpha):
    H = torch.autograd.functional.hessian(lambda p: p[0] * p[1], torch.zeros(2))
    return torch.eye(2) + alpha * torch.diag(torch.tensor([1.0, -1.0])) @ H


def stationary_point():
    return torch.nn.Parameter(torch.zeros(2))


def contrastive_loss(z, y, y_neg):
    fractions = torch.exp((z * y).sum(1)) / torch.exp(z @ y_neg.T).sum(1)
    return -torch.log(torch.prod(fractions.double())) / len(z)
