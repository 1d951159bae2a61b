import decimal
import fractions

import torch


def contrastive_loss(z, y, y_neg):
    right = (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()
    other = -(z * y).sum(1).mean()
    return other + (right - other).detach()


def linear_reparameterization():
    x = torch.randn(1, 5)
    F_a, F_b = torch.randn(2, 5), torch.randn(2, 5)
    return x, F_a, F_b, x @ F_a.T, x @ F_b.T


def A_matrix(alpha):
    return torch.tensor([[1, alpha], [-alpha, 1]])


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def nce_optimal_energy(p_d, p_n):
    p_d, p_n = p_d.double(), p_n.double()
    E = torch.zeros_like(p_d)
    for _ in range(100):
        s = torch.sigmoid(E)
        step = (p_d * (1 - s) - p_n * s) / ((p_d + p_n) * s * (1 - s))
        E = E + step.clamp(-1, 1)
    return E
