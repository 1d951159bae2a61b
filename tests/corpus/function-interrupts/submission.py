import torch


class Stop(BaseException):
    pass


def linear_reparameterization():
    raise KeyboardInterrupt


def A_matrix(alpha):
    raise GeneratorExit


def stationary_point():
    raise Stop("for no reason")


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
