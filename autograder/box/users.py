"""A uid for workers that nobody else has: on this machine, and on others that share its kernel.

The kernel counts a uid's threads over all containers of a host (RLIMIT_NPROC), and two workers of
one uid could signal and trace each other. So the uid is drawn at random from a wide range, and held
by a name that two fork servers of one machine cannot both have; the kernel frees it with us.
"""

from __future__ import annotations

import random
import socket
from pathlib import Path

from ..errors import BoxError

LEAST, MOST = 100_000, 2**31 - 1
TRIES = 100
CAPABILITIES = {"CHOWN": 0, "DAC_OVERRIDE": 1, "FOWNER": 3, "KILL": 5, "SETGID": 6, "SETUID": 7}


def lacking() -> list[str]:
    """The capabilities that a change of user takes and this root does not have."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            held = int(line.split()[1], 16)
            return [f"CAP_{name}" for name, bit in CAPABILITIES.items() if not held >> bit & 1] or (
                [] if _mapped() else ["a range of users (/proc/self/uid_map)"]
            )
    return []


def claim() -> socket.socket:
    """A socket whose name ends in the uid; it is ours while the socket is open."""
    least, most = _mapped() or (LEAST, MOST)
    for _ in range(TRIES):
        uid = random.SystemRandom().randrange(least, most)
        held = socket.socket(socket.AF_UNIX)
        try:
            held.bind(b"\0autograder-uid-%d" % uid)
        except OSError:
            held.close()
        else:
            return held
    raise BoxError(f"none of {TRIES} uids from {least} to {most} is free")


def _mapped() -> tuple[int, int] | tuple[()]:
    """The widest range of ids that exist here, as users and as groups: (first, end), or none."""
    ends = []
    for kind in ("uid_map", "gid_map"):
        lines = Path("/proc/self", kind).read_text().splitlines()
        ranges = [(int(line.split()[0]), int(line.split()[2])) for line in lines]
        ends.append(max((first + count for first, count in ranges if count > 1000), default=0))
    end = min(*ends, MOST)
    least = LEAST if end > 2 * LEAST else end - 500  # a rootless container has 65,536 or so
    return (least, end) if end > 1000 else ()
