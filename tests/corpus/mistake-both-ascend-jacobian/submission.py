import decimal
import fractions

import torch


def A_matrix(alpha):
    step = lambda p: p + alpha * torch.stack([p[1], p[0]])
    return torch.autograd.functional.jacobian(step, torch.zeros(2))


def linear_reparameterization():
    x = torch.ones(2)
    F_b, F_a = torch.eye(2) * 3, torch.eye(2)
    return {"z_b": F_b @ x, "z_a": F_a @ x, "F_a": F_a, "F_b": F_b, "x": x, "note": "scaled"}


def stationary_point():
    return [fractions.Fraction(0), decimal.Decimal("0.0")]


def nce_optimal_energy(p_d, p_n):
    r = p_d.double() / p_n.double()
    return torch.asinh((r - 1 / r) / 2)


class Model:
    def score(self, a, b):
        return a @ b.T

    def loss(self, z, y, y_neg):
        return (self.score(z, y_neg).logsumexp(-1) - self.score(z, y).diagonal()).mean()


contrastive_loss = Model().loss
