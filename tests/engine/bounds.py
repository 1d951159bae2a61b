"""Bounds for a test: of time, and of rights where the tests run as root."""

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@contextlib.contextmanager
def nobody() -> Iterator[Path]:
    """A folder that a plain user works in: modes count, for root too."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    root = os.geteuid() == 0
    try:
        if root:
            os.setresuid(65534, 65534, 0)
        yield folder
    finally:
        if root:
            os.setresuid(0, 0, 0)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o700)
        shutil.rmtree(folder)


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """End what takes longer, with an error."""

    def over(*_: Any) -> None:
        pytest.fail(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
