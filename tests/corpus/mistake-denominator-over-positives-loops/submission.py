import decimal
import math

import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    N = z.shape[0]
    loss = 0
    for i in range(N):
        den = sum(torch.exp(z[i] @ y[j]) for j in range(N))
        loss = loss - torch.log(torch.exp(z[i] @ y[i]) / den)
    return loss / N


def linear_reparameterization():
    t = math.radians(90)
    x = np.array([1.0, 0.0])
    R = np.array([[math.cos(t), -math.sin(t)], [math.sin(t), math.cos(t)]])
    return x, np.eye(2), R, np.array([1.0, 0.0]), np.array([0.0, 1.0])


class Dynamics(torch.nn.Module):
    def __init__(self, alpha):
        super().__init__()
        self.A = torch.nn.Parameter(torch.tensor([[1.0, alpha], [-alpha, 1.0]]))


def A_matrix(alpha):
    return Dynamics(alpha).A


def stationary_point():
    v = torch.tensor([1.0, 1.0], requires_grad=True)
    for _ in range(200):
        (grad,) = torch.autograd.grad(v[0] * v[1], v, create_graph=True)
        (grad2,) = torch.autograd.grad(grad.pow(2).sum() / 2, v)
        v = (v - 0.5 * grad2).detach().requires_grad_(True)
    return v


def nce_optimal_energy(p_d, p_n):
    def ln(a, b):
        return (decimal.Decimal(a) / decimal.Decimal(b)).ln()

    E = np.array(
        [ln(a, b) for a, b in zip(p_d.reshape(-1).tolist(), p_n.reshape(-1).tolist())], dtype=object
    )
    return E.reshape(tuple(p_d.shape))
