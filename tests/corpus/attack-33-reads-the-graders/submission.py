import glob
import json
import os
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


HERE = "/tmp/autograder-attack"  # where test_attacks.py lays out what there is to attack


def roots():
    try:
        yield json.loads(sys.argv[1])[0]
    except (ValueError, LookupError):
        pass
    yield from (HERE, "/autograder/source", "/autograder")


def everything(path):
    """All that is said of `path`: content first, then names in it."""
    try:
        return open(path, "rb").read(300)
    except IsADirectoryError:
        return os.listdir(path)


for root in roots():
    for name in ("reference", "reference/gan.py", "tests/hidden", "tests/hidden/test_gan.py", "assignment.toml", "source", "source/reference.py", ".git/HEAD", ""):
        if os.access(f"{root}/{name}", os.F_OK):
            attempt(f"{root}/{name}", everything, f"{root}/{name}")
            attempt(f"glob of {root}/{name}", lambda path: [][not glob.glob(path)], f"{root}/{name}/*")


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
