import numpy as np
import torch


# === right: the pseudoinverse and the two complements
def change_of_basis(F_a, F_b):
    U_a, s_a, _ = np.linalg.svd(F_a)
    U_b, s_b, _ = np.linalg.svd(F_b)
    r = int((s_a > 1e-10 * s_a[0]).sum())
    M = F_b @ np.linalg.pinv(F_a, rcond=1e-10)
    if (s_b > 1e-10 * s_b[0]).sum() != r or not np.allclose(M @ F_a, F_b):
        raise ValueError("there is no such M")
    return M + U_b[:, r:] @ U_a[:, r:].T


# === right: least squares, then any direction for what is lost
def change_of_basis(F_a, F_b):
    rank = np.linalg.matrix_rank
    if not rank(F_a) == rank(F_b) == rank(np.concatenate([F_a, F_b])):
        raise ArithmeticError("no change of basis")
    M = np.linalg.lstsq(F_a.T, F_b.T, rcond=None)[0].T
    if rank(F_a) == 1:
        a, b = F_a[:, np.abs(F_a).sum(0).argmax()], F_b[:, np.abs(F_b).sum(0).argmax()]
        M = M + np.outer([-b[1], b[0]], [-a[1], a[0]])
    elif rank(F_a) == 0:
        M = np.eye(2)
    return M


# === right: torch, an assertion
def change_of_basis(F_a, F_b):
    A, B = torch.tensor(F_a), torch.tensor(F_b)
    r = torch.linalg.matrix_rank(A)
    assert r == torch.linalg.matrix_rank(B)
    M = B @ torch.linalg.pinv(A)
    assert torch.allclose(M @ A, B, atol=1e-8)
    left = torch.linalg.svd(A)[0][:, r:]
    right = torch.linalg.svd(B)[0][:, r:]
    return M - right @ left.T


# === right: two columns that are independent, then solve
def change_of_basis(F_a, F_b):
    n = F_a.shape[1]
    pairs = [(i, j) for i in range(n) for j in range(i)]
    size = np.abs(F_a).max()
    best = max(pairs, key=lambda p: abs(np.linalg.det(F_a[:, p])))
    if abs(np.linalg.det(F_a[:, best])) > 1e-9 * size**2:
        M = np.linalg.solve(F_a[:, best].T, F_b[:, best].T).T
    else:
        i = int(np.abs(F_a).sum(axis=0).argmax())
        a, b = F_a[:, i], F_b[:, i]
        A = np.column_stack([a, [-a[1], a[0]]])
        M = np.column_stack([b, [-b[1], b[0]]]) @ np.linalg.inv(A)
    if not np.allclose(M @ F_a, F_b, atol=1e-7) or abs(np.linalg.det(M)) < 1e-9 * np.abs(M).max() ** 2:
        raise RuntimeError("F_b cannot be reached")
    return M.tolist()


# === right: QR of the rows, a matrix
def change_of_basis(F_a, F_b):
    a, b = np.linalg.matrix_rank(F_a), np.linalg.matrix_rank(F_b)
    P = lambda F: np.linalg.pinv(F) @ F
    if a != b or not np.allclose(P(F_a), P(F_b), atol=1e-8):
        raise Exception("the rows span different spaces")
    M = F_b @ np.linalg.pinv(F_a)
    if a < 2:
        U = np.linalg.svd(F_a)[0]
        V = np.linalg.svd(F_b)[0]
        M = M + V[:, a:] @ np.eye(2 - a) @ U[:, a:].T
    return np.matrix(M)


# === right: tries random invertible completions
def change_of_basis(F_a, F_b):
    base = F_b @ np.linalg.pinv(F_a)
    lost = np.eye(2) - F_a @ np.linalg.pinv(F_a)
    rng = np.random.default_rng(1)
    for _ in range(50):
        M = base + rng.normal(size=(2, 2)) @ lost
        good = np.linalg.cond(M) < 1e3
        if good and np.allclose(M @ F_a, F_b, rtol=1e-6, atol=1e-7):
            return M
    raise LookupError("none found")


# === right: float32
def change_of_basis(F_a, F_b):
    A, B = F_a.astype(np.float32), F_b.astype(np.float32)
    Ua, sa, Va = np.linalg.svd(A, full_matrices=True)
    Ub, sb, _ = np.linalg.svd(B, full_matrices=True)
    r = (sa > 1e-4 * sa[0]).sum()
    if r != (sb > 1e-4 * sb[0]).sum():
        raise ValueError
    if np.abs(B @ Va[r:].T).max(initial=0) > 1e-3 * sb[0]:
        raise ValueError
    M = B @ Va[:r].T @ np.diag(1 / sa[:r]) @ Ua[:, :r].T
    return M + Ub[:, r:] @ Ua[:, r:].T


# === wrong: the pseudoinverse alone, never an error
def change_of_basis(F_a, F_b):
    return F_b @ np.linalg.pinv(F_a)


# === wrong: the pseudoinverse with a check, singular for rank 1
def change_of_basis(F_a, F_b):
    M = F_b @ np.linalg.pinv(F_a)
    if not np.allclose(M @ F_a, F_b) or np.linalg.matrix_rank(F_a) != np.linalg.matrix_rank(F_b):
        raise ValueError
    return M


# === wrong: the other way round
def change_of_basis(F_a, F_b):
    M = F_a @ np.linalg.pinv(F_b)
    if not np.allclose(M @ F_b, F_a):
        raise ValueError
    return M


# === wrong: the transpose
def change_of_basis(F_a, F_b):
    M = F_b @ np.linalg.pinv(F_a)
    if not np.allclose(M @ F_a, F_b) or abs(np.linalg.det(M)) < 1e-9:
        raise ValueError
    return M.T


# === wrong: None where there is none
def change_of_basis(F_a, F_b):
    rank = np.linalg.matrix_rank
    if not rank(F_a) == rank(F_b) == rank(np.vstack([F_a, F_b])):
        return None
    U_a, U_b, r = np.linalg.svd(F_a)[0], np.linalg.svd(F_b)[0], rank(F_a)
    return F_b @ np.linalg.pinv(F_a) + U_b[:, r:] @ U_a[:, r:].T


# === wrong: the first two columns, right for n = 2
def change_of_basis(F_a, F_b):
    return F_b[:, :2] @ np.linalg.inv(F_a[:, :2])


# === wrong: an error wherever the rank is not 2
def change_of_basis(F_a, F_b):
    rank = np.linalg.matrix_rank
    if not rank(F_a) == rank(F_b) == rank(np.vstack([F_a, F_b])) == 2:
        raise ValueError
    return F_b @ np.linalg.pinv(F_a)


# === wrong: a map of x, not of z
def change_of_basis(F_a, F_b):
    return np.linalg.pinv(F_a) @ F_b


# === wrong: the identity
def change_of_basis(F_a, F_b):
    return np.eye(2)


# === wrong: an M that need not be invertible
def change_of_basis(F_a, F_b):
    M = F_b @ np.linalg.pinv(F_a)
    if not np.allclose(M @ F_a, F_b):
        raise ValueError
    lost = np.linalg.svd(F_a)[0][:, np.linalg.matrix_rank(F_a) :]
    return M + np.zeros((2, lost.shape[1])) @ lost.T
