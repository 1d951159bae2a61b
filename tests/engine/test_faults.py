"""Whatever breaks, results.json is valid and never better than deserved; what is ours says so.

The faults are real: processes are killed and stopped, disks are full, descriptors and memory run
out, packages are missing, graders raise. Every command gets a folder of its own for temporary
files, and this process adopts its orphans, so that what it leaves behind is counted exactly.

What must hold of each is in `Done`: `graded` where nothing is wrong, `ours` where something is. The
submission is a right one wherever nothing else is said, so a check that it fails is a lie.
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

from autograder.box import host, server, wire
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
NEEDED = ("autograder", "reference", "tests/public", "tests/hidden")
PARTS = ("grader", "fork server", "worker")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount and change users")


@pytest.fixture(autouse=True, scope="module")
def _adopt_orphans():
    """What a command leaves running becomes a child of this process."""
    set_subreaper = ctypes.CDLL(None).prctl
    set_subreaper(36, 1, 0, 0, 0)
    yield
    set_subreaper(36, 0, 0, 0, 0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Done:
    """A command that has ended: what it said, wrote, and left."""

    status: int
    out: str
    err: str
    found: dict | None  # results.json, accepted by a strict reader; None where there is none
    left: list[str]  # in its folder for temporary files
    orphans: list[int]  # processes that it started and did not end, and that did not end themselves

    @property
    def passed(self):
        return {test["number"] for test in self.found["tests"] if test["status"] == "passed"}

    @property
    def blamed(self):
        """The failed checks that are told as the student's."""
        return [
            test
            for test in self.found["tests"]
            if test["status"] == "failed" and not test["extra_data"].get("errored")
        ]

    def graded(self, score=14):
        """A grade as ever, and nothing left."""
        assert (self.status, self.err) == (0, ""), self.err
        assert self.found["score"] == score
        assert (self.left, self.orphans) == ([], [])

    def ours(self, *words):
        """Not one check is told as the student's; staff read why, by these words; nothing left."""
        assert self.status == 2, (self.status, self.err, self.out)
        assert self.found is not None
        assert self.found["output"].startswith(ON_OUR_SIDE)
        assert self.blamed == []
        for test in self.found["tests"]:
            if test["status"] == "failed":
                assert test.get("score", 0) == 0
                assert test["output"] == NOT_YOURS
        told = self.err + self.found["extra_data"]["fault"]
        assert [word for word in words if word not in told] == []
        assert self.err.startswith("autograder: ")
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
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root), "LANG": "C.UTF-8"}
        environment |= {"TMPDIR": str(self.temp), "PYTHONDONTWRITEBYTECODE": "1", **more}
        grade = [python, "-m", "autograder", "grade", source, "--output", self.results]
        return subprocess.Popen(
            [*map(str, (*before, *grade))],
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def start_on_platform(self, source=RIGHT, **more):
        """run_autograder in a copy of Gradescope's /autograder."""
        shutil.copytree(source, self.folder / "submission")
        self.mark = uuid.uuid4().hex  # of this submission's copies: it uses /tmp as it is
        (self.folder / "submission" / self.mark).touch()
        self.project("source")
        shutil.copy(ROOT / "run_autograder", self.folder)
        return subprocess.Popen(
            ["./run_autograder"],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "AUTOGRADER_VENV": sys.prefix, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments, seconds=100, after="", **more):
        """Start it and wait for its end."""
        return self.done(self.start(*arguments, **more), seconds, after)

    def done(self, process, seconds=100, after=""):
        """The end of what was started; its results lie where a small disk was copied to."""
        out, err = process.communicate(timeout=seconds)
        path = self.results
        if after:
            path = path.parent.with_name(path.parent.name + after) / path.name
        return Done(
            status=process.returncode,
            out=out,
            err=err,
            found=accept(path.read_bytes()) if path.is_file() else None,
            left=self.left(),
            orphans=self.orphans(),
        )

    def left(self):
        """What lies where temporary files do; of a run on the platform, its marked copies."""
        found = sorted(path.name for path in self.temp.iterdir())
        if self.mark:
            for folder in Path(tempfile.gettempdir()).glob("autograder-*"):
                if any(self.mark in names for _, _, names in os.walk(folder)):
                    found.append(folder.name)
                    shutil.rmtree(folder)
        return found

    def orphans(self, seconds=5.0):
        """Processes of ours that are there when `seconds` are over; then they are ended."""
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

    def project(self, name="project", **edits):
        """A copy of the project with edits: {"tests__hidden__test_gan": (old, new)}."""
        place = self.folder / name
        for part in NEEDED:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, place / part, ignore=ignored)
        shutil.copy(ROOT / "assignment.toml", place)
        for file, (old, new) in edits.items():
            path = place / f"{file.replace('__', '/')}.py"
            text = path.read_text()
            assert old in text, f"{old!r} is not in {path}: edit this test"
            path.write_text(text.replace(old, new))
        return place

    def interpreter(self, *missing, **instead):
        """This virtual environment by links, some packages missing or a text in their place."""
        venv = self.folder / "venv"
        site = venv / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
        site.mkdir(parents=True)
        for entry in Path(sysconfig.get_path("purelib")).iterdir():
            if entry.name not in (*missing, *instead, "__pycache__"):
                (site / entry.name).symlink_to(entry)
        for name, text in instead.items():
            (site / f"{name}.py").write_text(text)
        (venv / "bin").mkdir()
        python = Path(sys.executable).resolve()
        (venv / "bin" / "python").symlink_to(python)
        (venv / "pyvenv.cfg").write_text(f"home = {python.parent}\n")
        return venv / "bin" / "python"


@pytest.fixture
def place():
    """A folder that every user can reach, as /tmp is: a worker has a uid of its own."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    folder.chmod(0o755)
    yield Place(folder)
    shutil.rmtree(folder)


def children(pid):
    """The processes that `pid` started or adopted."""
    found = []
    with contextlib.suppress(OSError):  # it ended
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def find(part, grader):
    """The process id of a part of the grade that the process `grader` makes, or None."""
    if part == "grader":
        return grader
    for pid in children(grader):
        with contextlib.suppress(OSError):
            if b"forkserver" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid if part == "fork server" else next(iter(children(pid)), None)
    return None


def awaited(part, process, seconds=30.0):
    """`find`, as soon as there is one; None where the command ends before."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        if pid := find(part, process.pid):
            return pid
        time.sleep(0.002)
    return None


def send(part, process, number):
    """Send a signal to a part, if it is there: found and held, so that it is no other process."""
    pid = find(part, process.pid)
    if pid is None:
        return False
    try:
        held = os.pidfd_open(pid)
    except OSError:
        return False
    try:
        if find(part, process.pid) != pid:
            return False
        signal.pidfd_send_signal(held, number)
    except ProcessLookupError:
        return False
    finally:
        os.close(held)
    return True


# Processes that are killed.


@pytest.fixture(scope="module")
def usual():
    """Of a right and a wrong submission: how long it takes, and what it passes."""
    found = {}
    for source in (RIGHT, WRONG):
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            Path(folder).chmod(0o755)
            start = time.monotonic()
            done = Place(Path(folder)).run(source)
            found[source] = time.monotonic() - start, done.passed, done.found["score"]
            done.graded(14 if source == RIGHT else 11)
    return found


def rounds(few, many):
    return [*range(few), *(pytest.param(n, marks=pytest.mark.slow) for n in range(few, many))]


@pytest.mark.parametrize("number", rounds(20, 200))
def test_killed_at_a_random_moment(place, usual, number):
    """Grader, fork server or worker; a right or a wrong submission; bare or on the platform.

    Killed before it wrote anything, a bare grader leaves no results.json; on the platform there is
    one from the first milliseconds. SIGKILL of the grader is the one fault after which nobody can
    remove its folders; its processes end by themselves, within seconds.
    """
    chance = random.Random(number)
    part, platform = PARTS[number % 3], number // 3 % 2 == 1
    source = WRONG if number // 6 % 2 else RIGHT
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
    assert done.orphans == []
    if part == "grader" and hit and done.status == -signal.SIGKILL:
        assert done.found is not None or not platform
        if done.found and done.found["score"] == 0:
            assert done.found["output"].startswith(ON_OUR_SIDE)
    elif not hit:
        done.graded(deserved)
    elif part == "fork server" and done.status != 0:
        if source == RIGHT:
            done.ours("fork server")
        assert done.status == 2
        assert done.left == []
    else:
        costs_what_was_asked(done, passes)
    if done.found:
        assert done.found["score"] <= deserved
        assert done.passed <= passes


def costs_what_was_asked(done, passes):
    """A worker that is killed from outside costs one answer, or all where the file was read."""
    lost = [test for test in done.found["tests"] if test["number"] in passes - done.passed]
    assert done.left == []
    if done.status == 2:  # before the student's file was read: nobody is blamed
        assert [test["output"] for test in lost] == [NOT_YOURS] * len(lost)
    assert len(lost) <= 1 or all(test["output"].startswith("submission.py") for test in lost)
    assert all("SIGKILL" in test["output"] for test in lost if test["output"] != NOT_YOURS)


@pytest.fixture(scope="module")
def torch_server():
    with ForkServer(["numpy", "torch"]) as found:
        yield found


@pytest.mark.parametrize("count", [30, pytest.param(200, marks=pytest.mark.slow)])
def test_a_killed_worker_costs_what_was_asked(torch_server, manifest, count, place, monkeypatch):
    """Of many grades, each with its worker killed at a random moment: one answer, or the import."""
    monkeypatch.setattr(tempfile, "tempdir", str(place.temp))
    chance = random.Random(count)

    def each(graders):
        seconds = run(graders, RIGHT, manifest, torch_server).seconds
        for _ in range(count):
            ended = threading.Event()
            args = (torch_server.process.pid, chance.uniform(0, seconds), ended)
            thread = threading.Thread(target=_kill_child, args=args)
            thread.start()
            grade = run(graders, RIGHT, manifest, torch_server)
            ended.set()
            thread.join()
            yield grade

    for grade in collected(manifest, lambda graders: list(each(graders))):
        lost = [o for o in grade.outcomes if o.status is not Status.PASSED]
        if grade.ours:
            assert {o.status for o in lost} <= {Status.ERRORED}, [o.message for o in lost]
        assert len(lost) <= 1 or all(o.message.startswith("submission.py") for o in lost)
        assert grade.score <= 14
    assert place.left() == []


def _kill_child(parent, delay, ended):
    """SIGKILL the first child of `parent`, `delay` seconds after it appears."""
    while not (pids := children(parent)):
        if ended.wait(0.001):
            return
    if not ended.wait(delay) and pids[0] in children(parent):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pids[0], signal.SIGKILL)


def test_a_worker_killed_before_it_speaks_is_nobodys_fault(handed_in, monkeypatch):
    """It has not read the student's file: BoxError, and the next start is a new one."""
    with ForkServer(["numpy"]) as one:
        box = Box(one, handed_in("def f(): return 1"), 256, 60)
        monkeypatch.setattr(host, "HELLO_SECONDS", 0.3)
        monkeypatch.setattr(box, "_hello", lambda: _stopped_hello(box, one))
        with pytest.raises(BoxError, match="a worker did not start"):
            box.start()
        assert not box.running
        monkeypatch.undo()
        box.start()
        assert box.ask({"do": "load", "file": "submission.py"}, 5)["problem"] is None
        box.stop()


def _stopped_hello(box, one):
    """The worker's first frame is awaited when the worker has been stopped."""
    os.kill(children(one.process.pid)[0], signal.SIGKILL)
    return Box._hello(box)


@pytest.mark.parametrize("part", ["fork server", "worker"])
@pytest.mark.parametrize("number", [signal.SIGSTOP])
def test_a_part_that_is_stopped(place, part, number):
    """SIGSTOP: the clock ends it. Of a worker it is the student's, of the fork server ours."""
    edits = {
        "autograder__box__server": ("ANSWER_SECONDS = 20.0", "ANSWER_SECONDS = 1.0"),
        "autograder__box__host": ("HELLO_SECONDS = 20.0", "HELLO_SECONDS = 1.0"),
    }
    root = place.project(**edits)
    server_file = root / "autograder" / "box" / "server.py"
    server_file.write_text(
        server_file.read_text().replace("END_SECONDS = 10.0", "END_SECONDS = 1.0")
    )
    limits = root / "assignment.toml"
    text = limits.read_text()
    for name, seconds in (("call", 1), ("import", 2), ("submission", 6)):
        key = f"{name}_seconds = "
        old = next(line for line in text.splitlines() if line.startswith(key))
        text = text.replace(old, f"{key}{seconds}")
    limits.write_text(text)
    process = place.start(ENDLESS, root=root)
    assert awaited("worker", process)
    start = time.monotonic()
    time.sleep(0.5)  # in the loop without end
    assert send(part, process, number)
    done = place.done(process)
    assert time.monotonic() - start < 12
    assert (done.left, done.orphans) == ([], [])
    assert done.found["score"] <= 12
    if part == "fork server":
        assert done.status == 2
        assert "the fork server did not answer" in done.err
        assert done.found["output"].startswith(ON_OUR_SIDE)
    else:
        done.graded(12)


def test_a_fork_server_that_stops_while_it_loads(place):
    """The wait for its libraries has an end, and it is killed."""
    root = place.project(autograder__box__server=("START_SECONDS = 120.0", "START_SECONDS = 1.0"))
    process = place.start(root=root)
    assert awaited("fork server", process)
    assert send("fork server", process, signal.SIGSTOP)
    place.done(process).ours("the fork server did not answer within 1 s")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", ["imports", "answers"])
def test_the_command_is_asked_to_end(place, number, moment):
    """Ctrl-C, or a machine that goes down: no wall of text, nothing left, nobody graded wrongly."""
    process = place.start(ENDLESS)
    assert awaited("fork server" if moment == "imports" else "worker", process)
    time.sleep(0.05 if moment == "imports" else 0.7)
    start = time.monotonic()
    process.send_signal(number)
    done = place.done(process)
    assert time.monotonic() - start < 5
    assert done.status != 0
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) <= 3
    assert (done.left, done.orphans) == ([], [])
    if moment == "answers":
        assert done.found["output"].startswith(ON_OUR_SIDE)
    if done.found:
        assert done.found["score"] <= 12


# Where results.json should go.


def small(where, options):
    """A command line before another, for which the folder `where` is a disk of its own.

    What is on it in the end is copied to a folder named `where`.after.
    """
    script = (
        'mount -t tmpfs -o "$1" none "$2" || exit 99; disk=$2; shift 2; "$@"; status=$?;'
        ' cp -a "$disk" "$disk.after"; exit $status'
    )
    alone = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh"]
    return [*alone, options, str(where)]


def refused(done, place, *words):
    """results.json could not be written: one sentence, and half a file is nowhere."""
    assert done.status == 2
    assert len(done.err.strip().splitlines()) == 1
    assert "Traceback" not in done.err
    assert [
        word for word in ("autograder: ", str(place.results), *words) if word not in done.err
    ] == []
    assert (done.left, done.orphans) == ([], [])


@as_root
@pytest.mark.parametrize("size", ["4k", "12k", "16k", "nr_inodes=1"])
def test_the_disk_of_the_results_is_full(place, size):
    """Nothing, or whole: the one that blames nobody stays where the final one does not fit."""
    place.results.parent.mkdir()
    options = size if "=" in size else f"size={size}"
    done = place.run(before=small(place.results.parent, options), after=".after")
    names = [path.name for path in place.results.parent.with_name("results.after").iterdir()]
    assert set(names) <= {"results.json"}
    if done.status == 0:
        assert done.found["score"] == 14
        return
    refused(done, place, "No space left on device")
    if done.found:
        assert done.found["output"].startswith(ON_OUR_SIDE)


@as_root
@pytest.mark.parametrize("size", ["4k", "8k", "nr_inodes=4"])
def test_the_disk_of_temporary_files_is_full(place, size):
    """The submission cannot be copied: ours, for every check, and what was copied is removed."""
    options = size if "=" in size else f"size={size}"
    done = place.run(before=small(place.temp, f"{options},mode=755"))
    left = [path.name for path in place.temp.with_name("temp.after").iterdir()]
    assert left == []
    if done.status != 0:
        done.ours("No space left on device")


@pytest.mark.parametrize("size", [0, 1000, 3000, 5000, 7000])
def test_files_may_not_grow(place, size):
    """RLIMIT_FSIZE of the command: half a results.json is never seen."""
    done = place.run(before=["prlimit", f"--fsize={size}"])
    if done.status == 0:
        done.graded()
    elif done.found:
        assert done.found["output"].startswith(ON_OUR_SIDE)
        assert (done.status, done.blamed) == (2, [])
    else:
        refused(done, place, "File too large")
    assert (done.left, done.orphans) == ([], [])
    if place.results.parent.exists():
        assert {path.name for path in place.results.parent.iterdir()} <= {"results.json"}


@as_root
def test_the_folder_of_the_results_is_read_only(place):
    """One sentence; also for root, whom no mode bits stop."""
    place.results.parent.mkdir()
    script = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
    alone = ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh"]
    done = place.run(before=[*alone, place.results.parent])
    refused(done, place, "Read-only file system")


def test_the_folder_of_the_results_is_a_file(place):
    """One sentence; the file is as it was."""
    place.results.parent.write_text("mine")
    refused(place.run(), place)
    assert place.results.parent.read_text() == "mine"


def test_results_json_is_a_folder(place):
    """One sentence; what is in it is as it was."""
    place.results.mkdir(parents=True)
    (place.results / "mine").touch()
    refused(place.run(), place)
    assert [path.name for path in place.results.iterdir()] == ["mine"]
    assert [path.name for path in place.results.parent.iterdir()] == ["results.json"]


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
    """TMPDIR below a folder that is closed to others: not the student's fault."""
    place.temp.chmod(0o700)
    done = place.run()
    if done.status == 0:
        done.graded()
    else:
        done.ours(str(place.temp))


# Memory, processes and descriptors run out.


@pytest.mark.parametrize(
    "megabytes",
    [200, 400, 700, *(pytest.param(n, marks=pytest.mark.slow) for n in range(250, 1200, 50))],
)
def test_memory_runs_out(place, megabytes):
    """RLIMIT_AS of the command: all points, or ours."""
    done = place.run(before=["prlimit", f"--as={megabytes << 20}"])
    if done.status == 0:
        done.graded()
    else:
        done.ours()


@pytest.mark.parametrize("megabytes", [30, 100, pytest.param(60, marks=pytest.mark.slow)])
def test_memory_runs_out_before_anything(place, megabytes):
    """Where not even NumPy can be imported, the platform's results.json blames nobody."""
    process = place.start_on_platform()
    process.kill()
    process.communicate()
    place.results.unlink(missing_ok=True)
    done = place.done(
        subprocess.Popen(
            ["prlimit", f"--as={megabytes << 20}", "./run_autograder"],
            cwd=place.folder,
            env={"PATH": os.environ["PATH"], "AUTOGRADER_VENV": sys.prefix},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    )
    assert done.status != 0
    assert done.found["score"] == 0
    assert done.found["output"].startswith(ON_OUR_SIDE)


@as_root
@pytest.mark.parametrize("processes", [1, 2, 3])
def test_processes_run_out(place, processes):
    """RLIMIT_NPROC of an ordinary user: neither a fork server nor a worker, or no threads."""
    place.folder.chmod(0o777)
    place.temp.chmod(0o777)
    user = ["setpriv", "--reuid=64123", "--regid=64123", "--clear-groups"]
    place.run(before=[*user, "prlimit", f"--nproc={processes}"]).ours()


@pytest.mark.parametrize(
    "files",
    [
        10,
        14,
        20,
        40,
        *(pytest.param(n, marks=pytest.mark.slow) for n in (8, 12, 16, 24, 30, 60, 90)),
    ],
)
def test_descriptors_run_out(place, files):
    """RLIMIT_NOFILE of the command: one sentence, or ours for every check."""
    done = place.run(before=["prlimit", f"--nofile={files}"])
    if done.found is None:
        refused(done, place, "Too many open files")
    elif done.status == 0:
        done.graded()
    else:
        done.ours()


# Packages that are missing or broken.


def test_every_package_is_there(place):
    """The tests below are of what is missing, not of how it is taken away."""
    place.run(python=place.interpreter()).graded()


@pytest.mark.parametrize("name", ["torch", "numpy", "pydantic", "pytest", "typer"])
def test_a_package_is_missing(place, name):
    """Ours, by its name, in one sentence; results.json is written all the same."""
    done = place.run(python=place.interpreter(name))
    done.ours(name)
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "text",
    [
        "raise OSError('libtorch_cpu.so: cannot open shared object file')",
        "import os; os._exit(0)",
        "import os; os.abort()",
        "import threading, time; threading.Thread(target=time.sleep, args=[60], daemon=True).start()",
    ],
    ids=["raises", "exits", "aborts", "has a thread"],
)
def test_torch_is_broken(place, text):
    """In the fork server, whatever it does: ours."""
    place.run(python=place.interpreter(torch=text)).ours("fork server")


# Graders, references and manifests that are wrong.


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("reference__gan", "def A_matrix(alpha", "def A_matrix(*_):\n    1 / 0\n\n\ndef old(alpha", ["ZeroDivisionError"]),
        ("reference__gan", "def A_matrix(alpha", "def A_matrix(*_):\n    assert 0, 'sane'\n\n\ndef old(alpha", ["sane"]),
        ("tests__hidden__test_gan", "    for what, alpha", "    raise OSError('gone')\n    for what, alpha", ["gone"]),
        ("tests__hidden__test_gan", "    for what, alpha", "    raise SystemExit(0)\n    for what, alpha", ["SystemExit"]),
        ("tests__hidden__test_gan", "    for what, alpha", "    import pytest\n    pytest.skip('later')\n    for what, alpha", ["later"]),
        ("tests__hidden__test_gan", "    for what, alpha", "    for what alpha", ["test_gan.py"]),
        ("tests__hidden__test_gan", "import reference", "raise SystemExit(0)", ["SystemExit"]),
        ("tests__hidden__test_gan", "    for what, alpha", "    import pytest\n    pytest.exit('now')\n    for what, alpha", ["now"]),
    ],
    ids=["raises", "asserts", "grader raises", "grader exits", "grader skips", "syntax", "import exits", "grader ends pytest"],
)  # fmt: skip
def test_a_grader_is_broken(place, file, old, new, words):
    """What could not be judged is ours; what could be has its points."""
    done = place.run(root=place.project(**{file: (old, new)}))
    done.ours(*words)
    assert "3.1.4" not in done.passed
    assert sum(test.get("max_score", 0) for test in done.found["tests"]) == 14


@pytest.mark.parametrize("text", [None, "", "\0", "[limits]\n", "\ufeff"])
def test_the_manifest_is_broken(place, text):
    """Missing, empty, no TOML: ours, by its name."""
    root = place.project()
    (root / "assignment.toml").unlink()
    if text is not None:
        (root / "assignment.toml").write_text(text)
    place.run(root=root).ours("assignment.toml")


# Time.


@pytest.mark.parametrize(
    "seconds", ["0", "-5", "nan", "soon", "", pytest.param("1e999", marks=pytest.mark.slow)]
)
def test_a_time_limit_that_is_none(place, seconds):
    """TIMEOUT_SECONDS is undocumented: what cannot be meant is as if it were not there."""
    place.run(TIMEOUT_SECONDS=seconds).graded()


@pytest.mark.parametrize("seconds", ["0.01", "1"])
def test_a_time_limit_that_is_too_short_for_us(place, seconds):
    """Over before the student's file was read: that is not the student's slowness."""
    done = place.run(TIMEOUT_SECONDS=seconds)
    if done.status == 0:
        done.graded()
    else:
        done.ours()


# Replies that come in pieces, in a box without torch.


@pytest.fixture(scope="module")
def numpy_server():
    with ForkServer(["numpy"]) as found:
        yield found


@pytest.fixture
def asked(numpy_server, handed_in):
    """A started box, and how to call the f of its submission.py."""
    made = []

    def make(text):
        box = Box(numpy_server, handed_in(text), 256, 60)
        made.append(box)
        message = {"do": "call", "file": "submission.py", "function": "f"}

        def call(*arguments, seconds=5.0):
            if not box.running:
                box.start()
                box.ask({"do": "load", "file": "submission.py"}, 10)
            return box.ask({**message, "arguments": list(arguments)}, seconds)

        return call

    yield make
    for box in made:
        box.stop()


REPLY = wire.encode({"id": 2, "value": np.arange(3.0)})


def test_a_reply_that_comes_byte_by_byte(asked):
    """However it is cut, what is whole in the end is an answer."""
    text = """
import os, time
def f(frame, size):
    for i in range(0, len(frame), size):
        os.write(4, frame[i:i + size])
        time.sleep(0.0005)
    time.sleep(60)
"""
    for size in (1, 2, 7, 15, 16, 17, len(REPLY) - 1):
        call = asked(text)
        assert call(REPLY, size)["value"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("end", ["time.sleep(60)", "os.close(4); time.sleep(60)"])
@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_a_reply_that_is_cut(asked, end, every):
    """At any byte, by a process that goes on: its time is over, or the line is closed."""
    call = asked(f"import os, time\ndef f(frame, n):\n    os.write(4, frame[:n])\n    {end}")
    for cut in range(0, len(REPLY), every):
        start = time.monotonic()
        with pytest.raises((Overdue, Died)):
            call(REPLY, cut, seconds=0.05)
        assert time.monotonic() - start < 2


def test_a_reply_after_a_piece_of_another(asked):
    """What follows half a reply is not looked at as a reply."""
    call = asked("import os\ndef f(frame, n):\n    os.write(4, frame[:n])\n    return 1")
    for cut in (1, 3, 4, 12, 15, 16, 17, 40, len(REPLY) - 1):
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
    assert place.left() == []
    assert place.orphans() == []
