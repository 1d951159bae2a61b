import sympy as sp
import torch


def linear_reparameterization():
    x = sp.Matrix([sp.Rational(1, 3), 2])
    F_a = sp.eye(2)
    F_b = sp.Matrix([[1, sp.Rational(1, 7)], [sp.sqrt(2), sp.pi]])
    return x, F_a, F_b, F_a * x, F_b * x


def A_matrix(alpha):
    d, g, a = sp.symbols("d g a")
    V = d * g
    step = sp.Matrix([d + a * sp.diff(V, d), g - a * sp.diff(V, g)])
    return step.jacobian([d, g]).subs(a, alpha)


def stationary_point():
    d, g = sp.symbols("d g")
    V = d * g
    solution = sp.solve([sp.diff(V, d), sp.diff(V, g)], [d, g])
    return [solution[d], solution[g]]


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()


def contrastive_loss(z, y, y_neg):
    pos = (z * y).sum(dim=1)
    neg = z @ y_neg.T
    return (torch.logsumexp(neg, dim=1) - pos).mean()
