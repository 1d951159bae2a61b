"""Gradescope's files: results.json as strict models, and submission_metadata.json read tolerantly.

A Grade is written as Gradescope's format wants it, and so that nothing known to break the platform
can be produced: no NaN, no null, no lone surrogate or control character, every text far below the
100,000 characters where the platform cuts, keys left out rather than null. The file appears whole
or not at all.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from . import whole
from .errors import layout
from .model import Grade, Outcome, Status, Visibility
from .summary import for_staff, summary

TEXT = 8_000  # characters of any one text
PRINTED = 20_000
MARKS = 4  # on one letter: no language has more
METADATA_BYTES = 8 << 20
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")  # all that is harmful in ASCII


def clean(text: str, limit: int = TEXT) -> str:
    """Text that is safe in a terminal and in a web page of plain text, at most `limit` long."""
    head = text[: 4 * limit]
    shown = CONTROL.sub(lambda c: _escaped(c[0]), head) if head.isascii() else "".join(_shown(head))
    if len(shown) <= limit:
        return shown
    half = limit // 2 - 20
    return f"{shown[:half]}\n[...]\n{shown[-half:]}"


def _shown(text: str) -> Iterator[str]:
    """Its characters, the harmful ones as their escapes; marks by the hundred hide other lines."""
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        yield character if _harmless(character) and marks <= MARKS else _escaped(character)


def _harmless(character: str) -> bool:
    """No control, no half of a character, nothing that is not seen or turns the direction."""
    acts = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return (not acts and ord(character) & 0xFFFE != 0xFFFE) or character in "\n\t\u200c\u200d"


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


Text = Annotated[str, AfterValidator(clean)]
Number = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Test(Strict):
    """One entry of `tests`; an entry without points has neither score nor max_score."""

    number: Text
    name: Text
    status: Literal["passed", "failed"]
    output: Text
    output_format: Literal["text"] = "text"
    visibility: Visibility
    score: Number | None = None
    max_score: Number | None = None
    extra_data: dict[str, Any]


class Results(Strict):
    """results.json."""

    score: Number
    output: Text
    output_format: Literal["text"] = "text"
    visibility: Visibility = Visibility.VISIBLE
    stdout_visibility: Visibility = Visibility.HIDDEN
    execution_time: Number
    tests: tuple[Test, ...]
    extra_data: dict[str, Any]


def results(grade: Grade, stdout: Visibility = Visibility.HIDDEN) -> Results:
    """The Grade as Gradescope shows it."""
    return Results(
        score=grade.score,
        output=summary(grade),
        stdout_visibility=stdout,
        execution_time=round(grade.seconds, 3),
        tests=tuple(_test(outcome) for outcome in grade.outcomes),
        extra_data={
            "layers": {name: clean(_layer(on, why)) for name, on, why in grade.layers},
            "verdict": clean(grade.verdict),
            "fault": clean(grade.fault),
            **_details(grade),
            **_clean(for_staff(grade)),
            "submission": {k: clean(v) for k, v in grade.submission.items()},
            "answers": grade.answers,
        },
    )


def _details(grade: Grade) -> dict[str, Any]:
    """For staff, by check: our traceback, where the fault is ours."""
    found = {o.number: clean(o.detail) for o in grade.outcomes if o.detail}
    return {"details": found} if found else {}


def _clean(value: Any) -> Any:
    """Every text in it, keys included, as a safe one."""
    if isinstance(value, dict):
        return {clean(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return clean(value) if isinstance(value, str) else value


def _layer(on: bool, why: str) -> str:
    return "; ".join(filter(None, ["on" if on else "off", why]))


def _test(outcome: Outcome) -> Test:
    scored = outcome.points > 0
    remarks = [f"remark: {remark}" for remark in outcome.remarks]
    errored = {"errored": True} if outcome.status is Status.ERRORED else {}
    ids = outcome.diagnosis.mistakes if outcome.diagnosis else ()
    known: dict[str, Any] = {"misconception": ids[0]} if len(ids) == 1 else {}
    if len(ids) > 1:
        known = {"misconceptions": list(ids)}
    if outcome.diagnosis and outcome.diagnosis.symptom:
        known = {"symptom": outcome.diagnosis.symptom}
    return Test(
        number=outcome.number,
        name=outcome.name,
        status="passed" if outcome.status is Status.PASSED else "failed",
        output="\n".join(filter(None, [outcome.message, *remarks, hint(outcome)])),
        visibility=outcome.visibility,
        score=outcome.score if scored else None,
        max_score=outcome.points if scored else None,
        extra_data={"question": outcome.question, **errored, **known},
    )


def hint(outcome: Outcome) -> str:
    """The last part of a message, apart from what was compared; "" where there is none."""
    hints = outcome.diagnosis.hints if outcome.diagnosis else ()
    return layout("", [("hint" if i == 0 else "and", text) for i, text in enumerate(hints)]).strip(
        "\n"
    )


def dumped(found: Results) -> str:
    """The text of results.json."""
    document = found.model_dump(mode="json", exclude_none=True)
    return json.dumps(document, allow_nan=False, ensure_ascii=True, indent=1) + "\n"


def write(found: Results, path: Path) -> None:
    """Write results.json whole or not at all. UsageError, naming the file, where it cannot be."""
    whole.write(path, dumped(found))


def metadata(path: Path) -> dict[str, str]:
    """What submission_metadata.json tells of the submission, as far as it can be read: never fails.

    Numbers come as strings, keys are unknown or missing, the file may not be there.
    """
    try:
        if not path.is_file() or path.stat().st_size > METADATA_BYTES:
            return {}
        found = json.loads(path.read_text("utf-8", "replace"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    kept = {
        key: str(found[key])
        for key in ("id", "created_at", "submission_method")
        if isinstance(found.get(key), (str, int))
    }
    previous = found.get("previous_submissions")
    if isinstance(previous, list):
        kept["previous_submissions"] = str(len(previous))
    return kept
