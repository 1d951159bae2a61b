import torch, math


def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean() + math.log(len(z))


def linear_reparameterization():
    x = [1.0, 2.0]
    return x, [[1, 0], [0, 1]], [[0, -1], [1, 0]], [1.0, 2.0], [-2.0, 1.0]


def A_matrix(alpha):
    return [[1.0, alpha], [-alpha, 1.0]]


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()
