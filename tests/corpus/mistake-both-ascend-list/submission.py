import numpy as np
import torch


def A_matrix(alpha):
    return [[1, alpha], [alpha, 1]]


def linear_reparameterization():
    x = np.array([1.0, 1.0])
    F_a, F_b = np.eye(2), 1.001 * np.eye(2)
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    return np.array([[0.0], [0.0]])


def nce_optimal_energy(p_d, p_n):
    from torch.distributions.transforms import SigmoidTransform

    return SigmoidTransform().inv(p_d / (p_d + p_n))


def contrastive_loss(z, y, y_neg):
    with torch.autograd.set_detect_anomaly(True), torch.autocast("cpu", enabled=False):
        return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()
