"""Known mistakes of question 2.5a; equation numbers are those of reference.reparameterization.

There is no single right answer, so these variants are examples: what makes them wrong is a property
that any other answer may have too, and the properties, not the numbers, are what to recognise.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference.mistakes.mistake import FUNCTION, Mistake, Topic
from reference.reparameterization import linear_reparameterization

Array = NDArray[np.float64]
Answer = tuple[Array, Array, Array, Array, Array]
Map = Callable[[Array], Array]


def same_matrix() -> Answer:
    """(1) with F_b = F_a, hence z_b = z_a."""
    x, F_a, _, z_a, _ = linear_reparameterization()
    return x, F_a, F_a.copy(), z_a, z_a.copy()


def null_space() -> Answer:
    """(2) with F_a ≠ F_b but (F_a - F_b) x = 0, hence z_b = z_a."""
    x = np.array([1.0, 0.0])
    F_a, F_b = np.eye(2), np.array([[1.0, 0.0], [0.0, 2.0]])
    return x, F_a, F_b, F_a @ x, F_b @ x


def with_bias() -> Answer:
    """(1) with a bias: z_b = F_b x + (1, 1)."""
    x, F_a, F_b, z_a, z_b = linear_reparameterization()
    return x, F_a, F_b, z_a, z_b + 1.0


def with_nonlinearity() -> Answer:
    """(1) with a nonlinearity: z_a = tanh(F_a x), z_b = tanh(F_b x)."""
    x, F_a, F_b, z_a, z_b = linear_reparameterization()
    return x, F_a, F_b, np.tanh(z_a), np.tanh(z_b)


def in_space() -> Answer:
    """(1) with F in R^(3 x 3), hence z in R^3."""
    x = np.array([1.0, 2.0, 3.0])
    F_a, F_b = np.eye(3), np.diag([1.0, 2.0, 3.0])
    return x, F_a, F_b, F_a @ x, F_b @ x


def on_line() -> Answer:
    """(1) with F in R^(1 x 2), hence z in R^1."""
    x, F_a, F_b, z_a, z_b = linear_reparameterization()
    return x, F_a[:1], F_b[:1], z_a[:1], z_b[:1]


def transposed() -> Answer:
    """(1) with F^T (3, 2) in place of F (2, 3): z = x F^T is in R^2, but F^T x is undefined."""
    x = np.array([1.0, 2.0, 3.0])
    F_a, F_b = np.eye(3)[:, :2], np.eye(3)[:, 1:]
    return x, F_a, F_b, x @ F_a, x @ F_b


def callables() -> tuple[Array, Map, Map, Array, Array]:
    """(1) with F a Python function and not a matrix: z = F(x)."""
    x, F_a, F_b, z_a, z_b = linear_reparameterization()

    def f_a(v: Array) -> Array:
        return np.asarray(F_a @ v)

    def f_b(v: Array) -> Array:
        return np.asarray(F_b @ v)

    return x, f_a, f_b, z_a, z_b


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="same-representation",
        question="2.5a",
        function="linear_reparameterization",
        hint="z_a and z_b are the same point. The question wants them to differ: ask which x the "
        "difference of your two maps sends to zero.",
        variants=(same_matrix, null_space),
    ),
    Mistake(
        id="inconsistent",
        question="2.5a",
        function="linear_reparameterization",
        hint="A returned z is not its F times x. A linear map has no bias and no nonlinearity: "
        "compute z_a and z_b from the x and the matrices that you return.",
        variants=(with_bias, with_nonlinearity),
    ),
    Mistake(
        id="wrong-dimension",
        question="2.5a",
        function="linear_reparameterization",
        hint="z_a and z_b are to be in R^2: each F takes a vector with as many entries as x to a "
        "vector with two, so count its rows and its columns.",
        variants=(in_space, on_line, transposed),
    ),
    Mistake(
        id="not-linear",
        question="2.5a",
        function="linear_reparameterization",
        hint="F_a or F_b is a function. Return the linear map as its matrix of numbers: its "
        "columns are the images of the basis vectors.",
        variants=(callables,),
    ),
)

ROUNDING = 2.4e-7
DISTINCT = 1e-6
"""Both as the public grader of 2.5a has them; a test holds them together."""


def faults(x: Any, F_a: Any, F_b: Any, z_a: Any, z_b: Any, **tolerance: float) -> tuple[str, ...]:
    """What is wrong with an answer to 2.5a, by its properties; () where nothing is recognised.

    A point may be a vector or one number, in which case it is in R^1; a map may be a matrix, or
    what such a point needs. Where the shapes are wrong nothing else is looked at.
    """
    maps, points = (F_a, F_b), (x, z_a, z_b)
    if not all(_finite(v) and _is_point(v) for v in points):
        return ()
    if FUNCTION in [F for F in maps if isinstance(F, str)]:
        return ("not-linear",)
    if not all(_finite(F) and F.ndim <= 2 for F in maps):
        return ()
    if {F_a.shape, F_b.shape} != {(2, x.size)} or {z_a.size, z_b.size} != {2}:
        return ("wrong-dimension",)
    x, z_a, z_b = (v.reshape(-1) for v in (x, z_a, z_b))
    found = []
    if not _distinct(z_a, z_b) or not _distinct(F_a @ x, F_b @ x):
        found.append("same-representation")
    if not all(_consistent(x, F, z, tolerance["rtol"]) for F, z in ((F_a, z_a), (F_b, z_b))):
        # A z that was made different by hand is not F x: that is one fault, not two.
        found = ["inconsistent"] if _distinct(z_a, z_b) else [*found, "inconsistent"]
    return tuple(found)


def _finite(v: Any) -> bool:
    return isinstance(v, np.ndarray) and v.size > 0 and bool(np.isfinite(v).all())


def _is_point(v: Array) -> bool:
    return v.ndim <= 2 and max(v.shape, default=1) == v.size


def _distinct(a: Array, b: Array) -> bool:
    return bool(np.max(np.abs(a - b)) > DISTINCT * max(np.max(np.abs(a)), np.max(np.abs(b))))


def _consistent(x: Array, F: Array, z: Array, rtol: float) -> bool:
    """z = F x up to rounding, which is relative to the terms of the product."""
    terms = np.abs(F) @ np.abs(x)
    return bool(np.all(np.abs(F @ x - z) <= rtol * terms + ROUNDING * np.max(terms)))


TOPIC = Topic(
    question="2.5a",
    function="linear_reparameterization",
    right=linear_reparameterization,
    mistakes=MISTAKES,
    parts=("x", "F_a", "F_b", "z_a", "z_b"),
    faults=faults,
)
