import numpy as np

def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, 1]])

print A_matrix(0.1)
