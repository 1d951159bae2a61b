import numpy as np


def A_matrix(alpha):
        one = 1.0
	return np.array([[one, alpha], [-alpha, one]])
