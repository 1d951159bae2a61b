"""Versions put together from parts: every way to write a step beside every way to write the next.

A program has slots, and each slot has right parts that mean the same and, in one or two of them,
the slip of a known mistake. So what is right and which mistake a wrong one makes is known by
construction. The whole product has tens of thousands; a seed draws from it, the same every time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from versions import Version

# 4.2. The parts see z, y, y_neg; a (N,) are the positives, s (N, M) the negatives, l (N,) their
# log-sum-exp.

CASTS = [
    "",
    "z, y, y_neg = z.double(), y.double(), y_neg.double()",
    "z, y, y_neg = (F.normalize(t, dim=-1) for t in (z, y, y_neg))",
    "z, y, y_neg = z.clone(), y.contiguous(), y_neg.detach()",
    "z = z / z.norm(dim=1, keepdim=True)",
]
PAIRS = [
    "a = (z * y).sum(1)",
    "a = torch.einsum('nd,nd->n', z, y)",
    "a = torch.diagonal(z @ y.T)",
    "a = torch.bmm(z[:, None, :], y[:, :, None]).reshape(-1)",
    "a = F.cosine_similarity(z, y, dim=-1)",
    "a = 1 - (z - y).pow(2).sum(-1) / 2",
    "a = torch.stack([u @ v for u, v in zip(z, y)])",
    "a = ((z + y).norm(dim=1) ** 2 - 2) / 2",
]
DOTS = [
    "s = z @ y_neg.T",
    "s = torch.mm(z, y_neg.t())",
    "s = torch.einsum('nd,md->nm', z, y_neg)",
    "s = F.linear(z, y_neg)",
    "s = (z[:, None] * y_neg[None]).sum(-1)",
    "s = 1 - torch.cdist(z, y_neg).square() / 2",
    "s = F.cosine_similarity(z.unsqueeze(1), y_neg.unsqueeze(0), dim=2)",
    "s = torch.stack([y_neg @ row for row in z])",
    "s = torch.matmul(y_neg, z.t()).t()",
]
SUMS = [
    "l = torch.logsumexp(s, dim=1)",
    "l = torch.log(torch.exp(s).sum(dim=1))",
    "m = s.max(1, keepdim=True).values; l = (m + (s - m).exp().sum(1, keepdim=True).log())[:, 0]",
    "m = s.detach().amax(); l = m + (s - m).exp().sum(-1).log()",
    "l = functools.reduce(torch.logaddexp, s.unbind(1))",
    "l = s[:, 0] - F.log_softmax(s, dim=1)[:, 0]",
    "l = s.exp().mean(1).log() + math.log(s.shape[1])",
    "l = torch.stack([sum(e for e in row).log() for row in s.exp()])",
    "p = torch.softmax(s, 1); l = (p * (s - p.log())).sum(1)",
    "l = torch.logcumsumexp(s, 1)[:, -1]",
]
ENDS = [
    "return (l - a).mean()",
    "return -torch.mean(a - l)",
    "return l.mean() - a.mean()",
    "return torch.sum(l - a) / z.shape[0]",
    "return sum(l - a) / len(z)",
    "return -torch.log(torch.exp(a) / torch.exp(l)).mean()",
    "return (l - a).mean().reshape(1)",
    "return torch.stack([l, -a]).sum(0).mean()",
]
LOSS = {"cast": CASTS, "pairs": PAIRS, "dots": DOTS, "change": [""], "sums": SUMS, "end": ENDS}
LOSS_SLIPS = {
    "positive-in-denominator": ("change", "s = torch.cat([s, a[:, None]], 1)"),
    "temperature": ("change", "a, s = a / 0.2, s / 0.2"),
    "mean-over-negatives": ("sums", "l = s.exp().mean(1).log()"),
    "diagonal-excluded": ("sums", "e = s.exp(); l = (e.sum(1) - e.diagonal()).log()"),
    "wrong-axis": ("sums", "l = s.logsumexp(0)"),
    "symmetric": ("sums", "l = (s.logsumexp(0).mean() + s.logsumexp(1).mean()) / 2"),
    "denominator-over-positives": ("dots", "s = z @ y.T"),
    "sum-over-batch": ("end", "return (l - a).sum()"),
    "sign-flipped": ("end", "return (a - l).mean()"),
    "no-log": ("end", "return -torch.exp(a - l).mean()"),
    "alignment-only": ("end", "return -a.mean()"),
    "uniformity-only": ("end", "return l.mean()"),
    "per-sample": ("end", "return l - a"),
}
LOSS_PAIRS = [
    ("temperature", "sign-flipped"),
    ("temperature", "mean-over-negatives"),
    ("temperature", "sum-over-batch"),
    ("temperature", "denominator-over-positives"),
    ("positive-in-denominator", "sign-flipped"),
    ("positive-in-denominator", "sum-over-batch"),
    ("mean-over-negatives", "sign-flipped"),
    ("mean-over-negatives", "sum-over-batch"),
    ("denominator-over-positives", "sign-flipped"),
]

# 4.1. The parts see p_d and p_n; `log` is a function.

LOGS = [
    "log = torch.log",
    "log, p_d, p_n = np.log, p_d.numpy(), p_n.numpy()",
    "log, p_d, p_n = np.log, p_d.double().numpy(), p_n.double().numpy()",
    "log = lambda p: torch.log2(p) * math.log(2)",
    "log = np.vectorize(lambda p: math.log(p))",
    "log = lambda p: -torch.log(1 / p)",
]
ENERGIES = [
    "E = log(p_d / p_n)",
    "E = log(p_d) - log(p_n)",
    "D = p_d / (p_d + p_n); E = log(D) - log(1 - D)",
    "D = 1 / (1 + p_n / p_d); E = -log(1 / D - 1)",
    "E = -log(p_n / p_d)",
    "E = 2 * log((p_d / p_n) ** 0.5)",
    "E = log(p_d * p_d) / 2 - log(p_n * p_n) / 2",
]
RETURNS = [
    "return E",
    "return E.tolist()",
    "return np.asarray(E, dtype=np.float64)",
    "return torch.as_tensor(E)",
    "return E.reshape(p_d.shape)",
]
ENERGY = {"logs": LOGS, "energy": ENERGIES, "return": RETURNS}
ENERGY_SLIPS = {
    "ratio-inverted": ("energy", "E = log(p_n) - log(p_d)"),
    "ratio-not-log": ("energy", "E = p_d / p_n"),
    "classifier-not-logit": ("energy", "E = p_d / (p_d + p_n)"),
    "log-classifier": ("energy", "E = log(p_d) - log(p_d + p_n)"),
    "negative-log-density": ("energy", "E = -log(p_d)"),
    "log-density": ("energy", "E = log(p_d)"),
    "difference-not-ratio": ("energy", "E = p_d - p_n"),
    "wrong-log-base": ("logs", "log = torch.log10"),
}
ENERGY_PAIRS = [("ratio-inverted", "wrong-log-base")]

# 3.1. The parts see alpha; then `step` moves (d, g), and the columns of A are its images.

RATES = ["", "alpha = float(alpha)", "alpha = torch.tensor(alpha)", "alpha = np.float64(alpha)"]
STEPS = [
    "step = lambda d, g: (d + alpha * g, g - alpha * d)",
    "V_d, V_g = (lambda d, g: g), (lambda d, g: d); "
    "step = lambda d, g: (d + alpha * V_d(d, g), g - alpha * V_g(d, g))",
    "step = lambda d, g: (1 * d + alpha * g, -alpha * d + 1 * g)",
    "V = lambda d, g: d * g; "
    "step = lambda d, g: (d + alpha * (V(1, g) - V(0, g)), g - alpha * (V(d, 1) - V(d, 0)))",
]
COLUMNS = [
    "(p, r), (q, t) = step(1.0, 0.0), step(0.0, 1.0)",
    "(p, r), (q, t) = (step(*e) for e in ((1, 0), (0, 1)))",
]
SHAPES = [
    "return [[p, q], [r, t]]",
    "return (p, q), (r, t)",
    "return np.array([[p, q], [r, t]], dtype=float)",
    "return np.array([p, q, r, t], dtype=float).reshape(2, 2)",
    "return torch.tensor([[p, q], [r, t]])",
    "return np.matrix([[float(p), float(q)], [float(r), float(t)]])",
    "return torch.tensor([[p, r], [q, t]], dtype=torch.float64).T",
]
MATRIX = {"rate": RATES, "step": STEPS, "columns": COLUMNS, "shape": SHAPES}
MATRIX_SLIPS = {
    "roles-swapped": ("columns", "(p, q), (r, t) = step(1.0, 0.0), step(0.0, 1.0)"),
    "both-ascend": ("step", "step = lambda d, g: (d + alpha * g, g + alpha * d)"),
    "both-descend": ("step", "step = lambda d, g: (d - alpha * g, g - alpha * d)"),
    "alternating-update": (
        "step",
        "step = lambda d, g: (d + alpha * g, g - alpha * (d + alpha * g))",
    ),
    "missing-identity": ("step", "step = lambda d, g: (alpha * g, -alpha * d)"),
    "missing-learning-rate": ("rate", "alpha = 1.0"),
    "implicit-update": (
        "step",
        "k = 1 / (1 + alpha**2); step = lambda d, g: (k * (d + alpha * g), k * (g - alpha * d))",
    ),
}

# 2.5a. The parts see nothing; x, F_a, F_b become z_a, z_b.

POINTS = [
    "x = rng.normal(size=n)",
    "x = rng.normal(size=(n, 1))",
    "x = np.matrix(rng.normal(size=(n, 1)))",
    "x = rng.integers(1, 9, size=n)",
    "x = np.arange(1.0, n + 1).astype(np.float32)",
    "x = 1e-6 * rng.normal(size=n)",
]
MAPS = [
    "F_a, F_b = rng.normal(size=(2, 2, n))",
    "F_a, F_b = np.eye(2, n), 3 * np.eye(2, n)",
    "F_a = rng.normal(size=(2, n)); F_b = np.array([[0, -1], [1, 0]]) @ F_a",
    "F_a, F_b = np.ones((2, n)), np.zeros((2, n))",
    "F_a = rng.normal(size=(2, n)).astype(np.float32); F_b = 2 * F_a",
    "F_a, F_b = np.ones((2, n)), np.outer([1, -2], np.arange(1, n + 1))",
]
IMAGES = ["z_a, z_b = F_a @ x, F_b @ x", "z_a, z_b = np.dot(F_a, x), np.dot(F_b, x)"]
ANSWERS = [
    "return x, F_a, F_b, z_a, z_b",
    "return [x.tolist(), F_a.tolist(), F_b.tolist(), z_a.tolist(), z_b.tolist()]",
    "return dict(z_b=z_b, z_a=z_a, F_b=F_b, F_a=F_a, x=x)",
    "return tuple(torch.from_numpy(np.array(v)) for v in (x, F_a, F_b, z_a, z_b))",
    "return namedtuple('Answer', 'x F_a F_b z_a z_b')(x, F_a, F_b, z_a, z_b)",
]
SIZES = ["n = 2", "n = 3", "n = 7"]
LINEAR = {"size": SIZES, "x": POINTS, "maps": MAPS, "images": IMAGES, "answer": ANSWERS}
LINEAR_SLIPS = {
    "same-representation": ("maps", "F_a = rng.normal(size=(2, n)); F_b = F_a.copy()"),
    "inconsistent": ("images", "z_a, z_b = F_a @ x + 1, F_b @ x"),
    "wrong-dimension": ("maps", "F_a, F_b = rng.normal(size=(2, 5, n))"),
}

PROGRAMS = {
    "linear_reparameterization": ("", LINEAR, LINEAR_SLIPS, []),
    "A_matrix": ("alpha", MATRIX, MATRIX_SLIPS, []),
    "nce_optimal_energy": ("p_d, p_n", ENERGY, ENERGY_SLIPS, ENERGY_PAIRS),
    "contrastive_loss": ("z, y, y_neg", LOSS, LOSS_SLIPS, LOSS_PAIRS),
}
IMPORTS = """import functools
import math
from collections import namedtuple
import numpy as np
import torch
import torch.nn.functional as F
rng = np.random.default_rng(7)


"""


def generated(right: int = 60, wrong: int = 4) -> Iterator[Version]:
    """So many right versions of each function, and so many of each mistake and pair of mistakes."""
    draw = random.Random(480917)
    for function, (arguments, slots, slips, pairs) in PROGRAMS.items():
        chosen: list[tuple[str, ...]] = [()] * right
        chosen += [(slip,) for slip in slips for _ in range(wrong)]
        chosen += [pair for pair in pairs for _ in range(wrong)]
        for ids in chosen:
            parts = {slot: draw.choice(options) for slot, options in slots.items()}
            parts |= dict(slips[slip] for slip in ids)
            lines = [f"    {part}\n" for part in parts.values() if part]
            yield Version(
                function=function,
                name=" | ".join(part for part in parts.values() if part),
                source=f"{IMPORTS}def {function}({arguments}):\n{''.join(lines)}",
                right=not ids,
                # log M has no gradient, so what lacks it alone keeps the gradient's points.
                points=2.0 if ids == ("mean-over-negatives",) else 0.0,
                mistakes=frozenset(ids),
            )
