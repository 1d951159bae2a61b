import torch


def nce_optimal_energy(p_d, p_n):
    return [float(torch.log(a / b)) for a, b in zip(p_d, p_n)]


def linear_reparameterization():
    x = torch.tensor([1e4, -1e4, 1.0])
    F_a = torch.tensor([[1.0, 1.0, 1.0], [1.0, 1.0, 2.0]])
    F_b = torch.tensor([[1.0, 1.0, 3.0], [1.0, 1.0, 4.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return torch.tensor([[1, alpha], [-alpha, 1]])


def stationary_point():
    v = torch.tensor([2.0, -3.0])
    return v - v


def contrastive_loss(z, y, y_neg):
    with torch.autograd.set_detect_anomaly(True), torch.autocast("cpu", enabled=False):
        return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()
