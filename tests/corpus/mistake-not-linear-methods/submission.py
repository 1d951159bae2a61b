import numpy as np
import torch


class Encoder:
    def __init__(self, W):
        self.W = W

    def encode(self, x):
        return self.W @ x


def linear_reparameterization():
    x = np.array([1.0, 2.0])
    a, b = Encoder(np.eye(2)), Encoder(np.ones((2, 2)))
    return x, a.encode, b.encode, a.encode(x), b.encode(x)


def A_matrix(alpha):
    return np.ma.array([[1, alpha], [-alpha, 1]], mask=False)


def stationary_point():
    v = torch.tensor([2.0, -3.0])
    return v - v


def nce_optimal_energy(p_d, p_n):
    return torch.xlogy(torch.ones_like(p_d), p_d) - torch.special.xlogy(1, p_n)


def contrastive_loss(z, y, y_neg):
    s = torch.addmm(torch.zeros(len(z), len(y_neg)), z, y_neg.T)
    top = s.amax(1, keepdim=True)
    return (s.sub(top).exp().sum(1).log().add(top.flatten()) - z.mul(y).sum(1)).nanmean()
