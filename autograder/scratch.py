"""A temporary folder that the next run removes where its own could not.

What ends by SIGKILL leaves its folder, with students' files in it. So a lock lies beside them,
which a process holds as long as it lives, and no longer, whatever ends it: no age, no number of a
process is asked. Whoever makes such a folder removes those of its own user whose lock is free.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "autograder-scratch-"
LOCK, UNLOCKED = "lock", "unlocked"
INSIDE = "files"


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder that nobody else can enter; gone at the end, or at the next one's begin."""
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        place = Path(name)
        descriptor = os.open(place / UNLOCKED, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            (place / UNLOCKED).rename(place / LOCK)  # by this name it was never free
            _sweep(place.parent)
            (place / INSIDE).mkdir()
            yield place / INSIDE
        finally:
            os.close(descriptor)


def _sweep(folder: Path) -> None:
    for place in folder.glob(f"{PREFIX}*"):
        with suppress(OSError):  # another user's, one that lives, or one that is going just now
            if place.lstat().st_uid == os.geteuid():
                _remove(place)


def _remove(place: Path) -> None:
    descriptor = os.open(place / LOCK, os.O_RDWR | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(place)
    finally:
        os.close(descriptor)
