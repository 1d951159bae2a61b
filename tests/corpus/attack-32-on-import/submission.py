import os
import signal
import socket

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


HERE = "/tmp/autograder-attack"  # where test_attacks.py lays out what there is to attack


attempt("a process", os.fork)
attempt("a socket", socket.socket)
attempt("a signal", os.kill, os.getppid(), signal.SIGUSR1)
attempt("a program", os.execv, "/bin/true", ["true"])
attempt("the reference", open, f"{HERE}/source/reference.py")
attempt("the results", open, f"{HERE}/results/results.json", "w")
attempt("a file in /tmp", open, "/tmp/attack-32", "w")
attempt("the root", os.listdir, "/")


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
