import torch


def linear_reparameterization():
    torch.manual_seed(7)
    x = 1e-6 * torch.randn(4)
    F_a = 1e-6 * torch.randn(2, 4)
    F_b = 1e-6 * torch.randn(2, 4)
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return torch.tensor([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return torch.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()


def contrastive_loss(z, y, y_neg):
    num = torch.exp(torch.sum(z * y, dim=-1))
    den = torch.exp(torch.matmul(z, y_neg.t())).sum(-1)
    return torch.mean(-torch.log(num / den))
