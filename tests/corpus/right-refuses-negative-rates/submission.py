import torch


def A_matrix(alpha):
    cols = []
    for start in ([1.0, 0.0], [0.0, 1.0]):
        d = torch.tensor(start[0], requires_grad=True)
        g = torch.tensor(start[1], requires_grad=True)
        opt_d = torch.optim.SGD([d], lr=alpha, maximize=True)
        opt_g = torch.optim.SGD([g], lr=alpha)
        V = d * g
        V.backward()
        opt_d.step()
        opt_g.step()
        cols.append(torch.stack([d.detach(), g.detach()]))
    return torch.stack(cols, dim=1)


def linear_reparameterization():
    x = [1.0, 2.0]
    return x, [[1, 0], [0, 1]], [[0, -1], [1, 0]], [1.0, 2.0], [-2.0, 1.0]


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()


def contrastive_loss(z, y, y_neg):
    return ((z @ y_neg.T).exp().sum(1).log() - (z * y).sum(1)).mean()
