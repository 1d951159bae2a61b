import torch


def contrastive_loss(z, y, y_neg):
    lalign = (z - y).norm(p=2, dim=1).pow(2).mean()
    lunif = torch.pdist(torch.cat([z, y_neg]), p=2).pow(2).mul(-2).exp().mean().log()
    return lalign + lunif


def linear_reparameterization():
    x = torch.randn(3)
    both = torch.randn(2, 2, 3)
    z = torch.einsum("kij,j->ki", both, x)
    return [x, *both, *z]


class Dynamics(torch.nn.Module):
    def __init__(self, alpha):
        super().__init__()
        self.A = torch.nn.Parameter(torch.tensor([[1.0, alpha], [-alpha, 1.0]]))


def A_matrix(alpha):
    return Dynamics(alpha).A


def stationary_point():
    v = torch.tensor([2.0, -3.0])
    return v - v


def nce_optimal_energy(p_d, p_n):
    return torch.log(torch.complex(p_d, torch.zeros_like(p_d)) / p_n).real
