"""A Difference, told: in the terminal for now, as a CSV to keep and to filter.

What students wrote (names, ids) is text here too: no markup, no escape sequence, and no formula in
a spreadsheet, where a cell that begins with "=" is run by whoever opens the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .difference import Cause, Change, CheckChange, Difference
from .gradebook import text
from .gradescope import clean
from .row import Person

SHOWN = 12  # of each list in the terminal; the CSV has them all
COLUMNS = (
    *("Submission ID", "Name", "SID", "Email", "What", "Old Score", "New Score", "Change"),
    *("Cause", "Checks"),
)
NOBODY = Person()


def show(found: Difference, console: Console) -> None:
    """Who gained and who lost, cause by cause; then what could not be compared."""
    if not found.changed:
        console.print(f"nothing changed: {found.same} as before", highlight=False)
        return
    console.print(_headline(found), highlight=False)
    if found.causes:
        console.print(_causes(found))
    _list("gained", map(_moved, found.gained), console)
    _list("lost", map(_moved, found.lost), console)
    _list("errored now", (f"{_who(c)}: {c.why}" for c in found.errored), console)
    _list("graded now, errored then", map(_stands, found.recovered), console)
    _list("new", map(_stands, found.added), console)
    _list("gone", map(_stands, found.vanished), console)
    _list("not compared", (f"{_who(c)}: {c.why}" for c in found.unclear), console)


def _headline(found: Difference) -> Text:
    parts = [
        (f"{len(found.gained)} gained", "green"),
        (f"{len(found.lost)} lost", "red"),
        (f"{found.same} as before", ""),
        (f"{len(found.errored)} errored now", "magenta"),
        (f"{len(found.recovered)} errored then", ""),
        (f"{len(found.added)} new", ""),
        (f"{len(found.vanished)} gone", ""),
        (f"{len(found.unclear)} not compared", "yellow"),
    ]
    kept = [part for at, part in enumerate(parts) if at < 3 or not part[0].startswith("0 ")]
    return Text(", ").join(Text(words, colour) for words, colour in kept)


def _causes(found: Difference) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("submissions", justify="right")
    table.add_column("points", justify="right")
    table.add_column("what changed in them")
    for cause in found.causes[:SHOWN]:
        points = dict.fromkeys(f"{points:+g}" if points else "0" for points in cause.points)
        table.add_row(str(len(cause.changes)), " to ".join(points), _text("\n".join(_said(cause))))
    if len(found.causes) > SHOWN:
        table.add_row("", "", f"and {len(found.causes) - SHOWN} more ways")
    return table


def _said(cause: Cause) -> Iterator[str]:
    if cause.why:
        yield cause.why
    for check in cause.checks[:SHOWN]:
        yield _states(check)
    if len(cause.checks) > SHOWN:
        yield f"and {len(cause.checks) - SHOWN} more checks"


def _list(title: str, lines: Iterable[str], console: Console) -> None:
    """The first of them, and how many more."""
    found = list(lines)
    if found:
        console.print(Text(f"\n{title}", "bold"))
    for line in found[:SHOWN]:
        console.print(_text(f"  {line}"), soft_wrap=True)
    if len(found) > SHOWN:
        console.print(f"  and {len(found) - SHOWN} more", highlight=False)


def _who(change: Change) -> str:
    return ", ".join(p.name or p.email or p.sid for p in change.people) or change.id


def _moved(change: Change) -> str:
    return f"{_who(change)}  {change.before:g} -> {change.after:g}  {change.delta:+g}"


def _stands(change: Change) -> str:
    score = change.before if change.after is None else change.after
    return f"{_who(change)}  {'errored' if score is None else f'{score:g}'}"


def _states(check: CheckChange) -> str:
    return f"{check.number} {check.name}: {check.before} -> {check.after}"


def _text(text: str) -> Text:
    return Text(clean(text))


def rows(found: Difference) -> Iterator[tuple[str, ...]]:
    """The lines of the CSV, the first its head; the partners of a group have one each."""
    yield COLUMNS
    for number, cause in enumerate(found.causes, 1):
        checks = "; ".join(
            f"{check.number} {check.before} -> {check.after}" for check in cause.checks
        )
        for change in cause.changes:
            what = "gained" if change.delta > 0 else "lost" if change.delta < 0 else "same score"
            cells = (*_scores(change), f"{change.delta:g}", str(number), text(checks or cause.why))
            yield from _rows(change, what, cells)
    for what, changes in (
        ("errored now", found.errored),
        ("errored then", found.recovered),
        ("new", found.added),
        ("gone", found.vanished),
        ("not compared", found.unclear),
    ):
        for change in changes:
            yield from _rows(change, what, (*_scores(change), "", "", text(change.why)))


def _scores(change: Change) -> tuple[str, ...]:
    return tuple("" if s is None else f"{s:g}" for s in (change.before, change.after))


def _rows(change: Change, what: str, cells: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for person in change.people or (NOBODY,):
        who = (change.id.removeprefix("submission_"), person.name, person.sid, person.email)
        yield *map(text, who), what, *cells


def write(found: Difference, path: Path) -> None:
    """difference.csv."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows(found))
