"""Prints each bound beside its figure: medians, both sides of a ratio in one run, interleaved.

`make bench` runs it; `python -m benchmarks --runs 3` is quicker. Exit status 1 where a bound is
not met.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path

import numpy as np

from autograder.box.host import Box
from autograder.box.server import ForkServer
from autograder.manifest import read
from autograder.model import Function
from autograder.student import Student

from . import practice, regrading, rehearsal
from .figure import Figure

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus"
RIGHT = CORPUS / "right-torch"
DIAGNOSED = {
    "wrong in every question": "mistake-in-every-question",
    "two mistakes": "mistake-two-at-once",
    "a right answer": RIGHT.name,
}
MIB = 1024.0


@dataclass(frozen=True)
class Cost:
    """What one whole process tree took."""

    wall: float
    cpu: float


def cost(command: list[str]) -> Cost:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def cold_grade(runs: int, folder: Path) -> list[Figure]:
    """One right submission from command to results.json, against its two floors."""
    python = sys.executable
    commands = {
        "import torch": [python, "-c", "import torch"],
        "JSONTestRunner": [python, "benchmarks/baseline.py", str(RIGHT), str(folder / "base.json")],
        "grade": grade_command(folder / "ours.json"),
    }
    taken: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, command in commands.items():
            taken[name].append(cost(command))
    for name in ("base", "ours"):
        score = float(json.loads((folder / f"{name}.json").read_text())["score"])
        if score != 14:
            raise SystemExit(f"the {name} side gave {score:g}/14: the comparison means nothing")
    wall = {n: statistics.median(c.wall for c in costs[1:]) for n, costs in taken.items()}
    cpu = {n: statistics.median(c.cpu for c in costs[1:]) for n, costs in taken.items()}
    return [
        *(Figure(f"{name}, wall", wall[name], "s") for name in commands),
        *(Figure(f"{name}, CPU", cpu[name], "s") for name in commands),
        Figure("grade / import torch, wall", wall["grade"] / wall["import torch"], "x", 1.35),
        Figure("grade / import torch, CPU", cpu["grade"] / cpu["import torch"], "x", 1.7),
        Figure("grade / JSONTestRunner, wall", wall["grade"] / wall["JSONTestRunner"], "x", 1.15),
    ]


def grade_command(output: Path, submission: Path = RIGHT) -> list[str]:
    return [sys.executable, "-m", "autograder", "grade", str(submission), "--output", str(output)]


# What a difference of two whole runs would lose in their noise: the time inside of one.
TIMED = """
import sys, time
from autograder import grade
place, explained = sys.argv.pop(1), grade._explained

def timed(*given):
    start = time.perf_counter()
    found = explained(*given)
    with open(place, "w") as file:
        file.write(str(time.perf_counter() - start))
    return found

grade._explained = timed
from autograder.__main__ import main
main()
"""


def diagnosis(runs: int, folder: Path) -> list[Figure]:
    """Of a cold grade's wall time, imports of the mistakes and further calls included."""
    found = []
    for what, name in DIAGNOSED.items():
        python, _, _, *arguments = grade_command(folder / "result.json", CORPUS / name)
        command = [python, "-c", TIMED, str(folder / "seconds"), *arguments]
        shares = []
        for _ in range(runs + 1):
            wall = cost(command).wall
            if ("\\n  hint " in (folder / "result.json").read_text()) is (name == RIGHT.name):
                raise SystemExit(f"{name} is not diagnosed as it should be")
            shares.append(float((folder / "seconds").read_text()) / wall)
        most = 0.001 if name == RIGHT.name else 0.1
        share = statistics.median(shares[1:])
        found.append(Figure(f"diagnosis, {what}, of a cold grade", share, "x", most))
    return found


def memory(folder: Path) -> list[Figure]:
    """Peaks over one grade: the grader's resident memory, all processes' proportional share."""
    command = grade_command(folder / "memory.json")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    rss = pss = 0.0
    while process.poll() is None:
        rss = max(rss, _kib(process.pid, "status", "VmHWM"))
        pss = max(pss, sum(_kib(pid, "smaps_rollup", "Pss") for pid in _tree(process.pid)))
    return [
        Figure("grader process, peak resident", rss / MIB, "MB", 120),
        Figure("all processes, peak summed PSS", pss / MIB, "MB", 400),
    ]


def _kib(pid: int, file: str, key: str) -> float:
    try:
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(f"{key}:"):
                return float(line.split()[1])
    except OSError:  # it ended meanwhile
        pass
    return 0.0


def _tree(pid: int) -> list[int]:
    try:
        tasks = [t.read_text() for t in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        tasks = []
    children = [int(child) for text in tasks for child in text.split()]
    return [pid, *(found for child in children for found in _tree(child))]


def box(forks: int, folder: Path) -> list[Figure]:
    """With every layer on: from asking the fork server to the first answer; one call after it."""
    manifest = read(ROOT / "assignment.toml")
    (folder / "submission.py").write_text("def echo(a):\n    return a\n")
    echo = {"echo": Function(name="echo", parameters=("a",))}
    array = np.random.RandomState(0).randn(256, 64)
    first: list[float] = []
    calls: list[float] = []
    with ForkServer(list(manifest.preload)) as server:
        server.ready()
        for _ in range(forks):
            one = Box(server, folder, manifest.limits.memory_mb, 60)
            student = Student(one, echo, manifest.limits.times)
            first.append(_ms(lambda: student.echo(1)))  # noqa: B023  called at once
            calls += [_ms(lambda: student.echo(array)) for _ in range(5)]  # noqa: B023
            one.stop()
        off = [layer.name for layer in one.layers if not layer.active]
    first.sort()
    return [
        Figure(f"fork to first answer, median of {forks}", statistics.median(first), "ms", 20),
        Figure(f"fork to first answer, 95 % of {forks}", first[int(0.95 * forks)], "ms", 40),
        Figure("a call with a (256, 64) array there and back", statistics.median(calls), "ms", 1),
        Figure(f"layers off here: {', '.join(off) or 'none'}", float(len(off)), ""),
    ]


def _ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="of each command (default 9)")
    parser.add_argument("--forks", type=int, default=200, help="of a worker (default 200)")
    parser.add_argument("--class-size", type=int, default=200, help="and ten times it (200)")
    runs, forks, size = vars(parser.parse_args()).values()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        groups: list[Callable[[], Iterable[Figure]]] = [
            lambda: cold_grade(runs, place),
            lambda: diagnosis(runs, place),
            lambda: memory(place),
            lambda: box(forks, place),
            lambda: starmap(Figure, rehearsal.figures(RIGHT, min(runs, 3), place / "rehearsal")),
            lambda: starmap(Figure, practice.figures(cost, runs, place / "practice")),
            lambda: regrading.figures(size, place),
        ]
        figures = []
        for group in groups:
            for figure in group():
                print(figure, flush=True)  # a bench that is stopped has told what it knew
                figures.append(figure)
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
