"""Versions of single functions, right and wrong, by the hundred, and how they are handed in.

A folder of tests/corpus is a whole submission. What makes an answer right or wrong is mostly one
function, though, so tests/versions holds those that need no folder of their own: a file for each
function, its imports on top, and then, after a heading each, one version after the other:

    # === right: with NumPy
    # === ratio-inverted: with NumPy                    an id of the contract, or two with a "+"
    # === wrong: the product                            a mistake without an id
    # === wrong 3: the gradient of another loss         that still earns 3 points

tests/engine/generated.py makes more of them. Five versions, one of each function, are one
submission, each in a module of its own. Those of tests/versions/practice make a practice.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from autograder.box.server import ROOT

VERSIONS = ROOT / "tests" / "versions"
PRACTICE = VERSIONS / "practice"
HEADING = re.compile(r"^# === (?P<verdict>[^:\n]+): (?P<name>.*)\n", re.MULTILINE)
IDS = re.compile(r"[a-z-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of one function, as the text of a module."""

    function: str
    name: str
    source: str
    right: bool
    points: float = 0.0  # that a wrong one still earns
    mistakes: frozenset[str] = frozenset()  # known ones that it makes


def verdict(words: str) -> tuple[bool, float, frozenset[str]]:
    """Right, points, mistakes of a heading: "sign-flipped + temperature 2"."""
    points = re.search(r" (\d+)$", words)
    ids = frozenset(IDS.findall(words)) - {"right", "wrong"}
    return words == "right", float(points[1]) if points else 0.0, ids


def written(folder: Path = VERSIONS) -> list[Version]:
    """Every version in tests/versions, or in its folder for practice."""
    return [version for path in sorted(folder.glob("*.py")) for version in read(path)]


def read(path: Path) -> Iterator[Version]:
    """The versions in one file."""
    imports, *rest = HEADING.split(path.read_text("utf-8"))
    for words, name, body in zip(rest[::3], rest[1::3], rest[2::3]):
        right, points, ids = verdict(words)
        yield Version(
            function=path.stem,
            name=name,
            source=f"{imports}\n{body}",
            right=right,
            points=points,
            mistakes=ids,
        )


def hand_in(
    versions: Iterable[Version], folder: Path, file: str = "submission.py"
) -> dict[Path, tuple[Version, ...]]:
    """Submissions in `folder`, with the versions that each of them tries in its `file`."""
    by_function: dict[str, list[Version]] = {}
    for version in versions:
        by_function.setdefault(version.function, []).append(version)
    handed = {}
    for number, row in enumerate(zip_longest(*by_function.values())):
        tried = tuple(version for version in row if version is not None)
        place = folder / f"{number:04}"
        place.mkdir(parents=True)
        for version in tried:
            (place / f"version_of_{version.function}.py").write_text(version.source, "utf-8")
        lines = [f"from version_of_{v.function} import {v.function}\n" for v in tried]
        (place / "submission.py").touch()
        (place / file).write_text("".join(lines), "utf-8")
        handed[place] = tried
    return handed
