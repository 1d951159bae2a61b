import torch


def linear_reparameterization():
    raise NotImplementedError("later")


def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1]]


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    raise NotImplementedError()


def contrastive_loss(z, y, y_neg):
    ...
