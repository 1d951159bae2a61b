"""A process that collected the graders once, and grades what is put before it, one at a time.

    python -m autograder.examiner REQUESTS REPLIES [REQUESTS REPLIES ...]

are descriptors of pipes. For each further pair it forks itself, once everything is loaded: so a
machine of many cores loads torch and pytest once. Each of them begins with a word about itself,
then answers each parcel with a results.json:

    <- {"pid": n}
    <- {"layers": [...], "verdict": ..., "engine": ...}  or {"failed": a sentence}
    -> a parcel
    <- {"ours": bool, "broken": bool}  then the text of results.json
    end of file: it ends what it made, and itself

Each has a fork server of its own, so that they share nothing that a student's code could reach: no
state, and no fault. `broken` says that its fork server is not to be used again: its owner then
starts a new examiner.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from .box.server import ROOT, ForkServer
from .errors import GraderError
from .interrupt import heed_once

if TYPE_CHECKING:  # what they import loads while torch does
    from .manifest import Manifest
    from .plugin import Graders

MANIFEST = ROOT / "assignment.toml"


@dataclass(frozen=True)
class Line:
    """One examiner's ends of the pipes to its owner."""

    requests: Connection
    replies: Connection

    def say(self, **facts: object) -> None:
        self.replies.send_bytes(json.dumps(facts).encode())

    def close(self) -> None:
        self.requests.close()
        self.replies.close()


def serve(lines: list[Line]) -> None:
    """Answer on each of `lines` until its other end closes: on the first by this process."""
    with ForkServer(["numpy", "torch"]) as first:
        # After it: torch takes longest, and loads meanwhile.
        from . import manifest
        from .grade import collected, loaded

        stated = manifest.read(MANIFEST)

        def examine(graders: Graders) -> None:
            cores = _cores(len(lines))
            for line, core in zip(lines[1:], cores[1:]):
                _fork(line, core, lines, server, stated, graders)
            _examine(lines[0], cores[0], server, stated, graders)

        with loaded(first, stated) as server:
            collected(stated, examine)


def _cores(count: int) -> list[set[int]]:
    """For each examiner the cores that it and its workers keep to: one, where there is one each.

    They take turns, so on one core nobody waits for another core to wake up, nor for its cache.
    Fewer examiners than cores stay free to move.
    """
    ours = os.sched_getaffinity(0)
    return [{core} for core in sorted(ours)] if len(ours) == count else [ours] * count


def _fork(
    line: Line,
    cores: set[int],
    lines: list[Line],
    server: ForkServer,
    stated: Manifest,
    graders: Graders,
) -> None:
    """Another examiner for `line`. It never returns into what its parent had begun."""
    twin = server.twin()
    if os.fork():
        line.close()
        twin.leave()
        return
    try:
        for other in lines:
            if other is not line:
                other.close()
        server.leave()
        with twin:
            _told(lambda: _examine(line, cores, twin, stated, graders), [line])
    finally:
        os._exit(0)


def _examine(
    line: Line, cores: set[int], server: ForkServer, stated: Manifest, graders: Graders
) -> None:
    from . import doctor, engine, gradescope
    from .grade import faulty, run
    from .parcel import unpack

    with suppress(OSError):  # a core that is not ours any more: it was for speed
        for process in (0, server.process.pid):
            os.sched_setaffinity(process, cores)
    with suppress(EOFError, BrokenPipeError):
        line.say(pid=os.getpid())
        report = doctor.examine(server, stated.limits.memory_mb)
        report.demand(stated.require)
        layers = [asdict(layer) for layer in report.layers]
        line.say(layers=layers, verdict=report.verdict, engine=engine.fingerprint())
        while True:
            parcel = line.requests.recv_bytes()
            try:
                found = run(graders, parcel, stated, server, prepared=unpack)
            except Exception:  # ours: no process, no room for a file
                found = faulty(stated, GraderError(traceback.format_exc()))
            broken = bool(server.broken) or server.process.poll() is not None
            text = gradescope.dumped(gradescope.results(found, stated.visibility.stdout))
            line.say(ours=found.ours, broken=broken)
            line.replies.send_bytes(text.encode())


def _told(work: Callable[[], None], lines: list[Line]) -> None:
    """Do it; why it could not be done is said on every line that is still open."""
    try:
        work()
    except KeyboardInterrupt:
        pass
    except Exception as error:  # ours: the parent tells the sentence
        said = str(error) if isinstance(error, GraderError) else traceback.format_exc()
        for line in lines:
            with suppress(OSError):
                line.say(failed=said)


def main() -> None:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    heed_once()  # nothing of ours is left behind
    ends = [Connection(int(number)) for number in sys.argv[1:]]
    lines = [Line(*pair) for pair in zip(ends[::2], ends[1::2])]
    _told(lambda: serve(lines), lines)


if __name__ == "__main__":
    main()
