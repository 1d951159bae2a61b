"""The hostile corpus: every attack of tests/corpus/attack-* in the box, with something to attack.

An attack is a submission that really tries, and its function A_matrix is right only if the attack
got through: expect.toml says the score without. test_corpus.py holds that too; here a scene is laid
out in PLACE, which attackers know, with files and folders open to everyone, processes of the
grader's user and of the worker's own, sockets that listen. After each entry nothing of the scene,
of the grader or of the fork server may have changed, and nothing may be left; after each group of
attacks an innocent submission must get what it got before.

Nothing is attacked before a worker has shown that Landlock and seccomp are on: else all is skipped.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import json
import os
import platform
import re
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from batch import CORPUS, copy_of, untimed_document

from autograder.box.host import Box
from autograder.box.server import ForkServer
from autograder.grade import collected, run
from autograder.gradescope import dumped, results
from autograder.model import Status

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PLACE = Path("/tmp/autograder-attack")
SECRET = "the-canary-that-nobody-may-read"
SYSV_KEY = 0x41545443
MEMORY_MB = 256  # that the grader itself may grow by while it reads what an attack answers
HANG_SECONDS = 120
REMOVED_SECONDS = 60
WAIT_SECONDS = 200  # for another run of these tests on this machine
ENTRIES = sorted(path.name for path in CORPUS.glob("attack-*") if (path / "expect.toml").exists())
INNOCENT = CORPUS / "right-torch"
GROUPS = {"A": 20, "B": 32, "C": 50, "D": 74, "E": 79, "F": 91, "G": 100}
# 44, names and sizes by stat, and 74, caches, are not defended: docs/security.md says so.
NUMBERS = sorted(set(range(1, 92)) - {44, 74})


def number(name: str) -> int:
    return int(name.split("-")[1])


def group(name: str) -> str:
    return next(letter for letter, last in GROUPS.items() if number(name) <= last)


# The scene: what there is to attack.

# Notes every signal that can be caught, on stdout; ends when nobody holds its stdin any more.
CANARY = """
import os, signal
for number in signal.valid_signals():
    try:
        signal.signal(number, lambda number, frame: os.write(1, b"%d " % number))
    except (OSError, ValueError):
        pass
os.write(1, b"ready ")
while os.read(0, 1):
    pass
"""
ANSWER = f"# {SECRET}\ndef A_matrix(alpha):\n    return [[1, alpha], [-alpha, 1]]\n"
FILES = {  # mode, and what is in it
    "secret": (0o600, SECRET),
    "source/reference.py": (0o666, ANSWER),
    "other/submission.py": (0o666, ANSWER),
    "results/results.json": (0o666, '{"score": 0}\n'),
    "run_autograder": (0o777, "#!/bin/sh\nexit 0\n"),
    "packages/library.py": (0o666, f"# {SECRET}\n"),
    "home/.ssh/id_rsa": (0o644, SECRET),
}


@dataclass
class Scene:
    """Everything that an attack may look for, and how to see that it was touched."""

    server: ForkServer
    uid: int | None
    stack: contextlib.ExitStack
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    listening: dict[str, socket.socket] = field(default_factory=dict)
    noted: dict[str, str] = field(default_factory=dict)

    def lay_out(self) -> None:
        for name, (mode, text) in FILES.items():
            path = PLACE / name
            for folder in reversed(path.relative_to(PLACE).parents[:-1]):
                (PLACE / folder).mkdir(exist_ok=True)
                (PLACE / folder).chmod(0o777)
            path.write_text(text)
            path.chmod(mode)
            os.utime(path, (0, time.time()))  # relatime: the first read shows

    def open_all(self) -> None:
        """Start the processes and sockets, and name them by links, which Landlock lets be read."""
        self.start("process", None)
        if self.uid is not None:
            self.start("sibling", self.uid)
        tcp = socket.create_server(("127.0.0.1", 0))
        self.listen("tcp", tcp)
        addresses = {"path": str(PLACE / "service"), "abstract": "\0autograder-attack"}
        for name, address in addresses.items():
            unix = socket.socket(socket.AF_UNIX)
            unix.bind(address)
            unix.listen()
            self.listen(name, unix)
        (PLACE / "service").chmod(0o777)
        (PLACE / "port").symlink_to(str(tcp.getsockname()[1]))

    def start(self, name: str, uid: int | None) -> None:
        process = self.stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", CANARY],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd="/",
                user=uid,
                group=uid,
                extra_groups=None if uid is None else [],
                start_new_session=True,
            )
        )
        self.stack.callback(process.kill)
        self.processes[name] = process
        while "ready" not in self.noted.get(name, ""):
            select.select([process.stdout], [], [], 10)
            self.listen_to(name)
        (PLACE / name).symlink_to(str(process.pid))

    @property
    def pid(self) -> int:
        return self.processes["process"].pid

    def settled(self) -> list[str]:
        """Our temporary files, when those that take long to remove have been."""
        until = time.monotonic() + REMOVED_SECONDS
        while any(self.server.place.glob("worker-*")) and time.monotonic() < until:
            time.sleep(0.05)
        tmp = PLACE / "tmp"
        return sorted(
            str(p.relative_to(tmp)) for p in (*tmp.iterdir(), *self.server.place.iterdir())
        )

    def listen(self, name: str, listening: socket.socket) -> None:
        listening.setblocking(False)
        self.listening[name] = self.stack.enter_context(listening)

    def listen_to(self, name: str) -> str:
        """The signals that a process of ours has had."""
        output = self.processes[name].stdout
        assert output is not None
        while select.select([output], [], [], 0)[0]:
            data = os.read(output.fileno(), 4096)
            if not data:
                break
            self.noted[name] = self.noted.get(name, "") + data.decode()
        return self.noted.get(name, "")

    def state(self) -> dict[str, object]:
        """All that no attack may change, by name."""
        found: dict[str, object] = {"our own temporary files": self.settled()}
        for path in sorted(PLACE.rglob("*")):
            if PLACE / "tmp" in (path, *path.parents):
                continue
            found[f"file {path.relative_to(PLACE)}"] = _file(path)
        for name, process in self.processes.items():
            found[f"signals to {name}"] = self.listen_to(name)
            found |= _process(name, process.pid)
        for name, listening in self.listening.items():
            found[f"connections, {name}"] = _connections(listening)
        found |= _process("the grader", os.getpid())
        found |= _process("the fork server", self.server.process.pid)
        found["processes below the fork server"] = _below(self.server.process.pid)
        known = {process.pid for process in self.processes.values()}
        found["processes of the worker's user"] = _of_user(self.uid) - known
        for place in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock"):
            found[f"left in {place}"] = _left(place, self.uid)
        found["SysV objects"] = _sysv()
        found["a queue by the name of /attack"] = _queue()
        ours = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        found["our environment"] = (os.getcwd(), ours)
        return found


def _file(path: Path) -> object:
    about = path.lstat()
    if path.is_symlink():
        return str(path.readlink())
    if not path.is_file():
        return oct(about.st_mode), about.st_uid, about.st_nlink
    descriptor = os.open(path, os.O_RDONLY | os.O_NOATIME)  # only an owner may
    with os.fdopen(descriptor) as file:
        text = file.read()
    times = about.st_atime_ns, about.st_mtime_ns, about.st_ctime_ns
    return text, oct(about.st_mode), about.st_uid, about.st_nlink, *times, os.listxattr(path)


def _process(name: str, pid: int) -> dict[str, object]:
    place = Path(f"/proc/{pid}")
    try:
        status = dict(line.split(":\t", 1) for line in (place / "status").read_text().splitlines())
        return {
            f"{name}: lives": status["State"][0] in "RSD",
            f"{name}: traced by": status["TracerPid"],
            f"{name}: threads": name == "the grader" or status["Threads"],  # NumPy makes one late
            f"{name}: signals that wait": (status["SigPnd"], status["ShdPnd"]),
            f"{name}: limits": (place / "limits").read_text(),
            f"{name}: priority": os.getpriority(os.PRIO_PROCESS, pid),
            f"{name}: scheduler": os.sched_getscheduler(pid),
            f"{name}: processors": os.sched_getaffinity(pid),
            f"{name}: priority of its files": _ioprio(pid),
            f"{name}: to be killed first": (place / "oom_score_adj").read_text(),
            f"{name}: descriptors": _descriptors(place),
        }
    except (FileNotFoundError, ProcessLookupError):
        return {f"{name}: lives": False}


def _descriptors(place: Path) -> int | None:
    try:
        return len(os.listdir(place / "fd"))
    except PermissionError:  # a user's own processes, where they are undumpable
        return None


def _ioprio(pid: int) -> int:
    call = {"x86_64": 252, "aarch64": 31}.get(platform.machine())
    return ctypes.CDLL(None).syscall(call, 1, pid) if call else 0


def _connections(listening: socket.socket) -> int:
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            listening.accept()[0].close()
            count += 1
    return count


def _parents() -> dict[int, int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    return parents


def _below(top: int) -> list[int]:
    parents, found, generation = _parents(), [], [top]
    while generation:
        generation = [pid for pid, parent in parents.items() if parent in generation]
        found += generation
    return found


def _of_user(uid: int | None) -> set[int]:
    """Where workers have a user of their own: its processes, dumpable or not."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            if re.search(rf"^Uid:.*\t{uid}$", status.read_text(), re.MULTILINE):
                found.add(int(status.parent.name))
    return found


def _left(place: str, uid: int | None) -> list[str]:
    """What has the name of an attack, or belongs to the worker's user."""
    found = []
    with contextlib.suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                owner = entry.stat(follow_symlinks=False).st_uid
                if entry.name.startswith("attack") or owner == uid:
                    found.append(entry.name)
    return sorted(found)


def _sysv() -> list[str]:
    lines = [
        line
        for kind in ("shm", "msg", "sem")
        for line in Path(f"/proc/sysvipc/{kind}").read_text().splitlines()
    ]
    return [line for line in lines if line.split()[0] == str(SYSV_KEY)]


def _queue() -> bool:
    return ctypes.CDLL(None).mq_open(b"/attack", os.O_RDONLY) >= 0


# One entry, watched.


@dataclass
class Watched:
    """How an entry was graded, and what it did beside."""

    text: str
    printed: str
    score: float
    scores: dict[str, float]
    fault: str
    errored: list[str]  # checks of which we said that the fault is ours
    seconds: float
    changed: list[str]
    grown_mb: int

    @property
    def tests(self) -> list[dict]:
        found: list[dict] = json.loads(self.text)["tests"]
        return found

    def told(self, question: str) -> str:
        """What the failed checks of a question say."""
        failed = [test for test in self.tests if test["status"] == "failed"]
        return "\n".join(t["output"] for t in failed if t["extra_data"]["question"] == question)

    @property
    def shown(self) -> str:
        """All that a student reads."""
        outputs = [json.loads(self.text)["output"], *(test["output"] for test in self.tests)]
        return "\n".join(outputs)

    @property
    def through(self) -> str:
        """What the attack says of itself, but for what was refused."""
        lines = self.printed.splitlines()
        return "\n".join(line[:200] for line in lines if "refused:" not in line)[-4000:]


def watch(here: Scene, graders, source: Path, manifest) -> Watched:
    before = here.state()
    _new_peak()
    held = _peak_kib()
    faulthandler.dump_traceback_later(HANG_SECONDS, exit=True, file=sys.__stderr__)
    start = time.monotonic()
    grade = run(graders, source, manifest, here.server)
    seconds = time.monotonic() - start
    faulthandler.cancel_dump_traceback_later()
    text = dumped(results(grade))
    grown_mb = (_peak_kib() - held) >> 10
    after = here.state()
    changed = [
        f"{what}: {before.get(what)} -> {after.get(what)}"
        for what in {**before, **after}
        if before.get(what) != after.get(what)
    ]
    if changed:
        here.lay_out()
    scores: dict[str, float] = {}
    for outcome in grade.outcomes:
        scores[outcome.question] = scores.get(outcome.question, 0) + outcome.score
    return Watched(
        text=text,
        printed=grade.printed,
        score=grade.score,
        scores=scores,
        fault=grade.fault,
        errored=[o.detail[-300:] for o in grade.outcomes if o.status is Status.ERRORED],
        seconds=seconds,
        changed=changed,
        grown_mb=grown_mb,
    )


def _peak_kib() -> int:
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def _new_peak() -> None:
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    with contextlib.suppress(PermissionError):  # a user's own process, where it is undumpable
        Path("/proc/self/clear_refs").write_text("5")


def alike(watched: Watched) -> dict:
    """What must not depend on who was graded before."""
    return {"printed": watched.printed, **untimed_document(json.loads(watched.text))}


@contextlib.contextmanager
def laid_out(manifest) -> Iterator[Scene]:
    """A fork server and a scene round it; all that the grader makes lies in PLACE/tmp meanwhile."""
    _claim_place()
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, PLACE, ignore_errors=True)
        (PLACE / "tmp").mkdir()
        (PLACE / "tmp").chmod(0o711)
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(tempfile, "tempdir", str(PLACE / "tmp"))
        patch.setenv("ATTACK_TOKEN", SECRET)
        server = stack.enter_context(ForkServer(list(manifest.preload)))
        _demand_confinement(server)
        here = Scene(server, server.uid()[0], stack)
        here.lay_out()
        here.open_all()
        yield here


def _claim_place() -> None:
    """One run at a time, as attackers know the place; what a killed run left is removed."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            PLACE.mkdir(mode=0o755)
        except FileExistsError:
            if time.monotonic() > until:
                pytest.fail(f"{PLACE} is still there, and not ours to remove: another run's?")
            with contextlib.suppress(FileNotFoundError):  # it ended just now
                if PLACE.lstat().st_uid == os.geteuid() and not _lives(PLACE / "owner"):
                    shutil.rmtree(PLACE)
            time.sleep(0.5)
        else:
            (PLACE / "owner").symlink_to(str(os.getpid()))
            PLACE.chmod(0o755)
            return


def _lives(owner: Path) -> bool:
    """Whether the run that made the place is there; for its first second it has not said."""
    try:
        return Path(f"/proc/{owner.readlink()}").exists()
    except OSError:
        return time.time() - PLACE.lstat().st_mtime < 1


def _demand_confinement(server: ForkServer) -> None:
    """Skip where an attack could do harm: a harmless worker has to say that it is confined."""
    box = Box(server, INNOCENT, 256, 60)
    box.start()
    layers = {layer.name: layer for layer in box.layers}
    box.stop()
    for name in ("landlock", "seccomp", "canaries"):
        if name not in layers or not layers[name].active:
            why = layers[name].reason if name in layers else "not reported"
            pytest.skip(f"no attack is made here, the box is not closed: {name}: {why}")


@pytest.fixture(scope="module")
def watched(request, tmp_path_factory, quick, manifest) -> dict[str, Watched]:
    """Every chosen entry, and the innocent one before and after each group."""
    chosen = [
        item.callspec.params["name"]
        for item in request.session.items
        if "name" in getattr(getattr(item, "callspec", None), "params", {})
        and item.function is test_an_attack_is_stopped
    ]
    place = tmp_path_factory.mktemp("attacks")
    with laid_out(quick) as here:

        def each(graders) -> dict[str, Watched]:
            innocent = copy_of(INNOCENT, place / "innocent")
            found = {"before": watch(here, graders, innocent, quick)}
            for letter in GROUPS:
                names = [name for name in chosen if group(name) == letter]
                for name in names:
                    source = copy_of(CORPUS / name, place / name / "in")
                    limits = manifest if expected(name).get("slow", False) else quick
                    found[name] = watch(here, graders, source, limits)
                if names:
                    found[letter] = watch(here, graders, innocent, quick)
            return found

        return collected(quick, each)


def expected(name: str) -> dict:
    return tomllib.loads((CORPUS / name / "expect.toml").read_text("utf-8"))


def marked(name: str):
    slow = expected(name).get("slow", False)
    return pytest.param(name, marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize("name", [marked(name) for name in ENTRIES])
def test_an_attack_is_stopped(name, watched, manifest, quick):
    """It gains nothing, touches nothing, leaves nothing, holds nobody up."""
    one, wanted = watched[name], expected(name)
    full = {question.id: question.points for question in manifest.question}
    assert one.fault == ""
    assert one.errored == []
    assert one.scores == full | wanted.get("scores", {}), one.through
    assert one.score == wanted["score"]
    for question, texts in wanted.get("says", {}).items():
        assert [text for text in texts if text not in one.told(question)] == []
    assert [text for text in wanted.get("notices", []) if text not in one.shown] == []
    assert [text for text in wanted.get("never", []) if text in one.shown] == []
    assert one.changed == [], one.through
    assert SECRET not in one.text + one.printed
    assert one.grown_mb < MEMORY_MB
    limits = manifest if wanted.get("slow", False) else quick
    assert one.seconds < 1.5 * limits.limits.submission_seconds


@pytest.mark.parametrize(
    "letter", [letter for letter in GROUPS if any(group(n) == letter for n in ENTRIES)]
)
def test_who_comes_after_is_graded_as_before(letter, watched):
    """An innocent submission after each group of attacks, to the letter."""
    if letter not in watched:
        pytest.skip("no attack of this group was chosen")
    assert watched[letter].score == 14
    assert watched[letter].changed == []
    assert alike(watched[letter]) == alike(watched["before"])


def test_every_attack_of_the_taxonomy_is_made():
    """By its number: what the design claims to stop."""
    assert sorted(set(NUMBERS) - {number(name) for name in ENTRIES}) == []


def _send(family: int, address: str | tuple[str, int]) -> None:
    with socket.socket(family) as outgoing:
        outgoing.connect(address)


def _segment() -> Iterator[None]:
    libc = ctypes.CDLL(None)
    segment = libc.shmget(SYSV_KEY, ctypes.c_size_t(4096), 0o1600)
    yield
    libc.shmctl(segment, 0, None)


def _queued() -> Iterator[None]:
    libc = ctypes.CDLL(None)
    libc.mq_open(b"/attack", os.O_CREAT | os.O_RDONLY, 0o600, None)
    yield
    libc.mq_unlink(b"/attack")


def _left_behind() -> Iterator[None]:
    with tempfile.NamedTemporaryFile(prefix="attack", dir="/tmp"):
        yield


# What changes, and the deed; a generator tidies up after it.
DEEDS = {
    "file secret": lambda at: (PLACE / "secret").read_text(),
    "file results/results.json": lambda at: (PLACE / "results/results.json").write_text("14"),
    "file run_autograder": lambda at: (PLACE / "run_autograder").chmod(0o700),
    "file home/.ssh/id_rsa": lambda at: os.utime(PLACE / "home/.ssh/id_rsa"),
    "file packages/new.py": lambda at: (PLACE / "packages/new.py").touch(),
    "our own temporary files": lambda at: (PLACE / "tmp/new").touch(),
    "signals to process": lambda at: at.processes["process"].send_signal(signal.SIGWINCH),
    "process: priority": lambda at: os.setpriority(os.PRIO_PROCESS, at.pid, 7),
    "process: scheduler": lambda at: os.sched_setscheduler(
        at.pid, os.SCHED_BATCH, os.sched_param(0)
    ),
    "process: limits": lambda at: resource.prlimit(at.pid, resource.RLIMIT_CORE, (0, 0)),
    "process: lives": lambda at: at.processes["process"].send_signal(signal.SIGSTOP),
    "connections, tcp": lambda at: _send(socket.AF_INET, at.listening["tcp"].getsockname()),
    "connections, path": lambda at: _send(socket.AF_UNIX, str(PLACE / "service")),
    "connections, abstract": lambda at: _send(socket.AF_UNIX, "\0autograder-attack"),
    "left in /tmp": lambda at: _left_behind(),
    "SysV objects": lambda at: _segment(),
    "a queue by the name of /attack": lambda at: _queued(),
}


def test_what_is_done_to_the_scene_is_seen(quick):
    """Each canary touched from here: what the tests above rest on."""
    seen = {}
    with laid_out(quick.model_copy(update={"preload": ("numpy",)})) as here:
        for what, deed in DEEDS.items():
            before = here.state()
            done = deed(here)
            if isinstance(done, Iterator):
                next(done)
            time.sleep(0.05)  # a signal takes its time
            after = here.state()
            list(done) if isinstance(done, Iterator) else None
            seen[what] = before.get(what) != after.get(what)
    if os.statvfs("/tmp").f_flag & os.ST_NOATIME:
        del seen["file secret"]
    assert [what for what, noted in seen.items() if not noted] == []
