"""What can be seen of a wrong answer where no formula explains it.

A symptom has no id in the contract: it states what was observed on the inputs that were tried, and
asks what in the code could do that. It is looked for after the mistakes, and the first that is seen
is told. Each `seen` takes all trials of one question; it is true of what was tried or it is not
told, so it cannot be a wrong diagnosis, only a less useful one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Trial(Protocol):
    """One input and what came of it."""

    @property
    def arguments(self) -> tuple[Any, ...]: ...
    @property
    def came(self) -> Array | None: ...  # None: an exception, or no finite numbers
    @property
    def expected(self) -> Array: ...
    @property
    def right(self) -> bool: ...
    @property
    def shown(self) -> bool: ...  # an input that the public checks show
    @property
    def gradients(self) -> dict[int, NDArray[Any]]: ...  # by the argument


Trials = Sequence[Trial]


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """Something that can be seen, and a sentence for who reads it."""

    id: str
    hint: str
    seen: Callable[[Trials], bool]


def random(trials: Trials) -> bool:
    """The same input gave two different answers."""
    return any(not _alike(one, other) for one, other in pairs(trials, ()))


def constant(trials: Trials) -> bool:
    """One number for everything that was asked."""
    came = [np.ravel(t.came) for t in trials if t.came is not None]
    numbers = np.concatenate(came) if came else np.zeros(0)
    expected = np.concatenate([np.ravel(t.expected) for t in trials])
    return (
        len(came) >= 3
        and numbers.size > 0
        and close(numbers, np.full_like(numbers, numbers[0]))
        and not close(expected, np.full_like(expected, expected[0]))
    )


def unused(argument: int) -> Callable[[Trials], bool]:
    """The answer does not change with one argument, where the right one does."""

    def seen(trials: Trials) -> bool:
        found = [
            (one, other)
            for one, other in pairs(trials, (argument,))
            if in_form(one)
            and in_form(other)
            and np.abs(one.expected - other.expected).max() > 1e-2
        ]
        return bool(found) and all(_alike(one, other) for one, other in found)

    return seen


def order_matters(argument: int) -> Callable[[Trials], bool]:
    """Only the order of an argument's rows was changed, and the answer changed."""

    def seen(trials: Trials) -> bool:
        return any(
            not _alike(one, other)
            for one, other in pairs(trials, (argument,))
            if _same(*(np.sort(t.arguments[argument], axis=0) for t in (one, other)))
        )

    return seen


def pairs_order_matters(trials: Trials) -> bool:
    """Only the order of the rows of the first two arguments was changed, of both alike."""
    for one, other in pairs(trials, (0, 1)):
        rows = [np.hstack(t.arguments[:2]) for t in (one, other)]
        moved = [r[np.lexsort(r.T)] for r in rows]
        if _same(*moved) and not _alike(one, other):
            return True
    return False


def right_only(where: Callable[..., bool]) -> Callable[[Trials], bool]:
    """Right for all inputs of one kind, at least two of them, and for no others."""

    def seen(trials: Trials) -> bool:
        kinds = [bool(where(*trial.arguments)) for trial in trials]
        enough = 2 <= sum(kinds) <= len(kinds) - 2
        return enough and kinds == [trial.right for trial in trials]

    return seen


def form_only(where: Callable[..., bool]) -> Callable[[Trials], bool]:
    """`right_only`, and elsewhere an exception, or an answer of another shape."""

    def seen(trials: Trials) -> bool:
        return right_only(where)(trials) and not any(
            in_form(trial) for trial in trials if not trial.right
        )

    return seen


def clipped(trials: Trials) -> bool:
    """Right between two bounds, and nowhere beyond them."""
    answered = [t.came for t in trials if t.came is not None and in_form(t)]
    if len(answered) < len(trials) or all(trial.right for trial in trials):
        return False
    least, most = min(map(np.min, answered)), max(map(np.max, answered))
    beyond = [np.any((t.expected < least - 1e-2) | (t.expected > most + 1e-2)) for t in trials]
    inside = (close(c, np.clip(t.expected, least, most)) for c, t in zip(answered, trials))
    return any(beyond) and all(inside)


def a_constant_times(trials: Trials) -> bool:
    """Every number is the right one times the same constant."""
    if not all(map(in_form, trials)):
        return False
    came = np.concatenate([np.ravel(np.asarray(t.came)) for t in trials])
    expected = np.concatenate([np.ravel(t.expected) for t in trials])
    factor = float(came @ expected / (expected @ expected))
    return min(abs(factor), abs(factor - 1)) > 1e-3 and close(came / factor, expected)


def no_gradient(argument: int) -> Callable[[Trials], bool]:
    """The values are right, and do not depend on one argument as torch sees it."""

    def seen(trials: Trials) -> bool:
        found = [t.gradients[argument] for t in trials if argument in t.gradients]
        return bool(found) and all(t.right for t in trials) and not any(map(np.any, found))

    return seen


def shown_only(trials: Trials) -> bool:
    """Right for what the public checks show, and for nothing else."""
    shown = [trial.shown for trial in trials]
    return 1 <= sum(shown) <= len(shown) - 2 and shown == [trial.right for trial in trials]


def rounded(trials: Trials) -> bool:
    """Every number that came is the right one with few decimals, rounded or cut off."""
    return any(
        all(
            trial.came is not None
            and in_form(trial)
            and bool(np.all(np.abs(trial.came - np.round(trial.came, decimals)) <= 1e-6))
            and bool(np.all(np.abs(trial.came - trial.expected) < 10.0**-decimals))
            for trial in trials
        )
        for decimals in range(4)
    )


def entries_meet(trials: Trials) -> bool:
    """The first entries of a vector, asked for alone, have other answers than in the vector."""
    vectors = [t for t in trials if t.came is not None and np.ndim(t.arguments[0]) == 1]
    for one, other in combinations(sorted(vectors, key=lambda t: np.size(t.arguments[0])), 2):
        n = np.size(one.arguments[0])
        begins = all(_same(a, b[:n]) for a, b in zip(one.arguments, other.arguments))
        if begins and one.came is not None and other.came is not None:
            whole = other.came.shape == other.expected.shape
            if whole and one.came.shape == (n,) and not close(one.came, other.came[:n]):
                return True
    return False


def in_form(trial: Trial) -> bool:
    return trial.came is not None and trial.came.shape == trial.expected.shape


def pairs(trials: Trials, but: tuple[int, ...]) -> Iterable[tuple[Trial, Trial]]:
    """Trials with the same arguments but for some, which differ; and with an answer each."""
    answered = [trial for trial in trials if trial.came is not None]
    for one, other in combinations(answered, 2):
        differ = [
            i for i, (a, b) in enumerate(zip(one.arguments, other.arguments)) if not _same(a, b)
        ]
        if differ == list(but):
            yield one, other


def _same(a: Any, b: Any) -> bool:
    return np.shape(a) == np.shape(b) and bool(np.all(np.asarray(a) == np.asarray(b)))


def _alike(one: Trial, other: Trial) -> bool:
    return one.came is not None and other.came is not None and close(one.came, other.came)


def close(a: Array, b: Array) -> bool:
    return a.shape == b.shape and bool(np.allclose(a, b, rtol=1e-3, atol=1e-4))


RANDOM = Symptom(
    id="random",
    hint="The same input was asked twice and gave two different answers: does the code draw random "
    "numbers, or change something that it keeps from call to call?",
    seen=random,
)
CONSTANT = Symptom(
    id="constant",
    hint="The same number comes for every input: do the arguments reach the result?",
    seen=constant,
)
SHOWN_ONLY = Symptom(
    id="shown-only",
    hint="The inputs that the public checks show come out right, and no other input does. Are "
    "their numbers in the code, or does a step make no difference in cases as special as these?",
    seen=shown_only,
)
ROUNDED = Symptom(
    id="rounded",
    hint="Each number is right to a few decimals and has no more: is it rounded, or cut off by "
    "an integer type?",
    seen=rounded,
)
