"""Put this process on a platform, then become the command. A program, as root:

    python -m platforms.enter '{"docker": true, "hidden": ["/usr/lib/x.so"]}' COMMAND...

Everything is made for this process and what it starts, and ends with it.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from platforms import docker

NEW_MOUNTS, NEW_SYSTEM, NEW_IPC, NEW_PROCESSES, NEW_NETWORK = (
    0x0002_0000,
    0x0400_0000,
    0x0800_0000,
    0x2000_0000,
    0x4000_0000,
)
BIND, RECURSIVE, PRIVATE = 0x1000, 0x4000, 0x4_0000
LANDLOCK_CREATE_RULESET = 444


@dataclass(frozen=True)
class Platform:
    """What is different from this machine, as root."""

    docker: bool = False  # a container's namespaces, capabilities and system calls
    user: int | None = None  # this uid and gid, and no group
    landlock: int = 0  # the errno that asking for Landlock fails with
    hidden: tuple[str, ...] = ()  # files that are empty here
    groups: tuple[str, ...] = ()  # folders of control groups

    def command(self, *command: str) -> list[str]:
        """`command`, to be run there."""
        return [sys.executable, "-m", "platforms.enter", json.dumps(asdict(self)), *command]


def enter(there: Platform) -> None:
    for group in there.groups:
        Path(group, "cgroup.procs").write_text("0")
    library = ctypes.CDLL("libseccomp.so.2") if there.docker or there.landlock else None
    if there.docker:
        isolate(NEW_SYSTEM | NEW_IPC | NEW_NETWORK | NEW_PROCESSES)
        wait_for_the_first_process()
    if there.docker or there.hidden:
        isolate(NEW_MOUNTS)
        mount("none", "/", RECURSIVE | PRIVATE)
    if there.docker:
        mount("proc", "/proc", 0)
        docker.drop_capabilities()
    for path in there.hidden:
        mount("/dev/null", path, BIND)
    if library and there.landlock:
        without = docker.Filter(library, docker.ALLOW)
        without.add(docker.ERRNO | there.landlock, LANDLOCK_CREATE_RULESET)
        without.load()
    if library and there.docker:
        docker.calls(library).load()
    if there.user is not None:
        os.setgroups([])
        os.setresgid(there.user, there.user, there.user)
        os.setresuid(there.user, there.user, there.user)


def isolate(spaces: int) -> None:
    _made("unshare", spaces)


def mount(what: str, where: str, flags: int) -> None:
    kind = b"proc" if what == "proc" else None
    _made("mount", what.encode(), where.encode(), kind, ctypes.c_ulong(flags), None)


def wait_for_the_first_process() -> None:
    """Go on as process 1 of the container; out here, end as it ends."""
    if pid := os.fork():
        os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256)


def _made(name: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        raise OSError(ctypes.get_errno(), name)


if __name__ == "__main__":
    enter(Platform(**json.loads(sys.argv[1])))
    os.execvp(sys.argv[2], sys.argv[2:])
