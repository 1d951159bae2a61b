"""assignment.toml as types: strict and frozen, every fault one sentence that names the key.

    manifest = read(Path("assignment.toml"))
    manifest.questions["3.1"].points

Points are stated twice, here and by the graders' decorators; `reconcile` demands that they agree
before any student's code runs, so that neither is changed by accident.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, ValidationError, model_validator

from .errors import ManifestError
from .model import Function, Visibility, order
from .model import Limits as Times
from .question import Practice, Question, Strict

if TYPE_CHECKING:
    from .checks import Tolerance

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Seconds = Annotated[float, Field(gt=0, le=2400, allow_inf_nan=False)]


class Limits(Strict):
    """What one submission may use."""

    call_seconds: Seconds = 10
    import_seconds: Seconds = 20
    submission_seconds: Seconds = 75
    memory_mb: Annotated[int, Field(ge=64, le=65536)] = 384
    disk_mb: Annotated[int, Field(ge=80, le=65536)] = 256

    @model_validator(mode="after")
    def parts_fit_the_whole(self) -> Limits:
        if max(self.call_seconds, self.import_seconds) > self.submission_seconds:
            raise ValueError("submission_seconds should be at least call_ and import_seconds")
        return self

    @property
    def times(self) -> Times:
        return Times(call=self.call_seconds, importing=self.import_seconds)


class Visible(Strict):
    """Who sees what: entries of public and hidden graders, and what run_autograder prints."""

    public: Annotated[Visibility, Field(strict=False)] = Visibility.VISIBLE
    hidden: Annotated[Visibility, Field(strict=False)] = Visibility.VISIBLE
    stdout: Annotated[Visibility, Field(strict=False)] = Visibility.HIDDEN


class Manifest(Strict):
    title: Annotated[str, Field(min_length=1)]
    seed: Annotated[int, Field(ge=0, lt=2**32)]
    preload: tuple[str, ...] = Field(default=("numpy", "torch"), strict=False)
    require: Annotated[
        tuple[Annotated[str, Field(pattern="^[a-z_]+$")], ...], Field(strict=False)
    ] = ()
    limits: Limits = Limits()
    visibility: Visible = Visible()
    question: Annotated[tuple[Question, ...], Field(min_length=1, strict=False)]
    practice: Practice | None = None

    @model_validator(mode="after")
    def nothing_is_asked_twice(self) -> Manifest:
        for what, values in (
            ("id", [q.id for q in self.asked]),
            ("call", [q.function.name for q in self.asked]),
        ):
            twice = [value for value in values if values.count(value) > 1]
            if twice:
                raise ValueError(f"question.{what} should be unique: {twice[0]} is there twice")
        return self

    @property
    def asked(self) -> tuple[Question, ...]:
        """Every question; practice last, so that it takes no time from what has points."""
        practice = self.practice.questions if self.practice and self.practice.on else ()
        return (*self.question, *practice)

    @property
    def practising(self) -> bool:
        return len(self.asked) > len(self.question)

    @property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for question in self.asked}

    @property
    def functions(self) -> dict[str, Function]:
        return {question.function.name: question.function for question in self.asked}

    @property
    def weights(self) -> dict[str, float]:
        """Grader number -> points, in the order of the numbers."""
        merged = {n: float(w) for q in self.asked for n, w in q.weights.items()}
        return dict(sorted(merged.items(), key=lambda item: order(item[0])))

    def tolerance(self, question: str) -> Tolerance:
        from .checks import Tolerance  # with NumPy, which a run that finds all done need not load

        margins = self.questions[question].tolerance
        return Tolerance(rtol=margins.rtol, atol=margins.atol)


def read(path: Path) -> Manifest:
    """The manifest in `path`. ManifestError, one sentence, where it is none."""
    document: dict[str, Any] = {}
    try:
        document = tomllib.loads(path.read_text("utf-8"))
        return Manifest.model_validate(document)
    except OSError as error:
        raise ManifestError(f"{path} cannot be read: {error.strerror}") from None
    except ValidationError as error:
        raise ManifestError(f"{path.name}: {_sentence(error, document)}") from None
    except (ValueError, RecursionError) as error:  # TOML's own error, or not UTF-8
        raise ManifestError(f"{path.name} is not TOML: {error}") from None


def reconcile(manifest: Manifest, graders: Iterable[tuple[str, float]]) -> None:
    """Demand that the graders' (number, weight) and the manifest agree. ManifestError if not."""
    stated = manifest.weights
    found: dict[str, float] = {}
    for number, weight in graders:
        if number in found:
            raise ManifestError(f"two graders have the number {number}")
        if number.rpartition(".")[0] not in manifest.questions:
            raise ManifestError(f"grader {number} belongs to no question of assignment.toml")
        if weight != stated.get(number, 0.0):
            raise ManifestError(
                f"grader {number} is worth {weight:g} by its @weight and "
                f"{stated.get(number, 0.0):g} by weights in assignment.toml: make them agree"
            )
        found[number] = weight
    for number in stated:
        if number not in found:
            raise ManifestError(f"assignment.toml gives points to {number}, which no grader has")


def for_students(manifest: Manifest) -> dict[str, Any]:
    """The facts that a laptop needs to run the public graders: no points, no seed."""
    return {
        "call_seconds": manifest.limits.call_seconds,
        "import_seconds": manifest.limits.import_seconds,
        "questions": {
            q.id: {
                "name": q.function.name,
                "parameters": list(q.function.parameters),
                "file": q.file,
                "tensors": q.function.tensors,
                "practice": q.voluntary,
                "tolerance": q.tolerance.model_dump(),
            }
            for q in manifest.asked
        },
    }


def _sentence(error: ValidationError, document: dict[str, Any]) -> str:
    """The first fault: its key as the file writes it, and what it should be."""
    first = error.errors(include_url=False)[0]
    key = _key(first["loc"], document)
    what = str(first["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    what = what.replace("should be a valid", "should be a").replace("a integer", "an integer")
    if first["type"] == "missing":
        return f"`{key}` is missing"
    if first["type"] == "extra_forbidden":
        return f"`{key}` is not a key that it may have (misspelt?)"
    if first["type"] == "value_error":
        return f"`{key}`: {what}" if key else what
    if first["type"] in SHOULD_BE:
        what = f"should be {SHOULD_BE[first['type']]}"
    if first["type"] == "string_pattern_mismatch":
        what = f"should look like {EXAMPLES.get(str(first['loc'][-1]), 'the others')}"
    return f"`{key}` {what}, not {first['input']!r:.60}"


def _key(location: tuple[str | int, ...], document: dict[str, Any]) -> str:
    """question.4.points as "question 4.2.points": by its id where it has one."""
    if location[:1] != ("question",) or len(location) == 1:
        return ".".join(map(str, location))
    try:
        name = document["question"][location[1]]["id"]
    except (LookupError, TypeError):
        name = f"number {int(location[1]) + 1}"
    return ".".join([f"question {name}", *map(str, location[2:])])


SHOULD_BE = {
    "model_type": "a table",
    "dict_type": "a table",
    "tuple_type": "a list",
    "too_short": "a list with something in it",
    "string_too_short": "a text that says something",
}
EXAMPLES = {"id": '"2.5a"', "call": '"contrastive_loss(z, y, y_neg)"', "file": '"submission.py"'}
