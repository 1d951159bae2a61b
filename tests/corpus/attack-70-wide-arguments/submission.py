import ctypes
import os
import platform
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


libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = {
    "x86_64": dict(openat=257, clone=56, fcntl=72, kill=62, tgkill=234, prctl=157, ioctl=16, socket=41,
                   socketpair=53, prlimit=302, madvise=28, personality=135, sched_setaffinity=203,
                   sendto=44, setpriority=141, unshare=272, chmod=90, mmap=9),
    "aarch64": dict(openat=56, clone=220, fcntl=25, kill=129, tgkill=131, prctl=167, ioctl=29, socket=198,
                    socketpair=199, prlimit=261, madvise=233, personality=92, sched_setaffinity=122,
                    sendto=206, setpriority=140, unshare=97, chmod=53, mmap=222),
}[platform.machine()]
HIGH = (0, 1 << 32, 0xDEADBEEF << 32, 0xFFFFFFFF << 32, 1 << 63)
AT_FDCWD = 0xFFFFFF9C
PARENT = os.getppid()


def made(name, *arguments):
    """One system call, its arguments 64 bits wide; an error is the kernel's own word."""
    result = libc.syscall(
        ctypes.c_long(NUMBERS[name]), *[a if isinstance(a, bytes) else ctypes.c_ulong(a) for a in arguments]
    )
    if result == -1:
        raise OSError(ctypes.get_errno(), name)
    return result


def child(flags):
    if made("clone", flags, 0, 0, 0, 0) == 0:
        os._exit(0)


open("empty", "w").write("text")
pipe, other = os.pipe()
pair, _ = socket.socketpair()
for high in HIGH:
    attempt("emptied by reading", made, "openat", high | AT_FDCWD, b"empty", high | os.O_TRUNC)
    attempt("emptied by neither", made, "openat", high | AT_FDCWD, b"empty", high | 3 | os.O_TRUNC)
    attempt("a file of the grader's", made, "openat", AT_FDCWD, b"../../secret", high)
    for flags in (signal.SIGCHLD, 0x4100 | signal.SIGCHLD, 0x1000_0000 | signal.SIGCHLD, 0x100, 0x20000):
        attempt("a process", child, high | flags)
    for command, value in ((8, PARENT), (10, signal.SIGKILL), (15, PARENT), (1031, 1 << 20), (6, 0), (1024, 0), (1026, 1), (1033, 1), (1036, 1)):
        attempt(f"fcntl {command}", made, "fcntl", high | pipe, high | command, value)
    attempt("O_ASYNC", made, "fcntl", pipe, high | 4, high | os.O_ASYNC)
    for pid in (PARENT, 1, 0xFFFFFFFF, 0):
        attempt(f"kill {pid}", made, "kill", high | pid, signal.SIGCONT)
        attempt(f"tgkill {pid}", made, "tgkill", high | pid, high | pid, signal.SIGCONT)
    attempt("limits of the parent", made, "prlimit", high | PARENT, 7, 0, 0)
    attempt("processors of the parent", made, "sched_setaffinity", high | PARENT, 8, b"\x01" + bytes(7))
    attempt("priority", made, "setpriority", high, high | PARENT, 10)
    for option in (1, 4, 22, 24, 28, 35, 36, 38, 47, 53, 59, 0x59616D61):
        attempt(f"prctl {option}", made, "prctl", high | option, 1, 0, 0, 0)
    for request in (0x5412, 0x5452, 0x8901, 0x8902, 0x5402, 0x540E, 0x80086601, 0x40049409, 0x660B):
        attempt(f"ioctl {request:x}", made, "ioctl", pipe, high | request, b"\x01" * 64)
    for family in (1, 2, 10, 16, 17, 38, 40):
        attempt(f"socket {family}", made, "socket", high | family, high | 1, 0)
        attempt(f"datagrams {family}", made, "socketpair", high | family, high | 2, 0, bytes(8))
    attempt("out of band", made, "sendto", pair.fileno(), b"x", 1, high | 1, 0, 0)
    attempt("poisoned memory", made, "madvise", 0, 4096, high | 100)
    attempt("offline memory", made, "madvise", 0, 4096, high | 101)
    attempt("personality", made, "personality", high | 0x40000)
    attempt("namespaces", made, "unshare", high | 0x1000_0000)
print(open("empty").read() == "text", "refused:")


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
