import ctypes
import os
import shutil

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


RESULTS = f"{HERE}/results/results.json"


def shut(path, mode):
    """chmod may be pretended: look."""
    os.chmod(path, mode)
    if os.stat(path).st_mode & 0o777 != mode:
        raise OSError("its mode is as it was")


def as_folder():
    os.unlink(RESULTS)
    os.mkdir(RESULTS)


def as_link():
    os.symlink("/dev/full", f"{HERE}/results/link")
    os.replace(f"{HERE}/results/link", RESULTS)


attempt("read-only", shut, RESULTS, 0o400)
attempt("read-only folder", shut, f"{HERE}/results", 0o500)
attempt("gone", os.unlink, RESULTS)
attempt("its folder gone", shutil.rmtree, f"{HERE}/results")
attempt("its folder elsewhere", os.rename, f"{HERE}/results", "results")
attempt("another folder in its place", os.rename, os.getcwd(), f"{HERE}/results")
attempt("a folder", as_folder)
attempt("a link", as_link)
attempt("a link here", os.symlink, RESULTS, "results.json")
attempt("a pipe", os.mkfifo, f"{HERE}/results/pipe")
attempt("a device", os.mknod, f"{HERE}/results/device")
attempt("a second name", os.link, RESULTS, "results.json")
attempt("mounted over", call, "mount", b"none", f"{HERE}/results".encode(), b"tmpfs", 0, None)
attempt("unmounted", call, "umount2", b"/tmp", 0)


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
