import torch


def linear_reparameterization():
    x = torch.randn(3)
    both = torch.randn(2, 2, 3)
    z = torch.einsum("kij,j->ki", both, x)
    return [x, *both, *z]


def A_matrix(alpha):
    return torch.sparse_coo_tensor([[0, 0, 1, 1], [0, 1, 0, 1]], [1.0, alpha, -alpha, 1.0], (2, 2))


def stationary_point():
    v = torch.tensor([3.0, -1.0])
    V = lambda p: p[0] * p[1]
    H = torch.autograd.functional.hessian(V, v)
    return v - torch.linalg.solve(H, torch.autograd.functional.jacobian(V, v))


def nce_optimal_energy(p_d, p_n):
    probs = torch.stack([p_d, p_n], dim=-1)
    logits = torch.distributions.Categorical(probs=probs).logits
    return logits[..., 0] - logits[..., 1]


def contrastive_loss(z, y, y_neg):
    n = z.shape[0]
    everything = torch.cat([z, y, y_neg])
    gram = everything @ everything.T
    return (gram[:n, 2 * n :].logsumexp(1) - gram[:n, n : 2 * n].diagonal()).mean()
