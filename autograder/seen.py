"""Who sees what of a result on Gradescope's page: a student today, and the staff.

Today is before any due date and before the grades are published, because that is when a TA wants to
know what a release shows. Whether the submission's own visibility hides its text as well as its
tests is not documented; it is shown here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from .harness import Received, Verdict
from .model import Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One test on the page."""

    number: str
    name: str
    status: str  # "passed", "failed", or "" for neither
    score: float | None
    most: float | None
    output: str
    visibility: Visibility
    extra: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The result as somebody sees it."""

    score: float | None  # None: not shown
    most: float
    output: str
    entries: tuple[Entry, ...]
    withheld: dict[Visibility, int]  # how many entries are not for these eyes yet
    stdout: str  # "" where it is not theirs
    formats: tuple[str, ...] = ()  # other than plain text, which the platform would render


def page(found: Received, staff: bool = False) -> Page:
    """What a student sees now, before any due date and publication; or what staff see."""
    if found.verdict is Verdict.DOUBTFUL:  # its types are not to be relied on
        printed = found.stdout if staff else ""
        return Page(score=None, most=0, output="", entries=(), withheld={}, stdout=printed)
    results = found.results
    tests = results.get("tests") or []
    every = tuple(_entry(test, at, results) for at, test in enumerate(tests, 1))
    entries = tuple(e for e in every if staff or e.visibility is Visibility.VISIBLE)
    withheld = Counter(e.visibility for e in every if e not in entries)
    stated = results.get("score")
    total = sum(e.score or 0 for e in every) if stated is None else stated
    open_stdout = staff or results.get("stdout_visibility") == "visible"
    return Page(
        # One test that they cannot see, and students see no total.
        score=None if withheld else total,
        most=sum(e.most or 0 for e in every),
        output=results.get("output") or "",
        entries=entries,
        withheld=dict(withheld),
        stdout=found.stdout if open_stdout else "",
        formats=_formats(results, tests),
    )


def _formats(results: dict[str, Any], tests: list[dict[str, Any]]) -> tuple[str, ...]:
    found = [results.get("output_format") or "simple_format"] if results.get("output") else []
    usual = results.get("test_output_format") or "text"
    found += [test.get("output_format") or usual for test in tests if test.get("output")]
    return tuple(sorted({*found} - {"text"}))


def _entry(test: dict[str, Any], at: int, results: dict[str, Any]) -> Entry:
    score, most = test.get("score"), test.get("max_score")
    judged = "" if most is None or score is None else ("passed" if score == most else "failed")
    visibility = test.get("visibility") or results.get("visibility") or "visible"
    return Entry(
        number=test.get("number") or str(at),
        name=test.get("name") or "",
        status=test.get("status") or judged,
        score=score,
        most=most,
        output=test.get("output") or "",
        visibility=Visibility(visibility),
        extra=test.get("extra_data") or {},
    )
