import collections

import numpy as np
import torch


def A_matrix(alpha):
    A = torch.zeros(2, 2)
    A[0, 1], A[1, 0] = alpha, -alpha
    return A


def linear_reparameterization():
    x = np.matrix("1; 2; 3")
    F_a, F_b = np.matrix("1 0 0; 0 1 0"), np.matrix("0 1 0; 0 0 1")
    return x, F_a, F_b, F_a * x, F_b * x


Point = collections.namedtuple("Point", ["d", "g"])


def stationary_point():
    return Point(d=0.0, g=0.0)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / p_n)


def contrastive_loss(z, y, y_neg):
    N, d = z.shape
    M, _ = y_neg.shape
    total = torch.zeros(())
    for i in range(N):
        numerator = torch.exp(torch.dot(z[i], y[i]))
        denominator = torch.zeros(())
        for j in range(M):
            denominator = denominator + torch.exp(torch.dot(z[i], y_neg[j]))
        total = total + -torch.log(numerator / denominator)
    return total / N
