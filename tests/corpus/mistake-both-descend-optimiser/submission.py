import torch


def A_matrix(alpha):
    columns = []
    for start in ([1.0, 0.0], [0.0, 1.0]):
        d, g = (torch.nn.Parameter(torch.tensor(value)) for value in start)
        optimizer = torch.optim.SGD([d, g], lr=alpha)
        optimizer.zero_grad()
        (d * g).backward()
        optimizer.step()
        columns.append([d.item(), g.item()])
    return torch.tensor(columns).T

def linear_reparameterization():
    x = [1.0, 2.0]
    return x, [[1, 0], [0, 1]], [[0, -1], [1, 0]], [1.0, 2.0], [-2.0, 1.0]

def stationary_point():
    return [0.0, 0.0]

def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()

def contrastive_loss(z, y, y_neg):
    return ((z @ y_neg.T).exp().sum(1).log() - (z * y).sum(1)).mean()
