import collections
import decimal
import fractions
import math

import numpy as np
import torch


# === right: sympy solves
def stationary_point():
    import sympy as sp

    d, g = sp.symbols("d g", real=True)
    (solution,) = sp.solve([sp.diff(d * g, v) for v in (d, g)], [d, g], dict=True)
    return solution[d], solution[g]


# === right: a sympy vector
def stationary_point():
    import sympy as sp

    return sp.zeros(2, 1)


# === right: minimising the norm of the gradient
def stationary_point():
    from scipy.optimize import minimize

    return minimize(lambda v: v[0] ** 2 + v[1] ** 2, x0=[1.0, 1.0], method="BFGS").x


# === value-not-point: zero
def stationary_point():
    return 0.0


# === value-not-point: a tensor of rank 0
def stationary_point():
    return torch.tensor(0.0)


# === value-not-point: one coordinate in a list
def stationary_point():
    return [0]


# === not-stationary: (1, 1)
def stationary_point():
    return [1, 1]


# === not-stationary: (0, 1), since V = 0 there
def stationary_point():
    return np.array([0.0, 1.0])


# === not-stationary: one percent away
def stationary_point():
    return torch.full((2,), 0.01)


# === not-stationary: an eigenvector's modulus
def stationary_point():
    return [math.sqrt(0.5), -math.sqrt(0.5)]


# === not-stationary: random
def stationary_point():
    return np.random.default_rng().uniform(1, 2, size=2)


# === wrong: NaN
def stationary_point():
    return [float("nan"), 0.0]


# === wrong: infinity
def stationary_point():
    return np.array([np.inf, 0])


# === wrong: symbols
def stationary_point():
    import sympy

    return sympy.symbols("d g")


# === wrong: three coordinates
def stationary_point():
    return [0, 0, 0]


# === wrong: two points
def stationary_point():
    return np.zeros((2, 2))


# === wrong: text
def stationary_point():
    return "(0, 0)"


# === wrong: a learning rate is asked for
def stationary_point(alpha):
    return [0.0, 0.0]


# === wrong: an imaginary point
def stationary_point():
    return [0j, 1j]


# === wrong: nothing
def stationary_point():
    point = [0.0, 0.0]
