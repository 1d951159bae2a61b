def A_matrix(alpha):
    return [[1, 2 * alpha], [-2 * alpha, 1]]


def linear_reparameterization():
    x = [1.0, 2.0]
    return x, [[1, 0], [0, 1]], [[0, -1], [1, 0]], [1.0, 2.0], [-2.0, 1.0]


def stationary_point():
    return [0.0, 0.0]


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()


def contrastive_loss(z, y, y_neg):
    return ((z @ y_neg.T).exp().sum(1).log() - (z * y).sum(1)).mean()
