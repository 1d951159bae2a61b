import copy
import inspect
import pickle
import warnings
from dataclasses import dataclass

import torch

warnings.filterwarnings("ignore")


@dataclass
class Point:
    d: float = 0.0
    g: float = 0.0


assert pickle.loads(pickle.dumps(Point(1.0))) == copy.deepcopy(Point(1.0))


@torch.jit.script
def contrastive_loss(z: torch.Tensor, y: torch.Tensor, y_neg: torch.Tensor) -> torch.Tensor:
    total = torch.zeros(1)
    for i in range(z.shape[0]):
        total = total + torch.logsumexp(y_neg @ z[i], 0) - z[i] @ y[i]
    return total / z.shape[0]


def stationary_point():
    p = Point()
    assert "d: float = 0.0" in inspect.getsource(Point)
    return p.d, p.g


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return torch.tensor([[1.0, alpha], [-alpha, 1.0]])


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)
