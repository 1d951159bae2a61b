"""What Gradescope makes of a run, as pure functions.

That program (the "harness") runs run_autograder, reads results/stdout and results/results.json and
posts them. What it refuses, cuts and replaces is known exactly; what its server then refuses is
not, so that whatever is outside the documented types is a doubt, and told as one:

    TAKEN         posted, and inside what is documented
    DOUBTFUL      posted; nobody knows what the server makes of it
    INVALID_JSON  not JSON, or a JSON string: replaced, the text goes to the staff's stdout
    HTTP          the harness itself fails on it: a list, NaN, an output that is no text
    MISSING       no results.json, or null
    AUTOGRADER    run_autograder could not be started
    TIMED_OUT     the direct child was killed; results.json was overwritten with a score of 0

All but the first two cost the student every point.
"""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

LIMIT = 100_000  # characters of any one text
CUT = "[...(truncated)...]"
FALLBACK_SECONDS = 20 * 60  # of a harness that was told no TIMEOUT_SECONDS
FAILED = "The autograder failed to execute correctly."  # as its own sentence begins
UNREAD = "\nresults.json could not be read as JSON. It holds:\n\n"
DOUBTS = 5  # that are named


class Verdict(enum.Enum):
    """How the platform takes a run."""

    TAKEN = "taken"
    DOUBTFUL = "doubtful"
    MISSING = "missing"
    INVALID_JSON = "invalid_json"
    HTTP = "http"
    AUTOGRADER = "autograder"
    TIMED_OUT = "timed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a run left behind."""

    results: bytes | None  # results.json, None where there is no such file
    stdout: bytes = b""  # stdout and stderr, merged
    seconds: float = 0.0
    exit_status: int | None = 0  # sent, and never made anything of
    timed_out: bool = False
    not_started: str = ""  # why run_autograder could not be executed
    unreadable: str = ""  # why results.json could not be read: it is a folder, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What the platform then has."""

    verdict: Verdict
    why: str = ""  # in a sentence for a TA, unless TAKEN
    results: dict[str, Any]
    stdout: str = ""

    @property
    def shown(self) -> bool:
        """Whether the page is the grader's own, not a notice of the platform's."""
        return self.verdict in (Verdict.TAKEN, Verdict.DOUBTFUL)


def received(left: Left) -> Received:
    """What the platform has after a run."""
    stdout = truncated(_clean(left.stdout))
    if left.not_started:
        why = f"run_autograder could not be started: {left.not_started}"
        return _replaced(Verdict.AUTOGRADER, why, left.not_started)
    if left.unreadable:
        return _replaced(Verdict.HTTP, f"results.json cannot be read: {left.unreadable}")
    if left.results is None:
        return _replaced(Verdict.MISSING, "there is no results.json", stdout)
    found = _read(left.results, stdout)
    if left.timed_out:
        why = f"run_autograder was killed after {left.seconds:.0f} s, and its results.json replaced"
        return Received(verdict=Verdict.TIMED_OUT, why=why, results=found.results, stdout=stdout)
    return found


def overdue(limit: int, seconds: float) -> bytes:
    """What is written over results.json after the time limit, whatever was in it."""
    text = f"Your submission timed out. It took longer than {limit} seconds to run."
    return json.dumps({"score": 0, "output": text, "execution_time": seconds}).encode()


def truncated(text: str) -> str:
    """Cut in the middle where it is too long."""
    if len(text) <= LIMIT:
        return text
    half = (LIMIT - len(CUT)) // 2
    return text[:half] + CUT + text[-half:]


def _clean(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").replace("\0", "\ufffd")


def _replaced(verdict: Verdict, why: str, stdout: str = "") -> Received:
    return Received(verdict=verdict, why=why, results={"score": 0, "output": FAILED}, stdout=stdout)


def _read(raw: bytes, stdout: str) -> Received:
    text = _clean(raw)
    try:
        found = json.loads(text)  # a BOM, a comment or a second object is a ValueError
    except ValueError as error:
        why = f"results.json is not JSON: {error}"
        return _replaced(Verdict.INVALID_JSON, why, stdout + UNREAD + text)
    except RecursionError:
        return _replaced(Verdict.HTTP, "results.json is nested too deep")
    if isinstance(found, str):
        why = "results.json is a JSON string, not an object"
        return _replaced(Verdict.INVALID_JSON, why, stdout + UNREAD + found)
    if found is None:
        return _replaced(Verdict.MISSING, "results.json is null", stdout)
    try:
        _cut_outputs(found)
        json.dumps(found, allow_nan=False)
    except (TypeError, AttributeError, ValueError, RecursionError) as error:
        # Whatever the harness trips over: it knows no types, and posts no NaN.
        return _replaced(Verdict.HTTP, f"the platform's own program fails on it: {error}")
    doubts = _doubts(found)
    verdict = Verdict.DOUBTFUL if doubts else Verdict.TAKEN
    return Received(verdict=verdict, why="; ".join(doubts), results=found, stdout=stdout)


def _cut_outputs(found: Any) -> None:
    """As the harness does, in place: what raises here raises there."""
    if "output" in found:
        found["output"] = _cut_output(found["output"])
    if found.get("tests"):
        for test in found["tests"]:
            if "output" in test:
                test["output"] = _cut_output(test["output"])


def _cut_output(output: Any) -> Any:
    if output is None or len(output) <= LIMIT:  # a TypeError for a number
        return output
    return truncated(output)


Format = Literal["text", "html", "simple_format", "md", "ansi"]
Seen = Literal["visible", "hidden", "after_due_date", "after_published"]


class _Documented(BaseModel):
    """A documented object: unknown keys break nothing, wrong types may."""

    model_config = ConfigDict(extra="ignore", strict=True)


class _Test(_Documented):
    score: float | None = None
    max_score: float | None = None
    status: Literal["passed", "failed"] = "failed"  # null is reported to break the platform
    name: str | None = None
    name_format: Format | None = None
    number: str | None = None
    output: str | None = None
    output_format: Format | None = None
    tags: list[str] | None = None
    visibility: Seen | None = None
    extra_data: dict[str, Any] | None = None


class _Leader(_Documented):
    name: str
    value: float | str | None
    order: Literal["asc", "desc"] | None = None


class _Results(_Documented):
    score: float | None = None
    tests: list[_Test] | None = None
    output: str | None = None
    output_format: Format | None = None
    test_output_format: Format | None = None
    test_name_format: Format | None = None
    visibility: Seen | None = None
    stdout_visibility: Seen | None = None
    execution_time: float | str | None = None
    extra_data: dict[str, Any] | None = None
    leaderboard: list[_Leader] | None = None


def _doubts(found: dict[str, Any]) -> list[str]:
    """Where it leaves what is documented, in words."""
    try:
        read = _Results.model_validate(found)
    except ValidationError as error:
        wrong = [
            f"{'.'.join(map(str, one['loc']))}: {one['msg'][:1].lower()}{one['msg'][1:]}"
            for one in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        more = [f"{len(wrong) - DOUBTS} more"] if len(wrong) > DOUBTS else []
        return [*wrong[:DOUBTS], *more]
    if read.score is None and all(test.score is None for test in read.tests or []):
        return ["there is no score, neither of the submission nor of a test"]
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return ["a text holds half a character: a lone surrogate"]
    return []
