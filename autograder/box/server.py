"""The fork server as the grader holds it: start it, ask it for workers, end it.

One is enough for any number of submissions, one after the other. The protocol on its control
channel is described where it is served, in forkserver.py.
"""

from __future__ import annotations

import copy
import json
import os
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from ..errors import BoxError
from . import users
from .forked import Forked
from .jail import undumpable, unreadable
from .removal import Remover

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0  # half a CPU and a cold disk: `import torch` may take twenty
ANSWER_SECONDS = 20.0
END_SECONDS = 8.0  # and then REMOVE_SECONDS: __main__'s reserve is for both
REMOVE_SECONDS = 1.0
# Our root is on the path for one import only: no student imports the reference by name.
BOOT = (
    "import sys; sys.path.remove(''); "
    "import json, socket; root, control, *given = json.loads(sys.argv[1]); "
    "sys.path += [*given[1], root]; "
    "from autograder.box import forkserver; sys.path.remove(root); "
    "forkserver.main(socket.socket(fileno=control), *given)"
)


class ForkServer:
    """The process that forks workers. `with ForkServer(["numpy"]) as server: ...`

    All that a grader puts into temporary folders lies below `place`, which the process removes
    when it ends, and it ends when the grader does, by SIGKILL too. So it is started first, and
    knows the folder's name before there is one.
    """

    def __init__(self, preload: list[str]) -> None:
        if not sys.platform.startswith("linux"):
            raise BoxError("grading needs Linux; students run pytest in the template anywhere")
        try:
            os.close(os.pidfd_open(os.getpid()))
        except OSError as error:
            raise BoxError(f"pidfd_open, of Linux 5.3 or newer, is needed: {error}") from None
        undumpable()  # where there is no uid drop, a worker has our uid
        self.preload = preload
        theirs = self._outset()
        self.log = tempfile.TemporaryFile()  # noqa: SIM115  closed by __exit__
        paths = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
        argument = json.dumps([str(ROOT), theirs.fileno(), preload, paths, str(self.place)])
        self.process: subprocess.Popen[bytes] | Forked = subprocess.Popen(
            [sys.executable, "-s", "-S", "-B", "-c", BOOT, argument],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            cwd="/",
            env={
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "MALLOC_ARENA_MAX": "2",
                # Huge pages where the kernel grants them: a fork copies a page table of the
                # libraries' 85 MB of heap, and 512 entries become one. Elsewhere it is ignored.
                "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
                "PATH": "/usr/bin:/bin",
                "LANG": "C.UTF-8",
                "PYTHONHASHSEED": "0",  # a set of texts has one order: a regrade agrees
            },
            start_new_session=True,
        )
        theirs.close()
        self.unreadable: str | None = None
        self._furnish()

    def _outset(self) -> socket.socket:
        """What no two servers share; the other end of `control`."""
        self.claim: socket.socket | None = None
        self.broken = ""  # after a silence the channel may be out of step: it is not used again
        self.remover = Remover()
        self.place = Path(tempfile.gettempdir(), f"autograder-{os.urandom(8).hex()}")
        self.secret = self.place / "secret"  # for the canaries
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        return theirs

    def _furnish(self) -> None:
        try:
            self.place.mkdir()
            self.place.chmod(0o711)  # its workers pass through, and cannot list it
            self.secret.touch(0o600)
        except OSError:
            self.__exit__(None, None, None)
            raise

    def twin(self) -> ForkServer:
        """Another one, whose process is forked off this one's: it has nothing to load.

        Before this one has a uid or a worker. It may outlive this one, and serve another process.
        """
        self.ready()
        other = copy.copy(self)
        with other._outset() as theirs:
            message = {"do": "twin", "place": str(other.place)}
            reply, (pidfd,) = self.request(message, theirs.fileno())
        other.process = Forked(reply["pid"], pidfd)
        other.log = os.fdopen(os.dup(self.log.fileno()), "r+b")
        other._furnish()
        return other

    def leave(self) -> None:
        """To the process that it is for, after a fork: this one forgets it, and ends nothing."""
        self.control.close()
        self.log.close()
        if self.claim is not None:
            self.claim.close()

    def ready(self, deadline: float = float("inf")) -> None:
        """Wait until the libraries are loaded. BoxError where they cannot be, or not in time."""
        if self.unreadable is None:
            left = max(deadline - time.monotonic(), 0.0)
            reply, _ = self.receive(min(START_SECONDS, left))
            if "failed" in reply:
                raise BoxError(f"the box's libraries cannot be loaded: {reply['failed']}")
            if not reply["ready"]:
                raise BoxError("the fork server has more than one thread after its imports")
            self.unreadable = reply["unreadable"]

    def request(
        self, message: dict[str, Any], *descriptors: int
    ) -> tuple[dict[str, Any], list[int]]:
        """One message to the server, and its answer."""
        self.ready()
        if self.broken:
            raise BoxError(self.broken)
        try:
            socket.send_fds(self.control, [json.dumps(message).encode()], list(descriptors))
        except OSError:
            raise BoxError(f"the fork server is gone: {self.last_words()}") from None
        return self.receive(ANSWER_SECONDS)

    def receive(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        self.control.settimeout(max(seconds, 0.001))  # 0 would be "do not wait": another error
        try:
            data, descriptors, _, _ = socket.recv_fds(self.control, 1 << 16, 1)
        except TimeoutError:
            self.broken = f"the fork server did not answer within {seconds:g} s"
            raise BoxError(self.broken) from None
        except OSError:
            data, descriptors = b"", []
        if not data:
            raise BoxError(f"the fork server is gone: {self.last_words()}")
        return json.loads(data), descriptors

    def last_words(self) -> str:
        self.log.seek(0)
        return self.log.read()[-500:].decode(errors="replace").strip() or "it said nothing"

    def uid(self) -> tuple[int | None, str]:
        """The uid that workers get, or why they keep ours."""
        if os.geteuid() != 0:
            return None, "not root"
        if self.unreadable:
            return None, f"the interpreter needs {self.unreadable}, which other users cannot read"
        shut = unreadable([tempfile.gettempdir()])
        if shut:
            return None, f"temporary files lie below {shut}, which other users cannot enter"
        lacking = users.lacking()
        if lacking:
            return None, f"this root may not change users: it lacks {', '.join(lacking)}"
        if self.claim is None:
            self.claim = users.claim()
        return int(self.claim.getsockname().rpartition(b"-")[2]), ""

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.control.close()  # it ends what it made, removes what is left, and itself
        try:
            self.process.wait(0 if self.unreadable is None else END_SECONDS)
        except subprocess.TimeoutExpired:  # still importing, or stopped from inside
            self.process.kill()
            self.process.wait()
        self.remover.end(self.place, REMOVE_SECONDS)  # where it was ended from outside
        self.log.close()
        if self.claim is not None:
            self.claim.close()
