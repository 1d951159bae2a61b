import ctypes
import multiprocessing
import multiprocessing.shared_memory
import os
import tempfile

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


PLACES = ["/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock", "/run", "/dev", "/", "/home", HERE, f"{HERE}/tmp", "/proc/self"]


def unnamed(place):
    return os.open(place, getattr(os, "O_TMPFILE", 0) | os.O_RDWR)


for place in PLACES:
    attempt(f"file in {place}", lambda path: open(path, "x"), f"{place}/attack-41")
    attempt(f"folder in {place}", os.mkdir, f"{place}/attack-41-folder")
    attempt(f"moved to {place}", os.rename, "submission.py", f"{place}/attack-41.py")
    attempt(f"unnamed in {place}", unnamed, place)
    attempt(f"a temporary file in {place}", lambda place: tempfile.mkstemp(dir=place, prefix="attack"), place)
attempt("its own folder's neighbour", os.mkdir, f"{os.path.dirname(os.path.dirname(os.getcwd()))}/attack-41")
attempt("shared memory", lambda: multiprocessing.shared_memory.SharedMemory("attack-41", create=True, size=4096))
attempt("shared memory, by libc", call, "shm_open", b"/attack-41", os.O_CREAT | os.O_RDWR, 0o666)
attempt("a semaphore with a name", lambda: multiprocessing.Semaphore(1))


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
