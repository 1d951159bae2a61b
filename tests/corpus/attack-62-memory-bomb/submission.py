import ctypes
import mmap
import os

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


GIGABYTE = 1 << 30
held = []


def arrays():
    held.append([np.ones(GIGABYTE // 80) for _ in range(20)])


def strings():
    held.append("x" * 2 * GIGABYTE)


def shared():
    held.append([mmap.mmap(-1, GIGABYTE // 4) for _ in range(8)])


def private():
    held.append([mmap.mmap(-1, GIGABYTE // 4, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) for _ in range(8)])


def zeros():
    device = os.open("/dev/zero", os.O_RDWR)
    held.append([mmap.mmap(device, GIGABYTE // 4) for _ in range(8)])


def of_files():
    for k in range(32):
        descriptor = os.open(f"mapped{k}", os.O_CREAT | os.O_RDWR)
        os.ftruncate(descriptor, 64 << 20)
        held.append(mmap.mmap(descriptor, 64 << 20))


def unlimited():
    """malloc does not ask Python."""
    malloc = ctypes.CDLL(None).malloc
    malloc.restype = ctypes.c_void_p
    blocks = [malloc(10 << 20) for _ in range(200)]
    for block in filter(None, blocks):
        ctypes.CDLL(None).free(ctypes.c_void_p(block))
    if not all(blocks):
        raise MemoryError


def tensors():
    held.append([torch.zeros(GIGABYTE // 40) for _ in range(20)])


def file_in_memory():
    descriptor = os.memfd_create("bomb")
    os.ftruncate(descriptor, 2 * GIGABYTE)


def locked():
    call("mlockall", 3)


for way in (arrays, strings, shared, private, zeros, of_files, unlimited, tensors, file_in_memory, locked):
    attempt(way.__name__, way)
    held.clear()


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
