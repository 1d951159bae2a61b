"""A container's size, enforced by the kernel's control groups where they can be had.

A group of our own, beside Docker's at the top of the hierarchy, so that no other group's limits or
processes change; it is removed at the end. Version 2 is used where the machine already hands memory
and cpu down, else version 1; nothing of the machine's is switched on for it. Where neither can be
had, `enforced` is false and `why` says it: an RLIMIT is no substitute, because it counts address
space, of one process.
"""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

MOUNTS = Path("/proc/self/mounts")
PERIOD = 100_000  # microseconds
END_SECONDS = 10.0
MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What a container has."""

    cpus: float
    memory_mb: int

    def __str__(self) -> str:
        return f"{self.cpus:g} CPU, {self.memory_mb / 1024:g} GB"


@dataclass
class Group:
    """`with Group(size) as group`: whoever enters `group.procs` has that size."""

    size: Size
    mounts: Path = MOUNTS
    why: str = ""  # it is not enforced
    folders: list[Path] = field(default_factory=list)

    def __enter__(self) -> Group:
        name = f"autograder-rehearsal-{os.getpid()}-{time.monotonic_ns()}"
        parents, limits = self._plan()
        try:
            for parent in parents:
                (parent / name).mkdir()
                self.folders.append(parent / name)
            for file, value in limits.items():
                self._write(file, value)
        except OSError as error:
            self.why = f"no control group can be made ({error.strerror})"
            self._remove()
        return self

    def _plan(self) -> tuple[list[Path], dict[str, str]]:
        """Under which folders to make the group, and what to write there."""
        quota, most = str(int(self.size.cpus * PERIOD)), str(self.size.memory_mb * MIB)
        old: dict[str, Path] = {}
        for line in self.mounts.read_text().splitlines():
            _, place, kind, options, *_ = line.split()
            path = Path(place)
            if kind == "cgroup2" and _handed_down(path) >= {"cpu", "memory"}:
                limits = {"memory.max": most, "cpu.max": f"{quota} {PERIOD}"}
                return [path], {**limits, "memory.swap.max": "0"}
            if kind == "cgroup":
                old.update((name, path) for name in options.split(","))
        if not {"cpu", "memory"} <= old.keys():
            self.why = "no control group for memory and cpu is handed down here"
            return [], {}
        limits = {"memory.limit_in_bytes": most, "cpu.cfs_quota_us": quota}
        parents = dict.fromkeys(old[name] for name in ("cpu", "memory", "cpuacct") if name in old)
        return list(parents), {**limits, "memory.memsw.limit_in_bytes": most}

    @property
    def enforced(self) -> bool:
        return bool(self.folders)

    @property
    def procs(self) -> list[Path]:
        return [folder / "cgroup.procs" for folder in self.folders]

    def peak_mb(self) -> float | None:
        """The most that was charged, cached files included; None where it is not known."""
        most = self._read("memory.peak") or self._read("memory.max_usage_in_bytes")
        return int(most) / MIB if most else None

    def cpu_seconds(self) -> float | None:
        used = _number(self._read("cpu.stat"), "usage_usec")
        if used is not None:
            return used / 1e6
        spent = self._read("cpuacct.usage")
        return int(spent) / 1e9 if spent else None

    def killed_for_memory(self) -> int:
        """How many processes the kernel ended because the group was full."""
        events = self._read("memory.events") or self._read("memory.oom_control")
        return _number(events, "oom_kill") or 0

    def _read(self, name: str) -> str:
        for folder in self.folders:
            with suppress(OSError):
                return (folder / name).read_text()
        return ""

    def _write(self, name: str, value: str) -> None:
        """Where the file is: a kernel without swap accounting has none for it."""
        for folder in self.folders:
            if (folder / name).exists():
                (folder / name).write_text(value)

    def _remove(self) -> None:
        until = time.monotonic() + END_SECONDS
        while self.folders and time.monotonic() < until:
            try:
                self.folders[-1].rmdir()
                self.folders.pop()
            except FileNotFoundError:
                self.folders.pop()
            except OSError:  # somebody is still in it: ours alone enter it
                for pid in self._read("cgroup.procs").split():
                    with suppress(ProcessLookupError):
                        os.kill(int(pid), signal.SIGKILL)
                time.sleep(0.01)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._remove()


def _handed_down(path: Path) -> set[str]:
    try:
        return set((path / "cgroup.subtree_control").read_text().split())
    except OSError:
        return set()


def _number(text: str, key: str) -> int | None:
    found = [line.split()[1] for line in text.splitlines() if line.split()[:1] == [key]]
    return int(found[0]) if found else None
