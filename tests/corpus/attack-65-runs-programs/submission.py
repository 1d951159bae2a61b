import asyncio
import ctypes
import os
import pty
import subprocess
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


try_all = {
    "system": lambda: os.system("true") and 1 / 0,
    "popen": lambda: os.popen("echo through").read() or 1 / 0,
    "run": lambda: subprocess.run(["true"], check=True),
    "shell": lambda: subprocess.run("true", shell=True, check=True),
    "python": lambda: subprocess.run([sys.executable, "-c", ""], check=True),
    "git": lambda: subprocess.run(["git", "--version"], check=True),
    "cc": lambda: subprocess.run(["cc", "--version"], check=True),
    "curl": lambda: subprocess.run(["curl", "--version"], check=True),
    "execv": lambda: os.execv("/bin/true", ["true"]),
    "execve of a descriptor": lambda: os.execve(os.open(sys.executable, os.O_RDONLY), ["python", "-c", ""], {}),
    "posix_spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "libc's system": lambda: libc.system(b"true") and 1 / 0,
    "libc's execl": lambda: call("execl", b"/bin/true", b"true", None),
    "libc's posix_spawn": lambda: libc.posix_spawn(None, b"/bin/true", None, None, (ctypes.c_char_p * 2)(b"true", None), None) and 1 / 0,
    "libc's popen": lambda: libc.popen(b"true", b"r") or 1 / 0,
    "pty": lambda: pty.spawn(["true"]) and 1 / 0,
    "asyncio": lambda: asyncio.run(asyncio.create_subprocess_exec("true")),
}
for name, deed in try_all.items():
    attempt(name, deed)


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
