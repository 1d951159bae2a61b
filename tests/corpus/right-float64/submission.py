import torch

torch64 = dict(dtype=torch.float64)


def linear_reparameterization():
    x = torch.tensor([1.0, 2.0, 3.0, 4.0], **torch64)
    F_a = torch.arange(8, **torch64).reshape(2, 4)
    F_b = torch.flip(F_a, dims=(0, 1))
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return torch.tensor([[1, alpha], [-alpha, 1]], **torch64)


def stationary_point():
    return torch.zeros(2, **torch64)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d.double()) - torch.log(p_n.double())


def contrastive_loss(z, y, y_neg):
    z, y, y_neg = z.double(), y.double(), y_neg.double()
    return (-(z * y).sum(1) + torch.logsumexp(z @ y_neg.T, 1)).mean()
