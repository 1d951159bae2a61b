import numpy as np
import torch


def contrastive_loss(z, y, y_neg):
    den = torch.exp(z @ y_neg.T).sum()
    return -torch.log(torch.exp((z * y).sum(1)) / den).mean()


def linear_reparameterization():
    x = np.array([[1.0, 2.0, 3.0]]).T
    F_a, F_b = np.eye(2, 3), np.eye(2, 3, k=1)
    return x, F_a, F_b, (F_a @ x).ravel(), (F_b @ x).flatten()


def A_matrix(alpha):
    alpha = torch.as_tensor(alpha, dtype=torch.float32)
    one = torch.ones_like(alpha)
    return torch.stack([torch.stack([one, alpha]), torch.stack([-alpha, one])])


def stationary_point():
    v = torch.tensor([1.0, 1.0], requires_grad=True)
    for _ in range(200):
        (grad,) = torch.autograd.grad(v[0] * v[1], v, create_graph=True)
        (grad2,) = torch.autograd.grad(grad.pow(2).sum() / 2, v)
        v = (v - 0.5 * grad2).detach().requires_grad_(True)
    return v


def nce_optimal_energy(p_d, p_n):
    return torch.vmap(lambda a, b: torch.log(a / b))(p_d.reshape(-1), p_n.reshape(-1)).reshape(
        p_d.shape
    )
