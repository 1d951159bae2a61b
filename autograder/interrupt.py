"""A word to end, Ctrl-C or SIGTERM, that is heard once.

What comes again, by fingers that are impatient or a parent that makes sure, would interrupt the
clearing up that the first began, and leave a folder with a student's files behind.
"""

from __future__ import annotations

import signal

ENDING = (signal.SIGINT, signal.SIGTERM)


def heed_once() -> None:
    """The first is a KeyboardInterrupt, further ones are nothing. For a process of our own."""
    for number in ENDING:
        if signal.getsignal(number) != signal.SIG_IGN:  # as nohup, or a shell's &, has left it
            signal.signal(number, _end)


def _end(_number: int, _frame: object) -> None:
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
