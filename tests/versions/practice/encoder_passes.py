from collections import namedtuple
from fractions import Fraction

import numpy as np
import torch


# === right: the formulas
def encoder_passes(n, m):
    return 2 * n + m, 2 * n + m + n * m


# === right: counted with lists
def encoder_passes(n, m):
    images = [f"image {i}" for i in range(n)]
    texts = [f"text {i}" for i in range(n)] + [f"negative {j}" for j in range(m)]
    pairs = [(a, texts[i]) for i, a in enumerate(images)]
    pairs += [(a, t) for a in images for t in texts[n:]]
    return [len(images) + len(texts), len(set(pairs)) + len(texts)]


# === right: counters in the encoders
def encoder_passes(n, m):
    calls = {"f": 0, "g": 0, "h": 0}

    def run(name):
        calls[name] += 1

    for i in range(n):
        run("f")
        for _ in range(1 + m):
            run("h")
    for _ in range(n + m):
        run("g")
    return calls["f"] + calls["g"], calls["h"] + calls["g"]


# === right: an array of floats
def encoder_passes(n, m):
    f, g, h = n, n + m, n * (m + 1)
    return np.array([f + g, h + g], dtype=np.float32)


# === right: a named tuple
Passes = namedtuple("Passes", "separate joint")


def encoder_passes(n, m):
    return Passes(separate=n + (n + m), joint=n + n * m + (n + m))


# === right: a tensor
def encoder_passes(n, m):
    return torch.tensor([2 * n + m, (n + 1) * (m + 2) - 2])


# === right: by name
def encoder_passes(n, m):
    return {"joint": n * (m + 1) + n + m, "separate": 2 * n + m}


# === right: fractions, a matrix product
def encoder_passes(n, m):
    counts = np.array([[1, 1, 0], [0, 1, 1]]) @ np.array([n, n + m, n * (1 + m)])
    return tuple(Fraction(int(c)) for c in counts)


# === positives-forgotten: only the negatives' pairs
def encoder_passes(n, m):
    g = n + m
    return n + g, len([(i, j) for i in range(n) for j in range(m)]) + g


# === texts-per-pair: g once for every pair
def encoder_passes(n, m):
    pairs = sum(1 + m for _ in range(n))
    return np.array([n + pairs, pairs + pairs])


# === negatives-of-all: every text for every image
def encoder_passes(n, m):
    texts = n + m
    return [n + texts, n * texts + texts]


# === other-order: joint first
def encoder_passes(n, m):
    joint = n * (1 + m) + n + m
    return joint, 2 * n + m


# === wrong: the separate one alone
def encoder_passes(n, m):
    return 2 * n + m


# === wrong: g is not counted for the joint one
def encoder_passes(n, m):
    return 2 * n + m, n * (1 + m)


# === wrong: a training step's backward passes too
def encoder_passes(n, m):
    return 2 * (2 * n + m), 2 * (n * (1 + m) + n + m)


# === texts-per-pair: m negatives for each anchor apart
def encoder_passes(n, m):
    return n + n + n * m, n * (1 + m) + n + n * m


# === wrong: m negatives for each anchor apart, for the joint encoder only
def encoder_passes(n, m):
    return 2 * n + m, n * (1 + m) + n + n * m


# === wrong: pairs alone, right for n = 1 and m = 0
def encoder_passes(n, m):
    return n + 1 + m, n + 1 + m + n * m


# === wrong: formulas as text
def encoder_passes(n, m):
    return "2n + m", "n(1 + m) + n + m"


# === wrong: off by one
def encoder_passes(n, m):
    return 2 * n + m + 1, n * (1 + m) + n + m + 1
