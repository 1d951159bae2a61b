import os
import pathlib

import numpy as np
import torch

HERE = pathlib.Path(__file__).resolve().parent
SAME = os.path.dirname(os.path.abspath(__file__))
assert os.path.samefile(HERE, SAME)


def linear_reparameterization():
    F_a, F_b = np.load(HERE / "maps.npy") if (HERE / "maps.npy").exists() else maps()
    x = np.array([float(word) for word in (HERE / "x.txt").read_text().split()])
    return x, F_a, F_b, F_a @ x, F_b @ x


def maps():
    found = np.stack([np.eye(2), 3 * np.eye(2)])
    np.save(os.path.join(SAME, "maps.npy"), found)
    return found


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
