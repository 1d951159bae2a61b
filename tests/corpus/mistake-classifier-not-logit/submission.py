import torch


def nce_optimal_energy(p_d, p_n):
    return torch.sigmoid(torch.log(p_d) - torch.log(p_n))


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1]]


def stationary_point():
    d = 0
    g = 0
    return (d, g)


def contrastive_loss(z, y, y_neg):
    positive = torch.einsum("nd,nd->n", z, y)
    negative = torch.einsum("nd,md->nm", z, y_neg)
    return (-positive + negative.exp().sum(dim=1).log()).mean()
