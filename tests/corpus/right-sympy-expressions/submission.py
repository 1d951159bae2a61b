import sympy as sp


def A_matrix(alpha):
    J = sp.ImmutableMatrix([[0, 1], [-1, 0]])
    return sp.Identity(2) + alpha * J


def stationary_point():
    return sp.ZeroMatrix(2, 1)


def linear_reparameterization():
    x = [1.0, 2.0]
    return x, [[1, 0], [0, 1]], [[0, -1], [1, 0]], [1.0, 2.0], [-2.0, 1.0]


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()


def contrastive_loss(z, y, y_neg):
    return ((z @ y_neg.T).exp().sum(1).log() - (z * y).sum(1)).mean()
