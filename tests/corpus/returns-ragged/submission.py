import torch


def linear_reparameterization():
    return [1, 2], [[1, 0], [0, 1]], [[1, 0], [1]], [1, 2], [1, 1]


def A_matrix(alpha):
    return [[1, alpha], [-alpha]]


def stationary_point():
    return torch.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
