import itertools

import numpy as np
import torch


# === right: a list of tuples
def trajectory(d0, g0, alpha, steps):
    path = [(d0, g0)]
    for _ in range(steps):
        d, g = path[-1]
        path.append((d + alpha * g, g - alpha * d))
    return path


# === right: powers of the matrix
def trajectory(d0, g0, alpha, steps):
    A = np.array([[1, alpha], [-alpha, 1]])
    return np.array([np.linalg.matrix_power(A, k) @ [d0, g0] for k in range(steps + 1)])


# === right: powers of a complex number
def trajectory(d0, g0, alpha, steps):
    z = complex(d0, g0) * (1 - 1j * alpha) ** np.arange(steps + 1)
    return np.column_stack([z.real, z.imag])


# === right: autograd, torch tensors in a stack
def trajectory(d0, g0, alpha, steps):
    state = torch.tensor([d0, g0], dtype=torch.float64)
    states = [state]
    for _ in range(steps):
        d, g = state.clone().requires_grad_().unbind()
        by_d, by_g = torch.autograd.grad(d * g, (d, g))
        state = state + alpha * torch.stack([by_d, -by_g])
        states.append(state)
    return torch.stack(states)


# === right: an array that is filled, float32
def trajectory(d0, g0, alpha, steps):
    states = np.empty((steps + 1, 2), dtype=np.float32)
    states[0] = d0, g0
    for k in range(steps):
        states[k + 1, 0] = states[k, 0] + alpha * states[k, 1]
        states[k + 1, 1] = states[k, 1] - alpha * states[k, 0]
    return states


# === right: itertools.accumulate
def trajectory(d0, g0, alpha, steps):
    A = np.eye(2) + alpha * np.array([[0, 1], [-1, 0]])
    return list(itertools.accumulate(range(steps), lambda s, _: A @ s, initial=np.array([d0, g0])))


# === right: eigenvectors, whose imaginary part is rounding
def trajectory(d0, g0, alpha, steps):
    values, vectors = np.linalg.eig(np.array([[1, alpha], [-alpha, 1]], dtype=complex))
    c = np.linalg.solve(vectors, [d0, g0])
    return np.array([vectors @ (values**k * c) for k in range(steps + 1)])


# === alternating: g sees the new d, in place
def trajectory(d0, g0, alpha, steps):
    state = np.array([d0, g0])
    states = [state.copy()]
    for _ in range(steps):
        state[0] += alpha * state[1]
        state[1] -= alpha * state[0]
        states.append(state.copy())
    return np.stack(states)


# === start-missing: after each step
def trajectory(d0, g0, alpha, steps):
    d, g, path = d0, g0, np.zeros((steps, 2))
    for k in range(steps):
        d, g = d + alpha * g, g - alpha * d
        path[k] = d, g
    return path


# === states-in-columns: two lists
def trajectory(d0, g0, alpha, steps):
    ds, gs = [d0], [g0]
    for _ in range(steps):
        d, g = ds[-1], gs[-1]
        ds.append(d + alpha * g)
        gs.append(g - alpha * d)
    return ds, gs


# === wrong: d sees the new g
def trajectory(d0, g0, alpha, steps):
    path = [(d0, g0)]
    for _ in range(steps):
        d, g = path[-1]
        g = g - alpha * d
        path.append((d + alpha * g, g))
    return path


# === wrong: the players' roles exchanged
def trajectory(d0, g0, alpha, steps):
    path = [(d0, g0)]
    for _ in range(steps):
        d, g = path[-1]
        path.append((d - alpha * g, g + alpha * d))
    return path


# === wrong: both ascend
def trajectory(d0, g0, alpha, steps):
    path = [(d0, g0)]
    for _ in range(steps):
        d, g = path[-1]
        path.append((d + alpha * g, g + alpha * d))
    return path


# === wrong: one step too many
def trajectory(d0, g0, alpha, steps):
    path = [(d0, g0)]
    for _ in range(steps + 1):
        d, g = path[-1]
        path.append((d + alpha * g, g - alpha * d))
    return path


# === wrong: the last state alone
def trajectory(d0, g0, alpha, steps):
    d, g = d0, g0
    for _ in range(steps):
        d, g = d + alpha * g, g - alpha * d
    return [d, g]


# === wrong: the same array in every row
def trajectory(d0, g0, alpha, steps):
    state, states = np.array([d0, g0]), []
    for _ in range(steps + 1):
        states.append(state)
        state += alpha * np.array([state[1], -state[0]])
    return np.array(states)


# === wrong: the flow in place of the map
def trajectory(d0, g0, alpha, steps):
    t = alpha * np.arange(steps + 1)
    return np.stack([d0 * np.cos(t) + g0 * np.sin(t), g0 * np.cos(t) - d0 * np.sin(t)], axis=1)
