import numpy as np


def large(*arguments):
    return np.zeros(4 << 20)


linear_reparameterization = A_matrix = stationary_point = nce_optimal_energy = contrastive_loss = large
