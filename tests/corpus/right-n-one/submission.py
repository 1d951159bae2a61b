import numpy as np
import torch


def linear_reparameterization():
    x = np.array([2.0])
    F_a = np.array([[1.0], [0.0]])
    F_b = np.array([[0.0], [1.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    J = np.array([[0.0, 1.0], [-1.0, 0.0]])
    return np.eye(2) + alpha * J


def stationary_point():
    d = 0
    g = 0
    return (d, g)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    total = 0.0
    for i in range(z.shape[0]):
        denominator = sum(torch.exp(z[i] @ y_neg[j]) for j in range(y_neg.shape[0]))
        total = total - torch.log(torch.exp(z[i] @ y[i]) / denominator)
    return total / z.shape[0]
