import functools
import math
import operator

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


# === right: a double loop of Python floats for the indices, tensors for the values
def contrastive_loss(z, y, y_neg):
    N, d = z.shape
    M, _ = y_neg.shape
    total = torch.zeros(())
    for i in range(N):
        numerator = torch.exp(torch.dot(z[i], y[i]))
        denominator = torch.zeros(())
        for j in range(M):
            denominator = denominator + torch.exp(torch.dot(z[i], y_neg[j]))
        total = total + -torch.log(numerator / denominator)
    return total / N


# === right: log-sum-exp shifted by a maximum that is cut off from the graph
def contrastive_loss(z, y, y_neg):
    sim = torch.mm(z, y_neg.t())
    with torch.no_grad():
        top = sim.max(dim=1, keepdim=True).values
    lse = top.squeeze(1) + torch.log(torch.exp(sim - top).sum(dim=1))
    return (lse - (z * y).sum(dim=1)).mean()


# === right: shifted by the maximum of the whole matrix, detached
def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    c = s.max().detach()
    return (c + (s - c).exp().sum(-1).log() - torch.einsum("ij,ij->i", z, y)).mean()


# === right: shifted by one, the largest dot product there can be
def contrastive_loss(z, y, y_neg):
    s = torch.exp(z @ y_neg.T - 1).sum(1)
    return (s.log() + 1 - (z * y).sum(1)).mean()


# === right: logaddexp folded over the negatives
def contrastive_loss(z, y, y_neg):
    columns = (z @ y_neg.T).unbind(1)
    lse = functools.reduce(torch.logaddexp, columns)
    return torch.mean(lse - torch.sum(z * y, -1))


# === right: the last of a cumulative log-sum-exp
def contrastive_loss(z, y, y_neg):
    return (torch.logcumsumexp(z @ y_neg.T, dim=1)[:, -1] - (z * y).sum(1)).mean()


# === right: cross entropy gives log-sum-exp minus one logit, which is put back
def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    first = torch.zeros(len(z), dtype=torch.long)
    lse = F.cross_entropy(s, first, reduction="none") + s[:, 0]
    return (lse - (z * y).sum(1)).mean()


# === right: minus log_softmax at one place
def contrastive_loss(z, y, y_neg):
    s = F.linear(z, y_neg)
    lse = s[:, -1] - F.log_softmax(s, dim=1)[:, -1]
    return (lse - F.cosine_similarity(z, y)).mean()


# === right: minus the log of a softmax that is undone
def contrastive_loss(z, y, y_neg):
    sim = z @ y_neg.transpose(0, 1)
    p = torch.softmax(sim, 1)
    return (-(p[:, 0].log() - sim[:, 0]) - (z * y).sum(1)).mean()


# === right: all differences s - a in one log-sum-exp
def contrastive_loss(z, y, y_neg):
    a = torch.linalg.vecdot(z, y)
    return torch.logsumexp(z @ y_neg.T - a[:, None], dim=1).mean()


# === right: L_align, L_unif and log M
def align(z, y):
    return (z * y).sum(dim=1).mean()


def uniform(z, y_neg):
    return torch.log(torch.mean(torch.exp(z @ y_neg.T), dim=1)).mean()


def contrastive_loss(z, y, y_neg):
    return -align(z, y) + uniform(z, y_neg) + np.log(y_neg.shape[0])


# === right: log M first, a NumPy scalar on the left
def contrastive_loss(z, y, y_neg):
    return (
        np.log(np.float32(y_neg.shape[0]))
        + (z @ y_neg.T).exp().mean(1).log().mean()
        - (z * y).sum(1).mean()
    )


# === right: log M as a tensor
def contrastive_loss(z, y, y_neg):
    M = torch.tensor(y_neg.size(0), dtype=torch.float)
    return (
        torch.log(M)
        + torch.log(torch.exp(z.mm(y_neg.t())).mean(1)).mean()
        - torch.diag(z.mm(y.t())).mean()
    )


# === right: positives on the diagonal of a Gram matrix, by trace
def contrastive_loss(z, y, y_neg):
    return torch.logsumexp(z @ y_neg.T, 1).mean() - torch.trace(z @ y.T) / z.shape[0]


# === right: bmm for both
def contrastive_loss(z, y, y_neg):
    pos = torch.bmm(z.unsqueeze(1), y.unsqueeze(2)).squeeze(-1).squeeze(-1)
    neg = torch.bmm(z.unsqueeze(1), y_neg.t().unsqueeze(0).expand(len(z), -1, -1)).squeeze(1)
    return -(pos - torch.logsumexp(neg, dim=-1)).mean()


# === right: broadcasting over three axes
def contrastive_loss(z, y, y_neg):
    neg = (z[:, None, :] * y_neg[None, :, :]).sum(-1)
    pos = (z[:, None, :] * y[:, None, :]).sum(-1)
    return torch.log((neg - pos).exp().sum(1)).mean()


# === right: einsum with lists, as in MoCo
def contrastive_loss(z, y, y_neg):
    l_pos = torch.einsum("nc,nc->n", [z, y]).unsqueeze(-1)
    l_neg = torch.einsum("nc,ck->nk", [z, y_neg.t()])
    return (torch.logsumexp(l_neg, dim=1, keepdim=True) - l_pos).mean()


# === right: tensordot and inner
def contrastive_loss(z, y, y_neg):
    s = torch.tensordot(z, y_neg, dims=([1], [1]))
    pos = torch.stack([torch.inner(a, b) for a, b in zip(z, y)])
    return torch.mean(torch.special.logsumexp(s, 1) - pos)


# === right: cosine similarity broadcast
def contrastive_loss(z, y, y_neg):
    cos = nn.CosineSimilarity(dim=-1, eps=1e-8)
    pos = cos(z, y)
    neg = cos(z.unsqueeze(1), y_neg.unsqueeze(0))
    return (-pos + neg.exp().sum(-1).log()).mean()


# === right: normalised once more with F.normalize
def contrastive_loss(z, y, y_neg):
    z, y, y_neg = F.normalize(z, dim=1), F.normalize(y, dim=1), F.normalize(y_neg, dim=1)
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()


# === right: normalised by hand with a small constant
def contrastive_loss(z, y, y_neg):
    unit = lambda t: t / (t.norm(dim=1, keepdim=True) + 1e-8)
    z, y, y_neg = map(unit, (z, y, y_neg))
    return -(torch.exp((z * y).sum(1)) / torch.exp(z @ y_neg.T).sum(1)).log().mean()


# === right: minus half the squared distance in both places
def contrastive_loss(z, y, y_neg):
    pos = -0.5 * (z - y).pow(2).sum(1)
    neg = -0.5 * (z[:, None] - y_neg[None]).pow(2).sum(2)
    return -torch.mean(torch.log(torch.exp(pos) / torch.exp(neg).sum(1)))


# === right: cdist, cos = 1 - d^2 / 2
def contrastive_loss(z, y, y_neg):
    neg = 1 - torch.cdist(z, y_neg) ** 2 / 2
    pos = 1 - F.pairwise_distance(z, y) ** 2 / 2
    return (neg.logsumexp(1) - pos).mean()


# === right: cdist without the matrix product
def contrastive_loss(z, y, y_neg):
    d2 = torch.cdist(z, y_neg, compute_mode="donot_use_mm_for_euclid_dist").square()
    p2 = torch.norm(z - y, dim=1).square()
    return (p2 / 2 + torch.logsumexp(-d2 / 2, dim=1)).mean()


# === right: the chord's angle, 2 asin(c / 2)
def contrastive_loss(z, y, y_neg):
    chord = (z[:, None] - y_neg).norm(dim=2)
    s = torch.cos(2 * torch.asin(chord / 2))
    return (torch.logsumexp(s, 1) - (z * y).sum(1)).mean()


# === right: double precision throughout
def contrastive_loss(z, y, y_neg):
    z, y, y_neg = z.double(), y.double(), y_neg.double()
    return (torch.exp(z @ y_neg.T).sum(1).log() - (z * y).sum(1)).mean()


# === right: only the sum in double, back to float
def contrastive_loss(z, y, y_neg):
    s = (z @ y_neg.T).to(torch.float64)
    return (torch.log(torch.sum(torch.exp(s), dim=1)).float() - (z * y).sum(1)).mean().to(z.dtype)


# === right: powers of two
def contrastive_loss(z, y, y_neg):
    s = (z @ y_neg.T) / math.log(2)
    return (torch.log2((2**s).sum(1)) * math.log(2) - (z * y).sum(1)).mean()


# === right: powers of ten
def contrastive_loss(z, y, y_neg):
    k = math.log10(math.e)
    s = torch.pow(10.0, k * z @ y_neg.T).sum(1)
    return (torch.log10(s) / k - (z * y).sum(1)).mean()


# === right: expm1 and log1p
def contrastive_loss(z, y, y_neg):
    s = torch.expm1(z @ y_neg.T).sum(1) + len(y_neg)
    return (torch.log1p(s - 1) - (z * y).sum(1)).mean()


# === right: square root of the square
def contrastive_loss(z, y, y_neg):
    half = torch.exp(z @ y_neg.T / 2)
    return (2 * torch.log(half.norm(dim=1)) - (z * y).sum(1)).mean()


# === right: minus log of each, collected in a list
def contrastive_loss(z, y, y_neg):
    losses = []
    for zi, yi in zip(z, y):
        scores = torch.exp(y_neg @ zi)
        losses.append(-torch.log(torch.exp(zi @ yi) / scores.sum()))
    return sum(losses) / len(losses)


# === right: reduce with operator.add
def contrastive_loss(z, y, y_neg):
    terms = [torch.logsumexp(y_neg.mv(a), 0) - a.dot(b) for a, b in zip(z, y)]
    return functools.reduce(operator.add, terms).div(len(terms))


# === right: recursion over the rows
def contrastive_loss(z, y, y_neg):
    def total(i):
        if i == len(z):
            return 0
        return (y_neg @ z[i]).logsumexp(0) - z[i] @ y[i] + total(i + 1)

    return total(0) / len(z)


# === right: vmap
def contrastive_loss(z, y, y_neg):
    def one(a, b):
        return torch.logsumexp(torch.mv(y_neg, a), 0) - torch.dot(a, b)

    return torch.vmap(one)(z, y).mean()


# === right: a module whose instance is the function
class ContrastiveLoss(nn.Module):
    def __init__(self, temperature: float = 1.0, reduction: str = "mean"):
        super().__init__()
        self.temperature = temperature
        self.reduction = reduction

    def forward(self, query, positive_key, negative_keys):
        l_pos = torch.sum(query * positive_key, dim=1) / self.temperature
        l_neg = query @ negative_keys.transpose(-2, -1) / self.temperature
        loss = torch.logsumexp(l_neg, dim=1) - l_pos
        return loss.mean() if self.reduction == "mean" else loss


contrastive_loss = ContrastiveLoss()


# === right: functools.partial of a function with a temperature of one
def info_nce(tau, z, y, y_neg):
    z, y = z / tau, y
    return (torch.logsumexp(z @ y_neg.T, dim=1) - (z * y).sum(dim=1)).mean()


contrastive_loss = functools.partial(info_nce, 1.0)

# === right: a lambda
contrastive_loss = lambda z, y, y_neg: ((z @ y_neg.T).logsumexp(1) - (z * y).sum(1)).mean()


# === right: a bound method
class Model:
    def score(self, a, b):
        return a @ b.T

    def loss(self, z, y, y_neg):
        return (self.score(z, y_neg).logsumexp(-1) - self.score(z, y).diagonal()).mean()


contrastive_loss = Model().loss


# === right: *args
def contrastive_loss(*args):
    z, y, neg = args
    return torch.mean(torch.logsumexp(z.matmul(neg.T), -1) - torch.mul(z, y).sum(-1))


# === right: torch.jit.script
import warnings

warnings.simplefilter("ignore")


@torch.jit.script
def contrastive_loss(z: torch.Tensor, y: torch.Tensor, y_neg: torch.Tensor) -> torch.Tensor:
    pos = (z * y).sum(dim=1)
    return (torch.logsumexp(z @ y_neg.t(), dim=1) - pos).mean()


# === right: a custom autograd.Function with the gradients worked out
class Contrastive(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, y, y_neg):
        s = z @ y_neg.T
        ctx.save_for_backward(z, y, y_neg, torch.softmax(s, 1))
        return (torch.logsumexp(s, 1) - (z * y).sum(1)).mean()

    @staticmethod
    def backward(ctx, grad):
        z, y, y_neg, p = ctx.saved_tensors
        n = len(z)
        return grad * (p @ y_neg - y) / n, -grad * z / n, grad * p.T @ z / n


def contrastive_loss(z, y, y_neg):
    return Contrastive.apply(z, y, y_neg)


# === right: exponentials in place
def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    den = s.exp_().sum(1).log_()
    return den.sub((z * y).sum(1)).mean()


# === right: in place on the inputs
def contrastive_loss(z, y, y_neg):
    neg = (z @ y_neg.T).logsumexp(1)
    z.mul_(y)
    return (neg - z.sum(1)).mean()


# === right: concatenated, and the positive masked out again
def contrastive_loss(z, y, y_neg):
    logits = torch.cat([(z * y).sum(1, keepdim=True), z @ y_neg.T], dim=1)
    mask = torch.ones_like(logits, dtype=torch.bool)
    mask[:, 0] = False
    den = logits.masked_fill(~mask, float("-inf")).logsumexp(1)
    return (den - logits[:, 0]).mean()


# === right: concatenated, and the positive's share subtracted
def contrastive_loss(z, y, y_neg):
    e = torch.exp(torch.cat([torch.sum(z * y, 1, True), z @ y_neg.T], 1))
    return -torch.log(e[:, 0] / (e.sum(1) - e[:, 0])).mean()


# === right: reshaped as (N, 1, d) and (1, M, d), matmul of batches
def contrastive_loss(z, y, y_neg):
    N, d = z.size()
    M = y_neg.size(0)
    neg = torch.matmul(z.view(N, 1, d), y_neg.view(1, M, d).transpose(1, 2)).view(N, M)
    pos = torch.matmul(z.view(N, 1, d), y.view(N, d, 1)).view(N)
    return (neg.exp().sum(1).log() - pos).sum() / N


# === right: one-element tensor of shape (1, 1)
def contrastive_loss(z, y, y_neg):
    loss = torch.logsumexp(z @ y_neg.T, 1, keepdim=True) - (z * y).sum(1, keepdim=True)
    return loss.mean(0, keepdim=True)


# === right: prints, assertions, a log of its own
HISTORY = []


def contrastive_loss(z, y, y_neg):
    assert z.shape == y.shape and z.shape[1] == y_neg.shape[1]
    loss = (torch.logsumexp(z @ y_neg.T, dim=1) - (z * y).sum(dim=1)).mean()
    HISTORY.append(loss.item())
    print(f"step {len(HISTORY)}: loss = {loss.item():.4f}")
    return loss


# === right: gradients are switched on inside
def contrastive_loss(z, y, y_neg):
    torch.set_grad_enabled(True)
    z.requires_grad_(True)
    y.requires_grad_()
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()


# === right: retain_grad and a backward of a copy
def contrastive_loss(z, y, y_neg):
    if z.requires_grad:
        z.retain_grad()
    loss = (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()
    if loss.requires_grad:
        loss.backward(retain_graph=True)
    return loss


# === right: moved to the device it has, made contiguous
def contrastive_loss(z, y, y_neg):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    z, y, y_neg = z.to(device), y.to(device), y_neg.to(device)
    sim = torch.mm(z, y_neg.t().contiguous())
    pos = torch.sum(z * y, dim=-1)
    return -torch.log(torch.exp(pos) / torch.exp(sim).sum(dim=-1)).mean()


# === right: a small epsilon in the log, as one sees everywhere
def contrastive_loss(z, y, y_neg):
    num = torch.exp((z * y).sum(1))
    den = torch.exp(z @ y_neg.T).sum(1)
    return -torch.log(num / (den + 1e-8) + 1e-10).mean()


# === right: chunks of negatives
def contrastive_loss(z, y, y_neg):
    parts = [torch.logsumexp(z @ chunk.T, 1) for chunk in y_neg.split(2)]
    return (torch.logsumexp(torch.stack(parts), 0) - (z * y).sum(1)).mean()


# === right: Categorical's normalised logits
def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    normal = torch.distributions.Categorical(logits=s).logits
    return ((s - normal)[:, 0] - (z * y).sum(1)).mean()


# === right: NLLLoss and LogSoftmax modules
def contrastive_loss(z, y, y_neg):
    pos, neg = (z * y).sum(1), z @ y_neg.T
    logits = neg - pos.unsqueeze(1)
    out = nn.NLLLoss(reduction="none")(nn.LogSoftmax(dim=1)(logits), torch.zeros(len(z)).long())
    return (out + logits[:, 0]).mean()


# === right: with torch.autocast off and anomaly detection on
def contrastive_loss(z, y, y_neg):
    with torch.autograd.set_detect_anomaly(True), torch.autocast("cpu", enabled=False):
        return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()


# === right: no_grad where it does no harm
def contrastive_loss(z, y, y_neg):
    with torch.no_grad():
        N, M = z.shape[0], y_neg.shape[0]
        ones = torch.ones(M)
    den = torch.exp(z @ y_neg.T) @ ones
    return -torch.log(torch.exp((z * y).sum(1)) / den).sum() * (1.0 / N)


# === right: sorted negatives, summed from the smallest
def contrastive_loss(z, y, y_neg):
    s = torch.sort(z @ y_neg.T, dim=1).values
    return (s.exp().cumsum(1)[:, -1].log() - (z * y).sum(1)).mean()


# === right: padded with -inf
def contrastive_loss(z, y, y_neg):
    s = F.pad(z @ y_neg.T, (0, 3), value=float("-inf"))
    return (torch.logsumexp(s, 1) - (z * y).sum(1)).mean()


# === right: an embedding layer and a linear layer hold the vectors
def contrastive_loss(z, y, y_neg):
    rows = F.embedding(torch.arange(len(y_neg)), y_neg)
    return (
        F.linear(z, rows).logsumexp(1) - F.bilinear(z, y, torch.eye(z.shape[1])[None]).squeeze(1)
    ).mean()


# === right: quantities kept in a dict
def contrastive_loss(z, y, y_neg):
    parts = {"pos": (z * y).sum(1), "neg": z @ y_neg.T}
    parts = {k: v - 1 for k, v in parts.items()}
    return (parts["neg"].logsumexp(1) - parts["pos"]).mean()


# === right: the whole thing under a default dtype of float64
def contrastive_loss(z, y, y_neg):
    torch.set_default_dtype(torch.float64)
    w = torch.full((len(z),), 1 / len(z))
    loss = w @ (torch.logsumexp(z.double() @ y_neg.double().T, 1) - (z * y).sum(1).double())
    torch.set_default_dtype(torch.float32)
    return loss


# === right: weighted by labels one-hot, N targets
def contrastive_loss(z, y, y_neg):
    onehot = torch.eye(len(z))
    pos = ((z @ y.T) * onehot).sum(1)
    return -(pos - torch.log((z @ y_neg.T).exp().sum(1))).mean()


# === right: gather of the diagonal
def contrastive_loss(z, y, y_neg):
    index = torch.arange(z.size(0)).view(-1, 1)
    pos = (z @ y.T).gather(1, index).squeeze(1)
    return (torch.logsumexp(z @ y_neg.T, dim=1) - pos).mean()


# === right: boolean mask of the diagonal
def contrastive_loss(z, y, y_neg):
    sim = z @ y.T
    pos = sim[torch.eye(len(z), dtype=torch.bool)]
    return torch.logsumexp(z @ y_neg.T, dim=1).sub(pos).mean()


# === right: nanmean, amax, narrow and other names
def contrastive_loss(z, y, y_neg):
    s = torch.addmm(torch.zeros(len(z), len(y_neg)), z, y_neg.T)
    top = s.amax(1, keepdim=True)
    return (s.sub(top).exp().sum(1).log().add(top.flatten()) - z.mul(y).sum(1)).nanmean()


# === right: double backward stays possible
def contrastive_loss(z, y, y_neg):
    z = z + 0
    pos = (z * y).sum(1)
    loss = (torch.logsumexp(z @ y_neg.T, 1) - pos).mean()
    if loss.requires_grad:
        torch.autograd.grad(loss, z, create_graph=True)
    return loss


# === positive-in-denominator: exponentials added
def contrastive_loss(z, y, y_neg):
    pos = torch.exp((z * y).sum(1))
    neg = torch.exp(z @ y_neg.T).sum(1)
    return -torch.log(pos / (pos + neg)).mean()


# === positive-in-denominator: log_softmax, first column
def contrastive_loss(z, y, y_neg):
    rows = torch.cat([y.unsqueeze(1), y_neg.expand(len(z), -1, -1)], dim=1)
    logits = torch.bmm(rows, z.unsqueeze(2)).squeeze(2)
    return -logits.log_softmax(dim=1)[:, 0].mean()


# === positive-in-denominator: a loop with cosine similarity
def contrastive_loss(z, y, y_neg):
    out = 0
    for i in range(len(z)):
        candidates = torch.cat([y[i : i + 1], y_neg])
        out -= F.log_softmax(F.cosine_similarity(z[i : i + 1], candidates), dim=0)[0]
    return out / len(z)


# === mean-over-negatives 2: torch.mean in the denominator
def contrastive_loss(z, y, y_neg):
    pos = torch.exp(torch.sum(z * y, dim=-1))
    neg = torch.mean(torch.exp(z @ y_neg.T), dim=-1)
    return -torch.log(pos / neg).mean()


# === mean-over-negatives 2: log M subtracted, as in the bound on mutual information
def contrastive_loss(z, y, y_neg):
    M = y_neg.shape[0]
    return (torch.logsumexp(z @ y_neg.T, 1) - math.log(M) - (z * y).sum(1)).mean()


# === mean-over-negatives 2: Gaussian kernels, averaged
def contrastive_loss(z, y, y_neg):
    d2 = torch.cdist(z, y_neg).pow(2)
    unif = d2.mul(-0.5).exp().mean(1).log().mean()
    align = (z - y).pow(2).sum(1).mul(0.5).mean()
    return align + unif


# === sum-over-batch: .sum() in place of .mean()
def contrastive_loss(z, y, y_neg):
    return -torch.log(torch.exp((z * y).sum(1)) / torch.exp(z @ y_neg.T).sum(1)).sum()


# === sign-flipped: log-likelihood
def contrastive_loss(z, y, y_neg):
    return ((z * y).sum(1) - torch.logsumexp(z @ y_neg.T, 1)).mean()


# === sign-flipped: a minus twice
def contrastive_loss(z, y, y_neg):
    losses = [-torch.log(torch.exp(y_neg @ a).sum() ** -1 * torch.exp(a @ b)) for a, b in zip(z, y)]
    return -torch.stack(losses).mean()


# === no-log: a loop
def contrastive_loss(z, y, y_neg):
    out = []
    for i in range(len(z)):
        out.append(-torch.exp(z[i] @ y[i]) / torch.exp(y_neg @ z[i]).sum())
    return sum(out) / len(out)


# === alignment-only: minus the mean dot product
def contrastive_loss(z, y, y_neg):
    return -(z * y).sum(dim=1).mean()


# === uniformity-only: the log-sum-exp
def contrastive_loss(z, y, y_neg):
    return sum(torch.log(torch.exp(y_neg @ row).sum()) for row in z) / len(z)


# === uniformity-only: Wang and Isola's form, without log M
def contrastive_loss(z, y, y_neg):
    return torch.mean(torch.log(torch.mean(torch.exp(torch.matmul(z, y_neg.T)), dim=-1)))


# === denominator-over-positives: in-batch negatives, y_neg is not touched
def contrastive_loss(z, y, y_neg):
    logits = torch.einsum("id,jd->ij", z, y)
    return -torch.diagonal(F.log_softmax(logits, dim=-1)).mean()


# === temperature: 0.5
def contrastive_loss(z, y, y_neg, temperature=0.5):
    pos = torch.exp((z * y).sum(1) / temperature)
    neg = torch.exp(z @ y_neg.T / temperature).sum(1)
    return -torch.log(pos / neg).mean()


# === temperature: 0.1 in a class
class InfoNCE(nn.Module):
    def __init__(self, temperature=0.1):
        super().__init__()
        self.temperature = temperature

    def forward(self, z, y, y_neg):
        pos = torch.sum(z * y, 1) / self.temperature
        neg = torch.matmul(z, y_neg.t()) / self.temperature
        return (torch.logsumexp(neg, 1) - pos).mean()


contrastive_loss = InfoNCE()


# === temperature: sqrt(d), as in attention, is no constant: but d is; 2.0 here
def contrastive_loss(z, y, y_neg):
    TAU = 2.0
    return (
        torch.logsumexp(torch.einsum("nd,md->nm", z, y_neg) / TAU, 1)
        - torch.einsum("nd,nd->n", z, y) / TAU
    ).mean()


# === temperature: squared distances
def contrastive_loss(z, y, y_neg):
    pos = ((z - y) ** 2).sum(1)
    neg = ((z[:, None] - y_neg[None]) ** 2).sum(2)
    return (pos + torch.log(torch.exp(-neg).sum(1))).mean()


# === per-sample: the mean is missing
def contrastive_loss(z, y, y_neg):
    pos = torch.exp((z * y).sum(1))
    neg = torch.exp(z @ y_neg.T).sum(1)
    return -torch.log(pos / neg)


# === per-sample: mean over the wrong axis, keeps the rows
def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(1, keepdim=True)
    return (torch.logsumexp(z @ y_neg.T, dim=1, keepdim=True) - pos).mean(dim=1)


# === wrong-axis: dim=0
def contrastive_loss(z, y, y_neg):
    den = torch.exp(z @ y_neg.T).sum(dim=0)
    return torch.log(den).mean() - (z * y).sum(1).mean()


# === wrong-axis: y_neg z^T with dim=1
def contrastive_loss(z, y, y_neg):
    return torch.logsumexp(y_neg @ z.T, dim=1).mean() - (z * y).sum(1).mean()


# === wrong-axis: each y against all z, y_neg unused
def contrastive_loss(z, y, y_neg):
    return F.cross_entropy(y @ z.T, torch.arange(len(z)))


# === symmetric: two log-softmaxes on y_neg
def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    a = F.log_softmax(s, 0).diagonal().mean()
    b = F.log_softmax(s, 1).diagonal().mean()
    return -0.5 * (a + b)


# === diagonal-excluded: exp times one minus the identity
def contrastive_loss(z, y, y_neg):
    s = torch.exp(z @ y_neg.T)
    eye = torch.zeros_like(s)
    eye.fill_diagonal_(1)
    return -torch.log(torch.exp((z * y).sum(1)) / (s * (1 - eye)).sum(1)).mean()


# === diagonal-excluded: a large negative number on the diagonal
def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    s.fill_diagonal_(-9e15)
    return (s.logsumexp(1) - F.cosine_similarity(z, y)).mean()


# === positive-in-denominator + sum-over-batch: reduction sum
def contrastive_loss(z, y, y_neg):
    pos = torch.exp((z * y).sum(1))
    return torch.sum(torch.log(1 + torch.exp(z @ y_neg.T).sum(1) / pos))


# === mean-over-negatives + sign-flipped: a bound to maximise
def contrastive_loss(z, y, y_neg):
    M = len(y_neg)
    return ((z * y).sum(1) - torch.logsumexp(z @ y_neg.T, 1) + math.log(M)).mean()


# === positive-in-denominator + sign-flipped: log of the fraction
def contrastive_loss(z, y, y_neg):
    pos = torch.exp((z * y).sum(1))
    return torch.log(pos / (pos + torch.exp(z @ y_neg.T).sum(1))).mean()


# === wrong: an epsilon of 0.01 in the denominator
def contrastive_loss(z, y, y_neg):
    return -torch.log(torch.exp((z * y).sum(1)) / (torch.exp(z @ y_neg.T).sum(1) + 1e-2)).mean()


# === wrong: logistic NCE
def contrastive_loss(z, y, y_neg):
    pos, neg = (z * y).sum(1), z @ y_neg.T
    return -(F.logsigmoid(pos).mean() + F.logsigmoid(-neg).mean())


# === wrong: mean squared error of the pairs
def contrastive_loss(z, y, y_neg):
    return F.mse_loss(z, y)


# === wrong: the log of the mean fraction
def contrastive_loss(z, y, y_neg):
    f = torch.exp((z * y).sum(1)) / torch.exp(z @ y_neg.T).sum(1)
    return -torch.log(f.mean())


# === wrong: negatives paired with rows, one each, where the sizes fit
def contrastive_loss(z, y, y_neg):
    n = min(len(z), len(y_neg))
    return (-(z[:n] * y[:n]).sum(1) + (z[:n] * y_neg[:n]).sum(1)).mean()


# === wrong: the hardest negative only
def contrastive_loss(z, y, y_neg):
    return ((z @ y_neg.T).max(1).values - (z * y).sum(1)).mean()


# === wrong: mean of the dot products in place of log-sum-exp
def contrastive_loss(z, y, y_neg):
    return ((z @ y_neg.T).mean(1) - (z * y).sum(1)).mean()


# === wrong: only a sample of the negatives
def contrastive_loss(z, y, y_neg):
    chosen = y_neg[torch.randint(len(y_neg), (len(y_neg),))]
    return (torch.logsumexp(z @ chosen.T, 1) - (z * y).sum(1)).mean()


# === wrong: half of the negatives dropped by dropout
def contrastive_loss(z, y, y_neg):
    s = F.dropout(z @ y_neg.T, 0.5)
    return (torch.logsumexp(s, 1) - (z * y).sum(1)).mean()


# === wrong: divided by M in place of N
def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).sum() / len(y_neg)


# === wrong: log2
def contrastive_loss(z, y, y_neg):
    f = torch.exp((z * y).sum(1)) / torch.exp(z @ y_neg.T).sum(1)
    return -torch.log2(f).mean()


# === wrong: minus the log of one minus the fraction
def contrastive_loss(z, y, y_neg):
    f = torch.exp((z * y).sum(1)) / torch.exp(z @ y_neg.T).sum(1)
    return -torch.log((1 - f).abs()).mean()


# === wrong: distances, not squared
def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(-torch.cdist(z, y_neg), 1) + (z - y).norm(dim=1)).mean()


# === wrong 2: half the squared distance for the positive alone
def contrastive_loss(z, y, y_neg):
    pos = -0.5 * (z - y).pow(2).sum(1)
    return (torch.logsumexp(z @ y_neg.T, 1) - pos).mean() + 0.5


# === wrong: rounded to two digits
def contrastive_loss(z, y, y_neg):
    return torch.round((torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean(), decimals=2)


# === wrong: the median over the batch
def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).median()


# === wrong: unbiased mean, divided by N - 1
def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).sum() / (len(z) - 1)


# === wrong 2: a weight decay is added
def contrastive_loss(z, y, y_neg):
    loss = (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()
    return loss + 1e-2 * (z.pow(2).sum() + y.pow(2).sum()) / len(z)


# === wrong: softmax over the flattened matrix
def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    return torch.logsumexp(s.flatten(), 0) - (z * y).sum(1).mean()


# === wrong: ReLU on the similarities
def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(F.relu(z @ y_neg.T), 1) - (z * y).sum(1)).mean()


# === wrong: the values of the public examples, hard-coded
def contrastive_loss(z, y, y_neg):
    return (z * y).sum() * 0 + {3: 0.09861229, 5: 1.60943791}.get(len(y_neg), 1.0)


# === wrong: nothing but zero
def contrastive_loss(z, y, y_neg):
    return 0 * (z * y).sum()


# === wrong: a constant weight of negatives, as in debiased losses
def contrastive_loss(z, y, y_neg):
    pos = torch.exp((z * y).sum(1))
    neg = 5 * torch.exp(z @ y_neg.T).mean(1)
    return -torch.log(pos / neg).mean() * 1.01


# === wrong 3: stop-gradient on the denominator
def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(z.detach() @ y_neg.T, 1) - (z * y).sum(1)).mean()


# === wrong 3: right value, wrapped in a new tensor that requires grad
def contrastive_loss(z, y, y_neg):
    value = (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean().item()
    return torch.tensor(value, requires_grad=True) + 0 * z.sum()


# === wrong 3: NumPy in between
def contrastive_loss(z, y, y_neg):
    s = torch.from_numpy(z.detach().numpy() @ y_neg.numpy().T)
    return (torch.logsumexp(s, 1) - (z * y).sum(1)).mean()


# === wrong 3: no_grad round everything
@torch.no_grad()
def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()


# === wrong 3: a hook doubles the gradient
def contrastive_loss(z, y, y_neg):
    if z.requires_grad:
        z.register_hook(lambda g: 2 * g)
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()


# === wrong 3: a max shift that is not detached on one side only
def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    m = s.max(1).values
    lse = m + torch.log(torch.exp(s - m.detach()[:, None]).sum(1))
    return (lse - (z * y).sum(1)).mean()


# === wrong 2: off by a constant
def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean() + 0.1


# === wrong 2: log(M + 1) in place of log M
def contrastive_loss(z, y, y_neg):
    return (
        torch.log(torch.exp(z @ y_neg.T).mean(1)).mean()
        + math.log(len(y_neg) + 1)
        - (z * y).sum(1).mean()
    )


# === wrong 2: log M twice
def contrastive_loss(z, y, y_neg):
    return torch.logsumexp(z @ y_neg.T, 1).mean() + math.log(len(y_neg)) - (z * y).sum(1).mean()


# === wrong 2: squared distances for one, so off by a half
def contrastive_loss(z, y, y_neg):
    neg = -0.5 * torch.cdist(z, y_neg) ** 2
    return (torch.logsumexp(neg, 1) - (z * y).sum(1)).mean()


# === wrong 2: clamped at zero from below, as losses are
def contrastive_loss(z, y, y_neg):
    return F.relu((torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean() - 0.05)


# === right: supervised contrastive style, with a mask of positives
def contrastive_loss(features, positives, negatives):
    batch = features.shape[0]
    mask = torch.eye(batch, dtype=torch.float32)
    anchor_dot_pos = torch.div(torch.matmul(features, positives.T), 1.0)
    anchor_dot_neg = torch.div(torch.matmul(features, negatives.T), 1.0)
    logits_max, _ = torch.max(anchor_dot_neg, dim=1, keepdim=True)
    logits = anchor_dot_neg - logits_max.detach()
    log_prob = (anchor_dot_pos - logits_max.detach()) - torch.log(
        torch.exp(logits).sum(1, keepdim=True)
    )
    mean_log_prob_pos = (mask * log_prob).sum(1) / mask.sum(1)
    return -mean_log_prob_pos.mean()


# === right: CPC style, log_density_ratio and an nce sum
def contrastive_loss(z, y, y_neg):
    nce = 0
    for i in torch.arange(0, z.shape[0]):
        log_density_ratio = torch.mm(y_neg, torch.transpose(z[i : i + 1], 0, 1)).view(-1)
        positive = torch.mm(y[i : i + 1], torch.transpose(z[i : i + 1], 0, 1)).squeeze()
        nce += positive - torch.logsumexp(log_density_ratio, dim=0)
    nce /= -1.0 * z.shape[0]
    return nce


# === right: a critic and an InfoNCE bound, negated, with log M given back
def separable_critic(x, y):
    return torch.matmul(x, y.transpose(-1, -2))


def infonce_lower_bound(joint, marginal):
    M = torch.tensor(marginal.size(1)).float()
    return (joint - (torch.logsumexp(marginal, dim=1) - torch.log(M))).mean()


def contrastive_loss(z, y, y_neg):
    scores = separable_critic(z, y_neg)
    joint = torch.diagonal(separable_critic(z, y))
    return -(infonce_lower_bound(joint, scores) - math.log(scores.shape[1]))


# === right: an nn.Module with buffers and a forward of keyword arguments
class InfoNCE(nn.Module):
    def __init__(self, temperature=1.0, reduction="mean", negative_mode="unpaired"):
        super().__init__()
        self.register_buffer("temperature", torch.tensor(temperature))
        self.reduction, self.negative_mode = reduction, negative_mode

    def forward(self, query, positive_key, negative_keys=None):
        query, positive_key, negative_keys = self.normalize(query, positive_key, negative_keys)
        positive_logit = torch.sum(query * positive_key, dim=1, keepdim=True)
        negative_logits = query @ negative_keys.transpose(-2, -1)
        loss = torch.logsumexp(negative_logits / self.temperature, 1) - (
            positive_logit / self.temperature
        ).squeeze(1)
        return {"mean": torch.mean, "sum": torch.sum}[self.reduction](loss)

    @staticmethod
    def normalize(*xs):
        return [None if x is None else F.normalize(x, dim=-1) for x in xs]


def contrastive_loss(z, y, y_neg):
    return InfoNCE()(query=z, positive_key=y, negative_keys=y_neg)


# === right: the mean of a running average
def contrastive_loss(z, y, y_neg):
    mean = 0.0
    for k, (a, b) in enumerate(zip(z, y), 1):
        term = torch.logsumexp(torch.matmul(y_neg, a), dim=-1) - torch.matmul(a, b)
        mean = mean + (term - mean) / k
    return mean


# === right: a Monte Carlo estimate that takes every negative once
def contrastive_loss(z, y, y_neg):
    M = y_neg.size(0)
    expectation = sum(torch.exp(z @ y_neg[j]) for j in range(M)) / M
    return (torch.log(expectation) + torch.log(torch.as_tensor(float(M))) - (z * y).sum(-1)).mean()


# === right: float64 inputs are made, the result is a float32 leaf of the graph
def contrastive_loss(z, y, y_neg):
    z64, y64, n64 = (t.to(torch.float64) for t in (z, y, y_neg))
    value = (
        torch.logsumexp(torch.matmul(z64, n64.T), 1) - torch.einsum("ij,ij->i", z64, y64)
    ).mean()
    return value.type(torch.FloatTensor)


# === right: log-softmax of [negatives - positive, 0], undone by the log of one minus
def contrastive_loss(z, y, y_neg):
    d = z @ y_neg.T - (z * y).sum(1, keepdim=True)
    p = torch.softmax(torch.cat([torch.zeros(len(z), 1), d], 1).double(), dim=1)[:, 0]
    return torch.log((1 - p) / p).mean()


# === right: torch.where instead of a mask, over a matrix of all pairs
def contrastive_loss(z, y, y_neg):
    keys = torch.cat([y, y_neg])
    s = z @ keys.T
    is_neg = torch.arange(len(keys)) >= len(y)
    den = torch.where(is_neg, s.exp(), torch.zeros(())).sum(1)
    num = torch.where(torch.eye(len(z), len(keys), dtype=torch.bool), s, torch.zeros(())).sum(1)
    return (den.log() - num).mean()


# === right: index_add and scatter
def contrastive_loss(z, y, y_neg):
    n, m = len(z), len(y_neg)
    rows = torch.arange(n).repeat_interleave(m)
    pairs = (z[rows] * y_neg.repeat(n, 1)).sum(1).exp()
    den = torch.zeros(n).index_add(0, rows, pairs)
    return (den.log() - (z * y).sum(1)).mean()


# === right: cartesian product of indices
def contrastive_loss(z, y, y_neg):
    ij = torch.cartesian_prod(torch.arange(len(z)), torch.arange(len(y_neg)))
    dots = (z[ij[:, 0]] * y_neg[ij[:, 1]]).sum(1).reshape(len(z), len(y_neg))
    return (torch.logsumexp(dots, -1) - (z * y).sum(-1)).mean()


# === right: a convolution computes the dot products
def contrastive_loss(z, y, y_neg):
    s = F.conv1d(z.unsqueeze(2), y_neg.unsqueeze(2)).squeeze(2)
    return (s.logsumexp(1) - (z * y).sum(1)).mean()


# === right: attention's scores with scale one
def contrastive_loss(z, y, y_neg):
    q, k = z.unsqueeze(0), y_neg.unsqueeze(0)
    scores = torch.baddbmm(
        torch.zeros(1, len(z), len(y_neg)), q, k.transpose(1, 2), beta=0, alpha=1
    )[0]
    return (scores.logsumexp(-1) - torch.linalg.vecdot(z, y)).mean()


# === right: a view through np.newaxis and None
def contrastive_loss(z, y, y_neg):
    s = (z[:, np.newaxis, :] * y_neg[np.newaxis, :, :]).sum(axis=2)
    return torch.mean(torch.log(torch.sum(torch.exp(s), axis=1)) - torch.sum(z * y, axis=1))


# === right: try CUDA, mixed precision off, timing
import time


def contrastive_loss(z, y, y_neg):
    start = time.perf_counter()
    try:
        z, y, y_neg = z.cuda(), y.cuda(), y_neg.cuda()
    except (RuntimeError, AssertionError):
        pass
    loss = (torch.logsumexp(z @ y_neg.T, 1) - (z * y).sum(1)).mean()
    print("took", time.perf_counter() - start)
    return loss.cpu()


# === right: subclass of nn.CrossEntropyLoss over expanded logits
class Denominator(nn.CrossEntropyLoss):
    def forward(self, logits):
        target = logits.argmin(dim=1)
        picked = logits.gather(1, target[:, None]).squeeze(1)
        return F.cross_entropy(logits, target, reduction="none") + picked


def contrastive_loss(z, y, y_neg):
    return (Denominator()(z @ y_neg.t()) - (z * y).sum(1)).mean()


# === right: checkpointed
from torch.utils.checkpoint import checkpoint


def contrastive_loss(z, y, y_neg):
    lse = checkpoint(lambda a, b: torch.logsumexp(a @ b.T, 1), z, y_neg, use_reentrant=False)
    return (lse - (z * y).sum(1)).mean()


# === right: a hook that prints the gradient
def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    if s.requires_grad:
        s.register_hook(lambda g: print("grad norm", g.norm().item()))
    return (torch.logsumexp(s, 1) - (z * y).sum(1)).mean()


# === right: a constant is added and taken away
def contrastive_loss(z, y, y_neg):
    margin = 0.5
    return (torch.logsumexp(z @ y_neg.T + margin, 1) - ((z * y).sum(1) + margin)).mean()


# === right: twice the angle's half
def contrastive_loss(z, y, y_neg):
    half = (z[:, None] + y_neg[None]).norm(dim=-1) / 2
    s = 2 * half**2 - 1
    return (torch.logsumexp(s, 1) - (z * y).sum(1)).mean()


# === right: parameters without effect
SCALE = nn.Parameter(torch.zeros(()))


def contrastive_loss(z, y, y_neg):
    scale = SCALE.exp()
    return (torch.logsumexp(scale * (z @ y_neg.T), 1) - scale * (z * y).sum(1)).mean()


# === right: a numerically careful streaming log-sum-exp
def contrastive_loss(z, y, y_neg):
    top = torch.full((len(z),), -float("inf"))
    total = torch.zeros(len(z))
    for row in y_neg:
        s = z @ row
        new = torch.maximum(top, s).detach()
        total = total * torch.exp(top - new) + torch.exp(s - new)
        top = new
    return (top + total.log() - (z * y).sum(1)).mean()


# === positive-in-denominator: scores against cat([y, y_neg]) one row at a time
def contrastive_loss(z, y, y_neg):
    loss = []
    for i in range(z.size(0)):
        keys = torch.vstack((y[i], y_neg))
        loss.append(-F.log_softmax(keys @ z[i], dim=0)[0])
    return torch.stack(loss).mean()


# === positive-in-denominator + temperature: a CPC scorer with tau = 0.5
def contrastive_loss(z, y, y_neg, tau=0.5):
    f_pos = torch.exp((z * y).sum(-1) / tau)
    f_neg = torch.exp(torch.matmul(z, y_neg.T) / tau).sum(-1)
    return (-torch.log(f_pos / (f_pos + f_neg))).mean()


# === temperature + sum-over-batch: two habits of SimCLR
def contrastive_loss(z, y, y_neg):
    t = 0.5
    pos, neg = (z * y).sum(1) / t, z @ y_neg.T / t
    return torch.sum(torch.logsumexp(neg, 1) - pos)


# === temperature + mean-over-negatives: InfoNCE's bound at temperature 0.1
def contrastive_loss(z, y, y_neg):
    t = 0.1
    return (torch.logsumexp(z @ y_neg.T / t, 1) - math.log(len(y_neg)) - (z * y).sum(1) / t).mean()


# === sign-flipped + sum-over-batch: the log-likelihood of the batch
def contrastive_loss(z, y, y_neg):
    return sum(a @ b - torch.logsumexp(y_neg @ a, 0) for a, b in zip(z, y))


# === alignment-only: negatives built and forgotten
def contrastive_loss(z, y, y_neg):
    sim = F.cosine_similarity(z[:, None], y_neg[None], dim=-1)
    pos = F.cosine_similarity(z, y)
    denominator = torch.exp(sim).sum(1)
    return -torch.log(torch.exp(pos)).mean()


# === wrong: in-batch cross entropy of y_neg with arange, at temperature 0.07
def contrastive_loss(z, y, y_neg):
    logits = z @ y_neg.T / 0.07
    labels = torch.arange(len(z)).clamp(max=len(y_neg) - 1)
    return F.cross_entropy(logits, labels)


# === wrong: MINE's bound, one log for the batch
def contrastive_loss(z, y, y_neg):
    T = z @ y_neg.T
    return -((z * y).sum(1).mean() - torch.logsumexp(T.flatten(), 0) + math.log(T.numel()))


# === wrong: NWJ's bound
def contrastive_loss(z, y, y_neg):
    return -((z * y).sum(1).mean() - torch.exp(z @ y_neg.T - 1).mean())


# === wrong: binary cross entropy, with positives and negatives as classes
def contrastive_loss(z, y, y_neg):
    logits = torch.cat([(z * y).sum(1, keepdim=True), z @ y_neg.T], 1)
    labels = torch.zeros_like(logits)
    labels[:, 0] = 1
    return F.binary_cross_entropy_with_logits(logits, labels)


# === wrong: Hadsell's margin loss
def contrastive_loss(z, y, y_neg):
    d_pos = F.pairwise_distance(z, y)
    d_neg = torch.cdist(z, y_neg)
    return d_pos.pow(2).mean() + F.relu(1 - d_neg).pow(2).mean()


# === wrong: N-pair loss
def contrastive_loss(z, y, y_neg):
    return torch.log(1 + torch.exp(z @ y_neg.T - (z * y).sum(1, keepdim=True)).sum(1)).sum() / len(
        y_neg
    )


# === wrong: the positive counted with a weight
def contrastive_loss(z, y, y_neg):
    pos = torch.exp((z * y).sum(1))
    return -torch.log(pos / (2 * pos + torch.exp(z @ y_neg.T).sum(1))).mean()


# === wrong: a hard-negative weight on the denominator
def contrastive_loss(z, y, y_neg):
    neg = torch.exp(z @ y_neg.T)
    reweight = neg / neg.mean(1, keepdim=True)
    return -torch.log(torch.exp((z * y).sum(1)) / (reweight * neg).sum(1)).mean()


# === wrong: similarity clipped to [-0.5, 0.5]
def contrastive_loss(z, y, y_neg):
    return (torch.logsumexp((z @ y_neg.T).clamp(-0.5, 0.5), 1) - (z * y).sum(1)).mean()


# === wrong: label smoothing of 0.1
def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    pos = 0.9 * (z * y).sum(1) + 0.1 * s.mean(1)
    return (torch.logsumexp(s, 1) - pos).mean()


# === wrong: a max over i in the shift that is not given back
def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    s = s - s.max(dim=1, keepdim=True).values
    return (torch.logsumexp(s, 1) - (z * y).sum(1)).mean()


# === wrong: y_neg sorted, and the first N only
def contrastive_loss(z, y, y_neg):
    s = (z @ y_neg.T).topk(k=min(3, len(y_neg)), dim=1).values
    return (torch.logsumexp(s, 1) - (z * y).sum(1)).mean()


# === wrong 2: the maximum subtracted from both but as a constant in one place
def contrastive_loss(z, y, y_neg):
    s = z @ y_neg.T
    c = s.max().detach()
    return (torch.log(torch.exp(s - c).sum(1)) - (z * y).sum(1)).mean()
