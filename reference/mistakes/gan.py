"""Known mistakes of question 3.1; equation numbers are those of reference.gan."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference.gan import A_matrix
from reference.mistakes.mistake import Mistake, Pair, Topic
from reference.mistakes.residuals import IMPRECISE, entries_right
from reference.mistakes.symptoms import RANDOM, ROUNDED, SHOWN_ONLY, Symptom, right_only, unused

Array = NDArray[np.float64]


def roles_swapped(alpha: float) -> Array:
    """(2) and (3) with the signs of alpha exchanged: d' = d - alpha g, g' = g + alpha d.

    Four slips end here: d descends and g ascends, the state is [g, d] and not [d, g], alpha is
    negated, or A multiplies a row from the right (the transpose).
    """
    return np.array([[1.0, -alpha], [alpha, 1.0]])


def both_ascend(alpha: float) -> Array:
    """(3) with a plus: d' = d + alpha g, g' = g + alpha d."""
    return np.array([[1.0, alpha], [alpha, 1.0]])


def both_descend(alpha: float) -> Array:
    """(2) with a minus: d' = d - alpha g, g' = g - alpha d."""
    return np.array([[1.0, -alpha], [-alpha, 1.0]])


def alternating_d_first(alpha: float) -> Array:
    """(3) at the new d: d' = d + alpha g, g' = g - alpha d' = -alpha d + (1 - alpha²) g."""
    return np.array([[1.0, alpha], [-alpha, 1.0 - alpha**2]])


def alternating_g_first(alpha: float) -> Array:
    """(2) at the new g: g' = g - alpha d, d' = d + alpha g' = (1 - alpha²) d + alpha g."""
    return np.array([[1.0 - alpha**2, alpha], [-alpha, 1.0]])


def missing_identity(alpha: float) -> Array:
    """(2) and (3) without the old value, the step alone: d' = alpha g, g' = -alpha d."""
    return np.array([[0.0, alpha], [-alpha, 0.0]])


def missing_learning_rate(_alpha: float) -> Array:
    """(2) and (3) with alpha = 1: d' = d + g, g' = g - d."""
    return np.array([[1.0, 1.0], [-1.0, 1.0]])


def implicit_update(alpha: float) -> Array:
    """(2) and (3) with the derivatives at step k + 1: d' = d + alpha g', g' = g - alpha d'.

    Solved for the new point, [[1, -alpha], [alpha, 1]] [d', g']^T = [d, g]^T.
    """
    return np.asarray(A_matrix(alpha) / (1.0 + alpha**2))


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="roles-swapped",
        question="3.1",
        function="A_matrix",
        hint="d and g seem to have exchanged roles: check the order [d, g], which of the two "
        "ascends and which descends, the sign of alpha, and that A multiplies a column (not its "
        "transpose a row).",
        variants=(roles_swapped,),
    ),
    Mistake(
        id="both-ascend",
        question="3.1",
        function="A_matrix",
        hint="Here both players ascend V. Look again at who wants V large and who wants it small.",
        variants=(both_ascend,),
    ),
    Mistake(
        id="both-descend",
        question="3.1",
        function="A_matrix",
        hint="Here both players descend V. Look again at who wants V large and who wants it small.",
        variants=(both_descend,),
    ),
    Mistake(
        id="alternating-update",
        question="3.1",
        function="A_matrix",
        hint="One player already sees the other's new value. In a simultaneous update both "
        "derivatives are taken at step k.",
        variants=(alternating_d_first, alternating_g_first),
    ),
    Mistake(
        id="missing-identity",
        question="3.1",
        function="A_matrix",
        hint="This gives the change in one step. From which point does a gradient step start, and "
        "where does it end?",
        variants=(missing_identity,),
    ),
    Mistake(
        id="missing-learning-rate",
        question="3.1",
        function="A_matrix",
        hint="The matrix does not depend on alpha. How far does one step of learning rate alpha "
        "go along a derivative?",
        variants=(missing_learning_rate,),
    ),
    Mistake(
        id="implicit-update",
        question="3.1",
        function="A_matrix",
        hint="The derivatives are taken at step k + 1, an implicit step that has to be solved for. "
        "Gradient ascent and descent take them at step k.",
        variants=(implicit_update,),
    ),
)


def moved(
    alpha: float,
    *,
    d: float = 1.0,
    g: float = -1.0,
    sees: str = "old",
    change_only: bool = False,
    rate: bool = True,
) -> Array:
    """The matrix with each step of (2) and (3) a choice; right where nothing is chosen.

    d, g: the signs with which they follow their derivative. sees: the values at which derivatives
    are taken, "old", "new" (implicit), or those that are new where "d" or "g" moves first.
    """
    a = alpha if rate else 1.0
    up, down = d * a, g * a
    A = np.array([[1.0, up], [down, 1.0]])
    if sees == "d":
        A[1, 1] += up * down
    elif sees == "g":
        A[0, 0] += up * down
    elif sees == "new":
        A /= 1.0 - up * down
    return A - np.eye(2) if change_only else A


SIGNS: dict[str, dict[str, Any]] = {
    "roles-swapped": {"d": -1.0, "g": 1.0},
    "both-ascend": {"d": 1.0, "g": 1.0},
    "both-descend": {"d": -1.0, "g": -1.0},
}
TIMES: dict[str, list[dict[str, Any]]] = {
    "alternating-update": [{"sees": "d"}, {"sees": "g"}],
    "implicit-update": [{"sees": "new"}],
}
LEFT_OUT: dict[str, dict[str, Any]] = {
    "missing-identity": {"change_only": True},
    "missing-learning-rate": {"rate": False},
}


def _pairs() -> tuple[Pair, ...]:
    """Two choices of `moved` at once: of two different kinds, or both of what is left out."""

    def pair(one: str, other: str, *changes: Mapping[str, Any]) -> Pair:
        variants: list[Callable[..., Array]] = [partial(moved, **change) for change in changes]
        return Pair(ids=(one, other), variants=tuple(variants))

    found = [
        pair(who, when, *({**signs, **time} for time in times))
        for who, signs in SIGNS.items()
        for when, times in TIMES.items()
    ]
    found += [
        pair(who, what, {**signs, **left})
        for who, signs in SIGNS.items()
        for what, left in LEFT_OUT.items()
    ]
    found += [
        pair(when, what, *({**time, **left} for time in times))
        for when, times in TIMES.items()
        for what, left in LEFT_OUT.items()
    ]
    both = {key: value for left in LEFT_OUT.values() for key, value in left.items()}
    return (*found, pair("missing-identity", "missing-learning-rate", both))


TOPIC = Topic(
    question="3.1",
    function="A_matrix",
    right=A_matrix,
    mistakes=MISTAKES,
    pairs=_pairs(),
    symptoms=(
        RANDOM,
        Symptom(
            id="alpha-unused",
            hint="The same matrix comes for every learning rate: alpha is an argument, use it as "
            "it is given.",
            seen=unused(0),
        ),
        ROUNDED,
        Symptom(
            id="positive-rates-only",
            hint="Right for learning rates of zero and above, wrong for each negative one: the "
            "formula holds for both signs.",
            seen=right_only(lambda alpha: alpha >= 0),
        ),
        Symptom(
            id="tiny-rates-only",
            hint="Right for tiny learning rates only. Is this an approximation, such as the flow "
            "in continuous time? One step is asked for, exactly.",
            seen=right_only(lambda alpha: abs(alpha) <= 0.01),
        ),
        SHOWN_ONLY,
        IMPRECISE,
        Symptom(
            id="steps-off",
            hint="The diagonal, what each player keeps of its own value, is right; the two entries "
            "by which the players move each other are not.",
            seen=entries_right(((0, 0), (1, 1))),
        ),
        Symptom(
            id="own-values-off",
            hint="The two entries by which the players move each other are right; the diagonal, "
            "what each keeps of its own value, is not.",
            seen=entries_right(((0, 1), (1, 0))),
        ),
    ),
    may_refuse=lambda arguments: arguments[0] < 0,
    inputs=tuple((alpha,) for alpha in (0.3712, 0.3712, -0.8333, 2.0, -0.25, 0.01, 0.0004, 12.57)),
)
