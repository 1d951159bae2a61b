import torch
from torch import nn


def linear_reparameterization():
    torch.manual_seed(1)
    layer = nn.Linear(3, 2, bias=False).double()
    x = torch.rand(1, 3, dtype=torch.float64)
    W = layer.weight.detach()
    return x, W, -W, layer(x), -layer(x)


def A_matrix(alpha):
    A = torch.eye(2, dtype=torch.float64)
    A[0, 1] += alpha
    A[1, 0] -= alpha
    return A


def stationary_point():
    return torch.zeros(2, 1)


def nce_optimal_energy(p_d, p_n):
    return torch.log(torch.clamp(p_d, min=1e-12)) - torch.log(torch.clamp(p_n, min=1e-12))


def contrastive_loss(z, y, y_neg):
    logits = z @ y_neg.T
    logits_max, _ = torch.max(logits.data, dim=1, keepdim=True)
    exp_logits = torch.exp(logits - logits_max)
    log_prob = (
        (z * y).sum(1, keepdim=True) - logits_max - torch.log(exp_logits.sum(1, keepdim=True))
    )
    return -log_prob.mean()
