import sympy as sp
from sympy.geometry import Point


def stationary_point():
    d, g = sp.symbols("d g")
    s = sp.solve([sp.diff(d * g, d), sp.diff(d * g, g)], [d, g], dict=True)[0]
    return Point(s[d], s[g])


def A_matrix(alpha):
    d, g, a = sp.symbols("d g a")
    new = sp.Matrix([d + a * sp.diff(d * g, d), g - a * sp.diff(d * g, g)])
    return sp.lambdify(a, new.jacobian([d, g]), "numpy")(alpha)


def linear_reparameterization():
    x = [1.0, 2.0]
    return x, [[1, 0], [0, 1]], [[0, -1], [1, 0]], [1.0, 2.0], [-2.0, 1.0]


def nce_optimal_energy(p_d, p_n):
    return p_d.log() - p_n.log()


def contrastive_loss(z, y, y_neg):
    return ((z @ y_neg.T).exp().sum(1).log() - (z * y).sum(1)).mean()
