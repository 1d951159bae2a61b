import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(z @ y_neg[:5].T, 1) - (z * y).sum(1)).mean()


X = np.array([0.5, 0.25])
F1 = np.array([[1, 1], [1, -1]])
F2 = F1 / 2


def linear_reparameterization():
    return X, F1, F2, F1 @ X, F2 @ X


def A_matrix(alpha: float = 0.1) -> np.ndarray:
    A: np.ndarray = np.diag([1.0, 1.0])
    A[[0, 1], [1, 0]] = alpha, -alpha
    return A


def stationary_point():
    return 0, 0


def nce_optimal_energy(p_d, p_n):
    return p_d.log().sub(p_n.log())
