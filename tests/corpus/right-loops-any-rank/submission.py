import math

import torch


def nce_optimal_energy(p_d, p_n):
    out = torch.empty_like(p_d)
    flat = out.view(-1)
    for k, (a, b) in enumerate(zip(p_d.reshape(-1), p_n.reshape(-1))):
        flat[k] = math.log(float(a) / float(b))
    return out


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1]]


def stationary_point():
    return [0.0, 0.0]


def contrastive_loss(z, y, y_neg):
    total = 0.0
    for i in range(z.shape[0]):
        denominator = sum(torch.exp(z[i] @ y_neg[j]) for j in range(y_neg.shape[0]))
        total = total - torch.log(torch.exp(z[i] @ y[i]) / denominator)
    return total / z.shape[0]
