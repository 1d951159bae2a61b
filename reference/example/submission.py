"""A right submission: the answers of this package as a student may hand them in.

`autograder build` and setup.sh grade it, to show that what they made grades; it is theirs alone, as
all of `reference` is. It stands by itself, because code in the box can import no reference, and 4.2
is in torch, because NumPy has no gradients. Equation numbers are those of the modules beside it.
"""

import numpy as np
import torch


def linear_reparameterization() -> tuple[np.ndarray, ...]:
    x = np.array([1.0, 2.0])
    F_a, F_b = np.eye(2), np.array([[0.0, -1.0], [1.0, 0.0]])  # reparameterization (3), (4)
    return x, F_a, F_b, F_a @ x, F_b @ x  # (1)


def A_matrix(alpha: float) -> np.ndarray:
    return np.array([[1.0, alpha], [-alpha, 1.0]])  # gan (4)


def stationary_point() -> np.ndarray:
    return np.zeros(2)  # gan (5)


def nce_optimal_energy(p_d: torch.Tensor, p_n: torch.Tensor) -> torch.Tensor:
    return torch.log(p_d) - torch.log(p_n)  # nce (5)


def contrastive_loss(z: torch.Tensor, y: torch.Tensor, y_neg: torch.Tensor) -> torch.Tensor:
    a = (z * y).sum(dim=1)  # contrastive (1)
    return (torch.logsumexp(z @ y_neg.T, dim=1) - a).mean()  # (2), (3)
