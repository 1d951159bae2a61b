"""The platform's part inside of a container: start run_autograder, wait, and send what is there.

Executed alone, by whatever Python the container has (`python3 -I -c SOURCE FOLDER SECONDS`), so it
imports nothing of ours. As on the platform only the direct child is killed when its time is over,
and what lies in results/ is read the moment the child has ended: what a process left behind writes
later is not seen. The reply is one JSON object on stdout.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import stat
import subprocess
import sys
import time
from pathlib import Path

GROUP = Path("/sys/fs/cgroup")
MOST = 64 << 20  # bytes of one file


def main(folder: Path, limit: float) -> None:
    """Run it; print what it left."""
    said: dict[str, object] = {"timed_out": False, "not_started": "", "exit_status": None}
    start = time.monotonic()
    stdout = folder / "results" / "stdout"
    try:
        with stdout.open("wb") as out:
            child = subprocess.Popen(
                ["./run_autograder"], cwd=folder, stdout=out, stderr=subprocess.STDOUT
            )
    except OSError as error:
        said["not_started"] = str(error.strerror)
    else:
        try:
            child.wait(limit)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            said["timed_out"] = True
        said["exit_status"] = child.returncode
    said["seconds"] = time.monotonic() - start
    said["results"], said["unreadable"] = read(folder / "results" / "results.json")
    said["stdout"], _ = read(stdout)
    said["left"] = others()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    said["cpu"] = used.ru_utime + used.ru_stime
    said["charged_mb"], said["killed_for_memory"] = charged()
    sys.stdout.write(json.dumps(said))


def read(path: Path) -> tuple[str | None, str]:
    """Its bytes in base64, or None, and why it could not be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, str(error.strerror)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None, "it is no regular file"
        with open(descriptor, "rb", closefd=False) as file:
            data = file.read(MOST + 1)
    finally:
        os.close(descriptor)
    if len(data) > MOST:
        return None, f"it has more than {MOST:,} bytes"
    return base64.b64encode(data).decode(), ""


def others() -> int:
    """How many processes are still there, but for this one and the container's first."""
    found = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state = path.read_text().rpartition(")")[2].split()[0]
        except OSError:  # it has just ended
            continue
        if int(path.parent.name) not in (1, os.getpid()) and state not in "ZX":
            found += 1
    return found


def charged() -> tuple[float | None, int]:
    """The container's peak in MB, and how many were killed for memory, where it can see that."""
    found: dict[str, str] = {}
    for name in ("memory.peak", "memory.events", "memory.max_usage_in_bytes", "memory.oom_control"):
        for path in (GROUP / name, GROUP / "memory" / name):
            try:
                found[name] = path.read_text()
            except OSError:
                continue
    most = found.get("memory.peak") or found.get("memory.max_usage_in_bytes")
    events = found.get("memory.events") or found.get("memory.oom_control") or ""
    killed = [line.split()[1] for line in events.splitlines() if line.startswith("oom_kill ")]
    return int(most) / (1 << 20) if most else None, int(killed[0]) if killed else 0


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
