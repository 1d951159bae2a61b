import ctypes
import os
import struct

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


VICTIMS = [f"{HERE}/results/results.json", f"{HERE}/source/reference.py", f"{HERE}/packages/library.py"]


def reading_and_empty(path):
    os.open(path, os.O_RDONLY | os.O_TRUNC)


def without_a_mode(path):
    os.open(path, 3 | os.O_TRUNC)


def by_place(path):
    os.ftruncate(os.open(path, os.O_PATH), 0)


def by_openat2(path):
    how = struct.pack("QQQ", os.O_TRUNC, 0, 0)
    call("syscall", 437, -100, path.encode(), how, ctypes.c_size_t(len(how)))


for path in VICTIMS:
    attempt(f"truncate {path}", os.truncate, path, 0)
    attempt(f"libc's truncate {path}", call, "truncate", path.encode(), ctypes.c_long(0))
    for deed in (reading_and_empty, without_a_mode, by_place, by_openat2):
        attempt(f"{deed.__name__} {path}", deed, path)
    attempt(f"creat {path}", call, "creat", path.encode(), 0o666)
    attempt(f"fallocate {path}", lambda path: os.posix_fallocate(os.open(path, os.O_WRONLY), 0, 10), path)
# What it may read. Only where there is nothing to empty, should it succeed.
attempt("reading_and_empty /dev/zero", reading_and_empty, "/dev/zero")
attempt("by_openat2 /dev/zero", by_openat2, "/dev/zero")
attempt("truncate its own", os.truncate, "submission.py", 10**6)


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
