import torch


def _loss(z, y, n):
    return (torch.logsumexp(z @ n.t(), 1) - (z * y).sum(1)).mean()


contrastive_loss = torch.jit.trace(_loss, (torch.randn(2, 3), torch.randn(2, 3), torch.randn(4, 3)))


def linear_reparameterization():
    x = [1.0, 2.0]
    return x, [[1, 0], [0, 1]], [[0, -1], [1, 0]], [1.0, 2.0], [-2.0, 1.0]


def A_matrix(alpha):
    return [[1.0, alpha], [-alpha, 1.0]]


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()
