"""Right answers as source text: how they compute, and in what they return it.

The graders must pass all of them. `submission(pick)` writes a whole submission.py, with SUPPORT as
the helpers that a student's file might have. `pick` chooses one of several texts: hypothesis does,
or `Cover`, which is there to leave none out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import right_forms as forms
from hypothesis import strategies as st

Pick = Callable[[Sequence[Any]], Any]

SUPPORT = """
import collections, functools, math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import sympy
import torch
import torch.nn.functional as F

LN2, LN10, LOG2E, log3 = math.log(2), math.log(10), math.log2(math.e), math.log(3)
Point = collections.namedtuple("Point", "d g")


def nested(a, kind=list, leaf=float):
    a = np.asarray(a)
    return kind(nested(row, kind, leaf) for row in a) if a.ndim else leaf(a.item())


def on_numbers(energy, d, n):
    if isinstance(d, list):
        return [on_numbers(energy, u, v) for u, v in zip(d, n)]
    return float(energy(d, n))


def step(d, g, alpha):
    return d + alpha * g, g - alpha * d


def turned(angle):
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def read_only(a):
    a.flags.writeable = False
    return a
"""

# `a` as an ndarray, `t` as a tensor: dtype, layout and container of one array of any shape.
CONTAINERS = (
    "a",
    "t",
    "t.double()",
    "t.float()",
    "a.astype(np.float32)",
    "a.astype('>f8')",
    "a.astype(np.longdouble)",
    "a.astype(complex)",
    "a.astype(object)",
    "torch.complex(t, torch.zeros_like(t))",
    "t.clone().requires_grad_(True)",
    "torch.nn.Parameter(t.clone())",
    "np.asarray(a, order='F')",
    "a.T.copy().T",
    "t.T.contiguous().T if t.ndim == 2 else t",
    "np.stack([a, a], axis=-1)[..., 0]",
    "torch.stack([t, t], dim=-1)[..., 1]",
    "np.flip(np.flip(a).copy())",
    "np.repeat(a[None], 3, axis=0)[::2][1]",
    "np.broadcast_to(a, (2, *a.shape))[1]",
    "t.expand(3, *t.shape)[2]",
    "read_only(a.copy())",
    "np.ma.masked_invalid(a)",
    "a.tolist()",
    "nested(a)",
    "nested(a, tuple)",
    "nested(a, list, np.float32)",
    "nested(a, tuple, np.array)",
    "nested(a, list, torch.tensor)",
    "nested(a, list, Fraction)",
    "nested(a, tuple, Decimal)",
    "nested(a, collections.UserList)",
)
MATRIX_ONLY = (
    "np.matrix(a)",
    "t.to_sparse()",
    "list(t)",
    "tuple(a)",
    "[a[0], tuple(a[1])]",
    "memoryview(np.ascontiguousarray(a))",
    "sympy.Matrix(a.tolist())",
    "sympy.ImmutableMatrix(a.tolist())",
)
VECTOR_ONLY = (
    "np.matrix(a)",
    "np.matrix(a).T",
    "a.reshape(1, -1)",
    "t.reshape(-1, 1)",
    "[[v] for v in a.tolist()]",
    "[a.tolist()]",
    "list(t)",
    "sympy.Matrix(a.tolist())",
)
SCALARS = ("L", "L.reshape(1)", "L[None, None]", "L.double()", "L.float()", "L * 1", "+L")
CASTS = {
    "torch": ("d, n = p_d, p_n", "d, n = p_d.double(), p_n.double()"),
    "np": ("d, n = p_d.numpy(), p_n.numpy()", "d, n = np.asarray(p_d, dtype=float), p_n.numpy()"),
}
BOTH = "    a, t = np.asarray({0}, dtype=float), torch.as_tensor(np.array({0}, dtype=float))"


def energy(pick: Pick, d: str = "d", n: str = "n", depth: int = 2) -> str:
    """log d - log n, rewritten up to `depth` times over."""
    how = pick(("logs", "ratio", "swapped", "split", "shifted")) if depth else "logs"
    if how == "ratio":
        return f"({pick(forms.RATIOS).format(d=d, n=n)})"
    if how == "swapped":
        return f"-({energy(pick, n, d, depth - 1)})"
    if how == "shifted":
        return f"({energy(pick, d, n, depth - 1)} + 3 - 3)"
    if how == "split":
        one, other = energy(pick, d, n, depth - 1), energy(pick, d, n, depth - 1)
        return f"(0.25 * {one} + 0.75 * {other})"
    of_d, of_n = pick(forms.LOGS).format(p=d, q=n), pick(forms.LOGS).format(p=n, q=d)
    return pick((f"({of_d} - {of_n})", f"(-{of_n} + {of_d})"))


def nce_optimal_energy(pick: Pick) -> str:
    library, text = pick(tuple(forms.LIBRARIES)), energy(pick)
    cast = pick(CASTS[library]) if library in CASTS else "pass"
    called = f"on_numbers(lambda d, n: {text}, p_d.tolist(), p_n.tolist())"
    return f"""
def nce_optimal_energy(p_d, p_n):
    {forms.LIBRARIES[library]}
    {cast}
    E = {text if library in CASTS else called}
{BOTH.format("E")}
    return {pick(CONTAINERS)}
"""


def contrastive_loss(pick: Pick) -> str:
    return f"""
def contrastive_loss(z, y, y_neg):
    {pick(forms.SPHERE)}
    a = {pick(forms.POSITIVES)}
    s = {pick(forms.NEGATIVES)}
    l = {pick(forms.LOG_SUMS)}
    L = {pick(forms.MEANS)}
    return {pick(SCALARS)}
"""


def a_matrix(pick: Pick) -> str:
    return f"""
def A_matrix(alpha):
    A = {pick(forms.MATRICES)}
{BOTH.format("A")}
    return {pick(CONTAINERS + MATRIX_ONLY)}
"""


def stationary_point(pick: Pick) -> str:
    return f"""
def stationary_point():
    v = {pick(forms.POINTS)}
{BOTH.format("v")}
    return {pick((*CONTAINERS, *VECTOR_ONLY, "Point(*a)", "Point(g=a[1], d=t[0])"))}
"""


def linear_reparameterization(pick: Pick) -> str:
    """n from 1 to 50, any scale that float32 holds, rank 2 or less, the two far apart or near."""
    more = {"x": VECTOR_ONLY, "F_a": MATRIX_ONLY, "F_b": MATRIX_ONLY}
    given = "".join(
        f"""
    a = np.array(nested({name}))
    t = torch.as_tensor(a)
    {name} = {pick(CONTAINERS + more.get(name, VECTOR_ONLY))}"""
        for name in ("x", "F_a", "F_b", "z_a", "z_b")
    )
    return f"""
def linear_reparameterization():
    rng = np.random.default_rng({pick(range(1000))})
    n = {pick(range(1, 51))}
    x = {pick(forms.SCALES)} * rng.normal(size=n)
    F_a = {pick(forms.SCALES)} * {pick(forms.FIRST)}
    F_b = {pick(forms.SECOND)}
    {pick(forms.CAST)}
    z_a, z_b = ({pick(forms.PRODUCTS)} for F in (F_a, F_b))
{given}
    return {pick(forms.TOGETHER)}
"""


FUNCTIONS = (
    linear_reparameterization,
    a_matrix,
    stationary_point,
    nce_optimal_energy,
    contrastive_loss,
)


def submission(pick: Pick) -> str:
    """The text of a submission.py that deserves every point."""
    return "\n".join([SUPPORT.lstrip(), *(function(pick) for function in FUNCTIONS)])


@st.composite
def submissions(draw: st.DrawFn) -> str:
    return submission(lambda options: draw(st.sampled_from(options)))


class Cover:
    """Picks what was picked least, so that a few submissions use every text of every table."""

    def __init__(self) -> None:
        self.picked: dict[tuple[Any, ...], Counter[Any]] = {}

    def __call__(self, options: Sequence[Any]) -> Any:
        counts = self.picked.setdefault(tuple(options), Counter())
        chosen = min(options, key=lambda option: counts[option])
        counts[chosen] += 1
        return chosen

    @property
    def complete(self) -> bool:
        tables = [table for table in self.picked if len(table) <= LARGEST]
        return all(self.picked[table][text] for table in tables for text in table)


LARGEST = 49  # a longer one is a range of numbers
