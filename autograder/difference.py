"""What changed between two gradings of a class, and why: a pure function of old and new rows.

A TA who regrades must answer "who gains, who loses, and because of what?". So changes are grouped
by cause: submissions whose checks changed in the same way stand together, since one repaired
grader or one new rule moved them all. Two things are kept apart from gains and losses, because
they say nothing of an answer: a fault of ours, then or now, and what only one of the two sides has.

Which old submission a new one is, `matching` decides; where it cannot, the submission is listed.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .matching import SLACK, Matching
from .model import order
from .row import Check, Person, Row

ABSENT = "not there"
ONLY_TOTALS = "the old grades have totals only"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChange:
    """One check that says something else than before."""

    number: str
    name: str
    before: str  # "failed 0/3"
    after: str  # "passed 3/3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One submission that is not as it was; a score is None where that side does not have it."""

    id: str
    people: tuple[Person, ...]
    before: float | None
    after: float | None
    checks: tuple[CheckChange, ...] = ()
    why: str = ""  # where no check tells: a fault, or that one side has totals only

    @property
    def delta(self) -> float:
        if self.before is None or self.after is None:
            return 0.0
        delta = self.after - self.before
        return delta if abs(delta) > SLACK else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One set of changed checks, and every submission in which just that changed."""

    checks: tuple[CheckChange, ...]
    why: str
    changes: tuple[Change, ...]

    @property
    def gained(self) -> int:
        return sum(change.delta > 0 for change in self.changes)

    @property
    def lost(self) -> int:
        return sum(change.delta < 0 for change in self.changes)

    @property
    def points(self) -> tuple[float, float]:
        """The least and the most that one submission moved by."""
        deltas = [change.delta for change in self.changes]
        return min(deltas), max(deltas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two gradings of a class, compared."""

    causes: tuple[Cause, ...] = ()  # graded both times, not the same: the largest group first
    errored: tuple[Change, ...] = ()  # graded then, a fault of ours now
    recovered: tuple[Change, ...] = ()  # a fault of ours then, graded now
    added: tuple[Change, ...] = ()  # only in the new
    vanished: tuple[Change, ...] = ()  # only in the old
    unclear: tuple[Change, ...] = ()  # it cannot be said which old submission it is
    same: int = 0
    deltas: dict[str, float] = field(default_factory=dict)  # new id -> points, where graded twice

    @property
    def changes(self) -> tuple[Change, ...]:
        """Those graded both times and not the same, cause by cause."""
        return tuple(change for cause in self.causes for change in cause.changes)

    @property
    def gained(self) -> tuple[Change, ...]:
        """Who gained, the most first."""
        return tuple(sorted((c for c in self.changes if c.delta > 0), key=_most))

    @property
    def lost(self) -> tuple[Change, ...]:
        """Who lost, the most first."""
        return tuple(sorted((c for c in self.changes if c.delta < 0), key=_most))

    @property
    def changed(self) -> bool:
        """Whether anything is not as it was; what cannot be matched counts, for nobody knows."""
        return any(
            (self.causes, self.errored, self.recovered, self.added, self.vanished, self.unclear)
        )


def difference(old: Matching, new: Iterable[Row]) -> Difference:
    """Compare them; `new` is read once, and only its changes are kept."""
    groups: dict[tuple[tuple[CheckChange, ...], str], list[Change]] = defaultdict(list)
    found: dict[str, list[Change]] = defaultdict(list)
    deltas: dict[str, float] = {}
    same = 0
    for row, then in old.pairs(new):
        if isinstance(then, str):
            found["unclear"].append(_change(None, row, then))
        elif then is None:
            found["added"].append(_change(None, row))
        elif row.errored != then.errored:
            found["errored" if row.errored else "recovered"].append(_change(then, row))
        else:
            change = _change(then, row)
            deltas[row.id] = change.delta
            if change.delta or change.checks:
                groups[change.checks, change.why].append(change)
            else:
                same += 1
    causes = [
        Cause(checks=checks, why=why, changes=tuple(sorted(changes, key=_most)))
        for (checks, why), changes in groups.items()
    ]
    return Difference(
        causes=tuple(sorted(causes, key=lambda c: (-len(c.changes), _most(c.changes[0])))),
        errored=tuple(found["errored"]),
        recovered=tuple(found["recovered"]),
        added=tuple(found["added"]),
        vanished=tuple(
            Change(
                id=gone.id, people=gone.people, before=_score(gone), after=None, why=_fault(gone)
            )
            for gone in old.left()
        ),
        unclear=tuple(found["unclear"]),
        same=same,
        deltas=deltas,
    )


def _most(change: Change) -> tuple[float, int, str]:
    """Sort key: what moved most comes first, then by id; the order of the rows decides nothing."""
    return -abs(change.delta), len(change.id), change.id


def _change(then: Row | None, now: Row, why: str = "") -> Change:
    if then is None:
        return Change(
            id=now.id, people=now.people, before=None, after=_score(now), why=why or _fault(now)
        )
    checks = _checks(then.checks, now.checks) if then.checks and now.checks else ()
    if then.errored != now.errored:
        why = _fault(now) or _fault(then)
    elif not checks:
        why = "no check changed" if then.checks else ONLY_TOTALS
    before, after = _score(then), _score(now)
    if then.errored and now.errored:  # neither is final, and that they differ is told all the same
        before, after = then.score, now.score
    return Change(id=now.id, people=now.people, before=before, after=after, checks=checks, why=why)


def _score(row: Row) -> float | None:
    """None where a fault of ours is in it: whoever reads a zero enters it somewhere."""
    return None if row.errored else row.score


def _fault(row: Row) -> str:
    return row.fault.split("\n", 1)[0][:300]


def _checks(old: tuple[Check, ...], new: tuple[Check, ...]) -> tuple[CheckChange, ...]:
    """What differs between them; the wording of a message is no change."""
    before, after = _keyed(old), _keyed(new)
    changes = []
    for key in sorted(before.keys() | after.keys(), key=lambda k: (order(k[0]), k)):
        was, now = before.get(key), after.get(key)
        if was and now and _equal(was, now):
            continue
        name = now.name if now else before[key].name
        states = {"before": _state(was), "after": _state(now)}
        changes.append(CheckChange(number=key[0], name=name, **states))
    return tuple(changes)


def _keyed(checks: tuple[Check, ...]) -> dict[tuple[str, int], Check]:
    """By number, and which of those with one number: another autograder may repeat or omit it."""
    seen: Counter[str] = Counter()
    keyed = {}
    for check in checks:
        keyed[check.number, seen[check.number]] = check
        seen[check.number] += 1
    return keyed


def _equal(was: Check, now: Check) -> bool:
    return was.status == now.status and all(
        math.isclose(a, b, rel_tol=0.0, abs_tol=SLACK)
        for a, b in ((was.score, now.score), (was.points, now.points))
    )


def _state(check: Check | None) -> str:
    if check is None:
        return ABSENT
    points = f" {check.score:g}/{check.points:g}" if check.score or check.points else ""
    return f"{check.status}{points}"
