from types import MappingProxyType
import numpy as np


def linear_reparameterization():
    rng = np.random.default_rng(7)
    x = rng.normal(size=5)
    out = {"x": x}
    for k in "ab":
        out["F_" + k] = rng.normal(size=(2, 5))
        out["z_" + k] = out["F_" + k] @ x
    return MappingProxyType(out)


def A_matrix(alpha):
    return [[1.0, alpha], [-alpha, 1.0]]


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()


def contrastive_loss(z, y, y_neg):
    return ((z @ y_neg.T).exp().sum(1).log() - (z * y).sum(1)).mean()
