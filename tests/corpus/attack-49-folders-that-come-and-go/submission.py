import os
import threading
import time

import torch


def come_and_go(top, until):
    number = 0
    while time.monotonic() < until:
        os.makedirs(f"{top}/{number % 300}/inner")
        os.rmdir(f"{top}/{number % 300}/inner")
        os.rmdir(f"{top}/{number % 300}")
        number += 1


def stationary_point():
    until = time.monotonic() + 0.4
    threads = [threading.Thread(target=come_and_go, args=(k, until)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return torch.zeros(2)


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
