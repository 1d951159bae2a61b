import collections

import numpy as np
import torch
import torch.nn.functional as F


def contrastive_loss(z, y, y_neg):
    keys = torch.cat([y, y_neg])
    return F.cross_entropy(z @ keys.T, torch.arange(len(z)))


def linear_reparameterization():
    x = torch.arange(1.0, 5.0)
    eye = torch.eye(4)
    return x, eye[:2], eye[2:], x[:2], x[2:]


Rows = collections.namedtuple("Rows", "d g")


def A_matrix(alpha):
    return Rows(d=[1, alpha], g=[-alpha, 1])


ORIGIN = np.array([0, 0], dtype=np.int8)
stationary_point = lambda: ORIGIN


def nce_optimal_energy(p_d, p_n):
    return -torch.log(p_n / p_d)
