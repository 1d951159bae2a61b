"""A process that has NumPy and torch loaded and forks a worker in milliseconds.

It is executed fresh (python -s -S, a clean environment), so that it never held the reference, a
hidden grader or a secret; `import torch` costs a second, and a fork of this process costs none of
it. It has one thread, asserted before each fork: a child of a process whose OpenMP ever ran with
more than one hangs.

The control channel is a UNIX socket; every message is a line of JSON, file descriptors ride along:

    -> {"do": "fork", "plan": {...}}  + requests, replies, output      <- {"pid": n}  + its pidfd
    -> {"do": "end"}      kill the worker and all that it left      <- {"status": n, "rss_kib": n}
    -> {"do": "twin", "place": folder}  + another control channel      <- {"pid": n}  + its pidfd
    end of file                                         kill them, and remove the grader's folder

It adopts orphans (PR_SET_CHILD_SUBREAPER), so "whatever it left behind" is its children, to the
last one. A twin, a fork server of its own for another grader, is the one child that is let be. The
end of file comes however the grader ended, by SIGKILL too.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import importlib
import json
import os
import select
import signal
import site
import socket
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, TextIO

from . import chance, jail, removal, seccomp, wire, worker

PR_SET_CHILD_SUBREAPER = 36
MESSAGE_BYTES = 1 << 16
SWEEP_SECONDS = 5.0


def main(control: socket.socket, preload: list[str], paths: list[str], place: str) -> None:
    """Serve until the other end of `control` closes, and then remove the folder `place`.

    `paths`: where third-party packages lie.
    """
    for package in ("autograder", "autograder.box"):
        sys.modules[package].__path__ = []  # what is not loaded by now cannot be, by name
    try:
        _heed(control, Path(place))
        if _prepared(control, preload, paths):
            _live(control, place)
        control.recv(1)  # the grader's end: until then its files are its own
    except ConnectionError:  # the grader ended while this was loading
        pass
    except BaseException:  # ours; it stays the grader's to remove
        traceback.print_exc()
        os._exit(1)
    removal.become(Path(place))


def _live(control: socket.socket, place: str) -> NoReturn:
    """From the first fork to the removal of `place`, which is the last deed."""
    twins: set[int] = set()
    try:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        _serve(control, twins)
    except ConnectionError:  # the grader ended while this was answering
        pass
    except BaseException:  # ours; it stays the grader's to remove
        traceback.print_exc()
        os._exit(1)
    _end(0, twins)
    removal.become(Path(place))


def _heed(control: socket.socket, place: Path) -> None:
    """Until all is loaded, nobody reads `control`: let its end be a signal."""

    def word(*_: object) -> None:
        poll = select.poll()
        poll.register(control, 0)
        if poll.poll(0):  # POLLHUP: nobody holds the other end
            removal.become(place)

    signal.signal(signal.SIGIO, word)
    fcntl.fcntl(control, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(control, fcntl.F_SETFL, os.O_ASYNC)
    word()  # it may have ended before


def _prepared(control: socket.socket, preload: list[str], paths: list[str]) -> bool:
    """Load the libraries and say so; False, and why is said, where one cannot be loaded."""
    gc.disable()  # the imports make no garbage worth a second of collecting
    try:
        for name in preload:
            importlib.import_module(name)
    except ImportError as error:
        _send(control, {"failed": f"{error}"})
        return False
    finally:
        signal.signal(signal.SIGIO, signal.SIG_DFL)  # workers inherit it
        fcntl.fcntl(control, fcntl.F_SETFL, 0)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    chance.seed()
    with suppress(OSError):  # each worker tries again, and tells
        if not seccomp.unavailable():
            seccomp.assembled()
    site.setquit()  # -S left out what a student may call: exit(), help()
    site.sethelper()
    gc.freeze()  # a child's collections leave these pages shared
    gc.enable()
    jail.undumpable()
    _send(control, {"ready": _threads() == 1, "unreadable": _unreadable(paths)})
    return True


def _serve(control: socket.socket, twins: set[int]) -> None:
    pid = 0
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, MESSAGE_BYTES, 3)
        if not data:
            return
        message: dict[str, Any] = json.loads(data)
        if message["do"] == "fork":
            pid = _fork(control, jail.Plan(**message["plan"]), *descriptors)
            pidfd = os.pidfd_open(pid)
            _send(control, {"pid": pid}, pidfd)
            for descriptor in (pidfd, *descriptors):
                os.close(descriptor)
        elif message["do"] == "twin":
            twins.add(_twin(control, message["place"], *descriptors))
        else:
            _send(control, _end(pid, twins))
            pid = 0


def _twin(control: socket.socket, place: str, theirs: int) -> int:
    pid = os.fork()
    if pid == 0:
        control.close()
        _live(socket.socket(fileno=theirs), place)
    os.close(theirs)
    pidfd = os.pidfd_open(pid)
    _send(control, {"pid": pid}, pidfd)
    os.close(pidfd)
    return pid


def _fork(control: socket.socket, plan: jail.Plan, requests: int, replies: int, output: int) -> int:
    if _threads() != 1:
        raise RuntimeError("the fork server has more than one thread")
    pid = os.fork()
    if pid:
        return pid
    try:
        control.close()
        _child(plan, requests, replies, output)
    except BaseException:  # ours: the student's are answers
        traceback.print_exc()
    finally:
        os._exit(0)  # never back into the server's loop


def _child(plan: jail.Plan, requests: int, replies: int, output: int) -> None:
    jail.own_descriptors(requests, replies, output)
    try:
        layers = jail.enter(plan)
    except Exception as error:  # ours: no student code has run
        worker.write_all(jail.REPLIES, wire.encode({"failed": f"{type(error).__name__}: {error}"}))
        return
    chance.steady()
    sys.stdout, sys.stderr = _stream(1), _stream(2)
    hello = {"layers": [[layer.name, layer.active, layer.reason] for layer in layers]}
    worker.write_all(jail.REPLIES, wire.encode(hello))
    worker.serve(Path(plan.folder), jail.REQUESTS, jail.REPLIES)


def _stream(descriptor: int) -> TextIO:
    """Line by line: a worker ends by SIGKILL, and what it printed until then is kept."""
    return open(descriptor, "w", 1, "utf-8", "backslashreplace", closefd=False)


def _end(pid: int, twins: set[int]) -> dict[str, int]:
    """SIGKILL the worker, then every process that it left, until none is."""
    status, rss = 0, 0
    until = time.monotonic() + SWEEP_SECONDS
    while children := _children() - twins:
        if time.monotonic() > until:
            raise RuntimeError("processes of the submission outlive SIGKILL")
        for child in children:
            os.kill(child, signal.SIGKILL)
        for child in children:
            ended, code, usage = os.wait4(child, 0)
            if ended == pid:
                status, rss = code, usage.ru_maxrss
    return {"status": status, "rss_kib": rss}


def _children() -> set[int]:
    """Direct children: a worker that died is one too, until it is waited for."""
    own = os.getpid()
    try:
        return {int(p) for p in Path(f"/proc/self/task/{own}/children").read_text().split()}
    except OSError:  # a kernel without CONFIG_PROC_CHILDREN
        stats = (entry / "stat" for entry in Path("/proc").iterdir() if entry.name.isdigit())
        return {int(s.parent.name) for s in stats if _parent(s) == own}


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:  # it ended between the listing and the reading
        return 0


def _unreadable(paths: list[str]) -> str:
    return jail.unreadable([str(Path(os.__file__).parent), *filter(os.path.exists, paths)])


def _threads() -> int:
    return sum(1 for _ in Path("/proc/self/task").iterdir())


def _send(control: socket.socket, message: dict[str, Any], *descriptors: int) -> None:
    socket.send_fds(control, [json.dumps(message).encode()], list(descriptors))
