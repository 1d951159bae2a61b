"""One submission in the box, from outside: start it, ask, keep the clock, end everything.

Everything is polled by one loop with one deadline for the whole exchange: the request going out,
the reply coming in, the output being drained, the death being noticed. Nothing here waits for an
end of file, which an orphan could hold back for ever.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..errors import BoxError, Died, Overdue, Unproven
from . import pipes, usage, wire
from .jail import Layer, Plan
from .landlock import NEWEST
from .server import ForkServer

HELLO_SECONDS = 20.0
GRACE_SECONDS = 0.5  # between the end of a worker's pipe and its death
REMOVE_SECONDS = 0.2  # a folder that takes longer goes while others are graded
DISK_MB = 256


class Box:
    """One submission's processes: `start`, `ask` as often as needed, `stop`.

    Each worker gets a fresh copy of `tree` as its working folder: it may read, write or delete it.
    """

    def __init__(
        self,
        server: ForkServer,
        tree: Path,
        memory_mb: int,
        cpu_seconds: float,
        disk_mb: int = DISK_MB,
        without: tuple[str, ...] = (),
        landlock_abi: int = NEWEST,
    ) -> None:
        self.without = without
        self.landlock_abi = landlock_abi
        self.server = server
        self.tree = tree
        self.memory_mb = memory_mb
        self.cpu_seconds = cpu_seconds
        self.disk_mb = disk_mb
        self.layers: tuple[Layer, ...] = ()
        self.output = pipes.Output()
        self.rss_kib = 0
        self._place: Path | None = None
        self._watch: usage.Watch | None = None
        self._astray: int | None = None  # a uid that may have files outside of its folder
        self._fds: dict[str, int] = {}
        self._asked = 0

    @property
    def running(self) -> bool:
        """Whether a worker can be asked. One that spoke unasked, or is gone, cannot."""
        return bool(self._fds) and not pipes.readable(self._fds["replies"])

    def start(self) -> None:
        """Fork a worker and wait for its word that every layer is on. BoxError where it is not."""
        try:
            self.stop()
            self._start()
        except BaseException:  # ours, or a Ctrl-C: nothing may be left running
            with suppress(BoxError):  # the first reason is the one to tell
                self.stop()
            raise

    def _start(self) -> None:
        self.server.ready()
        uid, reason = self.server.uid()
        self._place = Path(tempfile.mkdtemp(prefix="worker-", dir=self.server.place))
        _fill(self._place, self.tree, uid)
        plan = Plan(
            folder=str(self._place / "submission"),
            home=str(self._place / "home"),
            memory_mb=self.memory_mb,
            cpu_seconds=self.cpu_seconds,
            uid=uid,
            uid_reason=reason,
            secret=str(self.server.secret),
            grader=os.getpid(),
            without=self.without,
            landlock_abi=self.landlock_abi,
        )
        theirs: list[int] = []
        try:
            for name, ours in (("requests", 1), ("replies", 0), ("output", 0)):
                pipe = os.pipe()
                self._fds[name] = pipe[ours]
                theirs.append(pipe[1 - ours])
            message = {"do": "fork", "plan": asdict(plan)}
            _, (self._fds["pidfd"],) = self.server.request(message, *theirs)
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        for descriptor in self._fds.values():
            os.set_blocking(descriptor, False)
        self.layers = tuple(Layer(*layer) for layer in self._hello()["layers"])
        if not any(layer.name == "landlock" and layer.active for layer in self.layers):
            self._astray = uid
        self._watch = usage.Watch(
            self._place, self._fds["pidfd"], self.memory_mb, self.disk_mb, self._astray
        )

    def _hello(self) -> dict[str, Any]:
        try:
            hello = self._exchange(b"", time.monotonic() + HELLO_SECONDS)
        except (Died, Overdue) as error:
            said = f"{error}; {self.output.text()[-500:]}; {self.server.last_words()}"
            raise BoxError(f"a worker did not start: {said}") from None
        if "failed" in hello:
            raise BoxError(f"a layer of the box failed: {hello['failed']}")
        return hello

    def ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The worker's reply to one request.

        Raises Overdue or Died, and no worker is running after it; BoxError for faults of ours,
        Unproven where a worker was ended and the disk tells nothing of it.
        """
        self._asked += 1
        frame = wire.encode({"id": self._asked, **message})
        try:
            reply = self._exchange(frame, time.monotonic() + seconds)
            if type(reply.get("id")) is not int or reply["id"] != self._asked:
                raise Died(pipes.NO_ANSWER)
        except (Died, Overdue):
            self.stop()
            raise
        return reply

    def _exchange(self, request: bytes, deadline: float) -> dict[str, Any]:
        out, reply = pipes.push(self._fds["requests"], memoryview(request)), bytearray()
        poll = select.poll()
        poll.register(self._fds["replies"], select.POLLIN)
        poll.register(self._fds["output"], select.POLLIN)
        poll.register(self._fds["pidfd"], select.POLLIN)
        if out:
            poll.register(self._fds["requests"], select.POLLOUT)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Overdue("still running when its time was over")
            self._look()
            ready = {fd for fd, _ in poll.poll(min(left, self._pause()) * 1000)}
            if self._fds["output"] in ready and not self._drain():
                poll.unregister(self._fds["output"])
            if self._fds["requests"] in ready:
                out = pipes.push(self._fds["requests"], out)
                if not out:
                    poll.unregister(self._fds["requests"])
            if self._fds["replies"] in ready and not pipes.pull(self._fds["replies"], reply):
                raise Died(self._death())
            if pipes.whole(reply):
                return pipes.decoded(bytes(reply))
            if self._fds["pidfd"] in ready and not pipes.readable(self._fds["replies"]):
                raise Died(self._death())

    def _pause(self) -> float:
        """Seconds until the worker is to be looked at again."""
        return max(self._watch.next - time.monotonic(), 0.001) if self._watch else usage.TICK

    def _look(self) -> None:
        """End a worker that takes too much. What only the whole disk shows is proved by its end."""
        if self._watch is None or time.monotonic() < self._watch.next:
            return
        exceeded = self._watch.exceeded()
        if exceeded:
            raise Died(exceeded)
        hidden = self._watch.hidden()
        if hidden:
            before = usage.free(self.server.place).size
            self._end()  # its folder stands: what comes back now was in no folder
            back = usage.free(self.server.place).size - before
            self.stop()
            if back > hidden // 2:
                raise Died(usage.HIDDEN)
            raise Unproven("the disk fills up while a submission runs, and not by its files")

    def _drain(self) -> bool:
        """Take what the student printed; False where nobody holds the other end any more."""
        try:
            data = os.read(self._fds["output"], 1 << 16)
        except BlockingIOError:
            return True
        self.output.add(data)
        return bool(data)

    def _death(self) -> str:
        if not pipes.readable(self._fds["pidfd"], GRACE_SECONDS):
            return "its process closed the line that answers come on"
        ended = self.stop()
        if os.WIFSIGNALED(ended):
            number = os.WTERMSIG(ended)
            known = {int(one): one.name for one in signal.Signals}
            name = known.get(number, f"signal {number}")
            return f"its process was ended by {name}{_SIGNALS.get(name, '')}"
        return f"its process ended itself, with exit status {os.WEXITSTATUS(ended)}"

    def stop(self) -> int:
        """End every process of the submission, and its folder: the worker's wait status."""
        try:
            return self._end()
        finally:
            if self._place is not None:
                for path in (self._place, *usage.strays(self._astray)):
                    self.server.remover.remove(path, REMOVE_SECONDS)
                self._place = None

    def _end(self) -> int:
        status = 0
        try:
            if "pidfd" in self._fds:
                reply, _ = self.server.request({"do": "end"})
                status, self.rss_kib = reply["status"], max(self.rss_kib, reply["rss_kib"])
                while pipes.readable(self._fds["output"]) and self._drain():
                    pass
        finally:
            for descriptor in self._fds.values():
                os.close(descriptor)
            self._fds = {}
            self._watch = None
        return status


_SIGNALS = {
    "SIGKILL": " (out of memory, or killed from inside)",
    "SIGSEGV": " (a crash in compiled code, or a recursion without end)",
    "SIGXCPU": " (it used more processor time than a submission may)",
}


def _fill(place: Path, tree: Path, uid: int | None) -> None:
    """The worker's copy of `tree` and a home, owned by `uid`."""
    shutil.copytree(tree, place / "submission")
    (place / "home").mkdir(mode=0o700)
    if uid is not None:
        for path in (place, *place.rglob("*")):
            os.chown(path, uid, uid)
