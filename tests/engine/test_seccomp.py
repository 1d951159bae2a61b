"""What the filter alone refuses, and that honest code does not meet it.

Three looks. The program that libseccomp assembled is read and interpreted here, instruction by
instruction, so that `mount` and `reboot` can be asked about and never made. Then deeds, in a forked
child, on files and a sleeping process that the test made: each gets through with no filter, or it
would prove nothing. Last, a worker in the box's order, with Landlock and another user, that trains.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import ctypes
import errno
import fcntl
import os
import platform
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from probing import SECONDS, answer

from autograder.box import jail, landlock, seccomp

ROOT = Path(__file__).parents[2]
NOBODY_ELSE = 59001
OWN, OTHER = 4242, 4243  # pids in the programs that are read
NOISE = 0xDEAD_BEEF << 32  # in the upper half of a register that holds an int
X86_64, I386, AARCH64 = 0xC000_003E, 0x4000_0003, 0xC000_00B7
X32 = 0x4000_0000
PTRACE_SEIZE, PIDFD_GETFD = 0x4206, 438

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
    pytest.mark.skipif(bool(seccomp.unavailable()), reason=seccomp.unavailable()),
]
only_x86_64 = pytest.mark.skipif(platform.machine() != "x86_64", reason="about x86-64's numbers")


class Program:
    """The filter's instructions, and their verdict on a call: "allow", "kill" or an errno."""

    def __init__(self) -> None:
        self.filter = seccomp.Filter(OWN)
        self.instructions = list(struct.iter_unpack("=HBBI", seccomp.program(OWN).tobytes()))
        self.here = {"x86_64": X86_64, "aarch64": AARCH64}[platform.machine()]

    def number(self, call: str) -> int:
        found: int = self.filter.library.seccomp_syscall_resolve_name(call.encode())
        return found

    def verdict(self, call: str | int, *arguments: int, architecture: int = 0) -> str:
        number = self.number(call) if isinstance(call, str) else call
        unsigned = [argument % (1 << 64) for argument in (*arguments, *[0] * 6)][:6]
        data = struct.pack("=IIQ6Q", number, architecture or self.here, 0, *unsigned)
        action = self.run(data)
        refused = errno.errorcode.get(action ^ seccomp.REFUSE, hex(action))
        answers = {seccomp.ALLOW: "allow", seccomp.KILL: "kill", seccomp.REFUSE: "done"}
        return answers.get(action, refused)

    def run(self, data: bytes) -> int:
        accumulator, at = 0, 0
        while True:
            code, if_true, if_false, value = self.instructions[at]
            at += 1
            if code == 0x20:  # load a word of the data
                (accumulator,) = struct.unpack_from("=I", data, value)
            elif code == 0x54:  # and
                accumulator &= value
            elif code == 0x05:  # jump
                at += value
            elif code in (0x15, 0x25, 0x35):  # jump if equal, greater, greater or equal
                holds = {0x15: accumulator == value, 0x25: accumulator > value}
                at += if_true if holds.get(code, accumulator >= value) else if_false
            else:
                assert code == 0x06, hex(code)
                return int(value)


@pytest.fixture(scope="module")
def program() -> Program:
    return Program()


NEVER = """
    fork vfork execve execveat ptrace process_vm_readv process_vm_writev process_madvise
    process_mrelease kcmp pidfd_open pidfd_getfd pidfd_send_signal
    io_uring_setup io_uring_enter io_uring_register io_setup bpf perf_event_open userfaultfd
    add_key keyctl request_key shmget shmat shmctl semget semop msgget msgsnd mq_open mq_unlink
    memfd_create memfd_secret unshare setns mount umount2 pivot_root chroot fsopen fsmount
    move_mount open_tree mount_setattr swapon swapoff reboot kexec_load kexec_file_load init_module
    finit_module delete_module iopl ioperm modify_ldt acct quotactl syslog sethostname
    setdomainname settimeofday clock_settime clock_adjtime adjtimex nfsservctl vhangup
    name_to_handle_at open_by_handle_at lookup_dcookie fanotify_init inotify_init1
    inotify_add_watch
    truncate chown fchown lchown fchownat
    setxattr fsetxattr lsetxattr removexattr getxattr link linkat symlink symlinkat
    mknod mknodat flock
    socket connect bind listen accept accept4 sendmsg sendmmsg recvmsg setsockopt
    setuid setgid setresuid setresgid setgroups setfsuid capset setsid setpgid
    setpriority sched_setscheduler sched_setparam sched_setattr ioprio_set ioprio_get
    migrate_pages move_pages mbind set_mempolicy mlock mlockall splice tee vmsplice sync
    seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self timer_create
"""


@pytest.mark.parametrize("call", NEVER.split())
def test_a_call_that_is_refused_whatever_its_arguments(call: str, program: Program) -> None:
    if program.number(call) < 0:
        pytest.skip("not on this architecture, or newer than libseccomp")
    for argument in (0, 1, 2, OWN, OTHER, -1, seccomp.CLONE_THREAD):
        assert program.verdict(call, *[argument] * 6) == "EPERM"


def test_a_call_that_is_answered_in_place_of_the_kernel(program: Program) -> None:
    """Whatever its arguments: not there, not supported, or "done" without being done."""
    for number, calls in seccomp.ANSWERED.items():
        for call in calls:
            said = errno.errorcode[number] if number else "done"
            if program.number(call) >= 0:
                assert {program.verdict(call, *[a] * 6) for a in (0, 1, OWN, -1)} == {said}, call


def test_times_are_said_to_be_set_where_there_are_some(program: Program) -> None:
    for call, times in seccomp.TIMES.items():
        if program.number(call) >= 0:
            assert program.verdict(call, *[0] * 6) == "EPERM"
            for pointer in (1, 0x7FFF_0000_0000, 1 << 32):
                assert program.verdict(call, *[0] * times, pointer) == "done"


def test_every_number_that_is_not_listed_is_refused(program: Program) -> None:
    listed = {program.number(rule.call) for rule in seccomp.rules(OWN)}
    answered = {program.number(call) for calls in seccomp.ANSWERED.values() for call in calls}
    answered |= {program.number(call) for call in seccomp.TIMES}
    for number in set(range(1024)) - listed - answered:
        assert program.verdict(number) == "EPERM", number
    assert listed & answered == set()


def test_every_rule_is_about_a_call_that_x86_64_has() -> None:
    library = seccomp.Filter(OWN).library
    resolve = library.seccomp_syscall_resolve_name_arch
    calls = {rule.call for rule in seccomp.rules(OWN)}
    assert [call for call in calls if resolve(ctypes.c_uint32(X86_64), call.encode()) < 0] == []


def test_no_call_is_allowed_both_always_and_sometimes() -> None:
    """libseccomp would take "always"."""
    always = {rule.call for rule in seccomp.rules(OWN) if not rule.where}
    sometimes = {rule.call for rule in seccomp.rules(OWN) if rule.where}
    assert always & sometimes == set()


KILL_CALLS = ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
OF_ITSELF = ("prlimit64", "sched_setaffinity", "getpgid", "getsid")
THREAD = 0x3D0F00  # pthread_create's flags: VM, FS, FILES, SIGHAND, THREAD, SYSVSEM, SETTLS, ...
O_TRUNC, RDONLY, WRONLY, RDWR = os.O_TRUNC, os.O_RDONLY, os.O_WRONLY, os.O_RDWR
TIOCSTI, FIOASYNC = 0x5412, 0x5452
F_SETLK, F_SETOWN, F_SETSIG, F_SETOWN_EX, F_OFD_SETLK = 6, 8, 10, 15, 37
F_SETLEASE, F_NOTIFY = 1024, 1026
WITH_ARGUMENTS: list[tuple[str, tuple[int, ...], str]] = [
    *[(call, (OWN, 9, 9), "allow") for call in KILL_CALLS],
    *[(call, (NOISE | OWN, 9, 9), "allow") for call in KILL_CALLS],
    *[(call, (pid, 9, 9), "EPERM") for call in KILL_CALLS for pid in (0, -1, OTHER, -OWN, 1)],
    *[(call, (pid,), "allow") for call in OF_ITSELF for pid in (0, OWN, NOISE)],
    *[(call, (pid,), "EPERM") for call in OF_ITSELF for pid in (OTHER, 1, -1, NOISE | OTHER)],
    ("clone", (THREAD,), "allow"),
    ("clone", (signal.SIGCHLD,), "EPERM"),
    ("clone", (0x4100 | signal.SIGCHLD,), "EPERM"),  # vfork
    *[("clone", (THREAD | 1 << bit,), "EPERM") for bit in (7, 17, 25, 26, 27, 28, 29, 30)],
    ("clone3", (), "ENOSYS"),
    ("openat2", (), "ENOSYS"),
    *[("openat", (0, 0, flags), "allow") for flags in (RDONLY, WRONLY, RDWR, NOISE)],
    *[("openat", (0, 0, flags | O_TRUNC | os.O_CREAT), "allow") for flags in (WRONLY, RDWR)],
    ("openat", (0, 0, RDONLY | O_TRUNC), "EPERM"),
    ("openat", (0, 0, NOISE | RDONLY | O_TRUNC | os.O_CREAT), "EPERM"),
    ("openat", (0, 0, 3), "EPERM"),
    ("openat", (0, 0, 3 | O_TRUNC), "EPERM"),
    *[("fcntl", (3, command, 4), "allow") for command in (0, 1, 2, 3, 4, 1030, NOISE | 2)],
    ("fcntl", (3, fcntl.F_SETFL, os.O_NONBLOCK), "allow"),
    ("fcntl", (3, fcntl.F_SETFL, os.O_NONBLOCK | os.O_ASYNC), "EPERM"),
    *[("fcntl", (3, command, OWN), "EPERM") for command in (F_SETOWN, F_SETSIG, F_SETOWN_EX)],
    *[("fcntl", (3, command, 0), "EPERM") for command in (5, F_SETLK, 7, 36, F_OFD_SETLK, 38)],
    *[("fcntl", (3, command, 0), "EPERM") for command in (F_SETLEASE, F_NOTIFY, NOISE | F_SETSIG)],
    *[("ioctl", (0, request), "EPERM") for request in (TIOCSTI, FIOASYNC, 0x5402, 0x8901, 0)],
    *[("ioctl", (0, request), "allow") for request in (0x5401, 0x5413, 0x541B, 0x5421)],
    ("prctl", (seccomp.PR_SET_NAME,), "allow"),
    *[("prctl", (option, 1), "EPERM") for option in (1, 4, 8, 22, 24, 35, 36, 38, 47, 0x59616D61)],
    ("personality", (0xFFFF_FFFF,), "allow"),
    ("personality", (0,), "EPERM"),
    ("personality", (0x0004_0000,), "EPERM"),
    ("socketpair", (1, 1 | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK), "allow"),
    *[("socketpair", (1, kind), "EPERM") for kind in (2, 3, 5)],
    *[("socketpair", (family, 1), "EPERM") for family in (2, 10, 16, 38, 40)],
    ("sendto", (3, 0x1000, 1, 0, 0, 0), "allow"),
    ("sendto", (3, 0x1000, 1, socket.MSG_OOB, 0, 0), "EPERM"),
    ("recvfrom", (3, 0x1000, 1, NOISE, 0, 0), "allow"),
    ("recvfrom", (3, 0x1000, 1, NOISE | socket.MSG_OOB, 0, 0), "EPERM"),
    ("sendto", (3, 0x1000, 1, 0, 0x7F00_0000_0000, 110), "EPERM"),
]


@pytest.mark.parametrize(("call", "arguments", "verdict"), WITH_ARGUMENTS)
def test_a_call_that_depends_on_its_arguments(
    call: str, arguments: tuple[int, ...], verdict: str, program: Program
) -> None:
    assert program.verdict(call, *arguments) == verdict


@only_x86_64
def test_another_architecture_s_numbers_kill(program: Program) -> None:
    assert program.verdict("getpid") == "allow"
    assert program.verdict("getpid", architecture=I386) == "kill"
    assert program.verdict("getpid", architecture=AARCH64) == "kill"
    assert program.verdict(program.number("getpid") | X32) == "kill"
    assert program.verdict(520 | X32) == "kill"  # x32's own execve


@only_x86_64
def test_a_call_of_x32_kills_the_process() -> None:
    libc = ctypes.CDLL(None)
    assert answer(lambda: libc.syscall(39 | X32), None, seccomp.layer) == "SIGSYS"


# Deeds, in a child.


@dataclass(frozen=True)
class Scene:
    """A folder open to everyone, with a file and a socket, and a process of the same user."""

    folder: Path
    target: int

    @property
    def file(self) -> Path:
        return self.folder / "file"


@contextlib.contextmanager
def scene(uid: int | None) -> Iterator[Scene]:
    folder = Path(tempfile.mkdtemp(prefix="seccomp-"))
    groups: list[int] | None = None if uid is None else []
    target = subprocess.Popen(["sleep", "60"], user=uid, group=uid, extra_groups=groups)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(folder / "socket"))
        (folder / "file").write_text("text")
        for path in (folder, *folder.iterdir()):
            path.chmod(0o777)
            if uid is not None:
                os.chown(path, uid, uid)
        try:
            yield Scene(folder, target.pid)
        finally:
            target.kill()
            target.wait()
            shutil.rmtree(folder)


@pytest.fixture(params=[None, NOBODY_ELSE], ids=["as we are", "as another user"])
def uid(request: pytest.FixtureRequest) -> int | None:
    if request.param is not None and os.geteuid() != 0:
        pytest.skip("only root can become another user")
    hidden = jail.unreadable([str(Path(os.__file__).parent)])
    if request.param is not None and hidden:
        pytest.skip(f"another user cannot read the interpreter: {hidden}")
    user: int | None = request.param
    return user


def made(name: str, *arguments: object) -> None:
    """A function of libc, by its name."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)


def fork() -> None:
    if (pid := os.fork()) == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def owned_by(pid: int) -> None:
    """fcntl's way to send a signal: whoever owns a descriptor gets one when something comes."""
    reading, _ = os.pipe()
    fcntl.fcntl(reading, F_SETOWN, pid)


def by_name(at: Scene) -> None:
    """Even one of a pair can send where no one connected it to."""
    one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.sendto(b"forged", str(at.folder / "socket"))


def lock(at: Scene) -> None:
    with at.file.open("r+") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)


def flock(at: Scene) -> None:
    with at.file.open() as file:
        fcntl.flock(file, fcntl.LOCK_SH)


def reserve(at: Scene) -> None:
    """By the call itself: posix_fallocate falls back to writing."""
    with at.file.open("r+") as file:
        made("fallocate", file.fileno(), 0, ctypes.c_long(0), ctypes.c_long(4096))


def changed(at: Scene, deed: Callable[[], object]) -> None:
    """A deed that is answered "done": refused, where nothing is different after it."""
    before = at.file.stat()
    deed()
    if at.file.stat() == before:
        raise PermissionError(errno.EPERM, "nothing has changed")


def dumpable() -> None:
    made("prctl", 4, 1, 0, 0, 0)


DEEDS: dict[str, Callable[[Scene], object]] = {
    "fork": lambda at: fork(),
    "start a program": lambda at: subprocess.run(["/bin/true"], check=True),
    "become a program": lambda at: os.posix_spawn("/bin/true", ["true"], {}),
    "trace": lambda at: made("ptrace", PTRACE_SEIZE, at.target, None, None),
    "hold by a pidfd": lambda at: os.pidfd_open(at.target),
    "signal": lambda at: os.kill(at.target, signal.SIGCONT),
    "signal a group": lambda at: os.kill(0, 0),
    "queue a signal": lambda at: made("sigqueue", at.target, signal.SIGCONT, None),
    "signal by a descriptor": lambda at: owned_by(at.target),
    "see its limits": lambda at: resource.prlimit(at.target, resource.RLIMIT_NOFILE),
    "lower its limits": lambda at: resource.prlimit(at.target, resource.RLIMIT_CORE, (0, 0)),
    "slow it down": lambda at: os.setpriority(os.PRIO_PROCESS, at.target, 19),
    "schedule it": lambda at: os.sched_setscheduler(at.target, os.SCHED_IDLE, os.sched_param(0)),
    "move it": lambda at: os.sched_setaffinity(at.target, os.sched_getaffinity(0)),
    "make itself dumpable": lambda at: dumpable(),
    "make a socket": lambda at: socket.socket(),
    "make a UNIX socket": lambda at: socket.socket(socket.AF_UNIX),
    "send by a path": by_name,
    "change a mode": lambda at: changed(at, lambda: at.file.chmod(0o600)),
    "change times": lambda at: changed(at, lambda: os.utime(at.file, (1, 1))),
    "reserve space": lambda at: reserve(at),
    "list attributes": lambda at: os.listxattr(at.file),
    "link": lambda at: os.link(at.file, at.folder / "link"),
    "link by name": lambda at: (at.folder / "link").symlink_to(at.file),
    "make a pipe with a name": lambda at: os.mkfifo(at.folder / "pipe"),
    "truncate by name": lambda at: os.truncate(at.file, 0),
    "truncate by reading": lambda at: os.open(at.file, RDONLY | O_TRUNC),
    "open without a right": lambda at: os.open(at.file, 3),
    "lock": lock,
    "lock the other way": flock,
    "make memory a file": lambda at: os.memfd_create("x"),
    "watch files": lambda at: made("inotify_init1", 0),
    "ask for Landlock": lambda at: made("syscall", 444, None, ctypes.c_size_t(0), 1),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_it_refuses(deed: str, uid: int | None) -> None:
    with scene(uid) as here:
        free = answer(lambda: DEEDS[deed](here), uid, lambda: None)
    if free != "through":
        pytest.skip(f"refused here with no layer too: {free}")
    with scene(uid) as here:
        said = "ENOTSUP" if deed in ("reserve space", "list attributes") else "EPERM"
        assert answer(lambda: DEEDS[deed](here), uid, seccomp.layer) == said


def test_a_thread_that_ran_before_is_bound_too(uid: int | None) -> None:
    go, done, said = threading.Event(), threading.Event(), []

    def wait() -> None:
        go.wait()
        try:
            socket.socket().close()
        except OSError as error:
            said.append(error.errno)
        done.set()

    def put_on() -> None:
        threading.Thread(target=wait, daemon=True).start()
        seccomp.layer()
        go.set()

    def look() -> None:
        assert done.wait(SECONDS)
        assert said == [errno.EPERM]

    assert answer(look, uid, put_on) == "through"


# What honest code does.


def threads(at: Scene) -> None:
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(abs, range(-100, 0))) == 5050
    thread = threading.Thread(target=time.sleep, args=(0.001,))
    thread.start()
    thread.join()


def event_loop(at: Scene) -> None:
    async def work() -> int:
        await asyncio.sleep(0.001)
        return await asyncio.to_thread(lambda: 3)

    assert asyncio.run(work()) == 3


def files(at: Scene) -> None:
    os.chdir(at.folder)
    Path("a").write_text("text")
    with Path("a").open("r+") as file:
        file.truncate(1)
    Path("b").touch()
    Path("b").touch()
    os.utime("b", (1, 1))
    Path("folder").mkdir()
    Path("a").rename("folder/a")
    shutil.copyfile("folder/a", "c")
    shutil.move("c", "folder/c")
    assert sorted(path.name for path in Path("folder").iterdir()) == ["a", "c"]
    shutil.copy("folder/a", "d")
    shutil.copy2("folder/a", "d")
    shutil.copytree("folder", "copied")
    shutil.rmtree("copied")
    with Path("d").open("r+b") as file:
        os.posix_fallocate(file.fileno(), 0, 10_000)
        assert len(file.read()) == 10_000
    Path("b").unlink()
    shutil.rmtree("folder")
    tempfile.tempdir = str(at.folder)
    with tempfile.TemporaryFile() as unnamed, tempfile.NamedTemporaryFile() as named:
        unnamed.write(b"1")
        named.write(b"1")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "file").touch()
    Path("/dev/null").write_text("nothing")
    assert shutil.disk_usage(".").free


def signals(at: Scene) -> None:
    got: list[int] = []
    for number in (signal.SIGUSR1, signal.SIGALRM):
        signal.signal(number, lambda number, frame: got.append(number))
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR1)
    signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
    signal.setitimer(signal.ITIMER_REAL, 0.001)
    time.sleep(0.05)
    assert sorted(got) == [signal.SIGUSR1] * 3 + [signal.SIGALRM]


def itself(at: Scene) -> None:
    assert os.cpu_count()
    assert platform.platform()
    assert platform.processor() is not None  # it starts `uname`, and does without
    assert platform.architecture()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime >= 0
    soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (soft, hard))
    resource.prlimit(os.getpid(), resource.RLIMIT_STACK)
    os.sched_setaffinity(0, os.sched_getaffinity(0))
    assert os.urandom(1)
    assert sys.stdout.isatty() in (True, False)
    assert os.getloadavg()
    with contextlib.suppress(OSError):
        os.get_terminal_size()
    with pytest.raises(ChildProcessError):
        os.wait()


def numbers(at: Scene) -> None:
    import numpy as np

    os.chdir(at.folder)
    matrix = np.random.default_rng(0).normal(size=(150, 150))
    np.linalg.svd(matrix)
    np.linalg.eig(matrix @ matrix.T)
    np.save("matrix.npy", matrix)
    np.savez("matrices.npz", a=matrix)
    assert np.array_equal(np.load("matrix.npy"), np.load("matrices.npz")["a"])
    mapped = np.memmap("mapped", dtype=float, mode="w+", shape=4)
    mapped[:] = 1
    mapped.flush()


def processes(at: Scene) -> None:
    """They cannot be started, and say so as Python does."""
    import multiprocessing

    for start in (
        os.fork,
        lambda: subprocess.run(["true"], check=False),
        lambda: os.posix_spawn("/bin/true", ["true"], {}),
        lambda: multiprocessing.get_context("fork").Process(target=print).start(),
        lambda: multiprocessing.get_context("spawn").Process(target=print).start(),
        lambda: multiprocessing.Pool(2),
        lambda: asyncio.run(asyncio.create_subprocess_exec("true")),
    ):
        with pytest.raises(PermissionError):
            start()
    assert os.waitstatus_to_exitcode(os.system("true")) == 127


HONEST = (threads, event_loop, files, signals, itself, numbers, processes)


@pytest.mark.parametrize("work", HONEST, ids=lambda work: work.__name__)
def test_what_it_leaves(work: Callable[[Scene], object], uid: int | None) -> None:
    with scene(uid) as here:
        assert answer(lambda: work(here), uid, seccomp.layer) == "through"


def test_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> object:
        raise OSError(name)

    monkeypatch.setattr(ctypes, "CDLL", nothing)
    reason = "libseccomp is not installed: apt-get install libseccomp2"
    assert seccomp.layer() == (False, reason)
    monkeypatch.setattr(platform, "machine", lambda: "s390x")
    assert seccomp.layer() == (False, "its rules are not known to hold on s390x")


@pytest.mark.parametrize("pid", [1, 2, 42, 300, OWN, 32_768, 100_000, (1 << 22) - 1])
def test_a_pid_that_is_put_in_is_a_pid_that_was_there(pid: int) -> None:
    """The filter made for a process to come is, with its pid, the one that is made for it."""
    assert seccomp.program(pid).tobytes() == seccomp.Filter(pid).program()
    assert seccomp.TO_COME not in seccomp.program(pid)
    assert seccomp.TO_COME > 1 << 22  # PID_MAX_LIMIT


def test_a_failure_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "assembled", seccomp.assembled.__wrapped__)
    monkeypatch.setattr(seccomp, "rules", lambda pid: [seccomp.Rule("read", ((9, 0, 0),))])
    with pytest.raises(OSError, match="seccomp_rule_add_array: Invalid argument"):
        seccomp.layer()


# Every layer of the two, in the box's order, in a fork of a process that has torch loaded.
WORKER = """
import importlib, os, sys, tempfile
root, folder, uid, *preload = sys.argv[1:]
sys.path.insert(0, root)
from autograder.box import jail, landlock, seccomp
sys.path.remove(root)
for name in preload:
    importlib.import_module(name)
sys.modules["torch"].set_num_threads(1)
if os.fork():
    sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
os.chdir(folder)
os.environ.update(HOME=folder, TMPDIR=folder, USER="student", MPLBACKEND="agg")
tempfile.tempdir = None  # torch._dynamo has asked for it, in the parent
ruleset = landlock.Ruleset(read=landlock.libraries(), write=[folder, "/dev/null"])
if int(uid):
    os.setgroups([])
    os.setresgid(*[int(uid)] * 3)
    os.setresuid(*[int(uid)] * 3)
jail.no_new_privileges()
print(landlock.layer(ruleset)[0], seccomp.layer(), flush=True)

for path in (root + "/reference", "/tmp", "/etc/passwd", "/proc/self/environ"):
    try:
        os.open(path, os.O_RDONLY)
    except PermissionError:
        continue
    sys.exit(path + " can be read")

import concurrent.futures, importlib.util
import numpy as np, torch
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
torch.set_num_threads(2)
x = torch.randn(512, 8)
data = DataLoader(TensorDataset(x, x.sum(1, keepdim=True)), batch_size=64, shuffle=True)
net = torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
losses = []
for _ in range(10):
    for inputs, targets in data:
        loss = ((net(inputs) - targets) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
assert losses[-1] < losses[0] / 4, losses
torch.save(net.state_dict(), "net.pt")
net.load_state_dict(torch.load("net.pt"))
torch.func.grad(lambda v: (v ** 2).sum())(torch.ones(3))
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    list(pool.map(np.linalg.eigvals, [np.eye(60)] * 8))
with tempfile.TemporaryFile() as file:
    file.write(b"1")
for name in ("scipy.optimize", "sympy"):
    if importlib.util.find_spec(name.split(".")[0]):
        importlib.import_module(name)
if importlib.util.find_spec("matplotlib"):
    import matplotlib.pyplot as plt
    plt.plot(losses)
    plt.savefig("losses.png")
print("done", flush=True)
os._exit(0)
"""


@pytest.mark.skipif(not landlock.abi(), reason=landlock.unavailable())
@pytest.mark.parametrize(
    ("uid", "preload"),
    [(None, ["torch"]), (NOBODY_ELSE, ["numpy", "torch", "torch.optim", "torch._dynamo"])],
    ids=["alone, as we are", "of a batch, as another user"],
    indirect=["uid"],
)
def test_a_worker_trains_in_both(preload: list[str], uid: int | None) -> None:
    pytest.importorskip("torch")
    shut = jail.unreadable([sys.executable, str(Path(os.__file__).parent), str(ROOT)])
    if uid is not None and shut:
        pytest.skip(f"other users cannot read {shut}")
    with scene(uid) as here:
        ended = subprocess.run(
            [sys.executable, "-I", "-c", WORKER, ROOT, here.folder, str(uid or 0), *preload],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"},
        )
    assert ended.stdout.splitlines() == ["True (True, '')", "done"], ended.stderr[-2000:]
