"""What Docker's defaults leave a container: fourteen capabilities, and a list of system calls.

The profile is moby's own default, read where the shared vectors lie beside the project: the first
rule that fits allows a call, or refuses it with its own errno; the rest is EPERM.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
from pathlib import Path
from typing import Any

PROFILE = Path(__file__).parents[4] / "shared" / "vectors" / "docker_default_seccomp.json"
# The defaults, by their numbers in linux/capability.h.
CAPABILITIES = {
    "CAP_CHOWN": 0,
    "CAP_DAC_OVERRIDE": 1,
    "CAP_FOWNER": 3,
    "CAP_FSETID": 4,
    "CAP_KILL": 5,
    "CAP_SETGID": 6,
    "CAP_SETUID": 7,
    "CAP_SETPCAP": 8,
    "CAP_NET_BIND_SERVICE": 10,
    "CAP_NET_RAW": 13,
    "CAP_SYS_CHROOT": 18,
    "CAP_MKNOD": 27,
    "CAP_AUDIT_WRITE": 29,
    "CAP_SETFCAP": 31,
}
EFFECTIVE = sum(1 << number for number in CAPABILITIES.values())  # as /proc/PID/status has it
LAST_CAPABILITY = 63
PR_CAPBSET_DROP = 24
ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}
COMPARISONS = {
    "SCMP_CMP_NE": 1,
    "SCMP_CMP_LT": 2,
    "SCMP_CMP_LE": 3,
    "SCMP_CMP_EQ": 4,
    "SCMP_CMP_GE": 5,
    "SCMP_CMP_GT": 6,
    "SCMP_CMP_MASKED_EQ": 7,
}
ALLOW, ERRNO = 0x7FFF_0000, 0x0005_0000
NO_NEW_PRIVS = 3  # SCMP_FLTATR_CTL_NNP: Docker leaves it off


class Compare(ctypes.Structure):
    """struct scmp_arg_cmp"""

    _fields_ = (
        ("argument", ctypes.c_uint),
        ("operator", ctypes.c_int),
        ("value", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


class Filter:
    """System calls that this process loses, all that it starts too; CAP_SYS_ADMIN is needed."""

    def __init__(self, library: ctypes.CDLL, otherwise: int) -> None:
        self.library = library
        self.library.seccomp_init.restype = ctypes.c_void_p
        self.context = ctypes.c_void_p(self.library.seccomp_init(otherwise))
        self.call("attr_set", NO_NEW_PRIVS, ctypes.c_uint(0))

    def call(self, name: str, *arguments: object) -> None:
        failed = getattr(self.library, f"seccomp_{name}")(self.context, *arguments)
        if failed:
            raise OSError(-failed, f"seccomp_{name}: {os.strerror(-failed)}")

    def add(self, action: int, number: int, *where: Compare) -> None:
        array = (Compare * len(where))(*where)
        self.call("rule_add_array", ctypes.c_uint(action), number, len(where), array)

    def load(self) -> None:
        self.call("load")


def calls(library: ctypes.CDLL) -> Filter:
    """Docker's default profile for a container with the default capabilities."""
    profile = json.loads(PROFILE.read_text())
    assert profile["defaultAction"] == "SCMP_ACT_ERRNO"
    made = Filter(library, ERRNO | profile["defaultErrnoRet"])
    for rule in filter(applies, profile["syscalls"]):
        allowed = rule["action"] == "SCMP_ACT_ALLOW"
        action = ALLOW if allowed else ERRNO | rule["errnoRet"]
        where = [comparison(argument) for argument in rule.get("args", ())]
        for name in rule["names"]:
            number = library.seccomp_syscall_resolve_name(name.encode())
            if number >= 0:  # it is a call of this architecture
                made.add(action, number, *where)
    return made


def applies(rule: dict[str, Any]) -> bool:
    """Whether a rule is for the default capabilities, this architecture and this kernel."""
    included, excluded = rule.get("includes", {}), rule.get("excludes", {})
    here = ARCHITECTURE[platform.machine()]
    return (
        set(included.get("caps", ())) <= set(CAPABILITIES)
        and not set(excluded.get("caps", ())) & set(CAPABILITIES)
        and here in included.get("arches", [here])
        and here not in excluded.get("arches", ())
        and version(included.get("minKernel", "0.0")) <= version(platform.release())
    )


def version(text: str) -> tuple[int, int]:
    major, minor = text.split(".")[:2]
    return int(major), int("".join(filter(str.isdigit, minor)))


def comparison(argument: dict[str, Any]) -> Compare:
    operator = COMPARISONS[argument["op"]]
    return Compare(argument["index"], operator, argument["value"], argument.get("valueTwo", 0))


def drop_capabilities() -> None:
    """From the next program on, this process has no capability but the defaults."""
    libc = ctypes.CDLL(None, use_errno=True)
    for number in set(range(LAST_CAPABILITY + 1)) - set(CAPABILITIES.values()):
        libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)  # EINVAL where this kernel has fewer
