import torch


def linear_reparameterization():
    raise ValueError("\x1b[2J\x1b[31mred\x1b[0m <script>alert(1)</script> **bold** \x00")


def A_matrix(alpha):
    raise ValueError("lone \ud800 \udfff surrogates")


def stationary_point():
    raise ValueError("x" * 1_000_000)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
