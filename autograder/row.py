"""One row of a class: what regrade, the difference and the report need to know of a submission.

A Row is made from a results.json and the roster alone, so that a finished submission, an earlier
run, and the platform's own export all read the same way, and nothing has to be graded again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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


def row(
    id: str,
    document: Mapping[str, Any],
    people: tuple[Person, ...] = (),
    created_at: str = "",
) -> Row:
    """The Row of a results.json, ours or as the platform keeps it: nulls, keys that are missing."""
    extra = _dict(document.get("extra_data"))
    entries = [_dict(entry) for entry in _list(document.get("tests"))]
    checks = tuple(_check(entry) for entry in entries)
    stated = document.get("score")
    return Row(
        id=id,
        people=people,
        created_at=created_at,
        score=sum(check.score for check in checks) if stated is None else _number(stated),
        points=sum(check.points for check in checks),
        checks=checks,
        mistakes=_mistakes(entries, checks),
        hints=_hints(extra, entries),
        answers={str(k): str(v) for k, v in _dict(extra.get("answers")).items()},
        fault=_text(extra.get("fault")),
        seconds=_number(document.get("execution_time")),
    )


def _check(entry: Mapping[str, Any]) -> Check:
    extra = _dict(entry.get("extra_data"))
    number = _text(entry.get("number"))
    score, points = _number(entry.get("score")), _number(entry.get("max_score"))
    status = "errored" if extra.get("errored") else _text(entry.get("status"))
    return Check(
        number=number,
        name=_text(entry.get("name")),
        question=_text(extra.get("question")) or number.rpartition(".")[0] or number,
        status=status or ("passed" if score >= points else "failed"),
        score=score,
        points=points,
        output=_text(entry.get("output")),
    )


def _ids(entry: Mapping[str, Any]) -> list[str]:
    """The known mistakes that explain an entry: one, or several together."""
    extra = _dict(entry.get("extra_data"))
    one = extra.get("misconception")
    return [i for i in [one, *_list(extra.get("misconceptions"))] if isinstance(i, str)]


def _mistakes(
    entries: list[Mapping[str, Any]], checks: tuple[Check, ...]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for entry, check in zip(entries, checks):
        for name in _ids(entry):
            found.setdefault(check.question, {})[name] = None
    return {question: tuple(names) for question, names in found.items()}


def _hints(extra: Mapping[str, Any], entries: list[Mapping[str, Any]]) -> dict[str, str]:
    """Mistake -> what the student read of it: as it was diagnosed, or the output's last part."""
    found: dict[str, str] = {}
    for diagnosis in map(_dict, _dict(extra.get("diagnoses")).values()):
        for name, hint in zip(_list(diagnosis.get("mistakes")), _list(diagnosis.get("hints"))):
            found.setdefault(_text(name), _text(hint))
    for entry in entries:
        _, mark, hint = _text(entry.get("output")).partition("\n  hint ")
        if mark:
            for name in _ids(entry):
                found.setdefault(name, " ".join(hint.split()))
    return found


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _number(value: Any) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return found if math.isfinite(found) else 0.0
