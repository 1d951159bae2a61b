"""Known mistakes of 3.3; equation numbers are those of practice.spiral."""

import numpy as np
from numpy.typing import NDArray

from reference import practice as right
from reference.mistakes.mistake import Topic
from reference.mistakes.practice.topic import topic

Array = NDArray[np.float64]


def _real_up(alpha: float) -> Array:
    """(2) of spiral.py without i."""
    return np.array([1 + alpha, 1 - alpha])


def _real_down(alpha: float) -> Array:
    """(2) of spiral.py without i, in the other order."""
    return np.array([1 - alpha, 1 + alpha])


def _real_rising(alpha: float) -> Array:
    """(2) of spiral.py without i, as eigvalsh sorts them."""
    return np.sort(_real_up(alpha))


def _real_falling(alpha: float) -> Array:
    """(2) of spiral.py without i, sorted the other way."""
    return _real_rising(alpha)[::-1]


def _moduli(alpha: float) -> Array:
    """|lambda| of (2) of spiral.py."""
    return np.full(2, np.sqrt(1 + alpha**2))


def _alternating(d: float, g: float, alpha: float, steps: int) -> Array:
    """(3) of spiral.py, g at the new d."""
    states = [(d, g)]
    for _ in range(steps):
        d = d + alpha * g
        g = g - alpha * d
        states.append((d, g))
    return np.array(states, dtype=np.float64)


def _start_missing(d: float, g: float, alpha: float, steps: int) -> Array:
    """(3) of spiral.py from k = 1 on."""
    return right.trajectory(d, g, alpha, steps)[1:]


def _columns(d: float, g: float, alpha: float, steps: int) -> Array:
    """(3) of spiral.py, one state a column."""
    return right.trajectory(d, g, alpha, steps).T


TOPICS: tuple[Topic, ...] = (
    topic(
        "3.3a",
        right.eigenvalues,
        (
            "not-imaginary",
            "These are real. What is the root of a negative number?",
            (_real_up, _real_down, _real_rising, _real_falling),
        ),
        ("moduli", "These are the absolute values of the eigenvalues.", _moduli),
    ),
    topic(
        "3.3b",
        right.trajectory,
        (
            "alternating",
            "g is moved with the new d. In a simultaneous update both see the old values.",
            _alternating,
        ),
        ("start-missing", "The first row should be the start, [d0, g0].", _start_missing),
        ("states-in-columns", "Each state is a column; rows are asked for.", _columns),
    ),
)
