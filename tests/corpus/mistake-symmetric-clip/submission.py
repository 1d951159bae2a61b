import numpy as np
import torch
import torch.nn.functional as F


def contrastive_loss(z, y, y_neg):
    logits = z @ y.t()
    labels = torch.arange(logits.shape[0])
    loss_i = F.cross_entropy(logits, labels)
    loss_t = F.cross_entropy(logits.t(), labels)
    return (loss_i + loss_t) / 2


def linear_reparameterization():
    x = np.linspace(0, 1, 7)
    F_a = np.vander(np.linspace(-1, 1, 7), 2).T
    W = np.array([[0.0, 2.0], [-1.0, 1.0]])
    F_b = W @ F_a
    return x, F_a, F_b, F_a @ x, W @ (F_a @ x)


def A_matrix(alpha):
    A = torch.eye(2, dtype=torch.float64)
    A[0, 1] += alpha
    A[1, 0] -= alpha
    return A


def stationary_point():
    return np.matrix([[0.0], [0.0]])


def nce_optimal_energy(p_d, p_n):
    return F.kl_div(p_n.log(), p_d.log(), reduction="none", log_target=True) / p_d
