import math
import torch

def linear_reparameterization():
    x = [1.0, 1.0]
    F_a = [[1.0, 0.0], [0.0, 1.0]]
    F_b = [[2.0, 0.0], [0.0, 3.0]]
    return x, F_a, F_b, [1.0, 1.0], [2.0, 3.0]


def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1]]


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    def energy(a, b):
        if isinstance(a, list):
            return [energy(u, v) for u, v in zip(a, b)]
        return math.log(a) - math.log(b)

    return energy(p_d.tolist(), p_n.tolist())


def contrastive_loss(z, y, y_neg):
    total = 0.0
    for i in range(z.shape[0]):
        denominator = sum(torch.exp(z[i] @ y_neg[j]) for j in range(y_neg.shape[0]))
        total = total - torch.log(torch.exp(z[i] @ y[i]) / denominator)
    return total / z.shape[0]
