"""Where submissions are put to be graded: the owner's end of examiner.py.

A `Desk` has one examiner. A `Crew` has as many desks as submissions are graded at a time, keeps
them warm, and answers for them: an examiner that dies, hangs, or lost its fork server is replaced,
and its submission is done once more; then that one submission is errored, and no other. A Crew
stands in the process that runs `regrade`, and in each worker of a cluster.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Pipe
from typing import Any

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

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.log = tempfile.TemporaryFile()  # noqa: SIM115  closed by `close`
        theirs_in, self._requests = Pipe(duplex=False)
        self._replies, theirs_out = Pipe(duplex=False)
        ends = (theirs_in.fileno(), theirs_out.fileno())
        self.process = subprocess.Popen(
            [sys.executable, "-m", "autograder.examiner", *map(str, ends)],
            cwd=ROOT,
            pass_fds=ends,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,  # a Ctrl-C is for us: we end it
        )
        theirs_in.close()
        theirs_out.close()
        self.hello: dict[str, Any] = {}

    def ready(self) -> None:
        """Wait for its word about itself, and hold it against the terms."""
        if self.hello:
            return
        hello = json.loads(self._receive(time.monotonic() + START_SECONDS))
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

    def close(self, patiently: bool = False) -> None:
        """End it and all that it made."""
        with suppress(OSError):
            self._requests.close()
        if not patiently:
            self.process.terminate()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()  # its fork server sees the end of the line, and ends its worker
            self.process.wait()
        with suppress(OSError):
            self._replies.close()
        self.log.close()


class Crew:
    """Desks for as many threads as call `grade` at a time."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
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
        try:
            return self.idle.get_nowait()
        except queue.Empty:
            pass
        with self.lock:
            if self.closed:
                raise GraderError("the run was stopped")
            desk = Desk(self.terms)
            self.all.add(desk)
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
            desk.process.terminate()
        for desk in desks:
            desk.close()
