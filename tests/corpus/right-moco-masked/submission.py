import torch


def contrastive_loss(q, k, queue):
    q = torch.nn.functional.normalize(q, dim=1)
    l_pos = torch.einsum("nc,nc->n", [q, k]).unsqueeze(-1)
    l_neg = torch.einsum("nc,ck->nk", [q, queue.clone().T])
    logits = torch.cat([l_pos, l_neg], dim=1)
    mask = torch.ones_like(logits)
    mask[:, 0] = 0
    logsum = torch.log((logits.exp() * mask).sum(1, keepdim=True))
    log_prob = logits - logsum
    return -log_prob[:, 0].mean()


def linear_reparameterization():
    x = [1.0, 2.0]
    return x, [[1, 0], [0, 1]], [[0, -1], [1, 0]], [1.0, 2.0], [-2.0, 1.0]


def A_matrix(alpha):
    return [[1.0, alpha], [-alpha, 1.0]]


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()
