"""A whole rehearsal: build once, then one fresh container for each submission."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..harness import Received, Verdict, received
from .cgroups import Size
from .container import Container, Ran
from .stage import lay_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """One submission: what its run took, and what the platform has of it."""

    name: str
    ran: Ran
    found: Received

    @property
    def problems(self) -> tuple[str, ...]:
        """Why this run is not one to release, in sentences: not taken, or a fault of ours."""
        told = []
        if self.found.verdict is not Verdict.TAKEN:
            told.append(f"Gradescope would not take it as it is: {self.found.why}")
        status = self.ran.left.exit_status
        if self.found.shown and status != 0:
            told.append(f"run_autograder ended with exit status {status}: the fault is ours")
        if self.ran.killed_for_memory and not self.found.shown:
            told.append("the container's memory was full, and a process was killed")
        extra = self.found.results.get("extra_data")
        fault = extra.get("fault") if isinstance(extra, dict) else ""
        if fault:
            told.append(f"our fault: {fault}")
        return tuple(told)

    def seconds(self, size: Size) -> float:
        """Its time in a container of that size; where that was not enforced, at least so long."""
        taken = self.ran.left.seconds
        return max(taken, self.ran.cpu_seconds / size.cpus) if self.ran.unenforced else taken


def rehearse(
    source: Path,
    submissions: Iterable[Path],
    container: Container,
    size: Size,
    limit: int,
    scratch: Path,
) -> Iterator[Rehearsed]:
    """Each submission in a container of its own; nothing of it is left when the next begins."""
    try:
        container.build(source)
        for submission in submissions:
            place = scratch / "autograder"
            try:
                lay_out(source, submission, place)
                ran = container.run(place, limit, size)
            finally:
                shutil.rmtree(place, ignore_errors=True)
            yield Rehearsed(name=submission.absolute().name, ran=ran, found=received(ran.left))
    finally:
        container.remove()
