import asyncio
import torch


async def row(zi, yi, neg):
    await asyncio.sleep(0)
    return torch.logsumexp(neg @ zi, 0) - zi @ yi


async def gather(z, y, y_neg):
    return await asyncio.gather(*(row(a, b, y_neg) for a, b in zip(z, y)))


def contrastive_loss(z, y, y_neg):
    return torch.stack(asyncio.run(gather(z, y, y_neg))).mean()


def linear_reparameterization():
    x = [1.0, 2.0]
    return x, [[1, 0], [0, 1]], [[0, -1], [1, 0]], [1.0, 2.0], [-2.0, 1.0]


def A_matrix(alpha):
    return [[1.0, alpha], [-alpha, 1.0]]


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()
