"""One run of run_autograder in a container, whatever makes the container."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..errors import UsageError
from ..harness import Left, overdue
from . import inside
from .cgroups import Group, Size

INSIDE = Path(inside.__file__).read_text("utf-8")
GRACE_SECONDS = 60.0  # beyond the platform's time limit: then the container itself is at fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One run, measured."""

    left: Left
    processes_left: int = 0  # alive when run_autograder had ended
    cpu_seconds: float = 0.0
    peak_mb: float | None = None  # proportional share of all processes, sampled
    charged_mb: float | None = None  # the control group's own peak, cached files included
    killed_for_memory: int = 0
    unenforced: str = ""  # why the container had not its size


class Container(Protocol):
    """What play.py needs."""

    def build(self, source: Path) -> None:
        """Make the image of which every run starts: setup.sh, or what stands for it."""

    def run(self, place: Path, limit: int, size: Size) -> Ran:
        """run_autograder in a fresh container that has `place` as /autograder."""

    def remove(self) -> None:
        """Take the image away."""


def ran(reply: bytes, complaint: str, limit: int, peak_mb: float, group: Group) -> Ran:
    """What `inside` sent, with what was measured from outside."""
    killed = group.killed_for_memory()
    try:
        said: dict[str, Any] = json.loads(reply)
    except ValueError:
        if not killed:
            raise UsageError(f"the container ended without a reply: {complaint}") from None
        gone = Left(results=None, stdout=b"Killed\n", exit_status=None)
        return Ran(left=gone, killed_for_memory=killed, charged_mb=group.peak_mb())
    results = None if said["results"] is None else b64decode(said["results"])
    seconds = said["seconds"]
    return Ran(
        left=Left(
            results=overdue(limit, seconds) if said["timed_out"] else results,
            stdout=b64decode(said["stdout"] or ""),
            seconds=seconds,
            exit_status=said["exit_status"],
            timed_out=said["timed_out"],
            not_started=said["not_started"],
            unreadable="" if said["timed_out"] else said["unreadable"],
        ),
        processes_left=said["left"],
        cpu_seconds=group.cpu_seconds() or said["cpu"],
        peak_mb=peak_mb or None,
        charged_mb=group.peak_mb() or said["charged_mb"],
        killed_for_memory=killed or said["killed_for_memory"],
        unenforced=group.why,
    )
