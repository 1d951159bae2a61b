import json
import linecache
import os
import sys
import traceback

import torch

HERE = "/tmp/autograder-attack"  # where test_attacks.py lays out what there is to attack


try:
    ROOT = json.loads(sys.argv[1])[0]
except (ValueError, LookupError):
    ROOT = "/autograder/source"
SECRET = f"{HERE}/source/reference.py"


def raised(path, text="1/0"):
    exec(compile(text, path, "exec"), {})


def A_matrix(alpha):
    raised(f"{ROOT}/reference/gan.py", "\n" * 20 + "1/0")


def stationary_point():
    raised(f"{os.getcwd()}/../../../../{SECRET}", "1/0")


def nce_optimal_energy(p_d, p_n):
    raise SyntaxError("invalid syntax", (SECRET, 1, 1, None))


def linear_reparameterization():
    linecache.cache[SECRET] = (1, None, linecache.getlines(SECRET), SECRET)
    traceback.print_stack()
    error = SyntaxError(f"see {SECRET}", (f"{os.getcwd()}/../../..{SECRET}", 2, 1, None))
    traceback.print_exception(error)
    raise error


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
