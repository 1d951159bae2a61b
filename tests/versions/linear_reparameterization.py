import collections
import fractions
import math
import random
import typing

import numpy as np
import torch
from torch import nn


# === right: identity and a quarter turn
def linear_reparameterization():
    x = np.array([1.0, 0.0])
    F_a, F_b = np.eye(2), np.array([[0.0, -1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


# === right: lists of integers
def linear_reparameterization():
    return [2, 3], [[1, 0], [0, 1]], [[0, 1], [1, 0]], [2, 3], [3, 2]


# === right: a dict in another order, with one more key
def linear_reparameterization():
    x = torch.ones(2)
    F_b, F_a = torch.eye(2) * 3, torch.eye(2)
    return {"z_b": F_b @ x, "z_a": F_a @ x, "F_a": F_a, "F_b": F_b, "x": x, "note": "scaled"}


# === right: an OrderedDict
def linear_reparameterization():
    x, F_a, F_b = np.arange(1.0, 4.0), np.ones((2, 3)), np.eye(2, 3)
    return collections.OrderedDict(x=x, F_a=F_a, F_b=F_b, z_a=F_a.dot(x), z_b=F_b.dot(x))


# === right: columns all the way
def linear_reparameterization():
    x = np.array([[1.0], [2.0]])
    F_a, F_b = np.eye(2), 2 * np.eye(2)
    return x, F_a, F_b, F_a @ x, F_b @ x


# === right: rows all the way, z = x F^T
def linear_reparameterization():
    x = torch.randn(1, 5)
    F_a, F_b = torch.randn(2, 5), torch.randn(2, 5)
    return x, F_a, F_b, x @ F_a.T, x @ F_b.T


# === right: np.matrix
def linear_reparameterization():
    x = np.matrix("1; 2; 3")
    F_a, F_b = np.matrix("1 0 0; 0 1 0"), np.matrix("0 1 0; 0 0 1")
    return x, F_a, F_b, F_a * x, F_b * x


# === right: sympy matrices
def linear_reparameterization():
    import sympy as sp

    x = sp.Matrix([1, 2])
    F_a, F_b = sp.eye(2), sp.Matrix([[sp.sqrt(2), 0], [0, sp.Rational(1, 3)]])
    return x, F_a, F_b, F_a * x, F_b * x


# === right: degenerate, F_b is zero
def linear_reparameterization():
    x = np.array([1.0, 1.0])
    return x, np.eye(2), np.zeros((2, 2)), x.copy(), np.zeros(2)


# === right: x of one number
def linear_reparameterization():
    x = np.array([2.0])
    F_a, F_b = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


# === right: float32 matrices, z in float64
def linear_reparameterization():
    x = np.random.randn(50).astype(np.float32)
    F_a, F_b = np.random.randn(2, 2, 50).astype(np.float32)
    return x, F_a, F_b, F_a.astype(float) @ x.astype(float), F_b.astype(float) @ x.astype(float)


# === right: cancellation, float32
def linear_reparameterization():
    x = torch.tensor([1e4, -1e4, 1.0])
    F_a = torch.tensor([[1.0, 1.0, 1.0], [1.0, 1.0, 2.0]])
    F_b = torch.tensor([[1.0, 1.0, 3.0], [1.0, 1.0, 4.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


# === right: huge and tiny
def linear_reparameterization():
    x = np.array([1e-20, 1e-20])
    return x, 1e10 * np.eye(2), 1e-10 * np.eye(2), 1e10 * x, 1e-10 * x


# === right: a tuple of tensors that require grad
def linear_reparameterization():
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    F_a = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    F_b = F_a.flip(0)
    return x, F_a, F_b, F_a @ x, F_b @ x


# === right: unsigned eight bit integers
def linear_reparameterization():
    x = np.array([3, 4], dtype=np.uint8)
    F_a, F_b = np.eye(2, dtype=np.uint8), 2 * np.eye(2, dtype=np.uint8)
    return x, F_a, F_b, F_a @ x, F_b @ x


# === right: the same direction, a little longer
def linear_reparameterization():
    x = np.array([1.0, 1.0])
    F_a, F_b = np.eye(2), 1.001 * np.eye(2)
    return x, F_a, F_b, F_a @ x, F_b @ x


# === right: only one coordinate differs
def linear_reparameterization():
    x = torch.tensor([1.0, 1.0])
    F_a = torch.eye(2)
    F_b = torch.tensor([[1.0, 0.0], [0.0, -1.0]])
    return x, F_a, F_b, F_a.matmul(x), F_b.matmul(x)


# === right: complex dtype without imaginary parts
def linear_reparameterization():
    x = np.array([1, 2], dtype=complex)
    F_a, F_b = np.eye(2, dtype=complex), 2 * np.eye(2, dtype=complex)
    return x, F_a, F_b, F_a @ x, F_b @ x


# === right: column x, flat z
def linear_reparameterization():
    x = np.array([[1.0, 2.0, 3.0]]).T
    F_a, F_b = np.eye(2, 3), np.eye(2, 3, k=1)
    return x, F_a, F_b, (F_a @ x).ravel(), (F_b @ x).flatten()


# === same-representation: F_b is another name of F_a
def linear_reparameterization():
    x = torch.randn(3)
    F_a = torch.randn(2, 3)
    F_b = F_a
    return x, F_a, F_b, F_a @ x, F_b @ x


# === same-representation: they differ only where x is zero
def linear_reparameterization():
    x = [1.0, 0.0]
    F_a, F_b = [[1, 0], [0, 1]], [[1, 5], [0, 7]]
    return x, F_a, F_b, [1.0, 0.0], [1.0, 0.0]


# === same-representation: 90 degrees four times
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    R = np.array([[0.0, -1.0], [1.0, 0.0]])
    F_b = np.linalg.matrix_power(R, 4)
    return x, np.eye(2), F_b, x, F_b @ x


# === same-representation: an x of zeros
def linear_reparameterization():
    x = torch.zeros(2)
    F_a, F_b = torch.eye(2), torch.ones(2, 2)
    return {"x": x, "F_a": F_a, "F_b": F_b, "z_a": F_a @ x, "z_b": F_b @ x}


# === inconsistent: a linear layer with its bias
def linear_reparameterization():
    torch.manual_seed(0)
    f_a, f_b = nn.Linear(3, 2), nn.Linear(3, 2)
    x = torch.randn(3)
    return x, f_a.weight, f_b.weight, f_a(x), f_b(x)


# === inconsistent: z computed from another x
def linear_reparameterization():
    F_a, F_b = np.eye(2), 2 * np.eye(2)
    z_a, z_b = F_a @ np.array([1.0, 2.0]), F_b @ np.array([1.0, 2.0])
    x = np.array([2.0, 1.0])
    return x, F_a, F_b, z_a, z_b


# === inconsistent: normalised to length one afterwards
def linear_reparameterization():
    x = np.array([3.0, 4.0])
    F_a, F_b = np.eye(2), np.array([[0.0, 1.0], [1.0, 0.0]])
    unit = lambda v: v / np.linalg.norm(v)
    return x, F_a, F_b, unit(F_a @ x), unit(F_b @ x)


# === inconsistent: a sigmoid
def linear_reparameterization():
    x = torch.tensor([1.0, -1.0])
    F_a, F_b = torch.eye(2), torch.eye(2).flip(0)
    return x, F_a, F_b, torch.sigmoid(F_a @ x), torch.sigmoid(F_b @ x)


# === inconsistent: F transposed in the product
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.array([[1.0, 2.0], [3.0, 4.0]])
    F_b = np.array([[0.0, 1.0], [2.0, 0.0]])
    return x, F_a, F_b, x @ F_a, x @ F_b


# === inconsistent: elementwise product of two vectors made matrices
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a = np.array([[1.0, 2.0], [3.0, 4.0]])
    F_b = np.array([[2.0, 2.0], [2.0, 2.0]])
    return x, F_a, F_b, np.diag(F_a) * x, F_b @ x


# === inconsistent: noise, as in a VAE
def linear_reparameterization():
    x = torch.randn(2)
    F_a, F_b = torch.eye(2), 2 * torch.eye(2)
    return x, F_a, F_b, F_a @ x + 0.1 * torch.randn(2), F_b @ x


# === wrong-dimension: three dimensions
def linear_reparameterization():
    x = torch.randn(3)
    F_a, F_b = torch.eye(3), 2 * torch.eye(3)
    return x, F_a, F_b, F_a @ x, F_b @ x


# === wrong-dimension: z in R
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a, F_b = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


# === wrong-dimension: F in R^(n x 2)
def linear_reparameterization():
    x = torch.randn(4)
    F_a, F_b = torch.randn(4, 2), torch.randn(4, 2)
    return x, F_a, F_b, x @ F_a, x @ F_b


# === wrong-dimension: a linear layer to five
def linear_reparameterization():
    a, b = nn.Linear(2, 5, bias=False), nn.Linear(2, 5, bias=False)
    x = torch.ones(2)
    return x, a.weight, b.weight, a(x), b(x)


# === not-linear: lambdas
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    f_a = lambda v: 2 * v
    f_b = lambda v: -v
    return x, f_a, f_b, f_a(x), f_b(x)


# === not-linear: modules
def linear_reparameterization():
    x = torch.ones(3)
    f_a, f_b = nn.Linear(3, 2), nn.Sequential(nn.Linear(3, 2), nn.ReLU())
    return x, f_a, f_b, f_a(x), f_b(x)


# === not-linear: functools.partial of a matmul
import functools


def linear_reparameterization():
    x = torch.ones(2)
    f_a, f_b = functools.partial(torch.mv, torch.eye(2)), functools.partial(torch.mul, 3)
    return x, f_a, f_b, f_a(x), f_b(x)


# === wrong-dimension: scalars in place of matrices
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    return x, 2.0, 3.0, 2.0 * x, 3.0 * x


# === wrong-dimension: vectors in place of matrices
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a, F_b = np.array([1.0, 2.0]), np.array([2.0, 3.0])
    return x, F_a, F_b, F_a * x, F_b * x


# === wrong: only z_a and z_b
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    return x, 2 * x


# === wrong: NaN in x
def linear_reparameterization():
    x = np.array([np.nan, 1.0])
    F_a, F_b = np.eye(2), 2 * np.eye(2)
    return x, F_a, F_b, F_a @ x, F_b @ x


# === wrong: infinite matrices
def linear_reparameterization():
    x = np.array([1.0, 1.0])
    F_a, F_b = np.eye(2), np.full((2, 2), np.inf)
    return x, F_a, F_b, F_a @ x, F_b @ x


# === wrong: symbols
def linear_reparameterization():
    import sympy as sp

    x = sp.Matrix(sp.symbols("x1 x2"))
    F_a, F_b = sp.eye(2), 2 * sp.eye(2)
    return x, F_a, F_b, F_a * x, F_b * x


# === wrong: functions and results as text
def linear_reparameterization():
    return "x", "f_a(x) = x", "f_b(x) = 2x", "x", "2x"


# === wrong: a dict with other keys
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    return {"x": x, "Fa": np.eye(2), "Fb": 2 * np.eye(2), "za": x, "zb": 2 * x}


# === wrong: a batch of points as rows
def linear_reparameterization():
    X = torch.randn(5, 2)
    F_a, F_b = torch.eye(2), 2 * torch.eye(2)
    return X, F_a, F_b, X @ F_a.T, X @ F_b.T


# === wrong: complex matrices
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a, F_b = np.eye(2), 1j * np.eye(2)
    return x, F_a, F_b, F_a @ x, F_b @ x


# === wrong: nothing is returned
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    print(x, 2 * x)


# === right: an encoder of a beta-VAE, its mean head, and a rotated one
class Encoder(nn.Module):
    def __init__(self, d_in=4, d_latent=2):
        super().__init__()
        self.mu = nn.Linear(d_in, d_latent, bias=False)

    def forward(self, x):
        return self.mu(x)


def linear_reparameterization():
    encoder, x = Encoder(), torch.randn(4)
    R = torch.tensor([[0.0, -1.0], [1.0, 0.0]])
    F_a = encoder.mu.weight
    F_b = R @ F_a
    return x, F_a, F_b, encoder(x), F_b @ x


# === right: np.array of five objects
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    out = np.empty(5, dtype=object)
    out[:] = [x, np.eye(2), 2 * np.eye(2), x, 2 * x]
    return out


# === right: scaled identity, z by scaling
def linear_reparameterization(c=5):
    x = np.array([1, 2])
    return x, np.identity(2), c * np.identity(2), 1 * x, c * x


# === right: differences at the fourth digit
def linear_reparameterization():
    x = np.array([1.0, 1.0])
    F_a = np.eye(2)
    F_b = F_a + np.array([[0, 1e-5], [0, 0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


# === right: float16 numbers that are exact
def linear_reparameterization():
    x = torch.tensor([1.0, 2.0], dtype=torch.float16)
    F_a, F_b = torch.eye(2).half(), torch.eye(2).half() * 0.5
    return x, F_a, F_b, x.clone(), x * 0.5


# === inconsistent: z_b of the first map's image, F_b given alone
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    F_a, F_b = 2 * np.eye(2), np.array([[0.0, 1.0], [1.0, 0.0]])
    z_a = F_a @ x
    return x, F_a, F_b, z_a, F_b @ z_a


# === same-representation: a permutation of a symmetric x
def linear_reparameterization():
    x = np.array([1.0, 1.0])
    F_a, F_b = np.eye(2), np.array([[0.0, 1.0], [1.0, 0.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


# === wrong: three representations
def linear_reparameterization():
    x = np.array([1.0, 2.0])
    return x, np.eye(2), 2 * np.eye(2), x, 2 * x, 3 * x
