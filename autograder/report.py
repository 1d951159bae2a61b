"""report.html: a class on one page, for a TA to read and a professor to look at.

One file that needs no network and no server: markup, style and script of ours, and nothing else. It
shows what students wrote (names, what a check said), so it is built as if they were hostile: every
text is escaped, control and direction characters are shown as \\uXXXX, and a policy in the page's
head lets nothing run but the one script whose hash it names. No handler, no style and no address
stands in the markup; where a result lies is quoted.

Names can be hidden, on screen and on paper: then everything that says who it was is not displayed.
It is still in the file: a page with hidden names is for showing, not for handing out.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .difference import Difference
from .figures import SLACK
from .gradescope import clean
from .row import Person
from .survey import Survey

HERE = Path(__file__).parent
LINE = 160  # characters of a name or an id
TEXT = 800
MINUS = "\N{MINUS SIGN}"


def write(
    path: Path,
    survey: Survey,
    difference: Difference | None = None,
    title: str = "",
    facts: Mapping[str, str] | None = None,
    key: str = "",
) -> None:
    """Write the page. `facts` stand at its foot, `key` in its head: what it was made from."""
    style, script = (HERE / "report.css").read_text(), (HERE / "report.js").read_text()
    page = _environment().get_template("report.html.j2")
    stream = page.stream(
        survey=survey,
        difference=difference,
        title=title or "Report of a class",
        facts=dict(facts or {}),
        key=key,
        tags=_tags(survey, difference),
        numbers={entry.id: entry.number for entry in survey.entries},
        style=Markup(style),  # noqa: S704  ours, as is the script; neither holds any value
        script=Markup(script),  # noqa: S704
        policy=_policy(style, script),
    )
    stream.enable_buffering(500)
    with path.open("wb") as file:
        stream.dump(file, "utf-8")


def _environment() -> Environment:
    """Escapes everything, whatever the template is called; an unknown name is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": _number, "signed": _signed, "percent": "{:.0%}".format}
    environment.filters |= {"line": _line, "who": _who, "address": _address, "mark": _mark}
    return environment


def _shown(value: object) -> object:
    """What every expression of the template goes through: no control and no direction character."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return clean(value, TEXT)


def _line(text: str) -> str:
    """One line of at most LINE characters."""
    flat = " ".join(text[: 4 * LINE].split())
    return flat if len(flat) <= LINE else f"{flat[: LINE - 1]}…"


def _who(people: tuple[Person, ...], id: str) -> list[str]:
    """What people are called: by name, else by e-mail or SID, else as the submission."""
    return [_line(p.name or p.email or p.sid) for p in people] or [_line(id)]


def _number(value: float | None, digits: int = 2) -> str:
    """Without the zeros at its end; a dash where there is none."""
    if value is None:
        return "–"
    text = f"{value:,.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return (text if text != "-0" else "0").replace("-", MINUS)


def _signed(value: float) -> str:
    return f"+{_number(value)}" if value > 0 else _number(value)


def _address(id: str) -> str:
    """Where its results.json lies, seen from the page; never another scheme or folder."""
    return f"results/{quote(id, safe='', errors='replace')}.json"


def _mark(share: tuple[float, float]) -> str:
    """Whether all, some or none of the points were given: a class of the style."""
    score, points = share
    if points <= 0:
        return ""
    return "full" if score >= points - SLACK else "none" if score <= SLACK else "some"


def _tags(survey: Survey, difference: Difference | None) -> dict[str, str]:
    """Of each submission the sets that it is in, which the page's buttons filter by."""
    tags = {entry.id: list(entry.tags) for entry in survey.entries}
    for tag, ids in _changes(difference) if difference else ():
        for id in ids:
            if id in tags:
                tags[id].append(tag)
    return {id: " ".join(own) for id, own in tags.items()}


def _changes(difference: Difference) -> Iterator[tuple[str, list[str]]]:
    for at, cause in enumerate(difference.causes):
        yield f"c{at}", [change.id for change in cause.changes]
    for tag, changes in (
        ("gained", difference.gained),
        ("lost", difference.lost),
        ("recovered", difference.recovered),
        ("added", difference.added),
    ):
        yield tag, [change.id for change in changes]


def _policy(style: str, script: str) -> str:
    """Nothing is fetched, sent or run, but for this script and this style."""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
