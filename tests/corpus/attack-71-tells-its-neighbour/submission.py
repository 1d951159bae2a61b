import _multiprocessing
import ctypes
import fcntl
import os
import platform
import struct

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


libc = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    """A function of libc, with the kernel's own word where it fails."""
    if getattr(libc, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)


KEY = 0x41545443
attempt("shmget", call, "shmget", KEY, ctypes.c_size_t(4096), 0o1666)
attempt("shmat", call, "shmat", 0, None, 0)
attempt("shmctl", call, "shmctl", 0, 3, None)
attempt("msgget", call, "msgget", KEY, 0o1666)
attempt("msgsnd", call, "msgsnd", 0, struct.pack("l", 1), ctypes.c_size_t(0), 0)
attempt("semget", call, "semget", KEY, 1, 0o1666)
attempt("semop", call, "semop", 0, struct.pack("hhh", 0, 1, 0), ctypes.c_size_t(1))
attempt("mq_open", call, "mq_open", b"/attack", os.O_CREAT | os.O_RDWR, 0o666, None)
attempt("mq_unlink", call, "mq_unlink", b"/attack")
attempt("add_key", call, "syscall", {"x86_64": 248, "aarch64": 217}.get(platform.machine(), -1), b"user", b"attack", b"71", ctypes.c_size_t(2), -4)
for path in (os.__file__, np.__file__, "/dev/null", "/dev/zero", "submission.py"):
    descriptor = os.open(path, os.O_RDONLY)
    attempt(f"flock {path}", fcntl.flock, descriptor, fcntl.LOCK_SH)
    attempt(f"lockf {path}", fcntl.lockf, descriptor, fcntl.LOCK_SH)
    attempt(f"lock of an open file {path}", fcntl.fcntl, descriptor, 37, struct.pack("hhqqi4x", 0, 0, 0, 0, 0))
    attempt(f"lease {path}", fcntl.fcntl, descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    attempt(f"hint {path}", fcntl.fcntl, descriptor, 1036, struct.pack("Q", 2))
attempt("a named semaphore", lambda: _multiprocessing.SemLock(0, 1, 1, "/attack-71", False))
attempt("a file between us", open, "/tmp/attack-71", "w")


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
