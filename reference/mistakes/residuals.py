"""What the difference between an answer and the right one says, where no formula explains it.

Symptoms too (symptoms.py), of a finer kind: nothing else was seen, yet the residual, what came
minus what is right, is the same for all inputs, or small, or stays as it is when one argument
changes. The last is how a sum comes apart: the loss of eq. 4 is a term in y plus one in y_neg, so a
residual that other negatives leave alone is not in the term of the negatives.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from reference.mistakes.symptoms import Symptom, Trial, Trials, close, in_form, pairs

Array = NDArray[np.float64]
NEARLY = 0.02  # relative and absolute: what half precision and an epsilon of 0.01 stay within


def offset(trials: Trials) -> bool:
    """Every number is the right one plus the same constant."""
    if not all(map(in_form, trials)):
        return False
    found = np.concatenate([np.ravel(residual(trial)) for trial in trials])
    return abs(found.mean()) > 1e-2 and close(found, np.full_like(found, found.mean()))


def imprecise(trials: Trials) -> bool:
    """Every number is nearly right, and some are not right."""
    return not all(trial.right for trial in trials) and all(
        in_form(trial)
        and bool(np.all(np.abs(residual(trial)) <= NEARLY * (1 + np.abs(trial.expected))))
        for trial in trials
    )


def only_off_with(argument: int, other: int) -> Callable[[Trials], bool]:
    """The residual depends on `argument`, and not on `other`: each changed alone at least once."""

    def seen(trials: Trials) -> bool:
        moves, stays = (_residuals(trials, i) for i in (argument, other))
        return (
            bool(moves and stays)
            and all(close(a, b) for a, b in stays)
            and any(not close(a, b) for a, b in moves)
        )

    return seen


def off_whatever(*arguments: int) -> Callable[[Trials], bool]:
    """There is a residual, and it depends on none of these: each changed alone at least once."""

    def seen(trials: Trials) -> bool:
        changed = [_residuals(trials, i) for i in arguments]
        found = [both for one in changed for both in one]
        return (
            all(changed)
            and all(close(a, b) for a, b in found)
            and any(np.abs(a).max() > 1e-2 for a, _ in found)
        )

    return seen


def gradient_off(trials: Trials) -> bool:
    """All values are right. Symptoms are of failures: so the gradients that came are not."""
    return all(trial.right for trial in trials) and any(
        np.any(gradient) for trial in trials for gradient in trial.gradients.values()
    )


def entries_right(places: Sequence[tuple[int, int]]) -> Callable[[Trials], bool]:
    """Of a matrix these entries are right every time, and no other is."""

    def seen(trials: Trials) -> bool:
        if not all(map(in_form, trials)):
            return False
        always = np.all([np.isclose(residual(t), 0, atol=1e-4) for t in trials], axis=0)
        return {tuple(map(int, place)) for place in np.argwhere(always)} == set(places)

    return seen


def residual(trial: Trial) -> Array:
    """What came minus what is right, of a trial whose answer is in form."""
    return np.asarray(trial.came) - trial.expected


def _residuals(trials: Trials, argument: int) -> list[tuple[Array, Array]]:
    return [
        (residual(one), residual(other))
        for one, other in pairs(trials, (argument,))
        if in_form(one) and in_form(other)
    ]


IMPRECISE = Symptom(
    id="imprecise",
    hint="Every number is nearly right, to about two digits: is it computed in half precision, "
    "with an epsilon, or by steps that end too early?",
    seen=imprecise,
)
