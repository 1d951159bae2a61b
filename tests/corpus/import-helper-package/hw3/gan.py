import numpy as np

from . import settings


def A_matrix(alpha):
    return np.array([[1.0, alpha], [-alpha, 1.0]])


def stationary_point():
    return [settings.ZERO] * 2
