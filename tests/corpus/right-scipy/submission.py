import math

import numpy as np
import torch
import torch.nn.functional as F


def linear_reparameterization():
    C = np.array([[2.0, 0.5], [0.5, 1.0]])
    x = np.array([1.0, -1.0])
    F_a, F_b = np.linalg.cholesky(C), np.linalg.inv(np.linalg.cholesky(C))
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    from scipy.linalg import expm

    t = math.atan(alpha)
    return math.sqrt(1 + alpha * alpha) * expm(np.array([[0, t], [-t, 0]]))


def stationary_point():
    from scipy.optimize import fsolve

    return fsolve(lambda v: [v[1], v[0]], x0=[1.0, -2.0])


def nce_optimal_energy(p_d, p_n):
    from scipy.special import rel_entr

    p_d, p_n = p_d.numpy(), p_n.numpy()
    return rel_entr(p_d, p_n) / p_d


def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    even = torch.full_like(s, 1 / s.shape[1])
    return F.cross_entropy(s, even) + s.mean() - (z * y).sum(1).mean()
