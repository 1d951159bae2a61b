import numpy as np
import torch


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.fft.fft(np.eye(2)).real
    F_b = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    c = complex(1, -alpha)
    return np.array([[c.real, -c.imag], [c.imag, c.real]])


def stationary_point():
    return np.linalg.solve(np.array([[0, 1j], [-1j, 0]]), np.zeros(2))


def nce_optimal_energy(p_d, p_n):
    return torch.log(torch.complex(p_d, torch.zeros_like(p_d)) / p_n).real


def contrastive_loss(z, y, y_neg):
    def dot(a, b):
        return ((a + b).square().sum(-1) - (a - b).square().sum(-1)) / 4

    return (torch.logsumexp(dot(z[:, None], y_neg), 1) - dot(z, y)).mean()
