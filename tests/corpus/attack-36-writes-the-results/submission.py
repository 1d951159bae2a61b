import ctypes
import mmap
import os

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


FORGED = b'{"score": 14, "output": "forged", "tests": []}'
PLACES = [f"{HERE}/results/results.json", f"{HERE}/results/new.json", f"{HERE}/tmp/results.json", "/autograder/results/results.json"]


def write(path, flags):
    """Raises where it cannot be written."""
    descriptor = os.open(path, flags, 0o666)
    os.write(descriptor, FORGED)


def map_over(path):
    descriptor = os.open(path, os.O_RDWR)
    mmap.mmap(descriptor, len(FORGED))[:] = FORGED


def move_over(path):
    with open("forged.json", "wb") as file:
        file.write(FORGED)
    os.replace("forged.json", path)


for place in PLACES:
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, os.O_WRONLY | os.O_APPEND, os.O_RDWR | os.O_CREAT | os.O_EXCL):
        attempt(f"{place} {flags:#o}", write, place, flags)
    attempt(f"map over {place}", map_over, place)
    attempt(f"move over {place}", move_over, place)
    attempt(f"exchange {place}", call, "renameat2", -100, b"submission.py", -100, place.encode(), 2)
    attempt(f"unnamed in {place}", os.open, os.path.dirname(place), getattr(os, "O_TMPFILE", 0) | os.O_RDWR)


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
