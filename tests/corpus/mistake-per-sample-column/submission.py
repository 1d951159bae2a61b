import decimal
import fractions

import torch


def contrastive_loss(z, y, y_neg):
    return torch.logsumexp(z @ y_neg.T, 1, keepdim=True) - (z * y).sum(1, keepdim=True)


def linear_reparameterization():
    x = torch.tensor([1.0, 1.0])
    F_a = torch.eye(2)
    F_b = torch.tensor([[1.0, 0.0], [0.0, -1.0]])
    return x, F_a, F_b, F_a.matmul(x), F_b.matmul(x)


def A_matrix(alpha):
    H = torch.autograd.functional.hessian(lambda p: p[0] * p[1], torch.zeros(2))
    return torch.eye(2) + alpha * torch.diag(torch.tensor([1.0, -1.0])) @ H


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def nce_optimal_energy(p_d, p_n):
    D = torch.div(p_d, torch.add(p_d, p_n))
    return torch.log(D) - torch.log1p(-D)
