import ctypes
import mmap
import os
import sys

import numpy as np
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


def rewrite(path):
    """One byte over itself: no harm where it succeeds, and it says that it did."""
    with open(path, "r+b") as file:
        first = file.read(1)
        file.seek(0)
        file.write(first)


def map_shared(path):
    descriptor = os.open(path, os.O_RDWR)
    mmap.mmap(descriptor, 1)


def new_file(folder):
    descriptor = os.open(f"{folder}/attack-40.txt", os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    os.close(descriptor)


FOLDERS = [f"{HERE}/packages", os.path.dirname(np.__file__), os.path.dirname(os.__file__), *filter(os.path.isdir, sys.path)]
FILES = [np.__file__, torch.__file__, os.__file__, ctypes.__file__, f"{HERE}/packages/library.py", sys.executable]
for path in FILES:
    attempt(f"write {path}", rewrite, path)
    attempt(f"map {path}", map_shared, path)
for folder in dict.fromkeys(FOLDERS):
    if not folder.startswith(os.getcwd()):
        attempt(f"new file in {folder}", new_file, folder)
        attempt(f"new folder in {folder}", os.mkdir, f"{folder}/attack-40")
        attempt(f"moved into {folder}", os.rename, "submission.py", f"{folder}/attack-40.py")
for folder in ("/usr/local/lib/attack-40", "/var/cache/attack-40", "/root/.cache", f"{HERE}/home/.cache", f"{HERE}/home/.config"):
    attempt(folder, os.mkdir, folder)


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
