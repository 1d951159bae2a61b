import torch


def stationary_point():
    return torch.tensor([1.0, 0.0])


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return torch.tensor([[1.0, alpha], [-alpha, 1.0]])


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()


def contrastive_loss(z, y, y_neg):
    total = 0.0
    for i in range(z.shape[0]):
        denominator = sum(torch.exp(z[i] @ y_neg[j]) for j in range(y_neg.shape[0]))
        total = total - torch.log(torch.exp(z[i] @ y[i]) / denominator)
    return total / z.shape[0]
