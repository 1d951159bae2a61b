"""One page, complete in itself, that shows a result as Gradescope will: `--preview FILE.html`.

What a student sees today comes first; the rest is the instructor's, and folded. Nearly every word
on it may be a student's, so it is text: escaped by the template, with controls and marks of
direction made visible, under a policy that allows no script and loads nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from . import whole
from .gradescope import clean
from .harness import Received, Verdict
from .model import Visibility
from .seen import Entry, Page, page

HERE = Path(__file__).parent
TEXT = 250_000  # characters of one text: what the platform keeps, and what it adds
Rows = tuple[tuple[str, str], ...]
CAPTIONS = {
    "diagnoses": "Diagnoses",
    "functions": "Calls, and their seconds",
    "timeouts": "Out of time",
    "layers": "The box",
    "submission": "The submission",
}
UNSHOWN = ("fault", "answers")  # the one stands apart, the other is hashes
REFUSED = {
    Verdict.DOUBTFUL: "Gradescope may refuse this result: {}",
    Verdict.TIMED_OUT: "Gradescope replaces this result: {}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One submission on the page."""

    name: str
    student: Page
    staff: Page
    refused: str = ""  # why the platform would show something else
    raw: str = ""  # results.json, where nobody knows what becomes of it
    fault: str = ""
    facts: Rows = ()
    tables: tuple[tuple[str, Rows], ...] = ()  # with their captions
    checks: Rows = ()

    @property
    def withheld(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.staff.entries if e.visibility is not Visibility.VISIBLE)


def item(
    name: str, found: Received, facts: Rows = (), seconds: Mapping[str, float] | None = None
) -> Item:
    """What the page tells of one result; `facts` and each check's `seconds` are for instructors."""
    staff = page(found, staff=True)
    extra = found.results.get("extra_data") if found.shown else None
    extra = extra if isinstance(extra, dict) else {}
    told = {k: v for k, v in extra.items() if k not in UNSHOWN and v not in ("", {}, [])}
    words = {key: value for key, value in told.items() if not isinstance(value, dict)}
    return Item(
        name=name,
        student=page(found),
        staff=staff,
        refused="" if found.verdict is Verdict.TAKEN else _refused(found),
        raw=json.dumps(found.results, indent=1) if found.verdict is Verdict.DOUBTFUL else "",
        fault=_said(extra.get("fault") or ""),
        facts=(*facts, *_rows({**_times(found), **words})),
        tables=tuple(
            (CAPTIONS.get(key, key), _rows(value))
            for key, value in told.items()
            if isinstance(value, dict)
        ),
        checks=_checks(staff.entries, seconds or {}),
    )


def write(path: Path, title: str, items: Iterable[Item]) -> None:
    """Write the page whole or not at all. UsageError, naming the file, where it cannot be."""
    whole.write(path, rendered(title, items))


def rendered(title: str, items: Iterable[Item]) -> str:
    """The page."""
    style = (HERE / "preview.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["text"] = lambda text: clean(str(text), TEXT)
    return templates.get_template("preview.html.j2").render(
        title=title,
        items=list(items),
        style=Markup(style),  # noqa: S704  ours, from the file beside this one
        digest=f"sha256-{digest}",
    )


def _refused(found: Received) -> str:
    return REFUSED.get(found.verdict, "Gradescope does not take this result: {}").format(found.why)


def _times(found: Received) -> dict[str, Any]:
    stated = found.results.get("execution_time")
    return {} if stated is None else {"time, as the grader states it": f"{stated} s"}


def _checks(entries: tuple[Entry, ...], seconds: Mapping[str, float]) -> Rows:
    """What stands in a check's extra_data beside its question, with the time that it took."""
    found = []
    for entry in entries:
        noted = [
            f"{key}: {_said(value)}" for key, value in entry.extra.items() if key != "question"
        ]
        if entry.number in seconds:
            noted.append(f"{seconds[entry.number]:.2f} s")
        if noted:
            found.append((entry.number, "; ".join(noted)))
    return tuple(found)


def _rows(table: Mapping[str, Any]) -> Rows:
    return tuple((str(key), _said(value)) for key, value in table.items())


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key} {_said(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_said, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
