"""Removing what a submission left, however it left it: without rights, nested by the thousand.

A few files are gone in a third of a millisecond. Anything else is left to `rm`, in a process of its
own and with a session of its own, which is waited for a moment and never longer: a result must be
written in time, and the next submission has done nothing. What is left then lies below the one
folder of this grader, which goes at its end: the fork server, when the grader is gone for whatever
reason, becomes the process that removes it.
"""

from __future__ import annotations

import os
import select
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from .usage import Taken, walk

FEW = Taken(1 << 30, 200)
SCRIPT = """
rm -rf -- "$1" || { chmod -R u+rwx -- "$1"; rm -rf -- "$1"; }
""".strip()
SHELL = "/bin/sh"
ENVIRONMENT = {"PATH": "/usr/bin:/bin"}
AGAIN_SECONDS = 0.05


class Remover:
    """Removes folders for one grader, and knows which of its processes are still at it."""

    def __init__(self) -> None:
        self._running: set[int] = set()

    def remove(self, place: Path, seconds: float) -> bool:
        """Whether `place` is gone, within that time. Where not, it may still be going."""
        self._running -= {pid for pid in self._running if os.waitpid(pid, os.WNOHANG)[0]}
        with suppress(OSError, RecursionError):  # what it cannot, `rm` can
            found = walk([place], FEW)
            if found is not None and found.names <= FEW.names:
                shutil.rmtree(place)
        until = time.monotonic() + seconds
        while os.path.lexists(place):
            pid = _start(place)
            self._running.add(pid)
            if not _ended(pid, until - time.monotonic()):
                return False
            self._running -= {os.waitpid(pid, 0)[0]}
            if os.path.lexists(place):  # the process that fills it is being ended just now
                time.sleep(AGAIN_SECONDS)
        return True

    def end(self, place: Path, seconds: float) -> None:
        """The same for the last folder of all, and the processes that removed what was in it."""
        if self.remove(place, seconds):
            for pid in [pid for pid in self._running if _ended(pid, seconds)]:
                os.waitpid(pid, 0)
                self._running.discard(pid)


def become(place: Path) -> NoReturn:
    """Let this process be the one that removes `place`, from now on."""
    os.execve(SHELL, _command(place), ENVIRONMENT)  # noqa: S606  a fixed script


def _start(place: Path) -> int:
    nothing = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in range(3)]
    return os.posix_spawn(SHELL, _command(place), ENVIRONMENT, file_actions=nothing, setsid=True)


def _ended(pid: int, seconds: float) -> bool:
    descriptor = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(max(seconds, 0.0) * 1000))
    finally:
        os.close(descriptor)


def _command(place: Path) -> list[str]:
    return ["sh", "-c", SCRIPT, "sh", str(place)]
