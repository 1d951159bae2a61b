def matrix(alpha):
    return [[1, alpha], [-alpha, 1]]
