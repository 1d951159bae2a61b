import os
import sys
import threading

import torch


def flood(descriptor, size, count):
    for _ in range(count):
        try:
            os.write(descriptor, b"\x1b[31mflood\xff\n" * size)
        except OSError:
            return


for descriptor, size, count in ((1, 5000, 200), (2, 50, 1000), (1, 1, 1000), (2, 20_000, 100)):
    threading.Thread(target=flood, args=(descriptor, size, count), daemon=True).start()


def A_matrix(alpha):
    os.set_blocking(1, False)
    flood(1, 100_000, 2)
    os.set_blocking(1, True)
    sys.stdout.write("x" * (1 << 20))
    return "flooded"


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
