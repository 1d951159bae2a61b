"""What a class did: rows in, one frozen Survey out, which is all that the report shows of it.

The rows are read once, and of each only a small Entry is kept, so that the class may be large. A
submission that a fault of ours hit has no final score: it is listed, and counts in no figure.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from . import figures
from .model import order
from .row import Person, Row

SLOWEST = 10
SAID = 400  # characters of what a check said; results/ID.json has all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One submission, in short."""

    number: int  # counted from 1: what stands for the name where names are hidden
    id: str
    people: tuple[Person, ...]
    score: float
    points: float
    questions: dict[str, tuple[float, float]]
    mistakes: tuple[str, ...]
    seconds: float
    errored: bool
    fault: str
    tags: tuple[str, ...] = ()  # of the sets that it is in: what the page filters by


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Who made a known mistake; `id` is "" where none explains what was lost.

    None: there is nothing to explain, for the function is not written, or nothing was handed in.
    """

    question: str
    id: str | None
    hint: str
    members: tuple[int, ...]  # numbers of entries
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Who answered a question identically, and not rightly."""

    question: str
    mistakes: tuple[str, ...]  # that explain it; those without come first: a hint is missing, or
    said: str  # a right answer is not seen as right. What the first failed check said.
    members: tuple[int, ...]
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A class at one glance."""

    entries: tuple[Entry, ...] = ()
    points: float = 0.0
    spread: figures.Spread = field(default_factory=figures.Spread)
    bins: tuple[figures.Bin, ...] = ()
    questions: tuple[figures.Question, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    groups: tuple[Group, ...] = ()
    slowest: tuple[Entry, ...] = ()
    seconds: tuple[float, float] = (0.0, 0.0)  # the median, and what 95 % do not exceed

    @property
    def errored(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.errored)

    @property
    def people(self) -> int:
        """Who handed in twice is one; names are no key."""
        stated = ((e.number, at, p) for e in self.entries for at, p in enumerate(e.people))
        return len({p.sid or p.email.casefold() or (number, at) for number, at, p in stated})


@dataclass(slots=True)
class _Identical:
    members: list[int] = field(default_factory=list)
    mistakes: tuple[str, ...] = ()
    said: str = ""


def survey(rows: Iterable[Row]) -> Survey:
    """Read the rows once and count."""
    entries: list[Entry] = []
    made: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    alike: dict[tuple[str, str], _Identical] = defaultdict(_Identical)
    hints: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        entry = _entry(number, row)
        entries.append(entry)
        for question in [] if row.errored else _lost(entry):
            unknown = "" if question in row.answers else None
            for mistake in row.mistakes.get(question, ()) or (unknown,):
                made[question, mistake].append(number)
                if mistake and mistake not in hints and row.hints.get(mistake):
                    hints[mistake] = row.hints[mistake]
            if question in row.answers:
                group = alike[question, row.answers[question]]
                group.members.append(number)
                if len(group.members) == 2:  # nothing is kept of an answer given once
                    group.said = _said(row, question)
                    group.mistakes = tuple(row.mistakes.get(question, ()))
    return _counted(entries, _mistakes(made, hints), _groups(alike))


def _entry(number: int, row: Row) -> Entry:
    return Entry(
        number=number,
        id=row.id,
        people=row.people,
        score=row.score,
        points=row.points,
        questions=row.questions,
        mistakes=tuple(dict.fromkeys(one for ids in row.mistakes.values() for one in ids)),
        seconds=row.seconds,
        errored=row.errored,
        fault=_fault(row),
    )


def _fault(row: Row) -> str:
    errored = (f"{c.number} {c.name}: {c.output}" for c in row.checks if c.status == "errored")
    return (row.fault or next(errored, ""))[:SAID]


def _lost(entry: Entry) -> list[str]:
    """The questions in which points were lost."""
    return [
        question
        for question, (score, points) in entry.questions.items()
        if score < points - figures.SLACK
    ]


def _said(row: Row, question: str) -> str:
    failed = [c for c in row.checks if c.question == question and c.status == "failed"]
    decided = [check for check in failed if check.points] or failed
    return decided[0].output.strip("\n")[:SAID] if decided else ""


def _mistakes(
    made: dict[tuple[str, str | None], list[int]], hints: dict[str, str]
) -> tuple[Mistake, ...]:
    """By question, the most frequent first; then what no known mistake explains, and the rest."""
    ranked = sorted(
        made,
        key=lambda key: (order(key[0]), key[1] is None, not key[1], -len(made[key]), key[1] or ""),
    )
    return tuple(
        Mistake(
            question=question,
            id=one,
            hint=hints.get(one or "", ""),
            members=tuple(made[question, one]),
            tag=f"m{n}",
        )
        for n, (question, one) in enumerate(ranked)
    )


def _groups(alike: dict[tuple[str, str], _Identical]) -> tuple[Group, ...]:
    """Of two and more; first those that no known mistake explains, the largest first."""
    several = [key for key, group in alike.items() if len(group.members) > 1]
    ranked = sorted(
        several,
        key=lambda key: (
            bool(alike[key].mistakes),
            -len(alike[key].members),
            order(key[0]),
            alike[key].members,
        ),
    )
    return tuple(
        Group(
            question=key[0],
            mistakes=alike[key].mistakes,
            said=alike[key].said,
            members=tuple(alike[key].members),
            tag=f"g{n}",
        )
        for n, key in enumerate(ranked)
    )


def _counted(
    entries: list[Entry], mistakes: tuple[Mistake, ...], groups: tuple[Group, ...]
) -> Survey:
    graded = [entry for entry in entries if not entry.errored]
    scores = [entry.score for entry in graded]
    points = max((entry.points for entry in entries), default=0.0)
    asked = {name for e in graded for name, (_, points) in e.questions.items() if points > 0}
    marks = [entry.questions for entry in graded]
    times = sorted(entry.seconds for entry in entries) or [0.0]
    tagged = _tagged(entries, points, [*mistakes, *groups])
    return Survey(
        entries=tagged,
        points=points,
        spread=figures.spread(scores, points),
        bins=figures.bins(scores, points),
        questions=tuple(figures.question(name, marks) for name in sorted(asked, key=order)),
        mistakes=mistakes,
        groups=groups,
        slowest=tuple(sorted(tagged, key=lambda entry: -entry.seconds)[:SLOWEST]),
        seconds=(statistics.median(times), times[(19 * len(times) - 1) // 20]),
    )


def _tagged(entries: list[Entry], points: float, sets: list[Mistake | Group]) -> tuple[Entry, ...]:
    tags = [
        ["e"] if entry.errored else [f"b{figures.place(entry.score, points)}"] for entry in entries
    ]
    for one in sets:
        for number in one.members:
            tags[number - 1].append(one.tag)
    return tuple(replace(entry, tags=tuple(own)) for entry, own in zip(entries, tags))
