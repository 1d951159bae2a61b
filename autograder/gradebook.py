"""grades.csv: the class as the platform's own "Download Grades" writes it, one row a person.

Whoever reads that file reads this one: the same names, in the same order, partners of a group on a
row each, a student's number as the text that it is. What we do not know (lateness, sections, views)
stays empty, and is not made up. A row of which something is our fault has no total and is
"Ungraded": nobody enters a zero for it. The last column, which the platform has not, says why.

A spreadsheet runs what looks like a formula, and names are a student's: such text gets an
apostrophe in front, which a spreadsheet does not show.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from .gradescope import clean
from .manifest import Manifest
from .row import Person, Row

BEFORE = (
    "First Name", "Last Name", "SID", "Email", "Sections", "Total Score", "Max Points", "Status",
    "Submission ID", "Submission Time", "Lateness (H:M:S)", "View Count", "Submission Count",
)  # fmt: skip
FAULT = "Fault"
CELL = 500  # characters
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|]")


def write(rows: Iterable[Row], manifest: Manifest, path: Path) -> None:
    """One row of `rows` in memory at a time."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        titles = [f"{q.id}: {q.title} ({float(q.points)} pts)" for q in manifest.question]
        writer.writerow([text(cell) for cell in (*BEFORE, *titles, FAULT)])
        for row in rows:
            for person in row.people or (Person(),):
                writer.writerow(_cells(row, person, manifest))


def _cells(row: Row, person: Person, manifest: Manifest) -> list[str]:
    first, _, last = person.name.strip().rpartition(" ")
    errored = {check.question for check in row.checks if check.status == "errored"}
    scores = row.questions
    each = [
        "" if q.id in errored or q.id not in scores else f"{scores[q.id][0]}"
        for q in manifest.question
    ]
    return [
        text(first or last),
        text(last if first else ""),
        text(person.sid),
        text(person.email),
        "",
        "" if row.errored else f"{row.score}",
        f"{float(sum(q.points for q in manifest.question))}",
        "Ungraded" if row.errored else "Graded",
        text(row.id.removeprefix("submission_")),
        text(_time(row.created_at)),
        "",
        "",
        "",
        *each,
        text(row.fault or ("a check could not be made" if row.errored else "")),
    ]


def text(value: str) -> str:
    """One cell that is only ever read: one line, no control characters, no formula."""
    shown = " ".join(clean(value, CELL).split("\n")).replace("\t", " ")
    return f"'{shown}" if FORMULA.match(shown) else shown


def _time(stated: str) -> str:
    """The metadata's "2023-12-04 07:11:22.333444000 Z" as the platform's grades have it."""
    found = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)?", stated
    )
    if not found:
        return stated
    zone = (found[3] or "").replace("Z", "+0000").replace(":", "")
    try:
        datetime.fromisoformat(f"{found[1]} {found[2]}")
    except ValueError:
        return stated
    return f"{found[1]} {found[2]} {zone}".strip()
