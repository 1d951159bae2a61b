import torch


def contrastive_loss(z, y, y_neg):
    N = len(z)
    sim = z @ y.T
    mask = ~torch.eye(N, dtype=torch.bool)
    neg = sim[mask].view(N, N - 1)
    return (torch.logsumexp(neg, 1) - sim.diagonal()).mean()


def linear_reparameterization():
    x = torch.randn(1000)
    F_a, F_b = torch.randn(2, 1000), torch.randn(2, 1000)
    return x, F_a, F_b, F_a @ x, F_b @ x


def A_matrix(alpha):
    layer = torch.nn.Linear(2, 2, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[1, alpha], [-alpha, 1]]))
    return layer.weight


def stationary_point():
    v = torch.tensor([1.0, 1.0], requires_grad=True)
    for _ in range(200):
        (grad,) = torch.autograd.grad(v[0] * v[1], v, create_graph=True)
        (grad2,) = torch.autograd.grad(grad.pow(2).sum() / 2, v)
        v = (v - 0.5 * grad2).detach().requires_grad_(True)
    return v


def nce_optimal_energy(p_d, p_n):
    return torch.log(torch.complex(p_d, torch.zeros_like(p_d)) / p_n).real
