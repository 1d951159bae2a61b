from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Optional

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


@dataclass(frozen=True)
class Config:
    temperature: float = 1.0
    weights: list[float] = field(default_factory=list)


CONFIG = Config()


def A_matrix(lr: float, *, dtype: type = float) -> NDArray[np.float64]:
    return np.array([[1, lr], [-lr, 1]], dtype=dtype)


def nce_optimal_energy(data: Tensor, noise: Tensor, base: Optional[float] = None) -> Tensor:
    return (data.log() - noise.log()) / (1.0 if base is None else np.log(base))


def contrastive_loss(*batch: Tensor, config: Config = CONFIG) -> Tensor:
    z, y, y_neg = (b / config.temperature**0.5 for b in batch)
    return ((z @ y_neg.T).logsumexp(1) - (z * y).sum(1)).mean()


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.eye(2)
    F_b = np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    d = 0
    g = 0
    return (d, g)


if __name__ == "__main__":
    print(A_matrix(0.1))
    sys.exit(1)
