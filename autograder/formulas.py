"""Whether a formula explains everything that a student's function answered.

A formula takes the function's arguments and gives what a wrong (or the right) derivation gives. It
explains a call where value and shape agree to the question's tolerance, and the gradients too where
some came. A family is a formula with a constant to be solved for, the same one on every input.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .box.grammar import Other
from .checks import Array, Mismatch, Tolerance, numbers
from .known import Formula, Known, Seen, Symptom, Together, Topic
from .student import Record

CALLABLE = "a function, not yet called"  # as box.plain describes one
FUNCTION = "function"  # as Topic.faults wants it
STEP = 1e-5  # of a central difference in float64: its error is far below every tolerance
LEAST, MOST, POINTS = 0.005, 200.0, 160  # of the constants that are tried first
NEAR, ZOOMS, ZOOMED = 0.5, 6, 21


def read(value: Any) -> Array | str | None:
    """Finite numbers as an array, a function by its name, anything else as None."""
    if isinstance(value, Other):
        return FUNCTION if value.description == CALLABLE else None
    try:
        return numbers("", value)
    except Mismatch:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """One call, read: what was asked, and what came; None where that explains nothing."""

    arguments: tuple[Any, ...]
    came: Array | None
    gradients: tuple[NDArray[Any], ...] | None
    wrt: tuple[int, ...]
    in_batch: bool
    shown: bool


class Case:
    """Everything that was answered for one question, held against formulas."""

    def __init__(self, topic: Topic, records: Sequence[Record], tolerance: Tolerance) -> None:
        self.topic = topic
        self.tolerance = tolerance
        in_batch = topic.in_batch or (lambda arguments: False)
        refused = topic.may_refuse or (lambda arguments: False)
        # A call for gradients that raised says less than the values do: z.numpy() is one.
        self.trials = [
            _Trial(
                arguments=record.arguments,
                came=self.squeezed(read(record.answer)) if record.error is None else None,
                gradients=record.gradients,
                wrt=record.wrt or (),
                in_batch=in_batch(record.arguments),
                shown=record.shown,
            )
            for record in records
            if record.error is None or (record.wrt is None and not refused(record.arguments))
        ]
        self.trials.sort(key=lambda trial: sum(map(np.size, trial.arguments)))

    def first_seen(self) -> Symptom | None:
        """The first symptom that the answers show."""
        trials = [
            Seen(
                arguments=trial.arguments,
                came=trial.came,
                expected=_real(self.topic.right(*trial.arguments)),
                right=self.fits(self.topic.right, trial),
                shown=trial.shown,
                gradients=dict(zip(trial.wrt, trial.gradients or ())),
            )
            for trial in self.trials
        ]
        return next((one for one in self.topic.symptoms if one.seen(trials)), None)

    def the_only_one(
        self, known: Iterable[tuple[Known | Together, tuple[str, ...]]]
    ) -> tuple[tuple[str, ...], tuple[float, ...]] | None:
        """The ids, and the constant if any, of what explains everything.

        What says nothing off the batch is judged where no other explains everything. Two that both
        do: the inputs do not tell them apart, and neither is named.
        """
        for only_in_batch in (False, True):
            trials = [t for t in self.trials if t.in_batch] if only_in_batch else self.trials
            if not trials or any(t.came is None for t in trials):
                continue
            if all(self.fits(self.topic.right, trial) for trial in trials):
                continue
            judged = [(one, ids) for one, ids in known if one.in_batch is only_in_batch]
            for explains in (self.by_a_formula, self.by_a_constant):  # the simpler one first
                found = {
                    ids: constant
                    for one, ids in judged
                    if (constant := explains(one, trials)) is not None
                }
                if found:
                    return found.popitem() if len(found) == 1 else None
        return None

    def by_a_formula(self, one: Known | Together, trials: Sequence[_Trial]) -> tuple[()] | None:
        """() where one of its formulas gives everything; those of a family are samples of it."""
        if one.families:
            return None
        gradients = not one.in_batch
        return () if any(self.fits_all(f, trials, gradients) for f in one.variants) else None

    def by_a_constant(
        self, one: Known | Together, trials: Sequence[_Trial]
    ) -> tuple[float, ...] | None:
        """The constant with which one of its families gives everything."""
        for family in one.families:
            for constant in self.constants(family, trials):
                formula = functools.partial(_at, family, constant)
                if self.fits_all(formula, trials, not one.in_batch):
                    return (constant,)
        return None

    def fits_all(self, formula: Formula, trials: Sequence[_Trial], with_gradients: bool) -> bool:
        return all(self.fits(formula, trial) for trial in trials) and (
            not with_gradients or all(self.has_gradients(formula, trial) for trial in trials)
        )

    def fits(self, formula: Formula, trial: _Trial) -> bool:
        return trial.came is not None and self.close(
            trial.came, self.squeezed(_real(formula(*trial.arguments)))
        )

    def squeezed(self, value: Any) -> Array | None:
        if not isinstance(value, np.ndarray):
            return None
        return value.squeeze() if self.topic.squeezed else value

    def close(self, came: Array, expected: Array | None) -> bool:
        return (
            expected is not None
            and came.shape == expected.shape
            and bool(np.all(np.abs(came - expected) <= self.tolerance.around(expected)))
        )

    def has_gradients(self, formula: Formula, trial: _Trial) -> bool:
        """Whether the formula's gradients are those that came; where none came nothing is said."""
        if trial.gradients is None or self.topic.tangent is None:
            return True
        for index, came in zip(trial.wrt, trial.gradients):
            point = np.asarray(trial.arguments[index], np.float64)
            expected = _differences(formula, trial.arguments, index)
            if not np.all(np.isfinite(came)) or not self.close(
                self.topic.tangent(came, point), self.topic.tangent(expected, point)
            ):
                return False
        return True

    def constants(self, family: Formula, trials: Sequence[_Trial]) -> list[float]:
        """The constants, other than 1, at which a family comes nearest to what came."""
        near = [trial for trial in trials if trial.came is not None][:3]

        def off(constants: Array) -> Array:
            """How far from what came, in units of what a change of the constant changes."""
            total = np.zeros(len(constants))
            for trial in near:
                values = family(*trial.arguments, constants=constants)
                came = np.asarray(trial.came)
                if values.shape[1:] != came.shape:
                    return np.full(len(constants), np.inf)
                gap = np.abs(values - came).reshape(len(constants), -1).max(axis=1)
                total = total + gap / (1 + 1 / np.abs(constants))
            return np.where(np.isfinite(total), total, np.inf)

        found = []
        for sign in (1.0, -1.0):
            logs = np.linspace(np.log(LEAST), np.log(MOST), POINTS)
            gaps = off(sign * np.exp(logs))
            lower = np.concatenate([[np.inf], gaps[:-1]])
            upper = np.concatenate([gaps[1:], [np.inf]])
            valleys = np.flatnonzero((gaps <= lower) & (gaps <= upper) & (gaps < NEAR))
            for i in valleys[np.argsort(gaps[valleys])][:3]:
                centre, width = logs[i], logs[1] - logs[0]
                for _ in range(ZOOMS):
                    finer = np.linspace(centre - width, centre + width, ZOOMED)
                    centre = finer[np.argmin(off(sign * np.exp(finer)))]
                    width = finer[1] - finer[0]
                if abs(sign * np.exp(centre) - 1) > 0.01:
                    found.append(float(sign * np.exp(centre)))
        return found


def _real(value: Any) -> Array:
    """What a formula gives; NaN, which explains nothing, in place of what is not real."""
    found = np.asarray(value)
    if np.iscomplexobj(found):
        found = np.where(found.imag == 0, found.real, np.nan)
    return np.asarray(found, np.float64)


def _at(family: Formula, constant: float, *arguments: Any) -> Any:
    return family(*arguments, constants=np.array([constant]))[0]


def _differences(formula: Formula, arguments: tuple[Any, ...], index: int) -> Array:
    """The gradient in one argument by central differences."""
    given = [np.array(argument, np.float64) for argument in arguments]
    moved = given[index]
    found = np.zeros_like(moved)
    for place in np.ndindex(moved.shape):
        here = moved[place]
        ends = []
        for step in (STEP, -STEP):
            moved[place] = here + step
            ends.append(float(np.sum(formula(*given))))
        moved[place] = here
        found[place] = (ends[0] - ends[1]) / (2 * STEP)
    return found
