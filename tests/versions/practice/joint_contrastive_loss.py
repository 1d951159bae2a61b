import numpy as np
import torch
import torch.nn.functional as F


# === right: broadcasting and logsumexp
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    positive = (z_pos * y_pos).sum(-1)
    return (torch.logsumexp((z_neg * y_neg).sum(-1), dim=1) - positive).mean()


# === right: einsum, naive exponentials
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    up = torch.exp(torch.einsum("nd,nd->n", z_pos, y_pos))
    down = torch.exp(torch.einsum("nmd,md->nm", z_neg, y_neg)).sum(dim=1)
    return -torch.log(up / down).mean()


# === right: loops
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    loss = 0.0
    for i in range(len(z_pos)):
        below = sum(torch.exp(torch.dot(z_neg[i, j], y_neg[j])) for j in range(len(y_neg)))
        loss = loss + torch.log(below) - torch.dot(z_pos[i], y_pos[i])
    return loss / len(z_pos)


# === right: its three terms, float64
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    z_pos, y_pos, z_neg, y_neg = (t.double() for t in (z_pos, y_pos, z_neg, y_neg))
    align = (z_pos * y_pos).sum(1).mean()
    s = torch.einsum("nmd,md->nm", z_neg, y_neg)
    uniform = s.exp().mean(1).log().mean()
    return -align + uniform + torch.tensor(float(len(y_neg))).log()


# === right: batched products
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    n, m, d = z_neg.shape
    s = torch.bmm(z_neg.transpose(0, 1), y_neg[:, :, None]).squeeze(-1).T
    positive = torch.bmm(z_pos[:, None], y_pos[:, :, None]).flatten()
    top = s.max(dim=1).values.detach()
    return (top + (s - top[:, None]).exp().sum(1).log() - positive).mean().reshape(1)


# === right: cosine similarities
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    s = F.cosine_similarity(z_neg, y_neg.unsqueeze(0), dim=-1)
    return -F.cosine_similarity(z_pos, y_pos).mean() + s.logsumexp(1).mean()


# === right: vmap over the anchors
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    def one(zp, yp, zn):
        return torch.logsumexp((zn * y_neg).sum(1), 0) - zp @ yp

    return torch.vmap(one)(z_pos, y_pos, z_neg).mean()


# === one-code: eq. 4 itself
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    s = z_pos @ y_neg.T
    return (s.logsumexp(dim=1) - (z_pos * y_pos).sum(dim=1)).mean()


# === negatives-averaged: einsum
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    s = torch.einsum("nmd,md->nm", z_neg, y_neg)
    return (s.exp().mean(1).log() - torch.einsum("nd,nd->n", z_pos, y_pos)).mean()


# === positive-counted: cross entropy with the positive first
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    positive = (z_pos * y_pos).sum(-1, keepdim=True)
    logits = torch.cat([positive, (z_neg * y_neg).sum(-1)], dim=1)
    return F.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.long))


# === wrong: its gradient is cut at the negatives
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    s = (z_neg.detach() * y_neg).sum(-1)
    return (s.logsumexp(1) - (z_pos * y_pos).sum(1)).mean()


# === wrong: through NumPy
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    z_pos, y_pos, z_neg, y_neg = (t.detach().numpy() for t in (z_pos, y_pos, z_neg, y_neg))
    s = np.exp((z_neg * y_neg).sum(-1)).sum(1)
    return float((np.log(s) - (z_pos * y_pos).sum(1)).mean())


# === wrong: the sum over the anchors, right for N = 1
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    return (torch.logsumexp((z_neg * y_neg).sum(-1), 1) - (z_pos * y_pos).sum(1)).sum()


# === wrong: the sign of the positive
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    return (torch.logsumexp((z_neg * y_neg).sum(-1), 1) + (z_pos * y_pos).sum(1)).mean()


# === wrong: normalised over the anchors
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    s = (z_neg * y_neg).sum(-1)
    return s.logsumexp(0).mean() - (z_pos * y_pos).sum(1).mean()


# === wrong: each code against every text
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    s = torch.einsum("nmd,kd->nmk", z_neg, y_neg).flatten(1)
    return (s.logsumexp(1) - (z_pos * y_pos).sum(1)).mean()


# === wrong: a temperature
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    t = 0.5
    return (torch.logsumexp((z_neg * y_neg).sum(-1) / t, 1) - (z_pos * y_pos).sum(1) / t).mean()


# === wrong: without the logarithm
def joint_contrastive_loss(z_pos, y_pos, z_neg, y_neg):
    return ((z_neg * y_neg).sum(-1).exp().sum(1) - (z_pos * y_pos).sum(1)).mean()
