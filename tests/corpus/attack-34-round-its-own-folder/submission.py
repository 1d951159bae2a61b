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


OWN = os.path.dirname(os.getcwd())
PLACE = os.path.dirname(OWN)
DEED = os.O_CREAT | os.O_WRONLY

attempt("list", os.listdir, PLACE)
attempt("list what is above", os.listdir, os.path.dirname(PLACE))
attempt("the secret", lambda: open(f"{PLACE}/secret").read())
attempt("the secret by a relative path", lambda: open("../../secret").read())
attempt("the secret, to write", os.open, f"{PLACE}/secret", os.O_WRONLY)
attempt("no secret", os.unlink, f"{PLACE}/secret")
attempt("a file", os.open, f"{PLACE}/attack", DEED)
attempt("a folder", os.mkdir, f"{PLACE}/attack")
attempt("away", os.rename, OWN, f"{PLACE}/attack")
attempt("out", os.rename, "submission.py", f"{PLACE}/attack")
attempt("in", os.rename, f"{PLACE}/secret", "secret")
attempt("a second name", os.link, f"{PLACE}/secret", "secret")
attempt("a link", os.symlink, f"{PLACE}/secret", "secret")
attempt("all of it", lambda: shutil.rmtree(PLACE))
attempt("its own folder", os.rmdir, OWN)
above = os.open(PLACE, os.O_PATH)
attempt("from a descriptor", lambda: os.open("secret", os.O_RDONLY, dir_fd=above))
attempt("a listing from a descriptor", lambda: os.listdir(os.open(".", os.O_RDONLY, dir_fd=above)))
os.chdir(PLACE)
attempt("from inside", lambda: open("secret").read())
attempt("a listing from inside", os.listdir)
os.chdir(f"{OWN}/submission") if os.path.isdir(f"{OWN}/submission") else None


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
