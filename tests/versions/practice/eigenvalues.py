import cmath
import math

import numpy as np
import torch


# === right: the formula as Python numbers
def eigenvalues(alpha):
    return 1 + 1j * alpha, 1 - 1j * alpha


# === right: np.linalg.eigvals
def eigenvalues(alpha):
    return np.linalg.eigvals([[1, alpha], [-alpha, 1]])


# === right: np.linalg.eig, as a column
def eigenvalues(alpha):
    A = np.array([[1.0, alpha], [-alpha, 1.0]])
    values, _ = np.linalg.eig(A)
    return values.reshape(2, 1)


# === right: torch, complex64
def eigenvalues(alpha):
    return torch.linalg.eigvals(torch.tensor([[1.0, alpha], [-alpha, 1.0]], dtype=torch.float32))


# === right: the roots of the characteristic polynomial
def eigenvalues(alpha):
    return np.roots([1, -2, 1 + alpha**2])


# === right: the quadratic formula, a list
def eigenvalues(alpha):
    trace, det = 2.0, 1 + alpha * alpha
    root = cmath.sqrt(trace**2 - 4 * det)
    return [(trace + root) / 2, (trace - root) / 2]


# === right: polar form, in a dict's values
def eigenvalues(alpha):
    r, phi = math.hypot(1, alpha), math.atan(alpha)
    return list({"plus": cmath.rect(r, phi), "minus": cmath.rect(r, -phi)}.values())


# === not-imaginary: the sign of the determinant
def eigenvalues(alpha):
    return np.sort(np.linalg.eigvalsh([[1, alpha], [alpha, 1]]))


# === moduli: np.abs of the right ones
def eigenvalues(alpha):
    return np.abs(np.linalg.eigvals(np.array([[1, alpha], [-alpha, 1]])))


# === wrong: one of the two
def eigenvalues(alpha):
    return 1 + 1j * alpha


# === wrong: the same one twice
def eigenvalues(alpha):
    return [complex(1, alpha), complex(1, alpha)]


# === wrong: the identity is forgotten
def eigenvalues(alpha):
    return [1j * alpha, -1j * alpha]


# === wrong: the learning rate is forgotten
def eigenvalues(alpha):
    return [1 + 1j, 1 - 1j]


# === wrong: of the alternating updates
def eigenvalues(alpha):
    return np.linalg.eigvals(np.array([[1, alpha], [-alpha, 1 - alpha**2]]))


# === wrong: real and imaginary parts
def eigenvalues(alpha):
    return [[1, alpha], [1, -alpha]]


# === wrong: the real parts, by a cast
def eigenvalues(alpha):
    return np.linalg.eigvals(np.array([[1, alpha], [-alpha, 1]])).real


# === wrong: on the unit circle
def eigenvalues(alpha):
    values = np.array([1 + 1j * alpha, 1 - 1j * alpha])
    return values / np.abs(values)
