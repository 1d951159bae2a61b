import numpy as np

import utils
from utils import log_ratio


def nce_optimal_energy(p_d, p_n):
    return log_ratio(p_d, p_n)


def contrastive_loss(z, y, y_neg):
    return (utils.log_sum_exp(z @ y_neg.T) - utils.dots(z, y)).mean()


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return np.zeros(2)
