"""What a finished class gets beside its grades: report.html, and the difference to earlier grades.

Both are made of what lies in DIR already, when grades.csv and run.json are written: whatever goes
wrong here costs no grade. A report is made again only where its key, a hash of all that it shows,
is another one, so that a run over an unchanged class costs nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import gradebook, regrade
from .difference import Difference, difference
from .earlier import GRADES, RUN, inside, rows
from .errors import UsageError
from .matching import Matching

REPORT, CHANGES = "report.html", "difference.csv"
PAGE = ("report.py", "report.html.j2", "report.css", "report.js", "survey.py", "figures.py")
KEY = re.compile(r'<meta name="made-from" content="([0-9a-f]+)">')
HEAD = 2_000  # characters of the page, among which its key stands
SHOWN = 12  # characters of a hash


@dataclass(frozen=True, slots=True)
class Before:
    """Earlier grades, read before anything is written."""

    path: Path
    grades: Matching


def before(path: Path, output: Path) -> Before:
    """UsageError where there are none, or where they would be overwritten on the way."""
    if inside(path, output):
        raise UsageError(
            f"{path} is what --output writes to: copy it (cp -r) and compare with the copy, or "
            "name another --output"
        )
    return Before(path, Matching(rows(path)))


def grades(one: regrade.Class) -> dict[str, str]:
    """Write grades.csv, unless it is there as this run would write it: its stamp for run.json."""
    path, made = one.ledger.path / GRADES, _made_from(one)
    try:
        before = json.loads((one.ledger.path / RUN).read_bytes())["grades"]
        if before == {"made_from": made, "sha": _sha(path)}:
            return dict(before)
    except (OSError, ValueError, KeyError, TypeError):  # the first run, or a file that was torn
        pass
    one.ledger.put(
        GRADES, lambda part: gradebook.write(regrade.rows(one), one.manifest, part), lasting=True
    )
    return {"made_from": made, "sha": _sha(path)}


def _made_from(one: regrade.Class) -> str:
    """The key of our own code, of who handed in, and of everybody's results.json."""
    total = hashlib.sha256(one.engine.encode())
    for entry in one.export.entries:
        sha = one.ledger.lines[entry.id].sha
        total.update(repr((entry.id, entry.people, entry.created_at, sha)).encode())
    return total.hexdigest()


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write(one: regrade.Class, record: Mapping[str, Any], then: Before | None) -> Difference | None:
    """Write both to DIR, and return the difference. `record` is run.json."""
    if then is None:
        (one.ledger.path / CHANGES).unlink(missing_ok=True)  # another run's
        _report(one, record, None, "")
        return None
    changed = difference(then.grades, regrade.rows(one))
    from . import changes

    one.ledger.put(CHANGES, lambda part: changes.write(changed, part))
    _report(one, record, changed, then.path.name)
    return changed


def _report(
    one: regrade.Class, record: Mapping[str, Any], changed: Difference | None, old: str
) -> None:
    key = "" if changed else _key(one)
    if key and made_from(one.ledger.path / REPORT) == key:
        return
    from . import report
    from .survey import survey

    found, title, facts = survey(regrade.rows(one)), one.manifest.title, _facts(record, old)
    one.ledger.put(REPORT, lambda part: report.write(part, found, changed, title, facts, key))


def _key(one: regrade.Class) -> str:
    """Of how the page is made, of everybody's name and score, and of everybody's results.json."""
    total = hashlib.sha256(one.manifest.title.encode())
    for path in (*(Path(__file__).with_name(name) for name in PAGE), one.ledger.path / GRADES):
        total.update(_sha(path).encode())
    for name, line in sorted(one.ledger.lines.items()):
        total.update(f"{name} {line.sha}\n".encode())
    return total.hexdigest()


def made_from(path: Path) -> str:
    """The key of the page at `path`; "" where there is none."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            found = KEY.search(file.read(HEAD))
    except OSError:
        return ""
    return found[1] if found else ""


def _facts(record: Mapping[str, Any], old: str) -> dict[str, str]:
    """What stands at the foot of the page: with what it was graded."""
    facts = {name: str(version) for name, version in record["versions"].items()}
    facts |= {name: str(record[name])[:SHOWN] for name in ("manifest", "engine", "seed")}
    facts |= {"isolation": str(record["verdict"])}
    facts |= {"when": str(record["began"])[:16].replace("T", " "), "against": old}
    return {name: value for name, value in facts.items() if value}
