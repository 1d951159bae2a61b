import torch
from torch.autograd.functional import hessian, jacobian


def V(dg):
    return dg[0] * dg[1]


def A_matrix(alpha):
    def step(dg):
        grad = torch.autograd.grad(V(dg), dg, create_graph=True)[0]
        return dg + alpha * torch.tensor([1.0, -1.0]) * grad

    start = torch.zeros(2, requires_grad=True)
    return jacobian(step, start)


def stationary_point():
    H = hessian(V, torch.ones(2))  # V is quadratic: one Newton step from anywhere
    start = torch.ones(2, requires_grad=True)
    g = torch.autograd.grad(V(start), start)[0]
    return start - torch.linalg.solve(H, g)


def linear_reparameterization():
    x = torch.tensor([1.0, -2.0, 0.5])
    F_a = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    F_b = torch.tensor([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def nce_optimal_energy(p_d, p_n):
    return torch.log(p_d) - torch.log(p_n)


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
