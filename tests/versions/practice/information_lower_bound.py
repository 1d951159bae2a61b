import math

import numpy as np
import torch


# === right: loops
def information_lower_bound(p_xy, q_x_given_y):
    bound = 0.0
    for row, guesses in zip(p_xy, q_x_given_y):
        p_x = sum(row)
        for p, q in zip(row, guesses):
            if p > 0:
                bound += p * (math.log(q) - math.log(p_x))
    return bound


# === right: entropy less cross entropy
def information_lower_bound(p_xy, q_x_given_y):
    p_x = p_xy.sum(axis=1)
    H = -np.sum(p_x[p_x > 0] * np.log(p_x[p_x > 0]))
    used = p_xy > 0
    loss = -np.sum(p_xy[used] * np.log(q_x_given_y[used]))
    return H - loss


# === right: xlogy in torch
def information_lower_bound(p_xy, q_x_given_y):
    p, q = torch.as_tensor(p_xy), torch.as_tensor(q_x_given_y)
    return torch.special.entr(p.sum(1)).sum() + torch.xlogy(p, q).sum()


# === right: the information less the mean divergence
def information_lower_bound(p_xy, q_x_given_y):
    p_y = p_xy.sum(0)
    posterior = p_xy / p_y
    there = p_xy > 0
    outer = np.outer(p_xy.sum(1), p_y)
    information = (p_xy[there] * np.log(p_xy[there] / outer[there])).sum()
    return information - (p_xy[there] * np.log(posterior[there] / q_x_given_y[there])).sum()


# === right: float32
def information_lower_bound(p_xy, q_x_given_y):
    p, q = p_xy.astype(np.float32), q_x_given_y.astype(np.float32)
    ratio = q / p.sum(axis=1, keepdims=True)
    return (p * np.log(ratio, where=p > 0, out=np.zeros_like(p))).sum()


# === right: column by column with torch's cross entropy
def information_lower_bound(p_xy, q_x_given_y):
    p = torch.tensor(p_xy)
    loss = torch.zeros((), dtype=p.dtype)
    for y in range(p.shape[1]):
        q = torch.tensor(q_x_given_y[:, y]).clamp_min(1e-300).log()
        loss = loss - (p[:, y] * q).sum()
    return [float(torch.distributions.Categorical(p.sum(1)).entropy() - loss)]


# === right: clipped, einsum
def information_lower_bound(p_xy, q_x_given_y):
    log_q = np.log(np.clip(q_x_given_y, 1e-200, 1))
    p_x = p_xy.sum(1)
    return np.einsum("xy,xy->", p_xy, log_q) - np.einsum("x,x->", p_x, np.log(p_x))


# === loss-alone: a log-likelihood
def information_lower_bound(p_xy, q_x_given_y):
    return float(torch.xlogy(torch.tensor(p_xy), torch.tensor(q_x_given_y)).sum())


# === loss-added: loops
def information_lower_bound(p_xy, q_x_given_y):
    value = 0.0
    for row, guesses in zip(p_xy, q_x_given_y):
        value -= sum(row) * math.log(sum(row))
        value -= sum(p * math.log(q) for p, q in zip(row, guesses) if p > 0)
    return value


# === entropy-of-y: the other marginal
def information_lower_bound(p_xy, q_x_given_y):
    p_y = p_xy.sum(axis=0)
    used = p_xy > 0
    return (p_xy[used] * np.log(q_x_given_y[used])).sum() - (p_y * np.log(p_y)).sum()


# === wrong: the information, whatever the decoder
def information_lower_bound(p_xy, q_x_given_y):
    there = p_xy > 0
    outer = np.outer(p_xy.sum(1), p_xy.sum(0))
    return (p_xy[there] * np.log(p_xy[there] / outer[there])).sum()


# === wrong: an expectation under the product of the marginals
def information_lower_bound(p_xy, q_x_given_y):
    p_x, p_y = p_xy.sum(1), p_xy.sum(0)
    loss = -(np.outer(p_x, p_y) * np.log(np.clip(q_x_given_y, 1e-12, 1))).sum()
    return -(p_x * np.log(p_x)).sum() - loss


# === wrong: in bits
def information_lower_bound(p_xy, q_x_given_y):
    used = p_xy > 0
    p_x = p_xy.sum(1)
    return (p_xy[used] * np.log2(q_x_given_y[used])).sum() - (p_x * np.log2(p_x)).sum()


# === wrong: the log of the mean
def information_lower_bound(p_xy, q_x_given_y):
    p_x = p_xy.sum(1)
    return np.log((p_xy * q_x_given_y).sum()) - (p_x * np.log(p_x)).sum()


# === wrong: a plain mean over the cells
def information_lower_bound(p_xy, q_x_given_y):
    p_x = p_xy.sum(1)
    return np.log(np.clip(q_x_given_y, 1e-12, 1)).mean() - (p_x * np.log(p_x)).sum()


# === wrong: NaN where the best decoder rules something out
def information_lower_bound(p_xy, q_x_given_y):
    p_x = p_xy.sum(1)
    with np.errstate(all="ignore"):
        return (p_xy * np.log(q_x_given_y)).sum() - (p_x * np.log(p_x)).sum()
