"""What Landlock alone refuses, at each ABI, and what honest code keeps.

Every probe acts on files, sockets and a sleeping process that the test made for it, from a forked
child. It is made twice: with no layer it must get through, or it would prove nothing. Nothing here
rests on file modes: all is open to everyone, so that what refuses is Landlock.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from probing import answer

from autograder.box import jail, landlock

ROOT = Path(__file__).parents[2]
NOBODY_ELSE = 59001
PTRACE_SEIZE, PIDFD_GETFD = 0x4206, 438
NEWEST = min(landlock.abi(), landlock.NEWEST)
ABIS = sorted({0, 1, min(4, NEWEST), NEWEST})

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
needs_landlock = pytest.mark.skipif(not landlock.abi(), reason=landlock.unavailable())


@dataclass(frozen=True)
class Scene:
    """What there is to attack. `scratch` may be changed, `given` read; `secret` is not named."""

    place: Path
    target: int  # a process of the same user
    port: int
    abstract: str

    @property
    def scratch(self) -> Path:
        return self.place / "scratch"

    @property
    def given(self) -> Path:
        return self.place / "given"

    @property
    def secret(self) -> Path:
        return self.place / "secret"

    def ruleset(self, abi: int) -> landlock.Ruleset:
        read = [*landlock.libraries(), str(self.given)]
        return landlock.Ruleset(read=read, write=[str(self.scratch), "/dev/null"], abi=abi)


@contextlib.contextmanager
def scene(uid: int | None) -> Iterator[Scene]:
    place = Path(tempfile.mkdtemp(prefix="landlock-"))
    place.chmod(0o777)
    for name in ("scratch", "given", "secret"):
        (place / name).mkdir()
        (place / name).chmod(0o777)
        (place / name / "file").write_text("text")
        (place / name / "file").chmod(0o666)
    groups: list[int] | None = None if uid is None else []
    target = subprocess.Popen(["sleep", "60"], user=uid, group=uid, extra_groups=groups)
    abstract = f"\0{place}"
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as unix:
        unix.bind(abstract)
        unix.listen()
        try:
            yield Scene(place, target.pid, tcp.getsockname()[1], abstract)
        finally:
            target.kill()
            target.wait()
            shutil.rmtree(place)


def probe(code: Callable[[Scene], object], uid: int | None, abi: int) -> str:
    with scene(uid) as here:
        ruleset = here.ruleset(abi)
        return answer(lambda: code(here), uid, lambda: landlock.layer(ruleset))


@pytest.fixture(params=[None, NOBODY_ELSE], ids=["as we are", "as another user"])
def uid(request: pytest.FixtureRequest) -> int | None:
    if request.param is not None and os.geteuid() != 0:
        pytest.skip("only root can become another user")
    hidden = jail.unreadable([str(Path(os.__file__).parent)])
    if request.param is not None and hidden:
        pytest.skip(f"another user cannot read the interpreter: {hidden}")
    user: int | None = request.param
    return user


def seize(pid: int) -> None:
    """Trace it, without stopping it; the tracer's end lets it go."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.ptrace(PTRACE_SEIZE, pid, None, None) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def steal_descriptor(pid: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(PIDFD_GETFD, os.pidfd_open(pid), 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "pidfd_getfd")


def ask_device() -> None:
    """/dev/null is no terminal, and says so when it may be asked."""
    with Path("/dev/null").open("rb") as null:
        try:
            fcntl.ioctl(null, termios.TCGETS, bytes(64))
        except OSError as error:
            if error.errno != errno.ENOTTY:
                raise


def connect(family: int, address: str | tuple[str, int]) -> None:
    with socket.socket(family) as outgoing:
        outgoing.connect(address)


def read_from(folder: Path) -> None:
    os.chdir(folder)
    Path("file").read_text()


def listen_with_path(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


# The ABI that refuses it, and the deed.
REFUSED: dict[str, tuple[int, Callable[[Scene], object]]] = {
    "read a file": (1, lambda at: (at.secret / "file").read_text()),
    "read it through ..": (1, lambda at: (at.scratch / "../secret/file").read_text()),
    "read it from its folder": (1, lambda at: read_from(at.secret)),
    "list a folder": (1, lambda at: list(at.secret.iterdir())),
    "list the root": (1, lambda at: list(Path("/").iterdir())),
    "read the accounts": (1, lambda at: Path("/etc/passwd").read_text()),
    "write to a file": (1, lambda at: os.open(at.secret / "file", os.O_WRONLY)),
    "write to what is to be read": (1, lambda at: os.open(at.given / "file", os.O_WRONLY)),
    "make a file": (1, lambda at: (at.given / "new").touch()),
    "make a folder": (1, lambda at: (at.given / "new").mkdir()),
    "remove a file": (1, lambda at: (at.given / "file").unlink()),
    "leave a file in /tmp": (1, lambda at: os.open("/tmp", os.O_TMPFILE | os.O_RDWR)),
    "leave a file in /dev/shm": (1, lambda at: os.open("/dev/shm", os.O_TMPFILE | os.O_RDWR)),
    "move a secret in": (1, lambda at: (at.secret / "file").rename(at.scratch / "secret")),
    "move a file out": (1, lambda at: (at.scratch / "file").rename(at.secret / "forged")),
    "link a secret in": (1, lambda at: os.link(at.secret / "file", at.scratch / "secret")),
    "link out": (1, lambda at: (at.scratch / "link").symlink_to(at.secret)),
    "make a pipe with a name": (1, lambda at: os.mkfifo(at.scratch / "pipe")),
    "make a socket with a path": (1, lambda at: listen_with_path(at.scratch / "socket")),
    "start a program": (1, lambda at: subprocess.run(["/bin/true"], check=True)),
    "read memory": (1, lambda at: os.open(f"/proc/{at.target}/mem", os.O_RDONLY)),
    "read an environment": (1, lambda at: Path(f"/proc/{at.target}/environ").read_bytes()),
    "trace a process": (1, lambda at: seize(at.target)),
    "steal a descriptor": (1, lambda at: steal_descriptor(at.target)),
    "truncate by name": (3, lambda at: os.truncate(at.given / "file", 0)),
    "truncate by reading": (3, lambda at: os.open(at.given / "file", os.O_RDONLY | os.O_TRUNC)),
    "connect": (4, lambda at: connect(socket.AF_INET, ("127.0.0.1", at.port))),
    "listen": (4, lambda at: socket.create_server(("127.0.0.1", 0))),
    "ask a device": (5, lambda at: ask_device()),
    "signal a process": (6, lambda at: os.kill(at.target, signal.SIGUSR1)),
    "see whether it lives": (6, lambda at: os.kill(at.target, 0)),
    "connect to an abstract socket": (6, lambda at: connect(socket.AF_UNIX, at.abstract)),
}


@needs_landlock
@pytest.mark.parametrize("deed", REFUSED)
def test_what_it_refuses_and_since_which_abi(deed: str, uid: int | None) -> None:
    since, code = REFUSED[deed]
    abis = sorted({0, min(since - 1, NEWEST), min(since, NEWEST), NEWEST})
    fared = {abi: probe(code, uid, abi) for abi in abis}
    if fared[0] != "through":
        pytest.skip(f"refused here with no layer too: {fared[0]}")
    refused = {abi for abi, said in fared.items() if said in ("EACCES", "EPERM", "EXDEV")}
    assert refused == {abi for abi in abis if abi >= since}, fared
    assert set(fared.values()) <= {"through", "EACCES", "EPERM", "EXDEV"}


def signal_itself() -> None:
    got: list[int] = []
    signal.signal(signal.SIGUSR1, lambda number, frame: got.append(number))
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR1)
    assert len(got) == 2


def work_in_scratch(at: Scene) -> None:
    os.chdir(at.scratch)
    Path("new").write_text("longer")
    with Path("new").open("r+") as file:
        file.truncate(4)
    os.truncate("new", 3)
    assert Path("new").read_text() == "lon"
    Path("new").write_text("x")
    Path("new").rename("file")
    Path("folder").mkdir()
    assert sorted(path.name for path in Path().iterdir()) == ["file", "folder"]
    Path("folder").rmdir()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        Path(folder, "file").touch()
    shutil.rmtree(at.scratch, ignore_errors=True)
    assert list(Path().iterdir()) == []


def read_late() -> None:
    import ssl
    import wave  # noqa: F401  that it is found is the test
    import zoneinfo

    if Path("/usr/share/zoneinfo/Europe/Zurich").exists():
        zoneinfo.ZoneInfo("Europe/Zurich")
    ssl.create_default_context()
    assert os.cpu_count()
    assert Path("/proc/meminfo").read_text()
    assert os.urandom(1)
    with Path("/dev/urandom").open("rb", buffering=0) as source:
        assert source.read(1)
    Path("/dev/null").write_text("nothing")


HONEST: dict[str, Callable[[Scene], object]] = {
    "read what is given": lambda at: (at.given / "file").read_text(),
    "list what is given": lambda at: list(at.given.iterdir()),
    "work in its scratch folder": work_in_scratch,
    "load libraries late": lambda at: read_late(),
    "signal itself": lambda at: signal_itself(),
    "see what a file is": lambda at: (at.secret / "file").stat(),
    "be anywhere": lambda at: os.chdir(at.secret),
    "fork": lambda at: os.waitpid(os.fork() or os._exit(0), 0),
    "connect a pair": lambda at: socket.socketpair(),
}


@needs_landlock
@pytest.mark.parametrize("deed", HONEST)
def test_what_it_leaves(deed: str, uid: int | None) -> None:
    assert {abi: probe(HONEST[deed], uid, abi) for abi in ABIS} == dict.fromkeys(ABIS, "through")


@needs_landlock
def test_moving_between_folders_of_the_scratch_needs_abi_2(uid: int | None) -> None:
    def move(at: Scene) -> None:
        (at.scratch / "folder").mkdir()
        (at.scratch / "file").rename(at.scratch / "folder" / "file")

    expected = {abi: "EXDEV" if abi == 1 else "through" for abi in ABIS}
    assert {abi: probe(move, uid, abi) for abi in ABIS} == expected


@needs_landlock
def test_what_was_open_stays_open(uid: int | None) -> None:
    with scene(uid) as here, (here.secret / "file").open() as file:
        ruleset = here.ruleset(NEWEST)
        assert answer(file.read, uid, lambda: landlock.layer(ruleset)) == "through"


@needs_landlock
def test_what_cannot_be_reached_is_skipped_to_read_and_a_fault_to_write(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    missing = [str(tmp_path / "missing"), str(tmp_path / "file" / "below")]
    assert landlock.Ruleset(read=missing).abi
    with pytest.raises(FileNotFoundError):
        landlock.Ruleset(read=[], write=missing[:1])


@needs_landlock
def test_it_says_what_an_older_kernel_lacks() -> None:
    said = {}
    for abi in ABIS:
        with tempfile.TemporaryFile() as notes:
            ruleset = landlock.Ruleset(read=[], abi=abi)
            note = partial(_note, notes.fileno(), ruleset)
            assert answer(lambda: None, None, note) == "through"
            said[abi] = json.loads(os.pread(notes.fileno(), 1000, 0))
    assert said[0] == [False, "switched off"]
    assert said[1] == [
        True,
        "ABI 1 does not cover emptying a file that can only be read, TCP, ioctl on devices, "
        "signals and abstract sockets",
    ]
    later = "ABI 4 does not cover ioctl on devices, signals and abstract sockets"
    assert said.get(4, [True, later]) == [True, later]
    assert said.get(6, [True, ""]) == [True, ""]


def _note(descriptor: int, ruleset: landlock.Ruleset) -> None:
    os.write(descriptor, json.dumps(landlock.layer(ruleset)).encode())


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSYS, "the kernel has none: it came with Linux 5.13"),
        (errno.EOPNOTSUPP, "the kernel was started without it (lsm=)"),
        (errno.EPERM, "the container's seccomp profile refuses it"),
    ],
)
def test_it_says_why_there_is_none(
    number: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(landlock, "_call", refuse)
    assert (landlock.abi(), landlock.unavailable()) == (0, reason)
    assert landlock.layer(landlock.Ruleset(read=["/"], write=["/nowhere"])) == (False, reason)


@needs_landlock
def test_a_failure_is_raised() -> None:
    ruleset = landlock.Ruleset(read=[])
    fared = answer(lambda: landlock.layer(ruleset), None, lambda: landlock.layer(ruleset))
    assert fared == "EBADF"  # it is for one process, once


def test_our_root_is_not_among_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [path for path in sys.path if Path(path) != ROOT])
    hidden = (ROOT / "reference", ROOT / "tests", ROOT / "autograder")
    for path in map(Path, landlock.libraries()):
        assert not any(secret.is_relative_to(path.resolve()) for secret in hidden), path
