import collections
import dataclasses
from dataclasses import dataclass

import numpy as np
import torch


@dataclasses.dataclass
class Result:
    x: object
    F_a: object
    F_b: object
    z_a: object = None
    z_b: object = None

    def __post_init__(self):
        self.z_a, self.z_b = self.F_a @ self.x, self.F_b @ self.x


def linear_reparameterization():
    return vars(Result(torch.ones(3), torch.ones(2, 3), torch.zeros(2, 3)))


Rows = collections.namedtuple("Rows", "d g")


def A_matrix(alpha):
    return Rows(d=[1, alpha], g=[-alpha, 1])


def stationary_point():
    return np.zeros((1, 2))


def nce_optimal_energy(p_d: torch.Tensor, p_n: torch.Tensor) -> np.ndarray:
    """E* = logit(p_d / (p_d + p_n))"""
    assert p_d.shape == p_n.shape and (p_d > 0).all()
    return (p_d.log() - p_n.log()).cpu().detach().numpy()


@dataclass(frozen=True)
class Config:
    temperature: float = 1.0
    dim: int = 1


def contrastive_loss(
    z: torch.Tensor, y: torch.Tensor, y_neg: torch.Tensor, cfg: Config = Config()
) -> torch.Tensor:
    """InfoNCE, eq. (4)."""
    logits: torch.Tensor = (z @ y_neg.mT) / cfg.temperature
    return torch.mean(
        torch.logsumexp(logits, dim=cfg.dim) - torch.linalg.vecdot(z, y) / cfg.temperature
    )
