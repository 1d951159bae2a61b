"""A process that collected the graders once, and grades what is put before it, one at a time.

    python -m autograder.examiner REQUESTS REPLIES       two descriptors of pipes

It begins with a word about itself, then answers each parcel with a results.json:

    <- {"layers": [...], "verdict": ..., "engine": ...}  or {"failed": a sentence}
    -> a parcel
    <- {"ours": bool, "broken": bool}  then the text of results.json
    end of file: it ends what it made, and itself

It has a fork server of its own, so that several of them share nothing: no state, no student's
code, and no fault. `broken` says that its fork server is not to be used again: its owner then
starts a new examiner.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from contextlib import suppress
from dataclasses import asdict
from multiprocessing.connection import Connection

from .box.server import ROOT, ForkServer
from .errors import GraderError

MANIFEST = ROOT / "assignment.toml"


def serve(requests: Connection, replies: Connection) -> None:
    """Answer until the other end closes."""
    with ForkServer(["numpy", "torch"]) as first:
        # After it: torch takes longest, and loads meanwhile.
        from . import doctor, engine, gradescope, manifest
        from .grade import collected, faulty, loaded, run
        from .parcel import unpack
        from .plugin import Graders

        stated = manifest.read(MANIFEST)

        def examine(graders: Graders) -> None:
            report = doctor.examine(server, stated.limits.memory_mb)
            report.demand(stated.require)
            layers = [asdict(layer) for layer in report.layers]
            hello = {"layers": layers, "verdict": report.verdict, "engine": engine.fingerprint()}
            replies.send_bytes(json.dumps(hello).encode())
            while True:
                parcel = requests.recv_bytes()
                try:
                    found = run(graders, parcel, stated, server, prepared=unpack)
                except Exception:  # ours: no process, no room for a file
                    found = faulty(stated, GraderError(traceback.format_exc()))
                broken = bool(server.broken) or server.process.poll() is not None
                text = gradescope.dumped(gradescope.results(found, stated.visibility.stdout))
                replies.send_bytes(json.dumps({"ours": found.ours, "broken": broken}).encode())
                replies.send_bytes(text.encode())

        with loaded(first, stated) as server, suppress(EOFError, BrokenPipeError):
            collected(stated, examine)


def main() -> None:
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # nothing of ours is left behind
    requests, replies = (Connection(int(number)) for number in sys.argv[1:])
    try:
        serve(requests, replies)
    except KeyboardInterrupt:
        pass
    except Exception as error:  # ours: the parent tells the sentence
        said = str(error) if isinstance(error, GraderError) else traceback.format_exc()
        with suppress(OSError):
            replies.send_bytes(json.dumps({"failed": said}).encode())


if __name__ == "__main__":
    main()
