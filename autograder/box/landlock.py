"""Landlock: the kernel refuses files, TCP and signals, whoever the worker's user is.

A process gives rights up for itself and for all that it starts, without any privilege. A ruleset
names the kinds of access that it governs, and the paths below which some are allowed; what it
governs and does not allow is refused when a file is opened, made, moved or removed. Files that are
open stay usable: the wire, the output. Executing is allowed nowhere; mapping a library is reading.

How much can be governed is a number that depends on the host's kernel, not on the image: the ABI,
asked for at run time (Linux 5.13: 1, 5.19: 2, 6.2: 3, 6.7: 4, 6.10: 5, 6.12: 6). `lacks` says what
an older one leaves to the other layers. None of these governs chmod, utime, stat or chdir, nor a
socket that has a path; seccomp does, but for stat and chdir.

    ruleset = Ruleset(read=libraries(), write=[folder, home, "/dev/null"])   # still privileged
    active, note = layer(ruleset)                                            # after no_new_privs
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
import sys
from collections.abc import Iterable
from enum import IntFlag
from functools import cache

# One number on every architecture that this may meet: calls since 424 are numbered alike.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION = 1  # CREATE_RULESET's flag
PATH_BENEATH = 1  # ADD_RULE's kind
TCP = 0b11  # to bind, to connect
SCOPE = 0b11  # abstract UNIX sockets and signals, to others than our own
NEWEST = 6  # of the ABIs, what we make use of


class Access(IntFlag):
    """What can be done with a file or in a folder: the kernel's bits, in the kernel's order."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13  # move to another folder
    TRUNCATE = 1 << 14
    IOCTL_DEV = 1 << 15


READ = Access.READ_FILE | Access.READ_DIR
# No MAKE_SYM: a link out of the folder is a trap for whoever, as root, cleans it up.
CHANGE = Access.MAKE_REG | Access.MAKE_DIR | Access.REMOVE_FILE | Access.REMOVE_DIR | Access.REFER
WRITE = READ | Access.WRITE_FILE | Access.TRUNCATE | CHANGE
OF_FILES = Access.READ_FILE | Access.WRITE_FILE | Access.TRUNCATE  # a file's rule takes no others

# What libraries open late, by strace of the workload in tests/engine/test_landlock.py. Not here:
# /proc/self (sockets, mounts), /etc/passwd (who else has an account), /dev/shm, /tmp, /home.
SYSTEM = """
    /lib /lib64 /usr/lib /usr/lib64                     shared libraries, locales, gconv
    /usr/share /usr/local/share/fonts                   time zones, fonts, MIME types
    /etc/ld.so.cache /etc/localtime /etc/timezone
    /etc/fonts /var/cache/fontconfig /etc/mime.types    matplotlib, mimetypes
    /etc/ssl/openssl.cnf /etc/ssl/certs                 ssl fails where its settings do
    /etc/pki/tls/openssl.cnf /etc/pki/tls/certs /etc/pki/ca-trust /etc/crypto-policies
    /etc/os-release /etc/debian_version                 platform
    /proc/cpuinfo /proc/meminfo /proc/stat              os.cpu_count, oneDNN, psutil
    /proc/loadavg /proc/uptime /proc/version
    /proc/sys/vm/overcommit_memory                      glibc's malloc, in threads
    /sys/devices/system/cpu /sys/devices/system/node    OpenBLAS, OpenMP, os.cpu_count
    /dev/null /dev/zero /dev/urandom /dev/random
"""


def libraries() -> list[str]:
    """What honest code reads beside its own folder: the interpreter, its packages, the system's.

    It takes `sys.path` as it is: call it in the worker, when our own root is no longer on it.
    """
    system = [word for word in SYSTEM.split() if word.startswith("/")]
    own = [f"{sys.base_prefix}/{name}" for name in ("lib", "share", "ssl")]  # conda's, pyenv's
    return [*filter(os.path.isabs, sys.path), *own, *system]


def abi() -> int:
    """How much of Landlock the running kernel has; 0 for none."""
    return _version()[0]


def unavailable() -> str:
    """Why the running kernel has none; "" where it has."""
    return _version()[1]


def lacks(version: int) -> str:
    """What Landlock at `version` leaves to the other layers, in words; "" for nothing."""
    since = {
        3: "emptying a file that can only be read",
        4: "TCP",
        5: "ioctl on devices",
        6: "signals and abstract sockets",
    }
    left = [what for first, what in since.items() if version < first]
    return f"ABI {version} does not cover {', '.join(left)}" if left else ""


class Ruleset:
    """What `restrict` will leave allowed. Opens the paths, so build it while they can be reached.

    Under `read` are folders and files that can be read, under `write` those that can be changed as
    well; a path to read that is not there is skipped. `abi` pretends to an older kernel.
    """

    def __init__(
        self, *, read: Iterable[str], write: Iterable[str] = (), abi: int = NEWEST
    ) -> None:
        self.abi = min(_version()[0], abi, NEWEST)
        self._governed = _governed(self.abi)
        self._descriptor = -1
        if self.abi == 0:
            return
        # Zeros at the end are what an older kernel, with a shorter structure, accepts.
        head = struct.pack("=QQQ", self._governed, TCP * (self.abi >= 4), SCOPE * (self.abi >= 6))
        self._descriptor = _call(CREATE_RULESET, head, ctypes.c_size_t(len(head)), 0)
        for path in read:
            try:
                self._allow(path, READ)
            except (FileNotFoundError, NotADirectoryError, PermissionError):
                continue  # what cannot be reached needs no right
        for path in write:
            self._allow(path, WRITE)

    def _allow(self, path: str, access: int) -> None:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
                access &= OF_FILES
            rule = struct.pack("=Qi", access & self._governed, descriptor)
            _call(ADD_RULE, self._descriptor, PATH_BENEATH, rule, 0)
        finally:
            os.close(descriptor)

    def restrict(self) -> None:
        """Give up, in this thread and all that it starts, what is not allowed. For good.

        Raises OSError; also where neither no_new_privs is set nor the process an administrator's.
        """
        _call(RESTRICT_SELF, self._descriptor, 0)
        os.close(self._descriptor)
        self._descriptor = -1


def layer(ruleset: Ruleset) -> tuple[bool, str]:
    """Put it on: active, and what this ABI lacks; or not available, and why. Raises if it fails."""
    if ruleset.abi == 0:
        return False, unavailable() or "switched off"
    ruleset.restrict()
    return True, lacks(ruleset.abi)


def _governed(version: int) -> int:
    """All that the ABI can govern: what is not named here stays allowed everywhere."""
    newer = {2: Access.REFER, 3: Access.TRUNCATE, 5: Access.IOCTL_DEV}
    governed = (Access.MAKE_SYM << 1) - 1
    for first, access in newer.items():
        governed |= access if version >= first else 0
    return governed


def _version() -> tuple[int, str]:
    """The kernel's ABI; 0 and the reason where there is none."""
    if not sys.platform.startswith("linux"):  # there the numbers are other calls
        return 0, "only Linux has it"
    try:
        return _call(CREATE_RULESET, None, ctypes.c_size_t(0), ASK_VERSION), ""
    except OSError as error:
        known = {
            errno.ENOSYS: "the kernel has none: it came with Linux 5.13",
            errno.EOPNOTSUPP: "the kernel was started without it (lsm=)",
            errno.EPERM: "the container's seccomp profile refuses it",
        }
        return 0, known.get(error.errno or 0, str(error))


def _call(number: int, *arguments: object) -> int:
    """One system call by its number: libc has no name for these."""
    result = _libc().syscall(number, *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {os.strerror(code)}")
    return int(result)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)  # anew for each call it doubles the time of a Ruleset
