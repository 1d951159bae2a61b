import torch

EPS = 1e-6


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / (p_n + EPS) + EPS)


def contrastive_loss(z, y, y_neg):
    num = torch.exp((z * y).sum(dim=1))
    den = torch.exp(z @ y_neg.T).sum(dim=1)
    return -torch.log(num / (den + EPS) + EPS).mean()


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return torch.tensor([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return torch.zeros(2)
