import ctypes, struct


def stationary_point():
    return (ctypes.c_double * 2)(0.0, 0.0)


def A_matrix(alpha):
    buf = memoryview(struct.pack("4d", 1, alpha, -alpha, 1)).cast("d", (2, 2))
    return buf


def linear_reparameterization():
    x = [1.0, 2.0]
    return x, [[1, 0], [0, 1]], [[0, -1], [1, 0]], [1.0, 2.0], [-2.0, 1.0]


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()


def contrastive_loss(z, y, y_neg):
    return ((z @ y_neg.T).exp().sum(1).log() - (z * y).sum(1)).mean()
