"""What is claimed of each probe: which layers hold it. And the table of docs/security.md.

    python tests/engine/platforms/table.py

"uid | landlock" reads: either layer, alone, refuses it; "a + b": the two together do. What is
claimed is measured by tests/engine/test_layers.py, with layers switched off, as root and as an
ordinary user, who has no uid to drop.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

LAYERS = ("uid", "landlock", "seccomp", "rlimits", "no_new_privs", "parent")
DOES_NOT_APPLY = "does not apply"


@dataclass(frozen=True)
class Probe:
    """One thing that a submission may try: a function of probes.py."""

    name: str
    tries: str
    as_root: str
    as_user: str | None = None  # where it is not the same but for `uid`
    abi: int = 1  # of Landlock, where that holds it

    def holders(self, who: str) -> list[frozenset[str]]:
        """Sets of layers, each of which refuses it."""
        claim = self.as_root if who == "root" or self.as_user is None else self.as_user
        found = [frozenset(word.split(" + ")) for word in claim.split(" | ") if word]
        return [held for held in found if who == "root" or "uid" not in held]

    def openings(self, who: str) -> list[frozenset[str]]:
        """The fewest layers that have to be off for it to get through."""
        chosen = {frozenset(choice) for choice in itertools.product(*self.holders(who))}
        return [one for one in chosen if not any(other < one for other in chosen)]

    def through(self, who: str, off: frozenset[str]) -> bool:
        """Whether it gets through while the layers `off` are off."""
        return self.applies(who) and all(held & off for held in self.holders(who))

    def applies(self, who: str) -> bool:
        return who == "root" or self.as_user != DOES_NOT_APPLY

    def shown(self, who: str) -> str:
        if not self.applies(who):
            return DOES_NOT_APPLY
        named = [" + ".join(sorted(held, key=LAYERS.index)) for held in self.holders(who)]
        if self.abi > 1:
            named = [f"landlock (ABI {self.abi})" if n == "landlock" else n for n in named]
        return " or ".join(named) or "nothing"


PROBES = (
    Probe("read_secret", "read a file of the grader's, mode 0600", "uid | landlock"),
    Probe("write_results", "write to a file of the grader's, mode 0644", "uid | landlock"),
    Probe("read_reference", "read the reference where everyone may", "landlock"),
    Probe("leave_file", "leave a file in a folder like /tmp", "landlock"),
    Probe(
        "empty_library",
        "empty a library that it may write, by opening it to read",
        "landlock | seccomp",
        abi=3,
    ),
    Probe("stat_private", "see a file's size in a private folder (stat)", "uid"),
    Probe("change_mode", "leave a message: chmod", "seccomp"),
    Probe("change_times", "leave a message: utime", "seccomp"),
    Probe("lock", "leave a message: flock", "seccomp"),
    Probe("kill", "kill a process of the grader's user", "uid | landlock | seccomp", abi=6),
    Probe(
        "kill_by_descriptor",
        "kill it by fcntl: F_SETOWN, F_SETSIG, O_ASYNC",
        "uid | landlock | seccomp",
        abi=6,
    ),
    Probe("lower_limits", "lower its limits (prlimit)", "uid | seccomp"),
    Probe("slow_down", "slow it down (setpriority)", "uid | seccomp"),
    Probe("move_to_one_processor", "move it to other processors", "uid | seccomp"),
    Probe("read_environment", "read its environment", "uid | landlock"),
    Probe("open_memory", "open the memory of a process of its own user", "landlock"),
    Probe("trace", "trace that process (ptrace)", "landlock | seccomp"),
    Probe("read_memory", "read from it (process_vm_readv)", "landlock | seccomp"),
    Probe("steal_descriptor", "take its open files (pidfd_getfd)", "landlock | seccomp"),
    Probe("fork", "start a process", "seccomp"),
    Probe("execute", "become another program", "landlock | seccomp"),
    Probe(
        "run_setuid",
        "read root's file by a setuid program",
        "landlock | seccomp | uid + no_new_privs",
        "landlock | seccomp | no_new_privs",
    ),
    Probe("be_root", "be root, or become it again", "uid", DOES_NOT_APPLY),
    Probe("unshare_user", "make a user namespace, and be its root", "seccomp"),
    Probe("connect", "connect by TCP", "landlock | seccomp", abi=4),
    Probe("send_packet", "send a packet by UDP", "seccomp"),
    Probe("connect_by_path", "connect to a socket with a path, as docker.sock is", "seccomp"),
    Probe("open_netlink", "make a netlink socket", "seccomp"),
    Probe("make_memory_file", "make a file in memory (memfd)", "seccomp"),
    Probe("share_memory", "share memory (System V)", "seccomp"),
    Probe("set_up_io_uring", "set up io_uring", "seccomp"),
    Probe("take_memory", "reserve 1 GiB of memory", "rlimits"),
    Probe("take_shared_memory", "reserve 1 GiB of shared memory", "rlimits"),
    Probe("take_threads", "start 200 threads", "rlimits"),
    Probe("write_large_file", "write a file of 100 MiB", "rlimits"),
    Probe("open_many_files", "open 300 files", "rlimits"),
    Probe("dump_core", "dump its memory to a file", "seccomp | rlimits"),
    Probe("outlive", "outlive the grader", "parent"),
)


def markdown() -> str:
    """Both tables: what holds each probe, and what one layer's absence opens."""
    held = [(probe.tries, probe.shown("root"), probe.shown("user")) for probe in PROBES]
    switched = (("nothing", ()), *((layer, (layer,)) for layer in LAYERS), ("all", LAYERS))
    open_ = [(name, opened(off, "root"), opened(off, "user")) for name, off in switched]
    return (
        _rows("a submission tries to", "held, as root, by", "as an ordinary user, by", held)
        + "\n"
        + _rows("off", "then gets through, as root", "as an ordinary user", open_)
    )


def _rows(first: str, second: str, third: str, rows: list[tuple[str, str, str]]) -> str:
    lines = [(first, second, third), ("---",) * 3, *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def opened(off: tuple[str, ...], who: str) -> str:
    """What gets through while `off` is off, and not with every layer on; in short."""
    if off == ("no_new_privs",):
        return "there is no box: Landlock needs it"
    if off == ("uid",) and who == "user":
        return "it is off"
    through = [probe for probe in PROBES if probe.through(who, frozenset(off))]
    if len(off) == len(LAYERS):
        return f"{len(through)} of {sum(probe.applies(who) for probe in PROBES)}"
    more = [probe for probe in through if not off or not probe.through(who, frozenset())]
    return ", ".join(probe.name.replace("_", " ") for probe in more) or "nothing"


if __name__ == "__main__":
    print(markdown(), end="")
