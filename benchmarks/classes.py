"""Builds an export of N submissions, as the platform would have made it.

    python -m benchmarks.classes FOLDER N [--kinds right,wrong,messy,hostile] [--seed N]

FOLDER becomes assignment_1_export. The submissions are those of tests/corpus, so that nothing here
runs: hostile ones are only copied. Names and numbers of people are made up, some of them hostile
too: formulas, markup, quotes, letters of other scripts.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus"
KINDS = {
    "right": ("right-",),
    "wrong": ("mistake-", "near-"),
    "messy": ("file-", "import-", "function-", "returns-", "state-", "zip-"),
    "hostile": ("attack-", "cheat-"),
}
NAMES = (
    "Ada Lovelace",
    "Ludwig van Beethoven",
    "Zoë Ñandú",
    "李 小龙",
    '=HYPERLINK("http://example.org","A")',
    "<script>alert(1)</script>",
    'O\'Brien, "Bob"',
    "+1 Plus",
    "null",
)
# Those that end by a clock, fill a disk, train or load another large library: seconds each, on both
# sides of any comparison, and a class has few of them.
SLOW = (
    "endless", "sleep", "long-training", "memory", "bomb", "floods", "drips", "spins", "waits",
    "billion", "holds", "thread", "daemon", "large", "stops-itself", "uses-up", "function-slow",
    "disk", "parser", "wide-source", "optimiser", "scipy", "sympy", "symbols", "contains-itself",
    "torch-compile", "refuses-negative", "shut-folders", "gigabyte", "many-files", "background",
    "resists", "deep",
)  # fmt: skip


def corpus(kind: str, slow: bool = False) -> list[Path]:
    """The entries of a kind that can be handed in as they are."""
    found = sorted(path for path in CORPUS.iterdir() if path.name.startswith(KINDS[kind]))
    plain = [path for path in found if not (path / "make.py").exists()]
    return [path for path in plain if slow or not any(word in path.name for word in SLOW)]


def build(folder: Path, sources: Iterable[Path], seed: int = 1) -> Path:
    """The export: one submission for each of `sources`, some of them of pairs."""
    chance = random.Random(seed)
    root = folder / "assignment_1_export"
    root.mkdir(parents=True)
    with (root / "submission_metadata.yml").open("w", encoding="utf-8") as metadata:
        metadata.write("---\n")
        for number, source in enumerate(sources, 1):
            name = f"submission_{900_000_000 + number}"
            shutil.copytree(
                source, root / name, ignore=shutil.ignore_patterns("expect.toml"), symlinks=True
            )
            metadata.write(_entry(name, number, chance))
    return root


def _entry(name: str, number: int, chance: random.Random) -> str:
    people = []
    for partner in range(2 if chance.random() < 0.2 else 1):
        who = chance.choice(NAMES)
        people.append(
            f"  - :name: {json.dumps(who)}\n"
            f"    :sid: '{number:07d}{partner}'\n"
            f"    :email: student{number}.{partner}@example.edu\n"
        )
    return (
        f"{name}:\n  :submitters:\n{''.join(people)}"
        f"  :created_at: 2026-02-0{number % 9 + 1} 04:05:06.789012000 Z\n"
        "  :score: 0.0\n  :status: processed\n  :results:\n    score: 0.0\n    tests: []\n"
        "    output: Not graded yet.\n  :history: []\n"
    )


def chosen(count: int, kinds: list[str], seed: int = 1) -> list[Path]:
    """`count` submissions, of each kind in turn."""
    chance = random.Random(seed)
    pools = [corpus(kind) for kind in kinds]
    return [chance.choice(pools[number % len(pools)]) for number in range(count)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--kinds", default="right,wrong")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sources = chosen(given.count, given.kinds.split(","), given.seed)
    print(build(given.folder, sources, given.seed))


if __name__ == "__main__":
    main()
