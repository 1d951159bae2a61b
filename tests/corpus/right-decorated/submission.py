import collections
import dataclasses
import functools

import numpy as np
import torch


@dataclasses.dataclass
class Result:
    x: object
    F_a: object
    F_b: object
    z_a: object
    z_b: object


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a, F_b = np.diag([1.0, 2.0]), np.diag([2.0, 1.0])
    return dataclasses.astuple(Result(x, F_a, F_b, F_a @ x, F_b @ x))


def A_matrix(alpha):
    entry = np.vectorize(
        lambda i, j: {(0, 1): alpha, (1, 0): -alpha}.get((i, j), 1.0), otypes=[float]
    )
    return entry(*np.indices((2, 2)))


Point = collections.namedtuple("Point", ["d", "g"])


def stationary_point():
    return Point(d=0.0, g=0.0)


def nce_optimal_energy(*densities):
    return functools.reduce(torch.sub, map(torch.log, densities))


def checked(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        assert all(isinstance(a, torch.Tensor) for a in args)
        return function(*args, **kwargs)

    return wrapper


@checked
def contrastive_loss(z, y, y_neg, temperature=1.0, eps=0.0, reduction="mean"):
    pos = (z * y).sum(-1) / temperature
    neg = (z @ y_neg.T) / temperature
    loss = -(pos - torch.log(torch.exp(neg).sum(-1) + eps))
    return getattr(torch, reduction)(loss)
