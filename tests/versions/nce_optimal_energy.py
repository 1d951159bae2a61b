import decimal
import functools
import math
import statistics

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


# === right: torch.log of the ratio
def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / p_n)


# === right: in place
def nce_optimal_energy(p_d, p_n):
    p_d.log_()
    p_n.log_()
    p_d -= p_n
    return p_d


# === right: logit of the optimal classifier
def nce_optimal_energy(p_d, p_n):
    return torch.logit(p_d / (p_d + p_n))


# === right: torch.special.logit with an eps
def nce_optimal_energy(p_d, p_n):
    return torch.special.logit(p_d / (p_d + p_n), eps=1e-6)


# === right: the sigmoid inverted by hand
def nce_optimal_energy(p_d, p_n):
    D = p_d / (p_d + p_n)
    return -torch.log(1 / D - 1)


# === right: log D - log(1 - D)
def nce_optimal_energy(p_d, p_n):
    D = torch.div(p_d, torch.add(p_d, p_n))
    return torch.log(D) - torch.log1p(-D)


# === right: the inverse hyperbolic sine
def nce_optimal_energy(p_d, p_n):
    r = p_d.double() / p_n.double()
    return torch.asinh((r - 1 / r) / 2)


# === right: float32 asinh
def nce_optimal_energy(p_d, p_n):
    r = p_d / p_n
    return torch.asinh(0.5 * (r - 1.0 / r))


# === right: log base two, converted
def nce_optimal_energy(p_d, p_n):
    return (torch.log2(p_d) - torch.log2(p_n)) * math.log(2)


# === right: log base ten, converted
def nce_optimal_energy(p_d, p_n):
    return np.log10(p_d.numpy() / p_n.numpy()) / np.log10(np.e)


# === right: math.log with a base
def nce_optimal_energy(p_d, p_n):
    flat = [math.log(a / b, math.e) for a, b in zip(p_d.flatten().tolist(), p_n.flatten().tolist())]
    return torch.tensor(flat).view(p_d.shape)


# === right: np.vectorize of math.log
def nce_optimal_energy(p_d, p_n):
    return np.vectorize(lambda a, b: math.log(a / b))(p_d.numpy(), p_n.numpy())


# === right: np.nditer
def nce_optimal_energy(p_d, p_n):
    out = np.empty(p_d.shape)
    with np.nditer(
        [p_d.numpy(), p_n.numpy(), out], op_flags=[["readonly"], ["readonly"], ["writeonly"]]
    ) as it:
        for a, b, o in it:
            o[...] = np.log(a) - np.log(b)
    return out


# === right: np.ndenumerate
def nce_optimal_energy(p_d, p_n):
    p_d, p_n = np.asarray(p_d, dtype=np.float64), np.asarray(p_n, dtype=np.float64)
    E = np.zeros_like(p_d)
    for index, value in np.ndenumerate(p_d):
        E[index] = np.log(value / p_n[index])
    return E


# === right: np.log of torch tensors
def nce_optimal_energy(p_d, p_n):
    return np.log(p_d) - np.log(p_n)


# === right: np.subtract of logs with out
def nce_optimal_energy(p_d, p_n):
    a, b = np.log(p_d.numpy()), np.log(p_n.numpy())
    return np.subtract(a, b)


# === right: sympy's log, number by number
def nce_optimal_energy(p_d, p_n):
    import sympy

    flat = [
        float(sympy.log(sympy.Float(a) / sympy.Float(b)))
        for a, b in zip(p_d.flatten().tolist(), p_n.flatten().tolist())
    ]
    return np.reshape(flat, p_d.shape)


# === right: mpmath numbers in an array of objects
def nce_optimal_energy(p_d, p_n):
    import mpmath

    E = np.frompyfunc(lambda a, b: mpmath.log(mpmath.mpf(float(a)) / mpmath.mpf(float(b))), 2, 1)
    return E(p_d.numpy(), p_n.numpy())


# === right: scipy
def nce_optimal_energy(p_d, p_n):
    from scipy.special import logit

    p_d, p_n = p_d.double().numpy(), p_n.double().numpy()
    return logit(p_d / (p_d + p_n))


# === right: xlogy
def nce_optimal_energy(p_d, p_n):
    return torch.xlogy(torch.ones_like(p_d), p_d) - torch.special.xlogy(1, p_n)


# === right: the inverse of torch's SigmoidTransform
def nce_optimal_energy(p_d, p_n):
    from torch.distributions.transforms import SigmoidTransform

    return SigmoidTransform().inv(p_d / (p_d + p_n))


# === right: float64 and back
def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d.double() / p_n.double()).float()


# === right: gradient ascent on L_NCE, Newton's method
def nce_optimal_energy(p_d, p_n):
    p_d, p_n = p_d.double(), p_n.double()
    E = torch.zeros_like(p_d)
    for _ in range(100):
        s = torch.sigmoid(E)
        step = (p_d * (1 - s) - p_n * s) / ((p_d + p_n) * s * (1 - s))
        E = E + step.clamp(-1, 1)
    return E


# === right: L-BFGS on the loss
def nce_optimal_energy(p_d, p_n):
    p_d, p_n = p_d.double(), p_n.double()
    E = torch.zeros_like(p_d, requires_grad=True)
    opt = torch.optim.LBFGS(
        [E],
        max_iter=300,
        tolerance_grad=1e-12,
        tolerance_change=1e-15,
        line_search_fn="strong_wolfe",
    )

    def closure():
        opt.zero_grad()
        loss = (p_d * F.softplus(-E) + p_n * F.softplus(E)).sum()
        loss.backward()
        return loss

    opt.step(closure)
    return E.detach()


# === right: numerical integral of the logistic's slope, 1/t with t = exp(u)
def nce_optimal_energy(p_d, p_n):
    nodes, weights = np.polynomial.legendre.leggauss(60)
    r = np.sqrt(np.sqrt(p_d.double().numpy() / p_n.double().numpy()))[..., None]
    t = 1 + (r - 1) * (nodes + 1) / 2
    return 4 * ((r - 1) / 2 / t * weights).sum(-1)


# === right: requires grad, as a parameter
def nce_optimal_energy(p_d, p_n):
    return nn.Parameter(torch.log(p_d) - torch.log(p_n))


# === right: -E of the density model's convention, negated once more
def nce_optimal_energy(p_d, p_n):
    energy_of = lambda p: -torch.log(p)
    return -(energy_of(p_d) - energy_of(p_n))


# === right: torch.where for safety
def nce_optimal_energy(p_d, p_n):
    ratio = torch.where(p_n > 0, p_d / p_n, torch.inf)
    return torch.where(ratio > 0, ratio.log(), -torch.inf)


# === right: apply_ with math.log
def nce_optimal_energy(p_d, p_n):
    return p_d.clone().apply_(math.log) - p_n.clone().apply_(math.log)


# === right: jit.script
import warnings

warnings.simplefilter("ignore")


@torch.jit.script
def nce_optimal_energy(p_d: torch.Tensor, p_n: torch.Tensor) -> torch.Tensor:
    return torch.log(p_d) - torch.log(p_n)


# === right: vmap over the flattened pairs
def nce_optimal_energy(p_d, p_n):
    return torch.vmap(lambda a, b: torch.log(a / b))(p_d.reshape(-1), p_n.reshape(-1)).reshape(
        p_d.shape
    )


# === right: float32 in NumPy
def nce_optimal_energy(p_d, p_n):
    return np.log(p_d.numpy(), dtype=np.float32) - np.log(p_n.numpy(), dtype=np.float32)


# === right: geometric mean by statistics
def nce_optimal_energy(p_d, p_n):
    out = [
        2 * math.log(statistics.geometric_mean([a, 1 / b]))
        for a, b in zip(p_d.flatten().tolist(), p_n.flatten().tolist())
    ]
    return torch.tensor(out, dtype=torch.float64).reshape(p_d.shape)


# === ratio-inverted: log of the noise over the data
def nce_optimal_energy(p_d, p_n):
    return torch.log(p_n / p_d)


# === ratio-inverted: log(1 / D - 1)
def nce_optimal_energy(p_d, p_n):
    D = p_d / (p_d + p_n)
    return torch.log((1 - D) / D)


# === ratio-not-log: torch.div
def nce_optimal_energy(p_d, p_n):
    return torch.div(p_d, p_n)


# === classifier-not-logit: D*
def nce_optimal_energy(p_d, p_n):
    return p_d / (p_d + p_n)


# === log-classifier: log p_d - log(p_d + p_n)
def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_d + p_n)


# === negative-log-density: in NumPy
def nce_optimal_energy(p_d, p_n):
    return -np.log(np.asarray(p_d))


# === log-density: np.log
def nce_optimal_energy(p_d, p_n):
    return np.log(p_d.numpy())


# === difference-not-ratio: torch.sub
def nce_optimal_energy(p_d, p_n):
    return torch.sub(p_d, p_n)


# === wrong-log-base: torch.log10
def nce_optimal_energy(p_d, p_n):
    return torch.log10(p_d / p_n)


# === wrong-log-base: np.log2 of the odds
def nce_optimal_energy(p_d, p_n):
    D = (p_d / (p_d + p_n)).double().numpy()
    return np.log2(D / (1 - D))


# === wrong: a prior of two
def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / (2 * p_n))


# === wrong: the product
def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) + torch.log(p_n)


# === wrong: the square root of the ratio
def nce_optimal_energy(p_d, p_n):
    return torch.sqrt(p_d / p_n)


# === wrong: half the log ratio
def nce_optimal_energy(p_d, p_n):
    return 0.5 * torch.log(p_d / p_n)


# === wrong: minus log of the sum
def nce_optimal_energy(p_d, p_n):
    return -torch.log(p_d + p_n)


# === wrong: only the noise
def nce_optimal_energy(p_d, p_n):
    return -torch.log(p_n)


# === wrong: the mean of the energies
def nce_optimal_energy(p_d, p_n):
    return (torch.log(p_d) - torch.log(p_n)).mean()


# === wrong: clamped to [0, 1]
def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / p_n).clamp(0, 1)


# === wrong: an epsilon of 0.01
def nce_optimal_energy(p_d, p_n):
    return torch.log((p_d + 0.01) / (p_n + 0.01))


# === wrong: rounded to two digits
def nce_optimal_energy(p_d, p_n):
    return np.round(np.log(p_d.numpy() / p_n.numpy()), 2)


# === wrong: half precision
def nce_optimal_energy(p_d, p_n):
    return (p_d.half().log() - p_n.half().log()).half()


# === wrong: probabilities clamped, as BCE does, too hard
def nce_optimal_energy(p_d, p_n):
    D = (p_d / (p_d + p_n)).clamp(0.05, 0.95)
    return torch.logit(D)


# === wrong: densities above one cut
def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d.clamp(max=1)) - torch.log(p_n.clamp(max=1))


# === wrong: flattened
def nce_optimal_energy(p_d, p_n):
    return (torch.log(p_d) - torch.log(p_n)).flatten()


# === wrong: at least one dimension
def nce_optimal_energy(p_d, p_n):
    return np.atleast_1d(np.log(p_d.numpy()) - np.log(p_n.numpy()))


# === wrong: a softmax over all points
def nce_optimal_energy(p_d, p_n):
    return torch.log(torch.softmax(p_d.flatten(), 0) / torch.softmax(p_n.flatten(), 0)).view(
        p_d.shape
    )


# === wrong: NaN where the ratio is below one
def nce_optimal_energy(p_d, p_n):
    return torch.exp(torch.log(torch.log(p_d / p_n)))


# === wrong: a truncated series
def nce_optimal_energy(p_d, p_n):
    u = (p_d - p_n) / (p_d + p_n)
    return 2 * (u + u**3 / 3 + u**5 / 5)


# === wrong: the sigmoid of the ratio
def nce_optimal_energy(p_d, p_n):
    return torch.sigmoid(p_d / p_n)


# === wrong: the arguments were exchanged by name
def nce_optimal_energy(p_n, p_d):
    return torch.log(p_d) - torch.sqrt(p_n)


# === wrong: E* and D*
def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / p_n), p_d / (p_d + p_n)


# === right: the odds of an optimal discriminator of a GAN
def optimal_discriminator(p_data, p_g):
    return p_data / (p_data + p_g)


def nce_optimal_energy(p_d, p_n):
    D = optimal_discriminator(p_d, p_n)
    odds = D / (1.0 - D)
    return torch.log(odds)


# === right: log densities with nu = 1
def nce_optimal_energy(p_d, p_n, nu=1):
    log_p, log_q = p_d.log(), p_n.log()
    return log_p - (log_q + math.log(nu))


# === right: with torch.no_grad and a copy
@torch.no_grad()
def nce_optimal_energy(p_d, p_n):
    data, noise = p_d.clone().detach(), p_n.clone().detach()
    return data.log() - noise.log()


# === right: np.errstate and broadcasting
def nce_optimal_energy(p_d, p_n):
    p_d, p_n = np.broadcast_arrays(np.asarray(p_d, float), np.asarray(p_n, float))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p_n > 0, np.log(np.divide(p_d, p_n)), np.inf)


# === right: Gaussian parameters fitted to two values, absurdly
def nce_optimal_energy(p_d, p_n):
    x_d, x_n = torch.sqrt(-2 * torch.log(p_d / 10)), torch.sqrt(-2 * torch.log(p_n / 10))
    return (x_n**2 - x_d**2) / 2


# === right: the arguments are lists to it
def nce_optimal_energy(p_d, p_n):
    p_d, p_n = np.array(p_d.tolist()), np.array(p_n.tolist())
    return np.log(p_d) - np.log(p_n)


# === right: a softplus identity
def nce_optimal_energy(p_d, p_n):
    u = p_d.double().log() - p_n.double().log()
    return F.softplus(u) - F.softplus(-u)


# === right: a masked tensor of ones
def nce_optimal_energy(p_d, p_n):
    E = torch.full_like(p_d, float("nan"))
    ok = (p_d > 0) & (p_n > 0)
    E[ok] = torch.log(p_d[ok]) - torch.log(p_n[ok])
    return E


# === wrong: E of the noise model added
def nce_optimal_energy(p_d, p_n):
    return -torch.log(p_d) - torch.log(p_n)


# === wrong: the log of the difference
def nce_optimal_energy(p_d, p_n):
    return torch.log((p_d - p_n).abs() + 1e-8)


# === wrong: Jensen-Shannon's integrand
def nce_optimal_energy(p_d, p_n):
    m = (p_d + p_n) / 2
    return 0.5 * (p_d * torch.log(p_d / m) + p_n * torch.log(p_n / m))


# === wrong: the loss at the optimum
def nce_optimal_energy(p_d, p_n):
    D = p_d / (p_d + p_n)
    return p_d * torch.log(D) + p_n * torch.log(1 - D)


# === wrong: a logit of p_d alone
def nce_optimal_energy(p_d, p_n):
    return torch.logit(p_d.clamp(1e-6, 1 - 1e-6))


# === wrong: only the sign
def nce_optimal_energy(p_d, p_n):
    return torch.sign(p_d - p_n)


# === wrong: float of the first entry only
def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d / p_n.flatten()[0])


# === classifier-not-logit: np.divide
def nce_optimal_energy(p_d, p_n):
    return np.divide(p_d.numpy(), np.add(p_d.numpy(), p_n.numpy()))


# === ratio-inverted + ratio-not-log: the odds of the noise
def nce_optimal_energy(p_d, p_n):
    return p_n / p_d


# === ratio-inverted + classifier-not-logit: the probability of noise
def nce_optimal_energy(p_d, p_n):
    return 1 - p_d / (p_d + p_n)


# === ratio-inverted + log-classifier: log(1 - D), from E = softplus
def nce_optimal_energy(p_d, p_n):
    return F.logsigmoid(torch.log(p_n) - torch.log(p_d))
