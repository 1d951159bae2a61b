def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1]]


def stationary_point():
    return [0.0, 0.0]
