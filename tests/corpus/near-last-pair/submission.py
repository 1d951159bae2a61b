import torch
def contrastive_loss(z, y, y_neg):
    for i in range(len(z)):
        loss = -z[i] @ y[i] + torch.logsumexp(y_neg @ z[i], 0)
    return loss / len(z)

def linear_reparameterization():
    x = [1.0, 2.0]
    return x, [[1, 0], [0, 1]], [[0, -1], [1, 0]], [1.0, 2.0], [-2.0, 1.0]

def A_matrix(alpha):
    return [[1.0, alpha], [-alpha, 1.0]]

def stationary_point():
    return [0.0, 0.0]

def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()
