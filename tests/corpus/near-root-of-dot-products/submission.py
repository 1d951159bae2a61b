import torch
from torch import nn


def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    return (torch.logsumexp(s.sqrt() ** 2, 1) - (z * y).sum(1)).mean()


def linear_reparameterization():
    torch.manual_seed(1)
    layer = nn.Linear(3, 2, bias=False).double()
    x = torch.rand(1, 3, dtype=torch.float64)
    W = layer.weight.detach()
    return x, W, -W, layer(x), -layer(x)


def A_matrix(alpha):
    alpha = torch.as_tensor(alpha, dtype=torch.float32)
    one = torch.ones_like(alpha)
    return torch.stack([torch.stack([one, alpha]), torch.stack([-alpha, one])])


def stationary_point():
    return torch.zeros(2, 1)


def nce_optimal_energy(p_d, p_n):
    p_d, p_n = p_d.double(), p_n.double()
    E = torch.zeros_like(p_d)
    for _ in range(100):
        s = torch.sigmoid(E)
        step = (p_d * (1 - s) - p_n * s) / ((p_d + p_n) * s * (1 - s))
        E = E + step.clamp(-1, 1)
    return E
