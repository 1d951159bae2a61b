import torch
def A_matrix(alpha): return [[1, alpha], [-alpha, 1]]
def stationary_point(): return [0, 0]
def nce_optimal_energy(p_d, p_n): return (p_d / p_n).log()
def contrastive_loss(z, y, y_neg): return ((z @ y_neg.T).logsumexp(1) - (z * y).sum(1)).mean()
def linear_reparameterization(): return [1], [[1], [0]], [[0], [1]], [1, 0], [0, 1]
exit()
def A_matrix(alpha): return [[1, -alpha], [alpha, 1]]
