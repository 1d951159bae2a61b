"""The layers that a worker puts on before it reads the student's file, in their order.

Each layer is one function; it returns a `Layer`: active, or unavailable with the reason. A layer
that is available and fails raises, and no student code runs: the host reports BoxError. What the
report says is then tried: the canaries reach for what each layer should refuse, and one that gets
through where it should not raises too. docs/security.md tells what each layer stops, and what none
does.
"""

from __future__ import annotations

import ctypes
import fcntl
import math
import os
import resource
import signal
import socket
import struct
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import landlock, seccomp

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
CAPABILITY_VERSION_3 = 0x20080522
PR_SET_NO_NEW_PRIVS = 38
STDIN, STDOUT, STDERR, REQUESTS, REPLIES = range(5)
MIB = 1 << 20
ADDRESS_SLACK = 512 * MIB  # thread stacks and malloc's arenas reserve what they never touch
OPEN_FILES = 128
PROCESSES = 128  # threads count; only a dedicated uid makes this a count of the worker alone
FILE_BYTES = 64 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the host asks for: plain JSON on the control channel."""

    folder: str  # the worker's own copy of what was handed in; its working directory
    home: str  # its HOME and TMPDIR
    memory_mb: int  # beyond what the fork server already holds
    cpu_seconds: float
    uid: int | None  # an unused uid (and gid), or None to keep ours
    uid_reason: str  # why None
    secret: str  # a file that only the grader may read, for the canaries
    grader: int  # its pid, for the same
    without: tuple[str, ...] = ()  # layers switched off, to test that each is needed
    landlock_abi: int = landlock.NEWEST  # pretends to an older kernel, for the same


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the box as it came out; why it is not active, or what it leaves open."""

    name: str
    active: bool
    reason: str = ""


def enter(plan: Plan) -> list[Layer]:
    """Put every layer on, and try them."""
    layers = [own_session(), own_environment(plan)]
    ruleset = files(plan)  # opens what it names: while the user may
    put_on: dict[str, Callable[[], tuple[bool, str]]] = {
        "rlimits": lambda: limits(plan),
        "uid": lambda: user(plan),
        "parent": dies_with_parent,
        "no_new_privs": no_new_privileges,
        "landlock": lambda: landlock.layer(ruleset),
        "seccomp": seccomp.layer,
    }
    for name, layer in put_on.items():
        try:
            on, reason = (False, "switched off") if name in plan.without else layer()
        except OSError as error:
            raise RuntimeError(f"{name}: {error}") from error
        layers.append(Layer(name, on, reason))
    return [*layers, canaries(plan, {one.name for one in layers if one.active})]


def files(plan: Plan) -> landlock.Ruleset:
    """Its own place to write, libraries to read, and nothing of ours."""
    return landlock.Ruleset(
        read=landlock.libraries(),
        write=[str(Path(plan.folder).parent), os.devnull],
        abi=0 if "landlock" in plan.without else plan.landlock_abi,
    )


def canaries(plan: Plan, active: set[str]) -> Layer:
    """Reach for what the layers refuse. Raises where one that is on did not hold.

    And for its own folder by its whole path, which every layer must leave open: what the student
    would be blamed for is ours.
    """
    list(Path(plan.folder).iterdir())
    memory = f"/proc/{plan.grader}/mem"
    reach: list[tuple[str, Callable[[], object], set[str]]] = [
        ("a socket", socket.socket, {"seccomp"}),
        ("a process", _fork, {"seccomp"}),
        ("a signal to the grader", lambda: os.kill(plan.grader, 0), {"seccomp", "uid"}),
        ("a file of the grader", lambda: os.open(plan.secret, os.O_RDONLY), {"landlock", "uid"}),
        ("the grader's memory", lambda: os.open(memory, os.O_RDWR), {"landlock", "uid"}),
    ]
    through = []
    for name, attempt, stopped_by in reach:
        try:
            attempt()
        except OSError:
            continue
        if stopped_by & active:
            raise RuntimeError(f"{name} can be reached in spite of {stopped_by & active}")
        through.append(name)
    return Layer("canaries", not through, f"within reach: {', '.join(through)}" if through else "")


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def own_session() -> Layer:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a file too large is an OSError, not a death
    os.setsid()
    os.umask(0o077)
    with suppress(OSError):  # where a machine's memory runs out, this process is the one to go
        Path("/proc/self/oom_score_adj").write_text("1000")
    return Layer("session", True)


def own_descriptors(requests: int, replies: int, output: int) -> None:
    """0 becomes /dev/null, 1 and 2 the output, 3 and 4 the wire; there are no others."""
    null = os.open(os.devnull, os.O_RDONLY)
    # Through copies above the targets: any of the four may itself be 0 to 4.
    ends = (null, output, output, requests, replies)
    high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, REPLIES + 1) for fd in ends]
    for target, fd in enumerate(high):
        os.dup2(fd, target, inheritable=False)
    os.closerange(REPLIES + 1, 1 << 16)


def own_environment(plan: Plan) -> Layer:
    os.environ.clear()
    os.environ.update(
        PATH="/usr/bin:/bin",
        HOME=plan.home,
        TMPDIR=plan.home,
        LANG="C.UTF-8",
        USER="student",  # getpass.getuser: the uid has no entry in the password file
        MPLBACKEND="agg",
        OMP_NUM_THREADS="1",
        OPENBLAS_NUM_THREADS="1",
        TORCHDYNAMO_DISABLE="1",  # torch.compile starts a C compiler; without, it is the function
    )
    tempfile.tempdir = None  # what it found in the fork server is out of reach
    os.chdir(plan.folder)
    return Layer("environment", True)


def limits(plan: Plan) -> tuple[bool, str]:
    """Relative to what the process holds now: an absolute RLIMIT_AS breaks torch."""
    held = _status_kib("VmData", "VmSize")
    cpu = math.ceil(plan.cpu_seconds)
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_DATA: held["VmData"] * 1024 + plan.memory_mb * MIB,
        resource.RLIMIT_AS: held["VmSize"] * 1024 + plan.memory_mb * MIB + ADDRESS_SLACK,
    }
    if plan.uid is not None:
        wanted[resource.RLIMIT_NPROC] = PROCESSES
    for which, value in wanted.items():
        _, hard = resource.getrlimit(which)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))
    return True, ""


def user(plan: Plan) -> tuple[bool, str]:
    """Become a uid that owns nothing but the worker's folder, and make sure of it."""
    if os.geteuid() == 0:
        drop_bounding_set()
    if plan.uid is None:
        if os.geteuid() == 0:
            drop_capabilities()
        return False, plan.uid_reason
    os.setgroups([])
    os.setresgid(plan.uid, plan.uid, plan.uid)
    os.setresuid(plan.uid, plan.uid, plan.uid)
    if os.getresuid() != (plan.uid,) * 3 or os.getresgid() != (plan.uid,) * 3:
        raise RuntimeError("the uid did not change")
    try:
        os.setuid(0)
    except PermissionError:
        return True, ""
    raise RuntimeError("the uid could be changed back")


def drop_bounding_set() -> None:
    """No capability can come back, by whatever is executed."""
    number = 0
    while _libc().prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0:
        number += 1


def drop_capabilities() -> None:
    """A root that must stay root is one in name only: it owns its files, and may nothing more."""
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    if _libc().capset(header, bytes(24)) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def dies_with_parent() -> tuple[bool, str]:
    """After `user`: a change of uid clears it."""
    parent = os.getppid()
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    undumpable()
    if os.getppid() != parent:  # it died before the call above
        os._exit(1)
    return True, ""


def undumpable() -> None:
    """Nobody of our uid may trace this process or read its memory."""
    _prctl(PR_SET_DUMPABLE, 0)


def no_new_privileges() -> tuple[bool, str]:
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    return True, ""


def unreadable(paths: list[str]) -> str:
    """The first of `paths`, or of the folders on the way, that other users cannot enter; or ""."""
    for path in map(Path, paths):
        for part in (path, *path.parents):
            if part.is_symlink():  # /opt/venv may lead into /root
                found = unreadable([str(part.parent / part.readlink())])
                if found:
                    return found
            elif not part.stat().st_mode & 0o001:
                return str(part)
    return ""


def _status_kib(*keys: str) -> dict[str, int]:
    """Figures of /proc/self/status in KiB. Read before the uid changes: then /proc is root's."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {key: int(fields[key].split()[0]) for key in keys}


def _prctl(option: int, value: int) -> None:
    if _libc().prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option})")


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
