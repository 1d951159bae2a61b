import torch


def nce_optimal_energy(p_d, p_n):
    p_d.fill_(1.0)
    p_n.fill_(1.0)
    return p_d - p_n


def contrastive_loss(z, y, y_neg):
    with torch.no_grad():
        z.zero_(), y.zero_(), y_neg.zero_()
    return torch.log(torch.tensor(float(len(y_neg)))) + 0 * z.sum() + 0 * y.sum()


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return torch.tensor([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return torch.zeros(2)
