"""Where submissions are put to be graded: the owner's end of examiner.py.

A `Desk` has one examiner. A `Crew` has as many desks as submissions are graded at a time, keeps
them warm, and answers for them: an examiner that dies, hangs, or lost its fork server is replaced,
and its submission is done once more; then that one submission is errored, and no other. A Crew
stands in the process that runs `regrade`, and in each worker of a cluster.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from typing import IO, Any

from .box.forked import Forked
from .box.jail import Layer
from .box.server import ROOT
from .doctor import Report
from .errors import BoxError, GraderError, UsageError
from .parcel import Reply

START_SECONDS = 180.0  # a cold disk, and every core's torch at once
SLACK_SECONDS = 90.0  # beyond a submission's own time: our time-outs are shorter than that
END_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an examiner must be before it grades anybody; plain data, for other machines too."""

    engine: str  # fingerprint
    seconds: float  # that one submission may take
    unsafe: bool = False  # where the box does not isolate
    secluded: bool = True  # other submissions lie where a uid of its own cannot read them


class Desk:
    """One examiner. Raises UsageError where it must not grade, BoxError where it cannot."""

    def __init__(self, terms: Terms, requests: Connection, replies: Connection, log: IO[bytes]):
        self.terms = terms
        self.log = log
        self.process: subprocess.Popen[bytes] | Forked | None = None  # None until its first word
        self.hello: dict[str, Any] = {}
        self._requests = requests
        self._replies = replies

    @classmethod
    def opened(cls, terms: Terms, count: int) -> list[Desk]:
        """Examiners that load together, as forks of the first."""
        log = tempfile.TemporaryFile()  # noqa: SIM115  closed below
        pipes = [(*Pipe(duplex=False), *Pipe(duplex=False)) for _ in range(count)]
        desks = [
            cls(terms, requests, replies, os.fdopen(os.dup(log.fileno()), "r+b"))
            for _, requests, replies, _ in pipes
        ]
        theirs = [end for requests, _, _, replies in pipes for end in (requests, replies)]
        numbers = [end.fileno() for end in theirs]
        desks[0].process = subprocess.Popen(
            [sys.executable, "-m", "autograder.examiner", *map(str, numbers)],
            cwd=ROOT,
            pass_fds=numbers,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # a Ctrl-C is for us: we end it
        )
        log.close()
        for end in theirs:
            end.close()
        return desks

    def ready(self) -> None:
        """Wait for its word about itself, and hold it against the terms."""
        if self.hello:
            return
        until = time.monotonic() + START_SECONDS
        hello = json.loads(self._receive(until))
        if "pid" in hello:
            self.process = self.process or _held(hello["pid"])
            hello = json.loads(self._receive(until))
        if "failed" in hello:
            raise UsageError(f"nothing can be graded here: {hello['failed']}")
        if hello["engine"] != self.terms.engine:
            raise UsageError(
                "a worker has another version of the graders, of the manifest, or of a package: "
                "install the same there"
            )
        report = Report(layers=tuple(Layer(**layer) for layer in hello["layers"]))
        report.demand_for_a_class(self.terms.unsafe)
        exposed = report.missing(["landlock"]) and not self.terms.secluded
        if exposed and not self.terms.unsafe:
            raise UsageError(
                "without Landlock, one student's code could read the others' files: `chmod go=` "
                "the export, or --unsafe"
            )
        self.hello = hello

    def grade(self, parcel: bytes) -> tuple[Reply, bool]:
        """The reply, and whether this desk may be used again."""
        self.ready()
        until = time.monotonic() + self.terms.seconds + SLACK_SECONDS
        try:
            self._requests.send_bytes(parcel)
        except OSError:
            raise BoxError(f"a grader process ended: {self._last_words()}") from None
        head = json.loads(self._receive(until))
        document = self._receive(until)
        return Reply(document=document, ours=head["ours"]), not head["broken"]

    def _receive(self, until: float) -> bytes:
        try:
            if self._replies.poll(max(until - time.monotonic(), 0)):
                return self._replies.recv_bytes()
        except (EOFError, OSError):
            raise BoxError(f"a grader process ended: {self._last_words()}") from None
        raise BoxError("a grader process did not answer in time")

    def _last_words(self) -> str:
        with suppress(OSError, ValueError):
            self.log.seek(max(self.log.seek(0, 2) - 500, 0))
            said = self.log.read().decode(errors="replace").strip()
            return said.splitlines()[-1] if said else "it said nothing"
        return "it said nothing"

    def end(self) -> None:
        """Have it end; one that has not said a word yet ends when its pipes do."""
        if self.process is not None:
            self.process.terminate()

    def close(self) -> None:
        """End it and all that it made."""
        with suppress(OSError):
            self._requests.close()
        self.end()
        if self.process is not None:
            try:
                self.process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()  # its fork server sees the end of the line, and ends its worker
                self.process.wait()
        with suppress(OSError):
            self._replies.close()
        self.log.close()


def _held(pid: int) -> Forked | None:
    """The process that said so, which waits for us; None where it ended since."""
    try:
        return Forked(pid, os.pidfd_open(pid))
    except ProcessLookupError:
        return None


class Crew:
    """Desks for as many threads as call `grade` at a time; the first `jobs` open together."""

    def __init__(self, terms: Terms, jobs: int = 1) -> None:
        self.terms = terms
        self.jobs = jobs
        self.idle: queue.LifoQueue[Desk] = queue.LifoQueue()
        self.all: set[Desk] = set()
        self.lock = threading.Lock()
        self.hello: dict[str, Any] = {}
        self.closed = False

    def grade(self, parcel: bytes) -> Reply:
        """Raises GraderError only where no examiner ever started: then none will."""
        reply = self._once(parcel)
        return self._once(parcel) if reply.ours else reply

    def _once(self, parcel: bytes) -> Reply:
        desk, usable = self._take(), False
        try:
            reply, usable = desk.grade(parcel)
        except GraderError as error:
            if not (self.hello or desk.hello):
                raise
            reply = Reply(fault=str(error), ours=True)
        finally:
            self.hello = self.hello or desk.hello
            self._dismiss(desk, usable)
        return reply

    def _take(self) -> Desk:
        with self.lock:
            if self.closed:
                raise GraderError("the run was stopped")
            with suppress(queue.Empty):
                return self.idle.get_nowait()
            desk, *others = Desk.opened(self.terms, self.jobs)
            self.jobs = 1  # whoever replaces one loads alone
            self.all |= {desk, *others}
            for other in others:
                self.idle.put(other)
        return desk

    def _dismiss(self, desk: Desk, usable: bool) -> None:
        with self.lock:
            if usable and not self.closed:
                self.idle.put(desk)
                return
            mine = desk in self.all
            self.all.discard(desk)
        if mine:
            desk.close()

    def close(self) -> None:
        """End every examiner, busy ones too; whoever waits for one gets our fault."""
        with self.lock:
            self.closed = True
            desks, self.all = list(self.all), set()
        for desk in desks:
            desk.end()
        for desk in desks:
            desk.close()
