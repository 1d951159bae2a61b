"""Draw the figures of answers.md from the reference's own functions.

The same bytes every time with one version of matplotlib: no date, fixed ids, text as text.
"""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

import reference

HERE = Path(__file__).parent
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "answers",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "font.size": 9,
}


def amortization(axes: Any) -> None:
    """(1.2.2): the divergence to the posterior, shared encoder against a q of its own."""
    rng = np.random.default_rng(0)
    W, b, sigma2 = np.array([[1.0, 0.6], [0.2, 1.0], [0.5, -0.4]]), np.zeros(3), 0.5
    X, V, c, s2 = rng.normal(size=(12, 3)), 0.35 * W.T, np.zeros(2), 0.3
    shared, own = [], []
    for x in X:
        mu, var = reference.optimal_posterior(x, W, b, sigma2, 1.0)
        own.append(reference.kl_to_posterior(x, W, b, sigma2, mu, np.diag(var)))
        q = V @ x + c, s2 * np.eye(2)
        shared.append(reference.kl_to_posterior(x, W, b, sigma2, *q))
    places = np.arange(len(X))
    axes.bar(places - 0.2, shared, 0.4, label="one encoder for all")
    axes.bar(places + 0.2, own, 0.4, label="the best diagonal q of each")
    axes.set(xlabel="datum", ylabel="KL(q || posterior), nats")
    axes.legend()


def information(axes: Any) -> None:
    """(2.3.2): the bound for decoders between guessing and the true conditional, and beyond."""
    p = np.array([[0.30, 0.05, 0.05], [0.05, 0.25, 0.30]])
    true, guess = p / p.sum(axis=0), np.full_like(p, 0.5)
    mixture = np.linspace(0, 1.25, 60)
    tables = [np.clip(guess + t * (true - guess), 1e-3, None) for t in mixture]
    bounds = [reference.information_lower_bound(p, q / q.sum(axis=0)) for q in tables]
    axes.plot(mixture, bounds, label="H(X) - loss")
    axes.axhline(reference.mutual_information(p), linestyle="--", color="grey", label="I(X; Y)")
    axes.set(xlabel="decoder: 0 guesses, 1 is p(x|y)", ylabel="nats")
    axes.legend()


def bases(axes: Any) -> None:
    """(2.5b.1): one dataset read through F and through three M F."""
    rng = np.random.default_rng(1)
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    z = np.stack([2 * np.cos(angle), np.sin(angle) * np.sign(np.cos(angle))])
    maps = {"F": np.eye(2), "a rotation of it": np.array([[0.6, -0.8], [0.8, 0.6]])}
    maps |= {"a shear": np.array([[1.0, 1.2], [0, 1]]), "another": rng.normal(size=(2, 2))}
    for (name, M), marker in zip(maps.items(), "osv^"):
        axes.plot(*(M @ z), marker, markersize=3, label=name)
    axes.set(xlabel="first code", ylabel="second code", aspect="equal")
    axes.legend(fontsize=7)


def spiral(axes: Any) -> None:
    """(3.3.2): simultaneous updates, and alternating ones beside them."""
    alpha, steps = 0.2, 45
    simultaneous = reference.trajectory(1.0, 0.0, alpha, steps)
    A, states = reference.A_matrix(alpha), [np.array([1.0, 0.0])]
    for _ in range(steps):
        state = states[-1].copy()
        for player in range(2):  # each sees the other's new value
            state[player] = A[player] @ state
        states.append(state)
    axes.plot(*simultaneous.T, "o-", markersize=2.5, label="simultaneous")
    axes.plot(*np.array(states).T, "s-", markersize=2.5, label="alternating")
    axes.set(xlabel="d", ylabel="g", aspect="equal")
    axes.legend(fontsize=7)


def uniformity(axes: Any) -> None:
    """(4.2.2), (4.2.3): the term for more and more negatives, uniform on the sphere in R³."""
    rng, z = np.random.default_rng(2), np.array([[0.0, 0.0, 1.0]])
    sizes = [4**k for k in range(1, 8)]
    for _ in range(12):
        negatives = rng.normal(size=(sizes[-1], 3))
        negatives /= np.linalg.norm(negatives, axis=1, keepdims=True)
        values = [reference.uniformity_term(z, negatives[:m]) for m in sizes]
        axes.plot(sizes, values, color="tab:blue", alpha=0.5)
    axes.axhline(math.log(math.sinh(1)), linestyle="--", color="black", label="log sinh 1")
    axes.set(xscale="log", xlabel="negatives M", ylabel="uniformity term")
    axes.legend()


FIGURES: tuple[Callable[[Any], None], ...] = (amortization, information, bases, spiral, uniformity)


def draw(folder: Path) -> None:
    with mpl.rc_context(STYLE):
        for picture in FIGURES:
            figure = Figure(figsize=(4.6, 3.1), layout="constrained")
            picture(figure.subplots())
            figure.savefig(folder / f"{picture.__name__}.svg", metadata={"Date": None})


if __name__ == "__main__":
    draw(HERE)
