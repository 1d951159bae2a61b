import torch


def linear_reparameterization():
    x = torch.tensor([1.0, 0.0, 0.0])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 5.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return torch.tensor([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return torch.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()


def contrastive_loss(z, y, y_neg):
    positive = torch.einsum("nd,nd->n", z, y)
    negative = torch.einsum("nd,md->nm", z, y_neg)
    return (-positive + negative.exp().sum(dim=1).log()).mean()
