import torch
import torch.nn.functional as F
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence


# === right: the formula most tutorials have
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    BCE = F.binary_cross_entropy(x_hat, x, reduction="sum")
    KLD = -0.5 * torch.sum(1 + log_var - mu.pow(2) - log_var.exp())
    return (BCE + beta * KLD) / len(x)


# === right: torch.distributions
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    q = Independent(Normal(mu, torch.exp(0.5 * log_var)), 1)
    prior = Independent(Normal(torch.zeros_like(mu), torch.ones_like(mu)), 1)
    likelihood = Independent(Bernoulli(probs=x_hat), 1).log_prob(x)
    return torch.mean(-likelihood + beta * kl_divergence(q, prior))


# === right: logarithms by hand
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    log_likelihood = (x * x_hat.log() + (1 - x) * (1 - x_hat).log()).sum(dim=-1)
    kl = 0.5 * (log_var.exp() + mu**2 - 1 - log_var).sum(dim=-1)
    return (beta * kl - log_likelihood).mean()


# === right: loops over the batch and the pixels
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    total = torch.zeros(())
    for i in range(x.shape[0]):
        for d in range(x.shape[1]):
            chosen = x_hat[i, d] if x[i, d] == 1 else 1 - x_hat[i, d]
            total = total - torch.log(chosen)
        for k in range(mu.shape[1]):
            variance = torch.exp(log_var[i, k])
            total = total + beta * (variance + mu[i, k] ** 2 - 1 - log_var[i, k]) / 2
    return total / x.shape[0]


# === right: float64 and logits
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    logits = torch.logit(x_hat.double())
    rec = F.binary_cross_entropy_with_logits(logits, x.double(), reduction="none").sum(1)
    kl = kl_divergence(Normal(mu.double(), log_var.double().div(2).exp()), Normal(0.0, 1.0)).sum(1)
    return (rec + beta * kl).mean().reshape(1)


# === right: einsum and where
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    N = x.size(0)
    rec = -torch.where(x > 0.5, x_hat, 1 - x_hat).log()
    kl = (torch.expm1(log_var) - log_var + mu * mu) * 0.5
    return torch.einsum("nd->", rec) / N + beta * torch.einsum("nk->", kl) / N


# === batch-summed: distributions
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    kl = kl_divergence(Normal(mu, (log_var / 2).exp()), Normal(0.0, 1.0))
    return beta * kl.sum() - Bernoulli(x_hat).log_prob(x).sum()


# === beta-elsewhere: beta in front of the cross entropy
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    rec = F.binary_cross_entropy(x_hat, x, reduction="none").sum(1)
    kl = 0.5 * (log_var.exp() + mu**2 - 1 - log_var).sum(1)
    return torch.mean(beta * rec + kl)


# === kl-without-half: the tutorial's formula
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    BCE = F.binary_cross_entropy(x_hat, x, reduction="sum")
    return (BCE - beta * torch.sum(1 + log_var - mu.pow(2) - log_var.exp())) / len(x)


# === kl-subtracted: a sign lost in the tutorial's formula
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    BCE = F.binary_cross_entropy(x_hat, x, reduction="sum")
    KLD = 0.5 * torch.sum(1 + log_var - mu.pow(2) - log_var.exp())
    return (BCE + beta * KLD) / len(x)


# === pixels-averaged: the default reduction
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    kl = 0.5 * (log_var.exp() + mu**2 - 1 - log_var).sum(1).mean()
    return F.binary_cross_entropy(x_hat, x) + beta * kl


# === wrong: the decoder's gradient is cut
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    rec = F.binary_cross_entropy(x_hat.detach(), x, reduction="sum")
    kl = -0.5 * torch.sum(1 + log_var - mu.pow(2) - log_var.exp())
    return (rec + beta * kl) / len(x)


# === wrong: a Python float
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    rec = F.binary_cross_entropy(x_hat, x, reduction="sum")
    kl = -0.5 * torch.sum(1 + log_var - mu.pow(2) - log_var.exp())
    return float((rec + beta * kl) / len(x))


# === wrong: squared errors
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    rec = F.mse_loss(x_hat, x, reduction="sum")
    kl = -0.5 * torch.sum(1 + log_var - mu.pow(2) - log_var.exp())
    return (rec + beta * kl) / len(x)


# === wrong: log_var taken for the log of the standard deviation
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    kl = kl_divergence(Normal(mu, log_var.exp()), Normal(0.0, 1.0)).sum(1)
    return (F.binary_cross_entropy(x_hat, x, reduction="none").sum(1) + beta * kl).mean()


# === wrong: the divergence averaged over the latents, right for K = 1
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    kl = 0.5 * (log_var.exp() + mu**2 - 1 - log_var).mean(1)
    return (F.binary_cross_entropy(x_hat, x, reduction="none").sum(1) + beta * kl).mean()


# === wrong: one term for each datum
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    kl = 0.5 * (log_var.exp() + mu**2 - 1 - log_var).sum(1)
    return F.binary_cross_entropy(x_hat, x, reduction="none").sum(1) + beta * kl


# === wrong: only the pixels that are on
def beta_vae_loss(x, x_hat, mu, log_var, beta):
    kl = 0.5 * (log_var.exp() + mu**2 - 1 - log_var).sum(1)
    return (-(x * x_hat.log()).sum(1) + beta * kl).mean()
