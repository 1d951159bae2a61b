from numpy import *
from torch import *
import torch as T


def linear_reparameterization():
    x = T.tensor([1.0, 2.0])
    Fa, Fb = eye(2), diag(T.tensor([2.0, 2.0]))
    return x, Fa, Fb, Fa @ x, Fb @ x


def A_matrix(alpha):
    return eye(2) + alpha * T.tensor([[0.0, 1.0], [-1.0, 0.0]])


def stationary_point():
    return zeros(2)


def nce_optimal_energy(p_d, p_n):
    return log(p_d) - log(p_n)


def contrastive_loss(z, y, y_neg):
    return mean(log(sum(exp(z @ y_neg.T), 1)) - sum(z * y, 1))
