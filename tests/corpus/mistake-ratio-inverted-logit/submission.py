import torch
from torch import nn


def nce_optimal_energy(p_d, p_n):
    return torch.logit(p_n / (p_d + p_n))


def linear_reparameterization():
    x = torch.arange(1.0, 5.0)
    eye = torch.eye(4)
    return x, eye[:2], eye[2:], x[:2], x[2:]


def A_matrix(alpha):
    return ((1, alpha), (-alpha, 1))


def stationary_point():
    return torch.empty(2).zero_()


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
