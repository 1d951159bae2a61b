import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class MoCo:
    T = 0.07

    def __call__(self, q, k, queue):
        l_pos = torch.einsum("nc,nc->n", [q, k]).unsqueeze(-1)
        l_neg = torch.einsum("nc,ck->nk", [q, queue.t()])
        logits = torch.cat([l_pos, l_neg], dim=1)
        logits /= self.T
        return F.cross_entropy(logits, torch.zeros(len(q), dtype=torch.long))


contrastive_loss = MoCo()


def linear_reparameterization():
    torch.manual_seed(1)
    layer = nn.Linear(3, 2, bias=False).double()
    x = torch.rand(1, 3, dtype=torch.float64)
    W = layer.weight.detach()
    return x, W, -W, layer(x), -layer(x)


def A_matrix(alpha):
    entry = np.vectorize(
        lambda i, j: {(0, 1): alpha, (1, 0): -alpha}.get((i, j), 1.0), otypes=[float]
    )
    return entry(*np.indices((2, 2)))


def stationary_point():
    return np.zeros((1, 2))


def nce_optimal_energy(p_d, p_n):
    p_d, p_n = p_d.double(), p_n.double()
    E = torch.zeros_like(p_d)
    for _ in range(100):
        s = torch.sigmoid(E)
        step = (p_d * (1 - s) - p_n * s) / ((p_d + p_n) * s * (1 - s))
        E = E + step.clamp(-1, 1)
    return E
