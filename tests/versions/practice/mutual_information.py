import math

import numpy as np
import torch


# === right: plain loops
def mutual_information(p_xy):
    rows, columns = [sum(r) for r in p_xy], [sum(c) for c in zip(*p_xy)]
    total = 0.0
    for i, px in enumerate(rows):
        for j, py in enumerate(columns):
            if p_xy[i][j] > 0:
                total += p_xy[i][j] * math.log(p_xy[i][j] / (px * py))
    return total


# === right: three entropies
def H(p):
    p = p[p > 0]
    return -(p * np.log(p)).sum()


def mutual_information(p_xy):
    return H(p_xy.sum(axis=1)) + H(p_xy.sum(axis=0)) - H(p_xy)


# === right: where, with a warning silenced
def mutual_information(p_xy):
    outer = np.outer(p_xy.sum(1), p_xy.sum(0))
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(p_xy > 0, p_xy * (np.log(p_xy) - np.log(outer)), 0)
    return np.asarray(terms.sum())


# === right: torch.special, float32
def mutual_information(p_xy):
    p = torch.tensor(p_xy, dtype=torch.float32)
    h = lambda t: torch.special.entr(t).sum()
    return h(p.sum(0)) + h(p.sum(1)) - h(p)


# === right: nansum
def mutual_information(p_xy):
    with np.errstate(all="ignore"):
        return np.nansum(p_xy * np.log(p_xy / p_xy.sum(1, keepdims=True) / p_xy.sum(0)))


# === right: the mean divergence of the rows from the marginal
def mutual_information(p_xy):
    p_x, p_y = p_xy.sum(1), p_xy.sum(0)
    found = [0.0]
    for weight, row in zip(p_x, p_xy):
        if weight == 0:
            continue
        conditional = row / weight
        there = conditional > 0
        found.append(weight * np.sum(conditional[there] * np.log(conditional[there] / p_y[there])))
    return [math.fsum(found)]


# === right: zeros made tiny
def mutual_information(p_xy):
    p = np.clip(p_xy, 1e-300, None)
    return float((p_xy * np.log(p / (p.sum(1)[:, None] * p.sum(0)[None]))).sum())


# === in-bits: loops and log2
def mutual_information(p_xy):
    p_x, p_y = p_xy.sum(1), p_xy.sum(0)
    cells = [(i, j) for i in range(len(p_x)) for j in range(len(p_y)) if p_xy[i, j]]
    return sum(p_xy[c] * math.log2(p_xy[c] / (p_x[c[0]] * p_y[c[1]])) for c in cells)


# === conditional-entropy: H(X, Y) less H(Y)
def mutual_information(p_xy):
    h = lambda p: -sum(v * math.log(v) for v in np.ravel(p) if v > 0)
    return h(p_xy) - h(p_xy.sum(axis=0))


# === joint-entropy: torch
def mutual_information(p_xy):
    return torch.special.entr(torch.tensor(p_xy)).sum()


# === wrong: NaN where the table has a zero
def mutual_information(p_xy):
    with np.errstate(all="ignore"):
        return np.sum(p_xy * np.log(p_xy / np.outer(p_xy.sum(1), p_xy.sum(0))))


# === wrong: the axes exchanged, right for square tables
def mutual_information(p_xy):
    p_x, p_y = p_xy.sum(0), p_xy.sum(1)
    total = 0.0
    for i in range(len(p_x)):
        for j in range(len(p_y)):
            if p_xy[i, j] > 0:
                total += p_xy[i, j] * np.log(p_xy[i, j] / (p_x[i] * p_y[j]))
    return total


# === wrong: the other divergence
def mutual_information(p_xy):
    q = np.outer(p_xy.sum(1), p_xy.sum(0))
    p = np.clip(p_xy, 1e-12, None)
    return float((q * np.log(q / p)).sum())


# === wrong: the entropy of X
def mutual_information(p_xy):
    p = p_xy.sum(axis=1)
    return -(p[p > 0] * np.log(p[p > 0])).sum()


# === wrong: its negative
def mutual_information(p_xy):
    there = p_xy > 0
    q = np.outer(p_xy.sum(1), p_xy.sum(0))
    return -(p_xy[there] * np.log(p_xy[there] / q[there])).sum()


# === wrong: a thousandth is added everywhere
def mutual_information(p_xy):
    p = p_xy + 1e-3
    return float((p * np.log(p / np.outer(p.sum(1), p.sum(0)))).sum())
