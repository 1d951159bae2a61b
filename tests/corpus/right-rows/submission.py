import torch


def linear_reparameterization():
    x = torch.tensor([[1.0, -1.0, 2.0]])
    F_a = torch.eye(3)[:2]
    F_b = torch.eye(3)[1:]
    return x, F_a, F_b, x @ F_a.T, x @ F_b.T


def A_matrix(alpha):
    return torch.eye(2) + alpha * torch.tensor([[0.0, 1.0], [-1.0, 0.0]])


def stationary_point():
    return torch.zeros(1, 2)


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()


def contrastive_loss(z, y, y_neg):
    num = torch.exp(torch.sum(z * y, dim=-1))
    den = torch.exp(torch.matmul(z, y_neg.t())).sum(-1)
    return torch.mean(-torch.log(num / den))
