"""Whatever breaks, results.json is valid and never better than deserved; what is ours says so.

The faults are real: processes are killed and stopped, disks are full, descriptors and memory run
out, packages are missing, graders raise. Every command gets a folder of its own for temporary
files, and this process adopts its orphans, so that what it leaves behind is counted exactly.

What must hold of a command that has ended is in `Done`: `graded`, `ours`, `refused`. The submission
is a right one wherever nothing else is said, so a check that it fails is a lie.
"""

import contextlib
import ctypes
import dataclasses
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
import uuid
from pathlib import Path

import numpy as np
import pytest
from batch import CORPUS, ROOT
from test_gradescope import accept

from autograder.box import host, jail, server, wire
from autograder.box.host import Box
from autograder.box.server import ForkServer
from autograder.errors import BoxError, Died, Overdue
from autograder.grade import collected, run
from autograder.model import Status
from autograder.plugin import OURS as NOT_YOURS

RIGHT = CORPUS / "right-torch"
WRONG = CORPUS / "mistake-mean-over-negatives"
ENDLESS = CORPUS / "function-endless-loop"
ON_OUR_SIDE = "Something went wrong on our side"
SET_CHILD_SUBREAPER = 36
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount and change users")
SHUT = jail.unreadable([sys.executable, sysconfig.get_path("purelib"), str(ROOT)])
others_read = pytest.mark.skipif(bool(SHUT), reason=f"other users cannot read {SHUT}")


def slow(*values):
    """Values of a parameter, or tuples of several's, that are too many for every day."""
    tuples = [value if isinstance(value, tuple) else (value,) for value in values]
    return [pytest.param(*each, marks=pytest.mark.slow) for each in tuples]


@pytest.fixture(autouse=True, scope="module")
def _adopt_orphans():
    """What a command leaves running becomes a child of this process."""
    prctl = ctypes.CDLL(None).prctl
    prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    yield
    prctl(SET_CHILD_SUBREAPER, 0, 0, 0, 0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Done:
    """A command that has ended: what it said, wrote, and left."""

    status: int
    out: str
    err: str
    found: dict | None  # results.json, accepted by a strict reader; None where there is none
    left: list[str]  # in its folder for temporary files
    orphans: list[int]  # processes that it started, and that did not end within seconds

    @property
    def passed(self):
        """Numbers of the checks that were passed."""
        return {test["number"] for test in self.found["tests"] if test["status"] == "passed"}

    @property
    def blamed(self):
        """The failed checks that are told as the student's."""
        failed = [test for test in self.found["tests"] if test["status"] == "failed"]
        return [test for test in failed if not test["extra_data"].get("errored")]

    def graded(self, score=14):
        """A grade as ever, and nothing left."""
        assert (self.status, self.err) == (0, ""), self.err
        assert self.found["score"] == score, self.out
        self.leaves_nothing()

    def ours(self, *words):
        """Not one check is told as the student's; staff read why, by these words; nothing left."""
        assert self.status == 2, self.err or self.out
        assert self.found, self.err
        assert self.found["output"].startswith(ON_OUR_SIDE)
        assert self.blamed == []
        for test in self.found["tests"]:
            if test["status"] == "failed":
                assert (test.get("score", 0), test["output"]) == (0, NOT_YOURS)
        told = self.err + self.found["extra_data"]["fault"]
        assert [word for word in words if word not in told] == [], self.err
        assert "\nautograder: our fault" in f"\n{self.err}"
        self.leaves_nothing()

    def refused(self, *words):
        """results.json could not be written: one sentence with these words, and nothing left."""
        assert self.status == 2, self.err or self.out
        assert self.err.startswith("autograder: ")
        assert len(self.err.splitlines()) == 1, self.err
        assert [word for word in words if word not in self.err] == [], self.err
        self.leaves_nothing()

    def leaves_nothing(self):
        """No file and no process."""
        assert (self.left, self.orphans) == ([], [])


class Place:
    """Where a command works: its temporary files, its results, copies of what it is made of."""

    def __init__(self, folder):
        self.folder = folder
        self.temp = folder / "temp"
        self.temp.mkdir()
        self.results = folder / "results" / "results.json"
        self.before = set(children(os.getpid()))
        self.mark = ""

    def start(self, source=RIGHT, *, root=ROOT, before=(), python=sys.executable, **more):
        """`autograder grade`, by the command line `before`, in the project at `root`."""
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PYTHONPATH": root,
            "PYTHONDONTWRITEBYTECODE": "1",
            "TMPDIR": self.temp,
            **more,
        }
        grade = [python, "-m", "autograder", "grade", source, "--output", self.results]
        return _start([*before, *grade], root, environment)

    def start_on_platform(self, source=RIGHT, *, before=(), **more):
        """run_autograder in a copy of Gradescope's /autograder."""
        shutil.copytree(source, self.folder / "submission")
        self.mark = uuid.uuid4().hex  # of this submission's copies: it uses /tmp as it is
        (self.folder / "submission" / self.mark).touch()
        self.project(name="source")
        shutil.copy(ROOT / "run_autograder", self.folder)
        environment = {"PATH": os.environ["PATH"], "AUTOGRADER_VENV": sys.prefix, **more}
        return _start([*before, "./run_autograder"], self.folder, environment)

    def run(self, *arguments, **more):
        """Start it and wait for its end."""
        return self.done(self.start(*arguments, **more))

    def done(self, process, disk=""):
        """The end of what was started; `disk` is added to the folder that has its results."""
        try:
            out, err = process.communicate(timeout=100)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        folder, name = self.results.parent, self.results.name
        path = folder.with_name(folder.name + disk) / name
        orphans = self.orphans()  # one of them may be removing what is left
        return Done(
            status=process.returncode,
            out=out,
            err=err,
            found=accept(path.read_bytes()) if path.is_file() else None,
            left=self.left(),
            orphans=orphans,
        )

    def left(self):
        """What lies where temporary files do; of a run on the platform, its marked copies."""
        found = sorted(path.name for path in self.temp.iterdir())
        if self.mark:
            shared = Path(tempfile.gettempdir())
            for below in ("autograder-*/*", "autograder-*/*/submission"):
                with contextlib.suppress(FileNotFoundError):  # another run's, which ends
                    for marked in shared.glob(f"{below}/{self.mark}"):
                        found.append(marked.relative_to(shared).parts[0])
                        shutil.rmtree(shared / found[-1])
        return found

    def orphans(self, seconds=5.0):
        """Processes that it started and that are there when `seconds` are over: then ended."""
        until = time.monotonic() + seconds
        while left := set(children(os.getpid())) - self.before:
            for pid in left:
                if time.monotonic() > until:
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                    return sorted(left)
                os.waitpid(pid, os.WNOHANG)
            time.sleep(0.01)
        return []

    def project(self, *edits, name="project"):
        """A copy of the project, with edits: (file, old text, new text)."""
        place = self.folder / name
        for part in ("autograder", "reference", "tests/public", "tests/hidden"):
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, place / part, ignore=ignored)
        shutil.copy(ROOT / "assignment.toml", place)
        for file, old, new in edits:
            text = (place / file).read_text()
            assert old in text, f"{file} has no {old!r}: edit this test"
            (place / file).write_text(text.replace(old, new))
        return place

    def interpreter(self, *missing, **instead):
        """This virtual environment by links, some packages missing or a text in their place."""
        venv, packages = self.folder / "venv", Path(sysconfig.get_path("purelib"))
        site = venv / packages.relative_to(sys.prefix)
        site.mkdir(parents=True)
        for entry in packages.iterdir():
            if entry.name not in (*missing, *instead, "__pycache__"):
                (site / entry.name).symlink_to(entry)
        for name, text in instead.items():
            (site / f"{name}.py").write_text(text)
        (venv / "bin").mkdir()
        python = Path(sys.executable).resolve()
        (venv / "bin" / "python").symlink_to(python)
        (venv / "pyvenv.cfg").write_text(f"home = {python.parent}\n")
        return venv / "bin" / "python"


def _start(command, folder, environment):
    return subprocess.Popen(
        list(map(str, command)),
        cwd=folder,
        env={name: str(value) for name, value in environment.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def place():
    """A folder that every user can reach, as /tmp is: a worker has a uid of its own."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        Path(folder).chmod(0o755)
        yield Place(Path(folder))


# Parts of a running command.


def children(pid):
    """The processes that `pid` started or adopted."""
    found = []
    with contextlib.suppress(OSError):  # it ended
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def find(part, grader):
    """The process id of a part of what the process `grader` is doing, or None."""
    if part == "grader":
        return grader
    for pid in children(grader):
        with contextlib.suppress(OSError):
            if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid if part == "fork server" else next(iter(children(pid)), None)
    return None


def awaited(part, process):
    """Whether the part came up before the command's end."""
    until = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < until:
        if find(part, process.pid):
            return True
        time.sleep(0.002)
    return False


def send(part, process, number):
    """Send a signal to a part; False where it is not there. Held, so that no other gets it."""
    try:
        pid = find(part, process.pid)
        held = os.pidfd_open(pid) if pid else None
    except OSError:
        return False
    if held is None:
        return False
    try:
        same = find(part, process.pid) == pid
        if same:
            signal.pidfd_send_signal(held, number)
    except ProcessLookupError:
        return False
    finally:
        os.close(held)
    return same


# Killed.


@pytest.fixture(scope="module")
def usual():
    """Of a right and a wrong submission: seconds, what it passes, its score."""
    found = {}
    for source, score in ((RIGHT, 14), (WRONG, 11)):
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            Path(folder).chmod(0o755)
            start = time.monotonic()
            done = Place(Path(folder)).run(source)
            done.graded(score)
            found[source] = time.monotonic() - start, done.passed, score
    return found


@pytest.mark.parametrize("number", [*range(20), *slow(*range(20, 220))])
def test_killed_at_a_random_moment(place, usual, number):
    """Grader, fork server or worker; a right or a wrong submission; bare or on the platform.

    Killed before it wrote anything, a bare grader leaves no results.json; on the platform there is
    one from the first milliseconds. Whoever is killed, nothing is left: the fork server removes the
    grader's files, and the grader those of a fork server.
    """
    chance = random.Random(number)
    part = ("grader", "fork server", "worker")[number % 3]
    platform, source = number // 3 % 2 == 1, (RIGHT, WRONG)[number // 6 % 2]
    seconds, passes, deserved = usual[source]
    process = (place.start_on_platform if platform else place.start)(source)
    if part == "worker":
        awaited(part, process)
        seconds *= 0.4
    elif platform:
        while not place.results.exists():
            time.sleep(0.001)
    time.sleep(chance.uniform(0, seconds))
    hit = send(part, process, signal.SIGKILL)
    done = place.done(process)
    done.leaves_nothing()
    assert done.found or (part == "grader" and not platform)
    if done.found:
        assert done.found["score"] <= deserved
        assert done.passed <= passes
    if not hit:
        done.graded(deserved)
    elif part == "worker":
        costs_what_was_asked(done, passes)
    elif part == "fork server":
        if done.status != 0:
            assert done.found["output"].startswith(ON_OUR_SIDE)
            if source == RIGHT:
                done.ours("fork server")
    elif done.found and done.found["score"] != deserved:
        assert done.found["output"].startswith(ON_OUR_SIDE)


def costs_what_was_asked(done, passes):
    """A worker that is killed costs one answer, or all where its file was being read."""
    lost = [test for test in done.found["tests"] if test["number"] in passes - done.passed]
    if done.status == 2:  # before its file was read: nobody is judged
        assert {test["output"] for test in lost} == {NOT_YOURS}
        return
    assert all("SIGKILL" in test["output"] for test in lost)
    assert len(lost) <= 1 or all(test["output"].startswith("submission.py") for test in lost)


@pytest.fixture(scope="module")
def torch_server():
    """One with torch, for many submissions."""
    with ForkServer(["numpy", "torch"]) as found:
        yield found


@pytest.mark.parametrize("count", [20, *slow(400)])
def test_a_killed_worker_costs_what_was_asked(torch_server, manifest, count):
    """Many grades, the worker of each killed at a random moment: one answer, or the import."""
    chance = random.Random(count)

    def each(graders):
        seconds = run(graders, RIGHT, manifest, torch_server).seconds
        for _ in range(count):
            over = threading.Event()
            arguments = (torch_server.process.pid, chance.uniform(0, seconds), over)
            thread = threading.Thread(target=kill_child, args=arguments)
            thread.start()
            yield run(graders, RIGHT, manifest, torch_server)
            over.set()
            thread.join()

    for grade in collected(manifest, lambda graders: list(each(graders))):
        lost = [outcome for outcome in grade.outcomes if outcome.status is not Status.PASSED]
        if grade.ours:
            assert {outcome.status for outcome in lost} == {Status.ERRORED}
        else:
            assert len(lost) <= 1 or all(o.message.startswith("submission.py") for o in lost)
    assert names(torch_server.place) == ["secret"]


def test_a_grader_that_is_killed_while_libraries_load(place):
    """The fork server does not load them to the end: a library that takes a minute."""
    slow_torch = "import time\nfor _ in range(600): time.sleep(0.1)"
    process = place.start(python=place.interpreter(torch=slow_torch))
    assert awaited("fork server", process)
    until = time.monotonic() + 30
    while not names(place.temp) and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.2)
    assert names(place.temp) != []
    process.kill()
    place.done(process).leaves_nothing()


LITTER = """
import os
for k in range(300):
    os.mkdir(f"folder-{k}", 0o300)
    open(f"folder-{k}/file", "w").close()
def A_matrix(alpha):
    while True: pass
"""


@pytest.mark.parametrize(
    "user", ["as we are", pytest.param("as another", marks=[as_root, others_read])]
)
@pytest.mark.parametrize("part", ["grader", "fork server"])
def test_what_is_killed_leaves_nothing(place, part, user, handed_in):
    """In the middle of a call, with hundreds of files in its folder that cannot be listed."""
    before = []
    if user == "as another":
        for folder in (place.folder, place.temp):
            folder.chmod(0o777)
        before = ["setpriv", "--reuid=64123", "--regid=64123", "--clear-groups"]
    source = shutil.copytree(handed_in(LITTER), place.folder / "handed")
    process = place.start(source, before=before)
    assert awaited("worker", process)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if list(place.temp.glob("autograder-*/worker-*/submission/folder-299/file")):
            break
        time.sleep(0.01)
    assert names(place.temp) != []
    assert send(part, process, signal.SIGKILL)
    place.done(process).leaves_nothing()


def kill_child(parent, delay, over):
    """SIGKILL the first child of `parent`, `delay` seconds after it appears."""
    while not (pids := children(parent)):
        if over.wait(0.001):
            return
    if not over.wait(delay) and pids[0] in children(parent):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pids[0], signal.SIGKILL)


# Stopped.


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_worker_that_never_speaks(handed_in, monkeypatch, number):
    """It has not read the student's file: BoxError, and the next start is a new one."""
    with ForkServer(["numpy"]) as one:
        box = Box(one, handed_in("def f(): return 1"), 256, 60)

        def hello():
            os.kill(children(one.process.pid)[0], number)
            return Box._hello(box)

        with monkeypatch.context() as patch:
            patch.setattr(host, "HELLO_SECONDS", 0.3)
            patch.setattr(box, "_hello", hello)
            said = ""
            for _ in range(10):
                try:
                    box.start()
                except BoxError as error:
                    said = str(error)
                    break
                box.stop()  # it was quicker, and had spoken before the signal came
            assert "a worker did not start" in said
        assert not box.running
        box.start()
        assert box.ask({"do": "load", "file": "submission.py"}, 5)["problem"] is None
        box.stop()


SHORT = [
    ("assignment.toml", "call_seconds = 10", "call_seconds = 1"),
    ("assignment.toml", "import_seconds = 20", "import_seconds = 2"),
    ("assignment.toml", "submission_seconds = 75", "submission_seconds = 6"),
    ("autograder/box/server.py", "START_SECONDS = 120.0", "START_SECONDS = 8.0"),
    ("autograder/box/server.py", "ANSWER_SECONDS = 20.0", "ANSWER_SECONDS = 0.5"),
    ("autograder/box/server.py", "END_SECONDS = 8.0", "END_SECONDS = 0.5"),
    ("autograder/box/host.py", "HELLO_SECONDS = 20.0", "HELLO_SECONDS = 0.5"),
]


@pytest.mark.parametrize("part", ["fork server", "worker"])
def test_a_part_that_is_stopped(place, part):
    """SIGSTOP in a loop without end: the clock ends it. The fork server's silence is ours.

    It is waited for once, not by every check that is left.
    """
    process = place.start(ENDLESS, root=place.project(*SHORT))
    assert awaited("worker", process)
    time.sleep(0.4)
    start = time.monotonic()
    assert send(part, process, signal.SIGSTOP)
    done = place.done(process)
    assert time.monotonic() - start < 5
    if part == "worker":
        done.graded(12)
        return
    done.leaves_nothing()
    assert done.status == 2
    assert done.found["score"] <= 12
    assert done.found["output"].startswith(ON_OUR_SIDE)
    assert "the fork server did not answer" in done.err


@pytest.mark.parametrize("limit", ["4", *slow("")])
def test_a_fork_server_that_stops_while_it_loads(place, limit):
    """The wait for its libraries has an end, before the platform's own, and then it is killed."""
    root = place.project(*SHORT)
    if not limit:
        file = root / "autograder" / "box" / "server.py"
        file.write_text(file.read_text().replace("START_SECONDS = 8.0", "START_SECONDS = 1.5"))
    process = place.start(root=root, TIMEOUT_SECONDS=limit)
    assert awaited("fork server", process)
    assert send("fork server", process, signal.SIGSTOP)
    start = time.monotonic()
    place.done(process).ours("the fork server did not answer within")
    assert time.monotonic() - start < (4 if limit else 12)


def test_a_fork_server_that_does_not_answer(handed_in, monkeypatch, place):
    """Stopped while a worker runs: BoxError at a deadline, its folder goes, and so does it."""
    monkeypatch.setattr(server, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(server, "END_SECONDS", 0.5)
    monkeypatch.setattr(tempfile, "tempdir", str(place.temp))
    with ForkServer(["numpy"]) as one:
        box = Box(one, handed_in("def f():\n    while True: pass"), 256, 60)
        box.start()
        box.ask({"do": "load", "file": "submission.py"}, 5)
        os.kill(one.process.pid, signal.SIGSTOP)
        start = time.monotonic()
        message = {"do": "call", "file": "submission.py", "function": "f", "arguments": []}
        with pytest.raises(BoxError, match="did not answer"):
            box.ask(message, 0.2)
        with pytest.raises(BoxError):
            box.start()
        with contextlib.suppress(BoxError):
            box.stop()
        assert time.monotonic() - start < 3
    assert (place.left(), place.orphans()) == ([], [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", ["imports", "answers"])
def test_the_command_is_asked_to_end(place, number, moment):
    """Ctrl-C, or a machine that goes down: no wall of text, nothing left, nobody is blamed."""
    process = place.start(ENDLESS)
    assert awaited("fork server" if moment == "imports" else "worker", process)
    time.sleep(0.05 if moment == "imports" else 0.5)
    start = time.monotonic()
    process.send_signal(number)
    done = place.done(process)
    assert time.monotonic() - start < 5
    assert done.status != 0
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) <= 3
    done.leaves_nothing()
    if moment == "answers":
        assert done.found["output"].startswith(ON_OUR_SIDE)
        assert done.found["score"] <= 12


@pytest.mark.parametrize("gap", [0.004, 0.012])
def test_the_command_is_asked_again_and_again_to_end(place, gap):
    """Impatience leaves nothing behind."""
    process = place.start(ENDLESS)
    assert awaited("worker", process)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(gap)
    done = place.done(process)
    assert done.status != 0
    assert "Traceback" not in done.err
    done.leaves_nothing()


# Where results.json should go, and where a table should.


def alone(script, *arguments):
    """A command line before another: sh runs `script` in a mount namespace of its own."""
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", *arguments]


def small(folder, options):
    """For a command of which `folder` is a disk of its own, copied to `folder`.disk in the end."""
    script = (
        'mount -t tmpfs -o "mode=755,$1" none "$2" || exit 99; disk=$2; shift 2; "$@"; status=$?;'
        ' cp -a "$disk" "$disk.disk"; exit $status'
    )
    return alone(script, options, folder)


def read_only(folder):
    """For a command that can write nothing in `folder`, though it be root's."""
    script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
    return alone(script, folder)


def names(folder):
    """What is in a folder."""
    return [path.name for path in folder.iterdir()]


@as_root
@pytest.mark.parametrize(
    "size", ["size=4k", "size=12k", *slow("size=8k", "size=16k", "nr_inodes=1")]
)
def test_the_disk_of_the_results_is_full(place, size):
    """Nothing, or whole: the one that blames nobody stays where the final one does not fit."""
    folder = place.results.parent
    folder.mkdir()
    done = place.done(place.start(before=small(folder, size)), disk=".disk")
    assert names(folder.with_name("results.disk")) == ["results.json"] * (done.found is not None)
    if done.status == 0:
        done.graded()
    else:
        done.refused("No space left on device", str(place.results))
        assert not done.found or done.found["output"].startswith(ON_OUR_SIDE)


@as_root
@pytest.mark.parametrize(
    "size", ["size=8k", *slow("size=4k", "size=12k", "nr_inodes=1", "nr_inodes=4")]
)
def test_the_disk_of_temporary_files_is_full(place, size):
    """The submission cannot be copied: ours, for every check, and what was copied is removed."""
    done = place.run(before=small(place.temp, size))
    assert names(place.temp.with_name("temp.disk")) == []
    if done.status:
        done.ours("No space left on device")
    else:  # not even an empty file: Python takes /tmp
        done.graded()


@as_root
@pytest.mark.parametrize("size", [0, *slow(1000, 3000, 5000, 7000)])
def test_files_may_not_grow(place, size):
    """RLIMIT_FSIZE of the command: half a results.json is never seen.

    Nor half a .pyc, which CPython 3.11 would write: the project and its packages are read-only.
    """
    for name in (ROOT, sys.prefix):
        assert Path(name).is_dir()
    guard = [*read_only(ROOT), *read_only(sys.prefix)]
    done = place.run(before=[*guard, "prlimit", f"--fsize={size}"])
    if done.status == 0:
        done.graded()
    elif done.found and "our fault" in done.err:
        done.ours()
    else:
        done.refused()
        assert not done.found or done.found["output"].startswith(ON_OUR_SIDE)
    assert place.results.parent.exists() <= (names(place.results.parent) in ([], ["results.json"]))


@as_root
def test_the_folder_of_the_results_is_read_only(place):
    """One sentence; also for root, whom no mode bits stop."""
    place.results.parent.mkdir()
    done = place.run(before=read_only(place.results.parent))
    done.refused("Read-only file system", str(place.results))


def test_the_folder_of_the_results_is_a_file(place):
    """One sentence; the file is as it was."""
    place.results.parent.write_text("mine")
    place.run().refused(str(place.results))
    assert place.results.parent.read_text() == "mine"


def test_results_json_is_a_folder(place):
    """One sentence; what is in it is as it was."""
    place.results.mkdir(parents=True)
    (place.results / "mine").touch()
    place.run().refused(str(place.results))
    assert names(place.results) == ["mine"]
    assert names(place.results.parent) == ["results.json"]


@pytest.mark.slow  # test_gradescope.py has it for every day
@pytest.mark.parametrize("there", [True, False])
def test_results_json_is_a_link(place, there):
    """It is replaced, not followed: what it named is as it was."""
    place.results.parent.mkdir()
    target = place.folder / "target"
    if there:
        target.write_text("mine")
    place.results.symlink_to(target)
    place.run().graded()
    assert not place.results.is_symlink()
    assert target.read_text() == "mine" if there else not target.exists()


@as_root
def test_results_json_is_a_device(place):
    """--output /dev/null by root: the device is still there afterwards."""
    place.results.parent.mkdir()
    os.mknod(place.results, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    done = place.run()
    assert stat.S_ISCHR(place.results.lstat().st_mode)
    assert done.status in (0, 2)


@as_root
def test_temporary_files_where_students_cannot_go(place):
    """TMPDIR is closed to others: a right submission is graded, or it is not its fault."""
    place.temp.chmod(0o700)
    done = place.run()
    done.ours(str(place.temp)) if done.status else done.graded()


@pytest.mark.parametrize("end", [">/dev/full", *slow(">&-", ">&- <&-", ">&- 2>&- <&-")])
def test_the_table_cannot_be_printed(place, end):
    """The grade is written: exit status 0, whatever becomes of the table, and no wall of text."""
    done = place.run(before=["sh", "-c", f'exec "$@" {end}', "sh"])
    assert done.found["score"] == 14
    assert done.status == 0, done.err
    assert "Traceback" not in done.err
    done.leaves_nothing()


def test_the_table_has_letters_that_a_terminal_lacks(place):
    """± in ASCII: something else is shown in its place."""
    done = place.run(WRONG, PYTHONIOENCODING="ascii")
    done.graded(11)
    assert done.out.splitlines()[-1] == "11/14"


# Memory, processes and descriptors run out.


@pytest.mark.parametrize("megabytes", [650, *slow(*range(200, 650, 50), *range(700, 1200, 50))])
def test_memory_runs_out(place, megabytes):
    """RLIMIT_AS of the command: all points, or ours."""
    done = place.run(before=["prlimit", f"--as={megabytes << 20}"])
    done.ours() if done.status else done.graded()


@pytest.mark.parametrize("megabytes", [100, *slow(30, 60, 150)])
def test_memory_runs_out_before_anything(place, megabytes):
    """Where not even NumPy can be imported, the platform's results.json blames nobody.

    Some builds of OpenBLAS retry for ever: the platform's clock, here RLIMIT_CPU, ends that. Others
    end the process by C's exit(), the grader's and its fork server's: their folder stays in /tmp,
    with an empty file and nothing of the submission.
    """
    before = ["prlimit", f"--as={megabytes << 20}", "--cpu=10"]
    done = place.done(place.start_on_platform(before=before))
    assert done.status != 0
    assert done.found["score"] == 0
    assert done.found["output"].startswith(ON_OUR_SIDE)
    done.leaves_nothing()


@as_root
@others_read
@pytest.mark.parametrize("processes", [1, 2, *slow(3, 4)])
def test_processes_run_out(place, processes):
    """RLIMIT_NPROC of an ordinary user: no fork server, no worker, no thread of NumPy's."""
    for folder in (place.folder, place.temp):
        folder.chmod(0o777)
    user = ["setpriv", "--reuid=64123", "--regid=64123", "--clear-groups"]
    done = place.run(before=[*user, "prlimit", f"--nproc={processes}"])
    done.ours() if done.status else done.graded()


@pytest.mark.parametrize("files", [10, 40, *slow(8, 12, 14, 16, 20, 24, 30, 60, 90, 120)])
def test_descriptors_run_out(place, files):
    """RLIMIT_NOFILE of the command: one sentence, or ours for every check."""
    done = place.run(before=["prlimit", f"--nofile={files}"])
    if done.found is None:
        done.refused("Too many open files")
    else:
        done.ours() if done.status else done.graded()


# Packages that are missing or broken, layers that fail.


@pytest.mark.slow
def test_every_package_is_there(place):
    """What follows is of what is missing, not of how it is taken away."""
    place.run(python=place.interpreter()).graded()


@pytest.mark.parametrize("name", ["torch", "numpy", "pytest", *slow("rich", "gradescope_utils")])
def test_a_package_is_missing(place, name):
    """Ours, by its name, in one sentence; results.json is written all the same."""
    done = place.run(python=place.interpreter(name))
    done.ours(name)
    assert "Traceback (most recent call last)" not in done.err


@pytest.mark.parametrize("name", ["typer", "pydantic"])
def test_a_package_that_reads_arguments_is_missing(place, name):
    """Without it nobody knows where results.json should go: one sentence."""
    place.run(python=place.interpreter(name)).refused(name)


@pytest.mark.parametrize(
    "text",
    [
        "raise OSError('libtorch_cpu.so: cannot open shared object file')",
        *slow("import os; os._exit(0)"),
        "from threading import *; Thread(target=Event().wait, daemon=True).start()",
        *slow("import os; os.abort()"),
    ],
    ids=["raises", "exits", "has a thread", "aborts"],
)
def test_torch_is_broken(place, text):
    """In the fork server, whatever it does: ours."""
    place.run(python=place.interpreter(torch=text)).ours("fork server")


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("jail", "os.setsid()", "import time; time.sleep(60)", "did not start"),
        *slow(
            ("jail", "os.setsid()", "raise OSError('no session')", "no session"),
            ("jail", "os.setsid()", "os._exit(1)", "did not start"),
            ("users", "TRIES = 100", "TRIES = 0", "none of 0 uids"),
        ),
    ],
)
def test_a_layer_fails(place, file, old, new, words):
    """No student's code ran: ours, for every check."""
    if file == "users" and (os.geteuid() != 0 or SHUT):
        pytest.skip("the user is not changed here")
    edit = (f"autograder/box/{file}.py", old, new)
    place.run(root=place.project(*SHORT, edit)).ours(words)


def test_a_layer_fails_after_a_time_out(place):
    """The second worker of a submission does not start: what it was to answer is ours."""
    flag = place.folder / "flag"
    again = (
        f"assert not os.path.exists({str(flag)!r}), 'no second session'; "
        f"os.close(os.open({str(flag)!r}, os.O_CREAT)); os.setsid()"
    )
    edit = ("autograder/box/jail.py", "os.setsid()", again)
    done = place.run(ENDLESS, root=place.project(*SHORT, edit))
    assert done.status == 2
    assert {test["number"].rpartition(".")[0] for test in done.blamed} == {"3.2"}
    assert "no second session" in done.err
    done.leaves_nothing()


# Graders, references and manifests that are wrong.

REFERENCE = ("reference/gan.py", "def A_matrix(alpha")
HIDDEN = ("tests/hidden/test_gan.py", "    for what, alpha")
IMPORT = ("tests/hidden/test_gan.py", "import reference")


@pytest.mark.parametrize(
    ("place_of", "new", "words"),
    [
        (REFERENCE, "def A_matrix(*_):\n    assert 0, 'not sane'\n\n\ndef old(alpha", "not sane"),
        (HIDDEN, "    raise SystemExit(0)\n    for what, alpha", "SystemExit"),
        (HIDDEN, "    for what alpha", "test_gan.py"),
        (IMPORT, "raise SystemExit(0)", "tests/hidden/test_gan.py ended pytest"),
        pytest.param(
            REFERENCE, "def A_matrix(*_):\n    1 / 0\n\n\ndef old(alpha", "ZeroDivisionError",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            HIDDEN, "    raise OSError('gone')\n    for what, alpha", "gone",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            HIDDEN, "    import pytest; pytest.skip('later')\n    for what, alpha", "later",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            HIDDEN, "    import pytest; pytest.exit('now')\n    for what, alpha", "now",
            marks=pytest.mark.slow,
        ),
    ],
    ids=[
        "reference asserts", "grader exits", "syntax", "import exits", "reference raises",
        "grader raises", "grader skips", "grader ends pytest",
    ],
)  # fmt: skip
def test_a_grader_is_broken(place, place_of, new, words):
    """What could not be judged is ours, what could be has its points, and all are listed."""
    done = place.run(root=place.project((*place_of, new)))
    done.ours(words)
    assert "3.1.4" not in done.passed
    assert sum(test.get("max_score", 0) for test in done.found["tests"]) == 14


@pytest.mark.parametrize("text", ["", *slow(None, "\0", "[limits]\n", "\ufeff")])
def test_the_manifest_is_broken(place, text):
    """Missing, empty, no TOML: ours, by its name."""
    root = place.project()
    (root / "assignment.toml").unlink()
    if text is not None:
        (root / "assignment.toml").write_text(text)
    place.run(root=root).ours("assignment.toml")


# Time.


@pytest.mark.parametrize("seconds", ["0", *slow("-5", "nan", "soon", "", "1e999", "-inf")])
def test_a_time_limit_that_is_none(place, seconds):
    """TIMEOUT_SECONDS is undocumented: what cannot be meant is as if it were not there."""
    place.run(TIMEOUT_SECONDS=seconds).graded()


@pytest.mark.parametrize("seconds", ["1", *slow("0.01")])
def test_a_time_limit_that_is_too_short_for_us(place, seconds):
    """Over before the student's file was read: that is not the student's slowness."""
    done = place.run(TIMEOUT_SECONDS=seconds)
    done.ours() if done.status else done.graded()


# Replies that come in pieces, in a box without torch.


@pytest.fixture(scope="module")
def numpy_server():
    """One that starts in a tenth of a second."""
    with ForkServer(["numpy"]) as found:
        yield found


@pytest.fixture
def asked(numpy_server, handed_in):
    """How to call the f of a submission.py, in a box that is started again where it must be."""
    made = []

    def make(text):
        box = Box(numpy_server, handed_in(text), 256, 60)
        made.append(box)
        message = {"do": "call", "file": "submission.py", "function": "f"}

        def call(*arguments, seconds=5.0):
            if not box.running:
                box.start()
                box._asked = 0
                box.ask({"do": "load", "file": "submission.py"}, 10)
            return box.ask({**message, "arguments": list(arguments)}, seconds)

        return call

    yield make
    for box in made:
        box.stop()


REPLY = wire.encode({"id": 2, "value": np.arange(3.0)})


@pytest.mark.parametrize("size", [1, 2, 7, 16, len(REPLY) - 1])
def test_a_reply_that_comes_in_pieces(asked, size):
    """However it is cut, what is whole in the end is an answer."""
    text = """
import os, time
def f(frame, size):
    for i in range(0, len(frame), size):
        os.write(4, frame[i:i + size])
        time.sleep(0.001)
    time.sleep(60)
"""
    assert asked(text)(REPLY, size)["value"].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("end", "every"), [("", 7), ("; os.close(4)", 30), *slow(("", 1), ("; os.close(4)", 5))]
)
def test_a_reply_that_is_cut(asked, end, every):
    """At any byte, by a process that goes on: its time is over, or the line is closed."""
    text = f"import os, time\ndef f(frame, n):\n    os.write(4, frame[:n]){end}; time.sleep(60)"
    call = asked(text)
    for cut in range(0, len(REPLY), every):
        start = time.monotonic()
        with pytest.raises((Overdue, Died)):
            call(REPLY, cut, seconds=0.05)
        assert time.monotonic() - start < 2


def test_a_reply_after_a_piece_of_another(asked):
    """What follows the beginning of a reply is not looked at as a reply."""
    call = asked("import os\ndef f(frame, n):\n    os.write(4, frame[:n])\n    return 1")
    for cut in (1, 3, 4, 12, 15, 16, 17, 40):
        with pytest.raises((Overdue, Died)):
            call(REPLY, cut, seconds=0.1)


def test_a_reply_that_never_ends(asked):
    """A byte now and then does not move the deadline."""
    call = asked(
        "import os, time\ndef f(frame):\n    for byte in frame:\n"
        "        os.write(4, bytes([byte]))\n        time.sleep(0.05)"
    )
    start = time.monotonic()
    with pytest.raises(Overdue):
        call(REPLY, seconds=0.5)
    assert time.monotonic() - start < 1.5
