import torch


def linear_reparameterization():
    x = torch.randn(1000)
    F_a, F_b = torch.randn(2, 1000), torch.randn(2, 1000)
    return x, F_a, F_b, F_a @ x, F_b @ x


class Dynamics(torch.nn.Module):
    def __init__(self, alpha):
        super().__init__()
        self.A = torch.nn.Parameter(torch.tensor([[1.0, alpha], [-alpha, 1.0]]))


def A_matrix(alpha):
    return Dynamics(alpha).A


def stationary_point():
    return torch.nn.Parameter(torch.zeros(2))


def nce_optimal_energy(p_d, p_n):
    return torch.distributions.Bernoulli(probs=p_d / (p_d + p_n)).logits


def contrastive_loss(z, y, y_neg):
    normal = torch.distributions.Independent(torch.distributions.Normal(z[:, None], 1.0), 1)
    s = normal.log_prob(y_neg[None])
    pos = torch.distributions.Independent(torch.distributions.Normal(z, 1.0), 1).log_prob(y)
    return (s.logsumexp(1) - pos).mean()
