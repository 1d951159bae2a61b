import dataclasses

import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    num = torch.exp(torch.einsum("nd,nd->n", z, y))
    den = torch.exp(torch.einsum("nd,md->nm", z, y_neg)).sum(1)
    return -torch.log(den / num).mean()


@dataclasses.dataclass
class Result:
    x: object
    F_a: object
    F_b: object
    z_a: object
    z_b: object


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a, F_b = np.diag([1.0, 2.0]), np.diag([2.0, 1.0])
    return dataclasses.astuple(Result(x, F_a, F_b, F_a @ x, F_b @ x))


def A_matrix(alpha):
    return np.matrix(f"1 {alpha!r}; {-alpha!r} 1")


def stationary_point():
    return torch.zeros(2, 1)


def nce_optimal_energy(p_d: torch.Tensor, p_n: torch.Tensor) -> np.ndarray:
    """E* = logit(p_d / (p_d + p_n))"""
    assert p_d.shape == p_n.shape and (p_d > 0).all()
    return (p_d.log() - p_n.log()).cpu().detach().numpy()
