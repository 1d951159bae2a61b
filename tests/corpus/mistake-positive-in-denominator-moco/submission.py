import numpy as np
import torch
from torch import nn


def contrastive_loss(z, y, y_neg):
    l_pos = torch.einsum("nc,nc->n", [z, y]).unsqueeze(-1)
    l_neg = torch.einsum("nc,ck->nk", [z, y_neg.T])
    logits = torch.cat([l_pos, l_neg], dim=1)
    labels = torch.zeros(logits.shape[0], dtype=torch.long)
    return nn.CrossEntropyLoss()(logits, labels)


def linear_reparameterization():
    x = torch.tensor([1e4, -1e4, 1.0])
    F_a = torch.tensor([[1.0, 1.0, 1.0], [1.0, 1.0, 2.0]])
    F_b = torch.tensor([[1.0, 1.0, 3.0], [1.0, 1.0, 4.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    e1, e2 = np.eye(2)
    return np.outer(e1, e1 + alpha * e2) + np.outer(e2, e2 - alpha * e1)


def stationary_point():
    return np.matrix([[0.0], [0.0]])


def nce_optimal_energy(p_d: torch.Tensor, p_n: torch.Tensor) -> np.ndarray:
    """E* = logit(p_d / (p_d + p_n))"""
    assert p_d.shape == p_n.shape and (p_d > 0).all()
    return (p_d.log() - p_n.log()).cpu().detach().numpy()
