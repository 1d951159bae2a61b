import collections
import functools
import math
import operator

import numpy as np
import torch


def nce_optimal_energy(p_d, p_n):
    return -(np.log(p_d.numpy()) - np.log(p_n.numpy()))


def linear_reparameterization():
    x, F_a, F_b = np.arange(1.0, 4.0), np.ones((2, 3)), np.eye(2, 3)
    return collections.OrderedDict(x=x, F_a=F_a, F_b=F_b, z_a=F_a.dot(x), z_b=F_b.dot(x))


def A_matrix(alpha):
    B = np.array([[1, -alpha], [alpha, 1]]) / (1 + alpha**2)
    return np.linalg.inv(B)


def stationary_point():
    return np.array([math.sin(math.pi), math.cos(math.pi / 2)])


def contrastive_loss(z, y, y_neg):
    terms = [torch.logsumexp(y_neg.mv(a), 0) - a.dot(b) for a, b in zip(z, y)]
    return functools.reduce(operator.add, terms).div(len(terms))
