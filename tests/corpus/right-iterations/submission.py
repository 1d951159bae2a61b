import numpy as np
import torch
import torch.nn.functional as F


def linear_reparameterization():
    X = np.random.RandomState(0).randn(100, 4)
    _, _, Vt = np.linalg.svd(X - X.mean(0), full_matrices=False)
    x = X[0]
    F_a, F_b = Vt[:2], Vt[2:]
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    rng = np.random.default_rng(0)
    P = rng.normal(size=(2, 50))
    Q = np.array([P[0] + alpha * P[1], P[1] - alpha * P[0]])
    return Q @ np.linalg.pinv(P)


def stationary_point():
    v = torch.tensor([1.0, 1.0], requires_grad=True)
    for _ in range(200):
        (grad,) = torch.autograd.grad(v[0] * v[1], v, create_graph=True)
        (grad2,) = torch.autograd.grad(grad.pow(2).sum() / 2, v)
        v = (v - 0.5 * grad2).detach().requires_grad_(True)
    return v


def nce_optimal_energy(p_d, p_n):
    lo, hi = torch.full_like(p_d, -20.0).double(), torch.full_like(p_d, 20.0).double()
    for _ in range(60):
        mid = (lo + hi) / 2
        up = p_d * torch.sigmoid(-mid) > p_n * torch.sigmoid(mid)
        lo, hi = torch.where(up, mid, lo), torch.where(up, hi, mid)
    return (lo + hi) / 2


def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    out = s[:, 0]
    for j in range(1, s.shape[1]):
        out = out + F.softplus(s[:, j] - out)
    return out.mean() - (z * y).sum(1).mean()
