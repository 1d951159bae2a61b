"""seccomp: the system calls that a worker may make, and with which arguments; all others fail.

A list of what is allowed, so that a call which the kernel gains tomorrow is refused. Refused means
EPERM, a PermissionError to the student's code, which may go on; a few calls get the answer by which
a library does without them; chmod and utime get "done" and are not, or shutil.copy would fail. Only
a call by another architecture's numbers (x32, ia32), which no library makes, kills. A filter sees
numbers and not what a pointer points to: which files, is for Landlock and the user to say. Both
leave holes that are closed here: chmod and utime; truncation, before Landlock's ABI 3; sockets with
a path; prlimit, priorities and signals between processes of one user; most of the kernel's surface.

libseccomp, the distribution's library, knows every architecture's numbers and assembles the filter.
That takes a fifth of a worker's start, so the fork server has it done once, for a process to come,
and a worker puts its own pid in. `layer` comes last of all.
"""

from __future__ import annotations

import ctypes
import os
import platform
import termios
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from errno import ENOSYS, EOPNOTSUPP, EPERM
from fcntl import F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_GETFL, F_SETFD, F_SETFL
from functools import cache

# Allowed with any argument. A group is a reason at the margin and names below it; names that an
# architecture lacks are passed over.
ALLOWED = """
memory: what a page holds, executable or not, stays within these rules
    brk mmap munmap mprotect mremap msync membarrier

descriptors that it holds
    read pread64 readv preadv preadv2  write pwrite64 writev pwritev pwritev2
    lseek close close_range dup dup2 dup3 pipe pipe2 sendfile copy_file_range
    ftruncate fadvise64 readahead fsync fdatasync

files by name: Landlock and the user say which. Not truncate, which ABI 1 and 2 let through; no
links, devices and named pipes; nothing that changes owner, mode, times or attributes
    stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2
    readlink readlinkat getdents getdents64 getcwd chdir fchdir umask
    creat mkdir mkdirat rmdir unlink unlinkat rename renameat

waiting, as asyncio does. No inotify: it tells what others do with a file
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
    epoll_pwait2 eventfd eventfd2

the one kind of socket that can be made, a connected pair (below). No sendmsg: it passes
descriptors, and an address where no rule can see it
    shutdown getsockname getpeername getsockopt

threads: what pthread_create and OpenMP need beside `clone`
    futex set_robust_list set_tid_address rseq gettid exit exit_group
    sched_yield sched_getaffinity sched_getparam sched_getscheduler
    sched_get_priority_max sched_get_priority_min sched_rr_get_interval

its own signals and timers; and waiting for children, to be told that it has none
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack
    restart_syscall pause wait4 waitid
    alarm getitimer setitimer nanosleep clock_nanosleep

who, where and when it is; its own limits; random numbers
    getpid getppid getpgrp getuid geteuid getresuid getgid getegid getresgid
    getgroups getpriority getrlimit setrlimit getrusage times time gettimeofday clock_gettime
    clock_getres uname sysinfo getcpu getrandom
"""

# Answered in place of the kernel. ENOSYS: glibc falls back to the call whose arguments can be seen.
# EOPNOTSUPP: to writing, where space that is merely reserved would come too fast to be watched; and
# shutil takes it for a file system without attributes. 0 is "done".
ANSWERED = {
    ENOSYS: ("clone3", "openat2"),
    EOPNOTSUPP: ("fallocate", "listxattr", "llistxattr", "flistxattr"),
    0: ("chmod", "fchmod", "fchmodat", "fchmodat2"),
}
# "Done" where this argument, the times, is not NULL. Path.touch gives NULL, and makes the file
# where that fails: told that it is done, it would not.
TIMES = {"utime": 1, "utimes": 1, "futimesat": 2, "utimensat": 2}

INT = 0xFFFF_FFFF  # most arguments are 32 bits wide, and the upper half of the register is noise
WORD = 0xFFFF_FFFF_FFFF_FFFF
CLONE_THREAD = 0x0001_0000
CLONE_NEW = 0x7E02_0080  # every namespace
AF_UNIX, SOCK_STREAM = 1, 1
SOCK_TYPE = 0xF  # without SOCK_CLOEXEC and SOCK_NONBLOCK
MSG_OOB = 1
PR_SET_NAME, PR_GET_NAME, PR_SET_VMA = 15, 16, 0x53564D41
MATRIX_REGISTERS = (0x1021, 0x1022, 0x1023)  # arch_prctl, by which oneDNN asks for AMX
ASK_PERSONALITY = 0xFFFF_FFFF

ALLOW, REFUSE, KILL = 0x7FFF_0000, 0x0005_0000, 0x8000_0000  # SCMP_ACT_*; REFUSE with an errno
BAD_ARCHITECTURE = 2  # SCMP_FLTATR_ACT_BADARCH
NOT_EQUAL, MASKED_EQUAL = 1, 7  # SCMP_CMP_NE, _MASKED_EQ
FILTERS_SINCE = 3  # libseccomp's level for Linux 4.14: TSYNC, KILL_PROCESS
RULES_HOLD_ON = ("x86_64", "aarch64")  # s390x, for one, takes `clone`'s arguments the other way
INSTALL = "apt-get install libseccomp2"
TO_COME = 0x5EED_1D0F  # in the place of a pid: above every pid, and no other constant of a filter
PR_SET_NO_NEW_PRIVS = 38
SET_MODE_FILTER, EVERY_THREAD = 1, 1  # SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC


@dataclass(frozen=True, slots=True)
class Rule:
    """About `call` where argument & mask == value for every (argument, mask, value)."""

    call: str
    where: tuple[tuple[int, int, int], ...] = ()
    given: tuple[int, ...] = ()  # and where these arguments are not NULL


def rules(pid: int) -> Iterator[Rule]:
    """What is allowed, in the process `pid`. Several rules for one call are alternatives."""
    names = [line.split() for line in ALLOWED.splitlines() if line.startswith(" ")]
    yield from (Rule(name) for group in names for name in group)
    # O_RDONLY | O_TRUNC empties a file that can only be read, before Landlock's ABI 3; access
    # mode 3, neither to read nor to write, is a descriptor for ioctl that needs no right at all.
    for call, flags in (("open", 1), ("openat", 2)):
        yield Rule(call, ((flags, os.O_ACCMODE | os.O_TRUNC, os.O_RDONLY),))
        yield Rule(call, ((flags, os.O_ACCMODE, os.O_WRONLY),))
        yield Rule(call, ((flags, os.O_ACCMODE, os.O_RDWR),))
    # Advice below 32: 100 and 101 poison pages of the machine, for a root that may.
    yield Rule("madvise", ((2, INT & ~31, 0),))
    # A thread: no process, no namespace.
    yield Rule("clone", ((0, CLONE_THREAD | CLONE_NEW, CLONE_THREAD),))
    # Of itself only. To `kill` and its like 0 is a group, to the others it is the caller.
    for call in ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"):
        yield Rule(call, ((0, INT, pid),))
    for call in ("prlimit64", "sched_setaffinity", "getpgid", "getsid"):
        yield Rule(call, ((0, INT, pid),))
        yield Rule(call, ((0, INT, 0),))
    # Not F_SETOWN, F_SETSIG, O_ASYNC, F_SETLEASE, F_NOTIFY: they send signals. No locks: two
    # workers could talk by them, on any file that both can read. The same for flock.
    for command in (F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL):
        yield Rule("fcntl", ((1, INT, command),))
    yield Rule("fcntl", ((1, INT, F_SETFL), (2, os.O_ASYNC, 0)))
    for request in ("TCGETS", "TIOCGWINSZ", "FIONREAD", "FIONBIO", "FIOCLEX", "FIONCLEX"):
        yield Rule("ioctl", ((1, INT, getattr(termios, request)),))
    for option in (PR_SET_NAME, PR_GET_NAME, PR_SET_VMA):
        yield Rule("prctl", ((0, INT, option),))
    for option in MATRIX_REGISTERS:
        yield Rule("arch_prctl", ((0, INT, option),))
    yield Rule("personality", ((0, INT, ASK_PERSONALITY),))
    # No SOCK_DGRAM: even one of a pair can send to any socket that has a path (/dev/log).
    yield Rule("socketpair", ((0, INT, AF_UNIX), (1, SOCK_TYPE, SOCK_STREAM)))
    # No MSG_OOB, of which only attackers make use.
    yield Rule("sendto", ((3, MSG_OOB, 0), (4, WORD, 0)))
    yield Rule("recvfrom", ((3, MSG_OOB, 0),))


class Filter:
    """A filter for the process `pid`, as libseccomp assembles it."""

    def __init__(self, pid: int) -> None:
        self.library = ctypes.CDLL("libseccomp.so.2")
        self.library.seccomp_init.restype = ctypes.c_void_p
        self.context = ctypes.c_void_p(self.library.seccomp_init(REFUSE | EPERM))
        self.call("attr_set", BAD_ARCHITECTURE, ctypes.c_uint(KILL))
        for number, names in ANSWERED.items():
            for name in names:
                self.add(REFUSE | number, Rule(name))
        for name, times in TIMES.items():
            self.add(REFUSE | 0, Rule(name, given=(times,)))
        for rule in rules(pid):
            self.add(ALLOW, rule)

    def add(self, action: int, rule: Rule) -> None:
        number = self.library.seccomp_syscall_resolve_name(rule.call.encode())
        if number < 0:  # not on this architecture
            return
        where = [_Compare(argument, MASKED_EQUAL, mask, to) for argument, mask, to in rule.where]
        where += [_Compare(argument, NOT_EQUAL, 0, 0) for argument in rule.given]
        array = (_Compare * len(where))(*where)
        self.call("rule_add_array", ctypes.c_uint(action), number, len(where), array)

    def program(self) -> bytes:
        """The kernel's form of it: eight bytes an instruction, the last four of them a number."""
        descriptor = os.memfd_create("filter")
        try:
            self.call("export_bpf", descriptor)
            return os.pread(descriptor, os.fstat(descriptor).st_size, 0)
        finally:
            os.close(descriptor)

    def call(self, name: str, *arguments: object) -> None:
        failed = getattr(self.library, f"seccomp_{name}")(self.context, *arguments)
        if failed:
            raise OSError(-failed, f"seccomp_{name}: {os.strerror(-failed)}")


class _Compare(ctypes.Structure):
    """struct scmp_arg_cmp"""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("mask", ctypes.c_uint64),
        ("value", ctypes.c_uint64),
    )


class _Program(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def unavailable() -> str:
    """Why there can be no filter here, and what would help; "" where there can."""
    if platform.machine() not in RULES_HOLD_ON:
        return f"its rules are not known to hold on {platform.machine()}"
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return f"libseccomp is not installed: {INSTALL}"
    if library.seccomp_api_get() < FILTERS_SINCE:
        return "the kernel has no seccomp filters, or is older than Linux 4.14"
    if any(library.seccomp_syscall_resolve_name(name.encode()) < 0 for name in ANSWERED[ENOSYS]):
        return "libseccomp is older than 2.5"  # pthread_create would meet EPERM
    return ""


@cache
def assembled() -> bytes:
    """The filter for a process to come."""
    return Filter(TO_COME).program()


def program(pid: int) -> array[int]:
    """The filter for the process `pid`, in words of four bytes."""
    words = array("I", assembled())
    for number in range(1, len(words), 2):
        if words[number] == TO_COME:
            words[number] = pid
    return words


def layer() -> tuple[bool, str]:
    """Put it on, after every other layer: active; or not available, and why. Raises if it fails."""
    reason = unavailable()
    if reason:
        return False, reason
    _load(program(os.getpid()))
    return True, ""


def _load(words: array[int]) -> None:
    """Hand it to the kernel: every thread of this process keeps to it from now on."""
    libc = ctypes.CDLL(None, use_errno=True)
    number = ctypes.CDLL("libseccomp.so.2").seccomp_syscall_resolve_name(b"seccomp")
    given = _Program(len(words) // 2, words.buffer_info()[0])
    failed = libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.syscall(
        ctypes.c_long(number), SET_MODE_FILTER, EVERY_THREAD, ctypes.byref(given)
    )
    if failed:
        raise OSError(ctypes.get_errno(), f"seccomp: {os.strerror(ctypes.get_errno())}")
