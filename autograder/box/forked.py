"""A process that was forked for us by another: what subprocess.Popen is to a child of our own.

Nobody but its parent can wait for it or learn its status, and its number may be another's once it
ended: so it is held by a pidfd.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
from contextlib import suppress


class Forked:
    """`pidfd` is closed with this object."""

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid = pid
        self._pidfd = pidfd

    def poll(self) -> int | None:
        """None while it runs; then 0, for want of a status."""
        return 0 if self._ended(0.0) else None

    def wait(self, timeout: float | None = None) -> int:
        """Raises TimeoutExpired, as a Popen does."""
        if not self._ended(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0)
        return 0

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _ended(self, seconds: float | None) -> bool:
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return bool(poll.poll(None if seconds is None else max(seconds, 0.0) * 1000))

    def _send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, number)

    def __del__(self) -> None:
        os.close(self._pidfd)
