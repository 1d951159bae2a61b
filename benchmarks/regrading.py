"""A class: how fast, against what, and whether time and memory stay flat as it grows.

    python -m benchmarks.regrading [SIZE]      one size, without the larger class and the cluster

The other side is the runner that courses use, started once for each submission by xargs, two at a
time: torch imported each time, no box. Both sides grade the same submissions with the same graders.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import classes
from .clusters import cluster
from .figure import Figure

ROOT = Path(__file__).parents[1]
LARGER = 10
PR_SET_CHILD_SUBREAPER = 36
HUGE = 100_000


@dataclass(frozen=True)
class Run:
    """What one `regrade` took, start-up included."""

    seconds: float
    cpu: float  # of every process
    parent_mb: float
    rows: int


def regraded(export: Path, output: Path, *more: str) -> Run:
    command = [sys.executable, "-m", "autograder", "regrade", str(export)]
    command += ["--output", str(output), *more]
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # its grandchildren count too
    others, before, start = _children(), os.times(), time.perf_counter()
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    for pid in _children() - others:  # `others` are a cluster's, and live on
        os.waitpid(pid, 0)
    after = os.times()
    cpu = after[2] + after[3] - before[2] - before[3]
    record = json.loads((output / "run.json").read_text())
    with (output / "grades.csv").open() as file:
        rows = sum(1 for _ in file) - 1
    if record["submissions"] != len(list((output / "results").iterdir())):
        raise SystemExit(f"{output} lacks a result: the comparison means nothing")
    return Run(seconds, cpu, record["parent_peak_mb"], rows)


def _children() -> set[int]:
    """Of this process: whatever it started, and what became its own."""
    lists = Path("/proc/self/task").glob("*/children")
    return {int(pid) for one in lists for pid in one.read_text().split()}


def runner(export: Path, output: Path) -> tuple[float, float, int]:
    """Seconds and CPU of the other side, two processes at a time, and how many it crashed on."""
    output.mkdir()
    names = [path.name for path in sorted(export.iterdir()) if path.is_dir()]
    lines = "".join(f"{export / name}\n{output / name}.json\n" for name in names)
    command = ["xargs", "-P2", "-n2", sys.executable, "benchmarks/baseline.py"]
    before, start = os.times(), time.perf_counter()
    subprocess.run(
        command, input=lines, text=True, cwd=ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    seconds, after = time.perf_counter() - start, os.times()
    cpu = after[2] + after[3] - before[2] - before[3]
    graded = sum(path.stat().st_size > 0 for path in output.glob("*.json"))
    return seconds, cpu, len(names) - graded


def built(place: Path, count: int, *kinds: str) -> Path:
    return classes.build(place, classes.chosen(count, list(kinds)))


def against_the_runner(size: int, place: Path) -> list[Figure]:
    """Right and wrong in equal parts; and the mix, of which the runner would not survive."""
    plain = built(place / "plain", size, "right", "wrong")
    mixed = built(place / "mixed", size, "right", "wrong", "messy", "hostile")
    theirs, their_cpu, crashed = runner(plain, place / "runner")
    ours = regraded(plain, place / "ours")
    again = regraded(plain, place / "ours")
    mix = regraded(mixed, place / "ours-mixed")
    return [
        Figure(f"{size} submissions, JSONTestRunner by xargs -P2", size / theirs, "/s"),
        Figure("of them without a results.json, because it crashed", crashed, ""),
        Figure(f"{size} submissions, regrade", size / ours.seconds, "/s"),
        Figure("regrade / JSONTestRunner, throughput", theirs / ours.seconds, "x", least=20),
        Figure("the same, of CPU time", their_cpu / ours.cpu, "x"),
        Figure("regrade, CPU of a submission", 1000 * ours.cpu / size, "ms"),
        Figure(f"{size} with messy and hostile ones, regrade", size / mix.seconds, "/s"),
        Figure("first run / unchanged second run", ours.seconds / again.seconds, "x"),
    ]


def as_it_grows(size: int, place: Path) -> list[Figure]:
    """The same mix, ten times as many: time per submission, and the parent's memory."""
    small = regraded(built(place / "s", size, "right", "wrong"), place / "small")
    large_class = built(place / "l", size * LARGER, "right", "wrong")
    large = regraded(large_class, place / "large")
    again = regraded(large_class, place / "large")
    each = [small.seconds / size, large.seconds / size / LARGER]
    cores = os.cpu_count() or 1
    hours = each[1] * HUGE * cores / 3600
    return [
        Figure(f"time per submission, {size * LARGER} / {size}", each[1] / each[0], "x", 1.15),
        Figure("parent's peak memory, the same", large.parent_mb / small.parent_mb, "x", 1.2),
        Figure("parent's peak memory", large.parent_mb, "MB"),
        Figure(
            f"{size * LARGER}, first / second run", large.seconds / again.seconds, "x", least=20
        ),
        Figure(f"{HUGE:,} submissions, core-hours from {size * LARGER}", hours, "h"),
        Figure(f"{HUGE:,} submissions on 64 cores", hours * 60 / 64, "min"),
    ]


def on_a_cluster(size: int, place: Path) -> list[Figure]:
    """Two dask workers of this machine, against the pool of two; both warm up in their time."""
    plain = built(place / "plain", size * 2, "right", "wrong")
    local = regraded(plain, place / "here", "--jobs", "2")
    with cluster(place, 2) as (address, _):
        there = regraded(plain, place / "there", "--scheduler", address)
    return [Figure("two dask workers / local pool", there.seconds / local.seconds, "x", 1.3)]


def figures(size: int, place: Path) -> list[Figure]:
    for name in ("runner", "growth", "cluster"):
        (place / name).mkdir()
    return [
        *against_the_runner(size, place / "runner"),
        *as_it_grows(size, place / "growth"),
        *on_a_cluster(size, place / "cluster"),
    ]


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        for figure in against_the_runner(size, Path(folder)):
            print(figure)


if __name__ == "__main__":
    main()
