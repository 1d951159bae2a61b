import numpy as np
import torch


def linear_reparameterization():
    x = np.arange(6.0)[::2] + 1
    F_a = np.asfortranarray(np.arange(6.0).reshape(2, 3)).astype(">f8")
    F_b = np.arange(6.0).reshape(3, 2).T
    z_a, z_b = F_a @ x, F_b @ x
    z_a.flags.writeable = False
    return x, F_a, F_b, z_a, z_b


def A_matrix(alpha):
    return torch.tensor([[1.0, alpha], [-alpha, 1.0]]).to_sparse()


def stationary_point():
    return np.broadcast_to(0.0, 2)


def nce_optimal_energy(p_d, p_n):
    both = torch.stack([p_d, p_n], dim=-1).log()  # strided views of one block
    return both[..., 0] - both[..., 1]


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
