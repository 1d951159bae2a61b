import collections
import math

import numpy as np
import torch


def A_matrix(alpha):
    A = np.array([[1, alpha], [-alpha, 1]])
    return A @ A


def linear_reparameterization():
    x, F_a, F_b = np.arange(1.0, 4.0), np.ones((2, 3)), np.eye(2, 3)
    return collections.OrderedDict(x=x, F_a=F_a, F_b=F_b, z_a=F_a.dot(x), z_b=F_b.dot(x))


def stationary_point():
    return torch.nn.Parameter(torch.zeros(2))


def nce_optimal_energy(p_d, p_n):
    return np.vectorize(lambda a, b: math.log(a / b))(p_d.numpy(), p_n.numpy())


def contrastive_loss(z, y, y_neg):
    z, y, y_neg = z.double(), y.double(), y_neg.double()
    return (torch.exp(z @ y_neg.T).sum(1).log() - (z * y).sum(1)).mean()
