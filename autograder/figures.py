"""The figures of a class, each as it is defined in one place; pure functions of scores.

    difficulty       mean share of a question's points; 1 when everybody has all of them
    discrimination   correlation of that share with the points on all other questions: the
                     point-biserial one, without the question's own part in the total
    upper - lower    mean share among the best 27 % by total minus that among the worst 27 %, ties
                     included at both ends, so that no order of the rows decides

Where everybody is alike there is nothing to correlate, and the figure is None.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BINS = 20  # at most, and one for the highest score
KELLEY = 0.27  # the share at each end that tells strong from weak best (Kelley, 1939)
SLACK = 1e-9  # points


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Where the scores of those that were graded lie."""

    count: int = 0
    mean: float = 0.0
    median: float = 0.0
    deviation: float = 0.0
    full: int = 0  # have all points
    none: int = 0  # have no point


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Scores from `low` up to, but without, `high`; the last one holds the highest score."""

    low: float
    high: float
    count: int

    @property
    def label(self) -> str:
        return f"{self.low:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How hard one was, and how well it tells strong from weak."""

    id: str
    points: float
    full: int
    some: int
    none: int
    difficulty: float
    discrimination: float | None
    upper_lower: float | None


def spread(scores: Sequence[float], points: float) -> Spread:
    if not scores:
        return Spread()
    return Spread(
        count=len(scores),
        mean=statistics.fmean(scores),
        median=statistics.median(scores),
        deviation=statistics.pstdev(scores),
        full=sum(score >= points - SLACK for score in scores),
        none=sum(score <= SLACK for score in scores),
    )


def width(points: float) -> float:
    """Of a bin: 1, 2, 5, 10, 20, ... points."""
    step = 1.0
    while points / step > BINS:
        step *= 2.5 if f"{step:g}"[0] == "2" else 2.0
    return step


def place(score: float, points: float) -> int:
    """The bin of a score; beyond the ends counts as at the end."""
    last = math.floor(points / width(points) + SLACK)
    return min(max(math.floor(score / width(points) + SLACK), 0), last)


def bins(scores: Sequence[float], points: float) -> tuple[Bin, ...]:
    """The distribution, empty bins included."""
    step, counts = width(points), [0] * (place(points, points) + 1)
    for score in scores:
        counts[place(score, points)] += 1
    return tuple(
        Bin(low=at * step, high=min((at + 1) * step, points), count=count)
        for at, count in enumerate(counts)
    )


def question(name: str, marks: Sequence[Mapping[str, tuple[float, float]]]) -> Question:
    """`marks`: of each graded submission, question -> (score, points)."""
    own = [mark.get(name, (0.0, 0.0)) for mark in marks]
    points = max((most for _, most in own), default=0.0)
    shares = [score / points if points else 0.0 for score, _ in own]
    totals = [sum(score for score, _ in mark.values()) for mark in marks]
    full = sum(share >= 1 - SLACK for share in shares)
    none = sum(share <= SLACK for share in shares)
    return Question(
        id=name,
        points=points,
        full=full,
        some=len(shares) - full - none,
        none=none,
        difficulty=statistics.fmean(shares) if shares else 0.0,
        discrimination=_correlation(shares, [t - s for t, (s, _) in zip(totals, own)]),
        upper_lower=_upper_lower(shares, totals),
    )


def _correlation(shares: Sequence[float], rest: Sequence[float]) -> float | None:
    if len(shares) < 2 or min(_range(shares), _range(rest)) <= SLACK:
        return None
    return statistics.correlation(shares, rest)


def _upper_lower(shares: Sequence[float], totals: Sequence[float]) -> float | None:
    ranked = sorted(totals)
    count = max(1, round(KELLEY * len(ranked)))
    if not ranked or ranked[-count] - ranked[count - 1] <= SLACK:
        return None
    best = [share for share, total in zip(shares, totals) if total >= ranked[-count] - SLACK]
    worst = [share for share, total in zip(shares, totals) if total <= ranked[count - 1] + SLACK]
    return statistics.fmean(best) - statistics.fmean(worst)


def _range(values: Sequence[float]) -> float:
    return max(values) - min(values)
