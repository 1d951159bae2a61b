import cmath
import collections
import decimal
import fractions
import functools
import itertools
import math

import numpy as np
import torch


# === right: rows of Python numbers
def A_matrix(alpha):
    return ((1, alpha), (-alpha, 1))


# === right: the two updates applied to the basis vectors
def update(d, g, lr):
    grad_d, grad_g = g, d
    return d + lr * grad_d, g - lr * grad_g


def A_matrix(alpha):
    first = update(1.0, 0.0, alpha)
    second = update(0.0, 1.0, alpha)
    return np.column_stack([first, second])


# === right: torch's autograd for the derivatives
def A_matrix(alpha):
    columns = []
    for start in ([1.0, 0.0], [0.0, 1.0]):
        d, g = (torch.tensor(v, requires_grad=True) for v in start)
        V = d * g
        V.backward()
        with torch.no_grad():
            columns.append(torch.stack([d + alpha * d.grad, g - alpha * g.grad]))
    return torch.stack(columns, dim=1)


# === right: torch.optim, one optimiser that maximises and one that does not
def A_matrix(alpha):
    A = torch.zeros(2, 2)
    for k in range(2):
        d = torch.nn.Parameter(torch.tensor(1.0 - k))
        g = torch.nn.Parameter(torch.tensor(0.0 + k))
        if alpha < 0:
            up, down = (
                torch.optim.SGD([d], lr=-alpha),
                torch.optim.SGD([g], lr=-alpha, maximize=True),
            )
        else:
            up, down = torch.optim.SGD([d], lr=alpha, maximize=True), torch.optim.SGD([g], lr=alpha)
        (d * g).backward()
        up.step()
        down.step()
        A[0, k], A[1, k] = d.item(), g.item()
    return A


# === right: Jacobian of the map by torch.func
def A_matrix(alpha):
    def V(p):
        return p[0] * p[1]

    def step(p):
        return p + alpha * torch.tensor([1.0, -1.0]) * torch.func.grad(V)(p)

    return torch.func.jacfwd(step)(torch.tensor([0.3, -0.7]))


# === right: sympy, substituted
def A_matrix(alpha):
    import sympy as sp

    d, g, a = sp.symbols("d g alpha")
    V = d * g
    new = sp.Matrix([d + a * V.diff(d), g - a * V.diff(g)])
    return new.jacobian([d, g]).subs(a, alpha)


# === right: sympy's immutable matrix with an exact rational
def A_matrix(alpha):
    from sympy import ImmutableMatrix, Rational

    a = Rational(str(alpha))
    return ImmutableMatrix([[1, a], [-a, 1]])


# === right: sympy, by lambdify
def A_matrix(alpha):
    import sympy

    a = sympy.Symbol("a")
    return sympy.lambdify(a, sympy.Matrix([[1, a], [-a, 1]]), "numpy")(alpha)


# === right: linear_eq_to_matrix
def A_matrix(alpha):
    import sympy

    d, g = sympy.symbols("d g")
    A, _ = sympy.linear_eq_to_matrix([d + alpha * g, g - alpha * d], [d, g])
    return A.tolist()


# === right: mpmath
def A_matrix(alpha):
    import mpmath

    return [[mpmath.mpf(1), mpmath.mpf(alpha)], [-mpmath.mpf(alpha), mpmath.mpf(1)]]


# === right: Fractions
def A_matrix(alpha):
    a = fractions.Fraction(alpha).limit_denominator(10**6)
    one = fractions.Fraction(1)
    return [[one, a], [-a, one]]


# === right: np.matrix from a string
def A_matrix(alpha):
    return np.matrix(f"1 {alpha!r}; {-alpha!r} 1")


# === right: eigenvalues 1 +- i alpha and eigenvectors, put together, real part
def A_matrix(alpha):
    V = np.array([[1, 1], [1j, -1j]]) / np.sqrt(2)
    return (V @ np.diag([1 + 1j * alpha, 1 - 1j * alpha]) @ V.conj().T).real


# === right: eigendecomposed and put together in complex64
def A_matrix(alpha):
    A = torch.tensor([[1.0, alpha], [-alpha, 1.0]])
    w, V = torch.linalg.eig(A)
    return V @ torch.diag(w) @ torch.linalg.inv(V)


# === right: finite differences of the update
def A_matrix(alpha):
    V = lambda d, g: d * g
    h = 1e-3

    def step(d, g):
        dd = (V(d + h, g) - V(d - h, g)) / (2 * h)
        dg = (V(d, g + h) - V(d, g - h)) / (2 * h)
        return np.array([d + alpha * dd, g - alpha * dg])

    o = step(0, 0)
    return np.array([step(1, 0) - o, step(0, 1) - o]).T


# === right: least squares with lstsq, transposed back
def A_matrix(alpha):
    P = np.random.RandomState(3).randn(20, 2)
    Q = P + alpha * P[:, ::-1] * [1, -1]
    return np.linalg.lstsq(P, Q, rcond=None)[0].T


# === right: the inverse of the inverse
def A_matrix(alpha):
    B = np.array([[1, -alpha], [alpha, 1]]) / (1 + alpha**2)
    return np.linalg.inv(B)


# === right: Hessian times signs
def A_matrix(alpha):
    H = torch.autograd.functional.hessian(lambda p: p[0] * p[1], torch.zeros(2))
    return torch.eye(2) + alpha * torch.diag(torch.tensor([1.0, -1.0])) @ H


# === right: filled in entry by entry
def A_matrix(alpha):
    A = np.empty((2, 2))
    A[0, 0] = A[1, 1] = 1
    A[0, 1] = alpha
    A[1, 0] = -A[0, 1]
    return A


# === right: a list of arrays
def A_matrix(alpha):
    return [np.array([1, alpha]), np.array([-alpha, 1])]


# === right: np.float32
def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, 1]], dtype=np.float32)


# === right: Fortran order, a strided view
def A_matrix(alpha):
    big = np.zeros((4, 4), order="F")
    big[::2, ::2] = [[1, alpha], [-alpha, 1]]
    return big[::2, ::2]


# === right: read-only, broadcast
def A_matrix(alpha):
    A = np.array([[1.0, alpha], [-alpha, 1.0]])
    A.flags.writeable = False
    return A


# === right: a transposed tensor that requires grad
def A_matrix(alpha):
    return torch.tensor([[1.0, -alpha], [alpha, 1.0]], requires_grad=True).T


# === right: deques
def A_matrix(alpha):
    return collections.deque([collections.deque([1, alpha]), collections.deque([-alpha, 1])])


# === right: np.poly1d, evaluated at alpha
def A_matrix(alpha):
    entries = [np.poly1d([0, 1]), np.poly1d([1, 0]), np.poly1d([-1, 0]), np.poly1d([0, 1])]
    return np.array([p(alpha) for p in entries]).reshape(2, 2)


# === right: the learning rate is a tensor first
def A_matrix(alpha):
    alpha = torch.as_tensor(alpha, dtype=torch.float32)
    one = torch.ones_like(alpha)
    return torch.stack([torch.stack([one, alpha]), torch.stack([-alpha, one])])


# === right: a rotation by 90 degrees with its rounding
def A_matrix(alpha):
    t = -np.pi / 2
    R = np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]])
    return np.eye(2) + alpha * R


# === right: the difference of two simulated steps
def A_matrix(alpha):
    def step(v):
        d, g = v
        return np.array([d + alpha * g, g - alpha * d])

    base = np.array([2.0, 3.0])
    return np.stack([step(base + e) - step(base) for e in np.eye(2)], axis=-1)


# === right: square root of a square
def A_matrix(alpha):
    from scipy.linalg import sqrtm

    return sqrtm(np.array([[1 - alpha**2, 2 * alpha], [-2 * alpha, 1 - alpha**2]]))


# === right: a masked array that masks nothing
def A_matrix(alpha):
    return np.ma.array([[1, alpha], [-alpha, 1]], mask=False)


# === right: an array of objects
def A_matrix(alpha):
    A = np.empty((2, 2), dtype=object)
    A[:] = [[1, alpha], [-alpha, fractions.Fraction(1)]]
    return A


# === roles-swapped: the order [g, d]
def A_matrix(alpha):
    # [g, d]
    first, second = (1.0, -alpha), (alpha, 1.0)
    return torch.tensor([first, second])


# === both-ascend: symmetric
def A_matrix(alpha):
    A = np.ones((2, 2)) * alpha
    np.fill_diagonal(A, 1)
    return A


# === both-descend: torch, gradient descent on both
def A_matrix(alpha):
    return torch.eye(2) - alpha * torch.tensor([[0.0, 1.0], [1.0, 0.0]])


# === alternating-update: written out
def A_matrix(alpha):
    return [[1, alpha], [-alpha, 1 - alpha**2]]


# === alternating-update: a product of two shears, g first
def A_matrix(alpha):
    D, G = np.array([[1, alpha], [0, 1]]), np.array([[1, 0], [-alpha, 1]])
    return D @ G


# === missing-identity: only the gradient step
def A_matrix(alpha):
    return [[0, alpha], [-alpha, 0]]


# === missing-learning-rate: torch
def A_matrix(alpha):
    return torch.tensor([[1.0, 1.0], [-1.0, 1.0]])


# === implicit-update: torch.inverse
def A_matrix(alpha):
    return torch.inverse(torch.tensor([[1.0, -alpha], [alpha, 1.0]]))


# === wrong: 1 - alpha on the diagonal
def A_matrix(alpha):
    return np.array([[1 - alpha, alpha], [-alpha, 1 - alpha]])


# === wrong: the eigenvalues
def A_matrix(alpha):
    return np.diag([math.sqrt(1 + alpha**2)] * 2)


# === wrong: normalised to a rotation
def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, 1]]) / np.sqrt(1 + alpha**2)


# === wrong: half of alpha
def A_matrix(alpha):
    return np.array([[1, alpha / 2], [-alpha / 2, 1]])


# === wrong: alpha squared
def A_matrix(alpha):
    return np.array([[1, alpha**2], [-(alpha**2), 1]])


# === wrong: only the update of d
def A_matrix(alpha):
    return np.array([[1, alpha], [0, 1]])


# === wrong: ones in the wrong places
def A_matrix(alpha):
    return np.array([[alpha, 1], [1, -alpha]])


# === wrong: the leapfrog
def A_matrix(alpha):
    return np.array([[1 - alpha**2 / 2, alpha], [-alpha * (1 - alpha**2 / 4), 1 - alpha**2 / 2]])


# === wrong: rounded to two digits
def A_matrix(alpha):
    a = round(alpha, 2)
    return [[1, a], [-a, 1]]


# === wrong: half precision
def A_matrix(alpha):
    return torch.tensor([[1.0, alpha], [-alpha, 1.0]], dtype=torch.bfloat16)


# === wrong: float16
def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, 1]], dtype=np.float16)


# === wrong: right between 0 and 1 only
def A_matrix(alpha):
    a = min(max(alpha, 0), 1)
    return np.array([[1, a], [-a, 1]])


# === wrong: right for alpha below 2
def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, 1]]) if alpha < 2 else np.eye(2)


# === wrong: cached by the integer part
@functools.lru_cache
def _matrix(whole):
    return np.array([[1, whole], [-whole, 1]])


def A_matrix(alpha):
    return _matrix(int(alpha))


# === wrong: a flat list of four
def A_matrix(alpha):
    return [1, alpha, -alpha, 1]


# === wrong: a symbol is left
def A_matrix(alpha):
    import sympy

    a = sympy.Symbol("alpha")
    return sympy.Matrix([[1, a], [-a, 1]])


# === wrong: the answer as a function
def A_matrix(alpha):
    return lambda d, g: (d + alpha * g, g - alpha * d)


# === wrong: NaN for zero
def A_matrix(alpha):
    s = alpha / abs(alpha) if alpha else float("nan")
    return np.array([[1, s * abs(alpha)], [-s * abs(alpha), 1]])


# === wrong: A and its eigenvalues
def A_matrix(alpha):
    A = np.array([[1, alpha], [-alpha, 1]])
    return A, np.linalg.eigvals(A)


# === wrong: noise
def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, 1]]) + 1e-3 * np.random.randn(2, 2)


# === wrong: two learning rates confused, V and alpha both one for g
def A_matrix(alpha):
    return np.array([[1, alpha], [-1, 1]])


# === wrong: momentum
def A_matrix(alpha):
    return np.array([[1.9, alpha], [-alpha, 1.9]])


# === right: simulated as GAN training, one step from each basis vector
def train_step(theta, psi, lr):
    """theta: discriminator, psi: generator"""
    grad_theta, grad_psi = psi, theta
    new_theta = theta + lr * grad_theta
    new_psi = psi - lr * grad_psi
    return np.array([new_theta, new_psi])


def A_matrix(alpha):
    basis = np.eye(2)
    return np.hstack([train_step(*basis[:, k], alpha)[:, None] for k in range(2)])


# === right: a block of the bilinear game, J = [[0, I], [-I, 0]]
def A_matrix(alpha, dim=1):
    I, O = np.eye(dim), np.zeros((dim, dim))
    J = np.block([[O, I], [-I, O]])
    return np.eye(2 * dim) + alpha * J


# === right: np.kron
def A_matrix(alpha):
    return np.kron(np.eye(1), np.array([[1, alpha], [-alpha, 1]]))


# === right: mutable default, filled again at each call
def A_matrix(alpha, out=np.eye(2)):
    out[0, 1], out[1, 0] = alpha, -alpha
    return out


# === right: a str of floats through np.fromstring's kin
def A_matrix(alpha):
    return np.array(f"1 {alpha!r} {-alpha!r} 1".split(), dtype=float).reshape(2, 2)


# === right: -0.0 and 1.0 as booleans and ints
def A_matrix(alpha):
    return [[True, alpha], [-alpha, True]]


# === right: exponent of a nilpotent series cut exactly
def A_matrix(alpha):
    up, down = np.array([[0, alpha], [0, 0]]), np.array([[0, 0], [-alpha, 0]])
    return np.eye(2) + up + down


# === right: from its characteristic polynomial's companion, changed of basis
def A_matrix(alpha):
    if alpha == 0:
        return np.eye(2)
    C = np.array([[0, -(1 + alpha**2)], [1, 2]])
    T = np.array([[1, 1], [0, -alpha]])
    return T @ C @ np.linalg.inv(T)


# === wrong: the Jacobian of the gradient
def A_matrix(alpha):
    return np.array([[0, 1], [1, 0]])


# === wrong: alpha on the diagonal
def A_matrix(alpha):
    return np.array([[alpha, 1], [-1, alpha]])


# === wrong: signs of one row only
def A_matrix(alpha):
    return np.array([[1, alpha], [-alpha, -1]])


# === wrong: I + J, then all of it times alpha
def A_matrix(alpha):
    return alpha * (np.eye(2) + np.array([[0, 1], [-1, 0]]))


# === wrong: consensus optimisation
def A_matrix(alpha, gamma=0.1):
    return np.array([[1 - alpha * gamma, alpha], [-alpha, 1 - alpha * gamma]])


# === roles-swapped: descent on d and ascent on g, as GANs are usually ordered
def A_matrix(alpha):
    signs = np.diag([-1, 1])
    return np.eye(2) + alpha * signs @ np.fliplr(np.eye(2))
