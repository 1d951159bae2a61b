"""seccomp: the system calls that a worker may make, and with which arguments; all others fail.

A list of what is allowed, so that a call that the kernel gains tomorrow is refused. Refused means
EPERM, a PermissionError to the student's code, which may go on; only a call of another architecture
(x32, ia32), which no honest library makes, kills. The filter sees numbers and never what a pointer
points to: which files, and so on, is for Landlock and the user to say. Both of those leave holes
that are closed here: chmod and utime, truncation before Landlock's ABI 3, sockets with a path,
prlimit, priorities and signals between processes of one user, and most of the kernel's surface.

libseccomp, the distribution's library, knows every architecture's numbers and assembles the filter.
`prepare` once, in the fork server; `layer` last of all in each worker, which adds the rules that
hold its own pid and hands the filter to the kernel, for every thread.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import termios
from collections.abc import Iterator
from dataclasses import dataclass
from errno import ENOSYS, EPERM
from fcntl import F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_GETFL, F_SETFD, F_SETFL

# What a line allows is allowed with any argument. Names that an architecture lacks are passed over.
ALLOWED = """
memory; what a page holds, executable or not, stays within these rules
    brk mmap munmap mprotect mremap madvise msync membarrier

descriptors that it holds: reading and writing
    read pread64 readv preadv preadv2  write pwrite64 writev pwritev pwritev2
    lseek close close_range dup dup2 dup3 pipe pipe2 sendfile copy_file_range
    ftruncate fallocate fadvise64 readahead fsync fdatasync

files by name: Landlock and the user say which. Not truncate, which ABI 1 and 2 let through; no
links, devices and pipes with a name; nothing that changes owner, mode, times or attributes
    stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2
    readlink readlinkat getdents getdents64 getcwd chdir fchdir umask
    creat mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2

waiting, as asyncio does. No inotify: it tells when someone else touches a file
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait
    epoll_pwait2 eventfd eventfd2

on the one kind of socket that can be made, a connected pair (below). No sendmsg: it sends
descriptors, and names an address where no rule can see it
    recvfrom shutdown getsockname getpeername getsockopt

threads: what pthread_create and OpenMP need beside `clone`
    futex futex_waitv set_robust_list set_tid_address rseq gettid exit exit_group
    sched_yield sched_getaffinity sched_getparam sched_getscheduler sched_getattr
    sched_get_priority_max sched_get_priority_min sched_rr_get_interval

its own signals and timers. wait: it has no children, and shall be told so
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack
    signalfd signalfd4 restart_syscall pause wait4 waitid
    alarm getitimer setitimer nanosleep clock_nanosleep

asking who, where and when it is; random numbers
    getpid getppid getpgrp getpgid getsid getuid geteuid getresuid getgid getegid getresgid
    getgroups getpriority getrlimit setrlimit getrusage times time gettimeofday clock_gettime
    clock_getres uname sysinfo getcpu getrandom
"""

# Answered "not in this kernel", so that glibc falls back to the call whose arguments can be seen.
NOT_THERE = ("clone3", "openat2")

INT = 0xFFFF_FFFF  # most arguments are 32 bits wide, and the upper half of the register is noise
WORD = 0xFFFF_FFFF_FFFF_FFFF
CLONE_THREAD = 0x0001_0000
CLONE_NEW = 0x7E02_0080  # every namespace
SOCK_TYPE = 0xF  # without SOCK_CLOEXEC and the like
PR_SET_NAME, PR_GET_NAME, PR_SET_VMA = 15, 16, 0x53564D41
REQUEST_AMX = (0x1021, 0x1022, 0x1023)  # arch_prctl: oneDNN asks for the matrix registers
ASK_PERSONALITY = 0xFFFF_FFFF

ALLOW, REFUSE, KILL = 0x7FFF_0000, 0x0005_0000, 0x8000_0000  # SCMP_ACT_*
ON_OTHER_ARCHITECTURE, EVERY_THREAD = 2, 4  # SCMP_FLTATR_*
MASKED_EQUAL = 7  # SCMP_CMP_*
FILTERS_SINCE = 3  # libseccomp's word for Linux 4.14: TSYNC, KILL_PROCESS
INSTALL = "apt-get install libseccomp2"


@dataclass(frozen=True, slots=True)
class Rule:
    """`call` is allowed where every (argument, mask, value) has argument & mask == value."""

    call: str
    where: tuple[tuple[int, int, int], ...]


def rules() -> Iterator[Rule]:
    """What is allowed with some arguments only, the same for every worker."""
    # O_RDONLY | O_TRUNC empties a file that can only be read, before Landlock's ABI 3; access
    # mode 3, neither reading nor writing, is opened without a right.
    for call, flags in (("open", 1), ("openat", 2)):
        yield Rule(call, ((flags, os.O_ACCMODE | os.O_TRUNC, os.O_RDONLY),))
        yield Rule(call, ((flags, os.O_ACCMODE, os.O_WRONLY),))
        yield Rule(call, ((flags, os.O_ACCMODE, os.O_RDWR),))
    # A thread of its own: no process, no namespace.
    yield Rule("clone", ((0, CLONE_THREAD | CLONE_NEW, CLONE_THREAD),))
    # Not F_SETOWN, F_SETSIG, F_SETLEASE, F_NOTIFY and O_ASYNC, which send signals; no locks, which
    # two workers could talk by, on any file that both can read.
    for command in (F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL):
        yield Rule("fcntl", ((1, INT, command),))
    yield Rule("fcntl", ((1, INT, F_SETFL), (2, os.O_ASYNC, 0)))
    for request in ("TCGETS", "TIOCGWINSZ", "FIONREAD", "FIONBIO", "FIOCLEX", "FIONCLEX"):
        yield Rule("ioctl", ((1, INT, getattr(termios, request)),))
    for option in (PR_SET_NAME, PR_GET_NAME, PR_SET_VMA):
        yield Rule("prctl", ((0, INT, option),))
    for option in REQUEST_AMX:
        yield Rule("arch_prctl", ((0, INT, option),))
    yield Rule("personality", ((0, INT, ASK_PERSONALITY),))
    # AF_UNIX, SOCK_STREAM: a datagram could still be sent to any socket with a path (/dev/log).
    yield Rule("socketpair", ((0, INT, 1), (1, SOCK_TYPE, 1)))
    yield Rule("sendto", ((4, WORD, 0),))


def own_rules(pid: int) -> Iterator[Rule]:
    """What a process may do to itself, named by its pid or by 0, and to no other."""
    for call in ("kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"):
        yield Rule(call, ((0, INT, pid),))  # 0 is the process group there
    for call in ("prlimit64", "sched_setaffinity"):
        yield Rule(call, ((0, INT, pid),))
        yield Rule(call, ((0, INT, 0),))


def allowed() -> list[str]:
    """The names of ALLOWED, whose groups begin with a sentence at the margin."""
    return re.findall(r"\S+", "".join(re.findall(r"^ {4}.*\n", ALLOWED, re.MULTILINE)))


class Unavailable(Exception):  # noqa: N818  a state of the machine, not a fault
    """Why there can be no filter here."""


class Filter:
    """A filter in the making: libseccomp's context, which a fork inherits."""

    def __init__(self) -> None:
        if platform.machine() not in ("x86_64", "aarch64"):
            raise Unavailable(f"the rules are not known to hold on {platform.machine()}")
        try:
            self.library = ctypes.CDLL("libseccomp.so.2")
        except OSError:
            raise Unavailable(f"libseccomp is not installed: {INSTALL}") from None
        self.library.seccomp_init.restype = ctypes.c_void_p
        if self.library.seccomp_api_get() < FILTERS_SINCE:
            raise Unavailable("the kernel has no filters, or is older than Linux 4.14")
        self.context = ctypes.c_void_p(self.library.seccomp_init(REFUSE | EPERM))
        self._call("attr_set", ON_OTHER_ARCHITECTURE, KILL)
        self._call("attr_set", EVERY_THREAD, 1)
        for name in NOT_THERE:
            self._add(REFUSE | ENOSYS, Rule(name, ()))
        for name in allowed():
            self._add(ALLOW, Rule(name, ()))
        for rule in rules():
            self._add(ALLOW, rule)

    def load(self) -> None:
        """Hand it to the kernel, for good, with the rules for the process that this is now."""
        for rule in own_rules(os.getpid()):
            self._add(ALLOW, rule)
        self._call("load")

    def _add(self, action: int, rule: Rule) -> None:
        number = self.library.seccomp_syscall_resolve_name(rule.call.encode())
        if number < 0:  # not on this architecture
            return
        compared = (_Compare * len(rule.where))(
            *[(argument, MASKED_EQUAL, mask, value) for argument, mask, value in rule.where]
        )
        self._call("rule_add_array", ctypes.c_uint(action), number, len(compared), compared)

    def _call(self, name: str, *arguments: object) -> None:
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


def prepare() -> Filter | str:
    """The filter but for the worker's own pid; or why there is none here."""
    try:
        return Filter()
    except Unavailable as reason:
        return str(reason)


def layer(prepared: Filter | str) -> tuple[bool, str]:
    """Put it on, after every other layer: active; or not available, and why. Raises if it fails."""
    if isinstance(prepared, str):
        return False, prepared
    prepared.load()
    return True, ""
