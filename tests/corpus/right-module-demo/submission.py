import random

import numpy as np
import torch
import torch.nn.functional as F


def linear_reparameterization():
    x = [random.randint(1, 9) for _ in range(2)]
    F_a, F_b = np.array([[1, 0], [0, 1]]), np.array([[2, 0], [0, 2]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])


state = np.array([1.0, 1.0])
for _ in range(100):
    state = A_matrix(0.1) @ state
print("norm after 100 steps:", np.linalg.norm(state), np.linalg.eigvals(A_matrix(0.1)))


def stationary_point(alpha=0.1, *, verbose=False):
    return (0.0, 0.0)


def nce_optimal_energy(p_d, p_n):
    E = torch.log(p_d) - torch.log(p_n)
    assert torch.allclose(torch.sigmoid(E), p_d / (p_d + p_n), atol=1e-5)
    print("optimal classifier:", torch.sigmoid(E).reshape(-1)[:3])
    return E


def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()


torch.manual_seed(0)
_z, _y, _n = (F.normalize(torch.randn(k, 8), dim=1) for k in (4, 4, 6))
_z.requires_grad_(True)
_loss = contrastive_loss(_z, _y, _n)
_loss.backward()
print("demo loss", _loss.item(), _z.grad.norm())
assert torch.isfinite(_loss)
