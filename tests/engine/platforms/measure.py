"""Which probes get through, with which layers off. A program: JSON in, JSON out.

    python -m platforms.measure  < [["kill", ["seccomp"], 6], ...]  > ["through", ...]

It plays the grader: it makes the targets, starts the box, and ends what it started. The answer to
each [probe, layers that are off, Landlock's ABI] is "through", or how it was refused; "no box"
where a layer that is on needs one that is off.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from autograder.box.host import Box
from autograder.box.server import ROOT, ForkServer
from autograder.errors import BoxError, Died, Overdue

PROBES = Path(__file__).with_name("probes.py")
SECONDS = 20.0
SETUID_PROGRAM = "AUTOGRADER_SETUID_PROGRAM"  # made by root; with what it alone can read beside it


class Watched(Box):
    """It keeps the worker's wait status."""

    ended = 0

    def stop(self) -> int:
        status = super().stop()
        self.ended = self.ended or status
        return status


class Targets:
    """What there is to attack, and whether it was hurt."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.unix = socket.socket(socket.AF_UNIX)
        self.at: dict[str, Any] = {"port": self.tcp.getsockname()[1]}
        for name, mode in (
            ("secret", 0o600),
            ("results", 0o644),
            ("library/module.py", 0o666),
            ("private/file", 0o600),
        ):
            path = place / name
            path.parent.mkdir(exist_ok=True)
            path.write_text("text")
            path.chmod(mode)
            self.at[name.partition("/")[0]] = str(path)
        (place / "private").chmod(0o700)
        (place / "open folder").mkdir()
        (place / "open folder").chmod(0o777)
        self.at["open folder"] = str(place / "open folder")
        self.unix.bind(str(place / "socket"))
        self.unix.listen()
        (place / "socket").chmod(0o777)
        self.at["socket"] = str(place / "socket")
        self.at["reference"] = str(ROOT / "reference" / "gan.py")
        self.at["setuid program"] = os.environ.get(SETUID_PROGRAM, "")
        self.at["root's file"] = f"{self.at['setuid program']}.secret"

    def ready(self, uid: int | None) -> None:
        """Processes that were ended are started again."""
        users = {"grader": None, "neighbour": uid}
        for name, user in users.items():
            held = self.processes.get(name)
            if held is None or held.poll() is not None:
                groups: list[int] | None = None if user is None else []
                self.processes[name] = subprocess.Popen(
                    ["sleep", "600"], user=user, group=user, extra_groups=groups
                )
                self.at[name] = self.processes[name].pid

    def killed(self) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.processes["grader"].wait(0.05)
            return True
        return False

    def close(self) -> None:
        for process in self.processes.values():
            process.kill()
            process.wait()
        self.tcp.close()
        self.unix.close()


@contextlib.contextmanager
def targets() -> Iterator[Targets]:
    place = Path(tempfile.mkdtemp(prefix="layers-"))
    place.chmod(0o755)
    made = Targets(place)
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(place)


@contextlib.contextmanager
def fork_server(library: Path) -> Iterator[ForkServer]:
    """With one more folder of packages, of which everyone may write a file."""
    places = {"purelib": sysconfig.get_path("purelib"), "platlib": str(library.parent)}
    with mock.patch.object(sysconfig, "get_path", places.get), ForkServer(["numpy"]) as server:
        server.ready()
        yield server


def fared(server: ForkServer, tree: Path, at: Targets, probe: str, *box: Any) -> str:
    """How one probe fares in a fresh worker."""
    without, abi = box
    at.ready(server.uid()[0])
    one = Watched(server, tree, 256, 60, without=tuple(without), landlock_abi=abi)
    try:
        try:
            one.start()
        except BoxError as error:
            return f"no box: {error}"
        one.ask({"do": "load", "file": "submission.py"}, SECONDS)
        return _judged(one, server, at, probe)
    finally:
        if server.process.poll() is None:
            one.stop()


def _judged(one: Watched, server: ForkServer, at: Targets, probe: str) -> str:
    call = {"do": "call", "file": "submission.py", "function": probe, "arguments": [at.at]}
    if probe == "outlive":
        return _outlived(one, server, call)
    try:
        reply = one.ask(call, SECONDS)
    except (Died, Overdue) as error:
        if probe == "execute" and "exit status 0" in str(error):
            return "through"
        if probe == "dump_core" and os.WCOREDUMP(one.ended):
            return "through"
        return f"died: {error}"
    if "raised" in reply:
        return f"{reply['raised']['type']}: {reply['raised']['message']}"
    if probe.startswith("kill") and not at.killed():
        return "not killed"
    return "through"


def _outlived(one: Watched, server: ForkServer, call: dict[str, Any]) -> str:
    """The worker is in the middle of a call when the fork server dies."""
    with contextlib.suppress(Overdue, BoxError, Died), mock.patch.object(one, "stop"):
        one.ask(call, 0.2)
    pidfd = one._fds["pidfd"]
    server.process.kill()
    server.process.wait()
    if select.select([pidfd], [], [], 1.0)[0]:
        return "ended"
    signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    return "through"


def main() -> None:
    asked = json.load(sys.stdin)
    with targets() as at, contextlib.ExitStack() as stack:
        tree = at.place / "tree"
        tree.mkdir()
        shutil.copy(PROBES, tree / "submission.py")
        library = Path(at.at["library"])
        server = stack.enter_context(fork_server(library))
        said = []
        for probe, *box in asked:
            if probe == "outlive":
                with fork_server(library) as own:
                    said.append(fared(own, tree, at, probe, *box))
            else:
                said.append(fared(server, tree, at, probe, *box))
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
