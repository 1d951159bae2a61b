"""Earlier grades -> rows, from any of three: a folder that `regrade` wrote, the platform's export
with the results that it holds, or a CSV of grades.

A CSV knows totals only. What it calls missing was not handed in, so there is no row; what has no
total had no grade, which is somebody's fault and not a zero. Nothing here is guessed: a file that
is none of the three, or that has no grades in it, is refused in a sentence.
"""

from __future__ import annotations

import codecs
import csv
import itertools
import json
import math
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from .errors import UsageError
from .export import DAMAGED, METADATA, metadata_of, opened, root_of
from .gradebook import FAULT, FORMULA
from .roster import Listed, listed
from .row import Person, Row, row

RESULTS, RUN, GRADES = "results", "run.json", "grades.csv"
TOTAL, MOST = "Total Score", "Max Points"
FIELD = 1 << 20  # characters of a cell


def rows(path: Path) -> Iterator[Row]:
    """The rows of `path`. UsageError where it holds no grades."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            yield from _of_folder(path)
        elif path.suffix.lower() in (".yml", ".yaml"):
            with path.open("rb") as stream:
                yield from _of_metadata(stream, path)
        elif stat.S_ISREG(mode) and zipfile.is_zipfile(path):
            yield from _of_zip(path)
        else:
            yield from _of_csv(path)
    except OSError as error:
        name = error.filename or path
        raise UsageError(f"{name} cannot be read: {error.strerror or error}") from None


def _of_folder(path: Path) -> Iterator[Row]:
    if (path / RESULTS).is_dir():
        yield from _of_run(path)
        return
    metadata = root_of(path) / METADATA
    if not metadata.is_file():
        raise UsageError(
            f"{path} holds no earlier grades: name a folder that regrade wrote, an export of "
            "Gradescope's, or a CSV of grades"
        )
    with metadata.open("rb") as stream:
        yield from _of_metadata(stream, path)


def _of_run(path: Path) -> Iterator[Row]:
    """DIR/results, with the people that DIR/grades.csv names."""
    if not (path / RUN).exists():
        raise UsageError(f"{path} is not finished: run the regrade that began it once more")
    people: dict[str, tuple[Person, ...]] = {}
    if (path / GRADES).exists():
        people = {known.id: known.people for known in _of_csv(path / GRADES)}
    files = {f.stem.removeprefix("submission_"): f for f in (path / RESULTS).glob("*.json")}
    if people and people.keys() <= files.keys():
        # The others are of an export before the last: their students handed in again.
        files = {name: file for name, file in files.items() if name in people}
    for name, file in sorted(files.items(), key=lambda pair: pair[1]):
        try:
            document = json.loads(file.read_bytes())
        except (ValueError, RecursionError):
            raise UsageError(f"{file} is damaged: run the regrade that wrote it again") from None
        if not isinstance(document, dict):
            raise UsageError(f"{file} is no results.json")
        yield row(file.stem, document, people.get(name, ()))


def _of_zip(path: Path) -> Iterator[Row]:
    with opened(path) as archive:
        found = metadata_of(archive)
        if found is None:
            raise UsageError(f"{path} holds no {METADATA}: name an export, or save grades as CSV")
        try:
            with archive.open(found) as stream:
                yield from _of_metadata(stream, path)
        except DAMAGED as error:
            raise UsageError(f"{path}: {found.filename} cannot be read: {error}") from None


def _of_metadata(stream: IO[bytes], path: Path) -> Iterator[Row]:
    graded, seen = False, set()
    for one in listed(stream, graded=True):
        found = None if one.name in seen else _platform(one)
        seen.add(one.name)
        if found is not None:
            graded = graded or bool(found.checks or found.score or found.fault)
            yield found
    if not graded:
        raise UsageError(f"{path} holds no grades: Gradescope has not graded it yet")


def _platform(one: Listed) -> Row | None:
    """What the platform says of one submission, or None where it has no grade."""
    results = one.graded.get("results")
    score = _points(one.graded.get("score"))
    if isinstance(results, dict) and (results.get("tests") or results.get("score") is not None):
        found = row(one.name, results, one.people, one.created_at)
    elif score is not None:
        found = Row(id=one.name, people=one.people, created_at=one.created_at, score=score)
    else:
        return None
    if str(one.graded.get("status")) == "failed":
        said = str((results or {}).get("output") or "") if isinstance(results, dict) else ""
        return replace(found, fault=said.split("\n", 1)[0] or "the autograder failed")
    return found


def _of_csv(path: Path) -> Iterator[Row]:
    """A row for each submission: partners whose lines agree are one."""
    found: dict[tuple[str, float, str], Row] = {}
    for at, line in enumerate(_lines(path)):
        one = _line(line, path)
        if one is not None:
            key = (one.id or f"line {at}", one.score, one.fault)
            known = found.get(key)
            found[key] = replace(known, people=known.people + one.people) if known else one
    yield from found.values()


def _lines(path: Path) -> Iterator[dict[str, str]]:
    """The lines by their titles, whatever separates them and whatever else stands in the file."""
    csv.field_size_limit(FIELD)
    try:
        with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
            head = file.readline()
            if head[:4].lower() == "sep=":  # a spreadsheet's word to itself
                head = file.readline()
            separators = (s for s in ",;\t" if TOTAL in _cells(head, s))
            separator = next(separators, "")
            if not separator:
                raise UsageError(_no_totals(path, head))
            lines = itertools.chain([head], file)
            for line in csv.DictReader(lines, delimiter=separator, restkey="", restval=""):
                found = {name: _plain(value) for name, value in line.items() if name}
                if separator != ",":  # where a comma stands in numbers, none stands between cells
                    found |= {n: found[n].replace(",", ".") for n in (TOTAL, MOST) if n in found}
                yield found
    except csv.Error as error:
        raise UsageError(f"{path} is no CSV: {error}") from None


def _encoding(path: Path) -> str:
    """UTF-8, unless the file begins as what a spreadsheet calls Unicode text."""
    with path.open("rb") as file:
        begin = file.read(2)
    return "utf-16" if begin in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"


def _cells(head: str, separator: str) -> list[str]:
    return next(iter(csv.reader([head], delimiter=separator)), [])


def _no_totals(path: Path, head: str) -> str:
    if " - Max Points" in head:
        return f"{path} is the grades of a course: download those of the assignment itself"
    return f"{path} holds no earlier grades: it has no column {TOTAL!r}"


def _plain(value: Any) -> str:
    """A cell as it was before `gradebook` made it safe for a spreadsheet."""
    text = value.strip() if isinstance(value, str) else ""
    return text[1:] if text[:1] == "'" and FORMULA.match(text[1:]) else text


def _line(line: dict[str, str], path: Path) -> Row | None:
    status, total = line.get("Status", ""), line[TOTAL]
    if status == "Missing" or not (status or total):
        return None
    score = _points(total)
    if total and score is None:
        raise UsageError(f"{path}: {total[:40]!a} in the column {TOTAL!r} is no number")
    name = line.get("Name") or f"{line.get('First Name', '')} {line.get('Last Name', '')}".strip()
    person = Person(name=name, sid=line.get("SID", ""), email=line.get("Email", ""))
    stated = any((person.name, person.sid, person.email))
    return Row(
        id=line.get("Submission ID", ""),
        people=(person,) if stated else (),
        score=score or 0.0,
        points=_points(line.get(MOST)) or 0.0,
        fault="" if total else line.get(FAULT) or "it had no grade",
    )


def _points(text: Any) -> float | None:
    try:
        found = float(text)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None


def inside(path: Path, output: Path) -> bool:
    """Whether the earlier grades lie where the new ones go, and would be lost on the way."""
    here, there = path.resolve(), output.resolve()
    return here == there or there in here.parents
