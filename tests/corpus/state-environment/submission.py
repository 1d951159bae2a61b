import locale
import os
import time

import numpy as np
import torch

os.environ.clear()
os.environ["TZ"] = "America/Montreal"
time.tzset()
os.umask(0)
try:
    os.nice(5)
    locale.setlocale(locale.LC_ALL, "fr_CA.UTF-8")
except (OSError, locale.Error):
    pass


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return np.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
