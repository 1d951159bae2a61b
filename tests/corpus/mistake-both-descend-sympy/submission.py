import numpy as np
import torch


def A_matrix(alpha):
    import sympy as sp

    d, g = sp.symbols("d g")
    return sp.Matrix([d - alpha * sp.diff(d * g, d), g - alpha * sp.diff(d * g, g)]).jacobian(
        [d, g]
    )


def linear_reparameterization():
    x = np.array([[1.0], [2.0]])
    F_a, F_b = np.eye(2), 2 * np.eye(2)
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    return torch.nn.Parameter(torch.zeros(2))


def nce_optimal_energy(p_d, p_n):
    p_d, p_n = np.asarray(p_d, dtype=np.float64), np.asarray(p_n, dtype=np.float64)
    E = np.zeros_like(p_d)
    for index, value in np.ndenumerate(p_d):
        E[index] = np.log(value / p_n[index])
    return E


def contrastive_loss(z, y, y_neg):
    loss = 0.0
    for i in range(len(z)):
        pos = sum(z[i, k] * y[i, k] for k in range(z.size(1)))
        neg = [sum(z[i, k] * y_neg[j, k] for k in range(z.size(1))) for j in range(len(y_neg))]
        loss += torch.log(sum(n.exp() for n in neg)) - pos
    return loss / len(z)
