"""Which old submission a new one is: by id, else by its people, and never by a guess.

An id is the platform's own and decides. Where there is none (a grades CSV has a row per person),
or a student handed in again and got another, the people decide: by SID, where one is stated, else
by e-mail. Names are no key: two people may share one. Whatever leaves more than one choice is told
in a sentence instead: to compare a grade with somebody else's would be worse than not to compare.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from .row import Check, Person, Row

SLACK = 1e-6  # points: a CSV rounds


def lighter(row: Row, known: dict[Check, Check]) -> Row:
    """What a comparison needs of it: a class of 10,000 is held at once. A verdict without its words
    is one of few, and kept once, in `known`.
    """
    checks = (replace(check, output="") for check in row.checks)
    kept = tuple(known.setdefault(check, check) for check in checks)
    return replace(row, checks=kept, mistakes={}, hints={}, answers={})


def _id(row: Row) -> str:
    """A grades CSV has the bare number."""
    return row.id.removeprefix("submission_")


def _index(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """Key -> the old rows that have it, each once; what is not stated is no key."""
    index: dict[str, list[int]] = defaultdict(list)
    for key, at in pairs:
        if key and at not in index[key][-1:]:
            index[key].append(at)
    return index


class Matching:
    """The old rows; each is given to one new row at most."""

    def __init__(self, old: Iterable[Row]) -> None:
        self._checks: dict[Check, Check] = {}
        self._old = [lighter(row, self._checks) for row in old]
        self._ids = _index((_id(row), at) for at, row in enumerate(self._old))
        people = [(person, at) for at, row in enumerate(self._old) for person in row.people]
        self._sids = _index((person.sid, at) for person, at in people)
        self._emails = _index((person.email.casefold(), at) for person, at in people)
        self._taken: set[int] = set()

    def pairs(self, new: Iterable[Row]) -> Iterator[tuple[Row, Row | str | None]]:
        """Each new row with its old one, with None, or with why that is not clear."""
        waiting: list[tuple[Row, set[int] | str]] = []
        for row in new:
            named = self._ids.get(_id(row), [])
            if len(named) == 1 and named[0] not in self._taken:
                self._taken.add(named[0])
                yield row, self._old[named[0]]
            else:
                waiting.append((lighter(row, self._checks), self._of(row.people)))
        claims = Counter(at for _, found in waiting if not isinstance(found, str) for at in found)
        matched = frozenset(self._taken)
        for row, found in waiting:
            if isinstance(found, str):
                yield row, found
            elif any(claims[at] > 1 for at in found):
                self._taken |= found
                yield row, "its people stand in several of the new submissions"
            elif found & matched:
                yield row, "the old submission of its people is another one now"
            else:
                self._taken |= found
                yield row, self._one(sorted(found))

    def left(self) -> tuple[Row, ...]:
        """The old rows that no new one is; to be asked when `pairs` has ended."""
        return tuple(row for at, row in enumerate(self._old) if at not in self._taken)

    def _of(self, people: tuple[Person, ...]) -> set[int] | str:
        """The old rows in which these people stand."""
        found: set[int] = set()
        for person in people:
            by_sid = self._sids.get(person.sid, [])
            at = by_sid or self._emails.get(person.email.casefold(), [])
            if len(at) > 1:
                self._taken.update(at)
                key = f"SID {person.sid}" if by_sid else person.email
                return f"{key} stands in {len(at)} of the old submissions"
            if at and not by_sid and self._somebody_else(at[0], person):
                self._taken.update(at)
                return f"{person.email} has another SID in the old grades"
            found.update(at)
        return found

    def _somebody_else(self, at: int, person: Person) -> bool:
        """Whether the same e-mail has another SID there; a spreadsheet eats leading zeros."""
        return any(
            known.sid and person.sid and known.sid.lstrip("0") != person.sid.lstrip("0")
            for known in self._old[at].people
            if known.email.casefold() == person.email.casefold()
        )

    def _one(self, found: list[int]) -> Row | str | None:
        """The partners of a group are a row each in a CSV, where they must agree."""
        rows = [self._old[at] for at in found]
        if not rows:
            return None
        if len(rows) > 1 and any(row.checks for row in rows):
            return "its people had different submissions in the old grades"
        if any(abs(row.score - rows[0].score) > SLACK for row in rows):
            return "its people have different scores in the old grades"
        return rows[0]
