"""What the processes of a container take: their proportional set size, summed and sampled.

A page that several processes share counts once. A page that a process outside shares as well, such
as torch's code while another grade runs on this machine, counts in part: measure on a quiet one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

SAMPLE_SECONDS = 0.05


@dataclass
class Memory:
    """Samples the proportional memory of a process and all below it; `peak` in KiB."""

    pid: int
    peak: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Memory:
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()
        return self

    def _watch(self) -> None:
        while not self.over.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, sum(_proportional(pid) for pid in below(self.pid)))

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()


def below(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in path.read_text().split():
                yield from below(int(child))


def _proportional(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
