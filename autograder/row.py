"""One row of a class: what regrade, the difference and the report need to know of a submission.

A Row is made from a results.json and the roster alone, so that a finished submission, an earlier
run, and the platform's own export all read the same way, and nothing has to be graded again.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One submitter, as the platform writes them; "" where it does not say."""

    name: str = ""
    sid: str = ""  # text: a leading zero is part of it
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One entry of `tests`."""

    number: str
    name: str
    question: str
    status: str  # "passed", "failed", "errored"
    score: float
    points: float
    output: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One submission of a class; the people of a group share it."""

    id: str  # as the export names it; safe as a file's name
    people: tuple[Person, ...] = ()
    created_at: str = ""
    score: float = 0.0
    points: float = 0.0
    checks: tuple[Check, ...] = ()
    mistakes: dict[str, tuple[str, ...]] = field(default_factory=dict)  # question -> ids
    hints: dict[str, str] = field(default_factory=dict)  # id of a mistake -> what the student read
    answers: dict[str, str] = field(default_factory=dict)  # question -> hash of what was answered
    fault: str = ""  # ours; such a row is errored, and can be redone alone
    seconds: float = 0.0

    @property
    def errored(self) -> bool:
        return bool(self.fault) or any(check.status == "errored" for check in self.checks)

    @property
    def questions(self) -> dict[str, tuple[float, float]]:
        """Question -> (score, points), in the order of the checks."""
        found: dict[str, tuple[float, float]] = {}
        for check in self.checks:
            score, points = found.get(check.question, (0.0, 0.0))
            found[check.question] = (score + check.score, points + check.points)
        return found
