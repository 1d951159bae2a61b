"""Known mistakes of question 3.2; equation numbers are those of reference.gan."""

import numpy as np
from numpy.typing import NDArray

from reference.gan import stationary_point
from reference.mistakes.mistake import Mistake, Topic

Array = NDArray[np.float64]


def value() -> float:
    """The value V(d*, g*) in place of the point; a sample: any single number is this mistake."""
    return 0.0


def saddle_missed() -> Array:
    """(5) with neither derivative zero; a sample: any other finite point is this mistake."""
    return np.array([1.0, 1.0])


def one_derivative() -> Array:
    """(5) with ∂V/∂d = g = 0 alone; a sample: any other finite point is this mistake."""
    return np.array([1.0, 0.0])


MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        id="value-not-point",
        question="3.2",
        function="stationary_point",
        hint="This is a single number. A stationary point is a point: give a coordinate for d and "
        "one for g.",
        variants=(value,),
    ),
    Mistake(
        id="not-stationary",
        question="3.2",
        function="stationary_point",
        hint="The gradient of V is not zero at this point. Write down both partial derivatives and "
        "ask where both are zero at once.",
        variants=(saddle_missed, one_derivative),
    ),
)


def faults(point: Array | str | None, *, rtol: float, atol: float) -> tuple[str, ...]:
    """What is wrong with an answer to 3.2: one number, or two of which not both are zero."""
    del rtol
    if not isinstance(point, np.ndarray) or not np.isfinite(point).all():
        return ()
    if point.size == 1:
        return ("value-not-point",)
    if point.shape in ((2,), (1, 2), (2, 1)) and abs(point).max() > atol:
        return ("not-stationary",)
    return ()


TOPIC = Topic(
    question="3.2",
    function="stationary_point",
    right=stationary_point,
    mistakes=MISTAKES,
    faults=faults,
)
