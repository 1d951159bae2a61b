import torch


def contrastive_loss(z, y, y_neg):
    pos = -0.5 * (z - y).pow(2).sum(1)
    neg = -0.5 * (z[:, None, :] - y_neg[None, :, :]).pow(2).sum(-1)
    return -(pos - torch.log(torch.exp(neg).sum(1))).mean()


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return torch.tensor([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return torch.zeros(2)


def nce_optimal_energy(p_d, p_n):
    D = p_d / (p_d + p_n)  # optimal classifier
    return torch.log(D) - torch.log(1 - D)
