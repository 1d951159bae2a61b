"""The box from outside: the clock, the wire, the output, and that nothing outlives it."""

import os
import platform
import random
import resource
import struct
import subprocess
import sys
import time
import types
from pathlib import Path

import numpy as np
import pytest

from autograder.box import chance, forkserver, host, usage, wire
from autograder.box import server as server_module
from autograder.box.host import Box
from autograder.box.pipes import OUTPUT_BYTES, Output
from autograder.box.removal import Remover
from autograder.box.server import ForkServer
from autograder.errors import BoxError, Died, Overdue

LOAD = {"do": "load", "file": "submission.py"}


@pytest.fixture(scope="module")
def server():
    with ForkServer(["numpy"]) as server:
        yield server


@pytest.fixture
def box(server, handed_in):
    """Make a started box whose submission.py is the given text."""
    made = []

    def make(text, memory_mb=256, disk_mb=256):
        made.append(Box(server, handed_in(text), memory_mb, 60, disk_mb))
        made[-1].start()
        made[-1].ask(LOAD, 10)
        return made[-1]

    yield make
    for one in made:
        one.stop()


def call(box, *arguments, seconds=5.0):
    message = {"do": "call", "file": "submission.py", "function": "f"}
    return box.ask({**message, "arguments": list(arguments)}, seconds)


def by_two_workers(server, folder):
    """What f() answers in each."""
    told = []
    for _ in range(2):
        one = Box(server, folder, 256, 60)
        one.start()
        one.ask(LOAD, 10)
        told.append(call(one)["value"])
        one.stop()
    return told


def test_chance_is_the_same_for_every_worker(handed_in):
    """Whatever is drawn without a seed, and the order of a set: a regrade agrees."""
    text = (
        "import random, secrets\nimport numpy as np\n"
        "def f(): return random.random(), np.random.rand(), ' '.join({'a', 'b', 'c', 'd', 'e'}), "
        "np.random.default_rng().random(), secrets.token_hex(), random.SystemRandom().random(), "
        "random.Random().random(), random.seed(), random.random(), np.random.seed(), "
        "np.random.rand(), random.Random(5).random(), random.seed('a', 2), random.random()"
    )
    told = []
    for _ in range(2):
        with ForkServer(["numpy"]) as server:
            told += by_two_workers(server, handed_in(text))
    assert told == told[:1] * 4
    assert told[0][-3] == random.Random(5).random()


def test_chance_of_torch_is_the_same_for_every_worker(handed_in):
    """torch.seed() is taken for what gives it a seed."""
    pytest.importorskip("torch")
    text = "import torch\ndef f(): return torch.rand(1).item(), torch.seed(), torch.rand(1).item()"
    with ForkServer(["torch"]) as server:
        one, other = by_two_workers(server, handed_in(text))
    assert one == other
    assert len(set(one)) == 3


def test_a_torch_that_has_little_is_seeded_all_the_same(monkeypatch):
    """Whatever stands under its name: a worker that could not start would be our fault."""
    little = types.SimpleNamespace()
    monkeypatch.setitem(sys.modules, "torch", little)
    monkeypatch.delitem(sys.modules, "torch.random", raising=False)
    monkeypatch.setattr(random.Random, "seed", random.Random.seed)
    for name in ("_urandom", "seed"):
        monkeypatch.setattr(random, name, getattr(random, name))
    chance.steady()
    assert callable(little.seed)


def test_a_call_there_and_back(box):
    """Arrays arrive as they were, writable; in-place work on them changes nothing here."""
    array = np.arange(6.0).reshape(2, 3)
    reply = call(box("def f(a):\n    a *= 2\n    return a"), array)
    assert reply["value"].tolist() == [[0, 2, 4], [6, 8, 10]]
    assert array[0, 1] == 1


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    while True: pass",
        "import time\ndef f():\n    time.sleep(1000)",
        "import signal\nfor n in (2, 15, 14): signal.signal(n, signal.SIG_IGN)\n"
        "def f():\n    while True: pass",
        "import os, signal\ndef f():\n    os.kill(os.getpid(), signal.SIGSTOP)",
        "import os\ndef f():\n    os.write(4, b'AGW1')\n    while True: pass",
        "import os, struct\ndef f():\n    os.write(4, struct.pack('<4sIQ', b'AGW1', 100, 0))\n"
        "    while True: pass",
        "import os, time\ndef f():\n    while True: os.write(1, b'x' * 65536)",
    ],
)
def test_the_clock_ends_it(box, text):
    """Loops, sleeps, ignored signals, half a frame, a flood: one deadline for the exchange."""
    one, start = box(text), time.monotonic()
    with pytest.raises(Overdue):
        call(one, seconds=0.5)
    assert time.monotonic() - start < 1.5
    assert not one.running


@pytest.mark.skipif(
    os.geteuid() != 0, reason="only root may write the oom_score_adj of what cannot be dumped"
)
def test_where_memory_runs_out_the_worker_goes_first(box):
    """Not the grader, nor the fork server."""
    one = box("def f(): return 1")
    pids = (_pid(one), one.server.process.pid, os.getpid())
    worker, server, grader = (int(Path(f"/proc/{pid}/oom_score_adj").read_text()) for pid in pids)
    assert worker == 1000
    assert server == grader < 1000


def test_a_worker_that_never_reads(box):
    """A request that does not fit the pipe does not hold the grader."""
    one = box("import time\ndef f(a):\n    time.sleep(100)")
    with pytest.raises(Overdue):
        call(one, np.zeros(100_000), seconds=0.5)
    one = box("import time\ntime.sleep(0)\ndef f(a): return 1")
    os.kill(_pid(one), 19)  # SIGSTOP: it will not read
    with pytest.raises(Overdue):
        call(one, np.zeros(400_000), seconds=0.5)


def _pid(box):
    text = Path(f"/proc/self/fdinfo/{box._fds['pidfd']}").read_text()
    return int(text.split("Pid:")[1].split()[0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import os\ndef f():\n    os._exit(0)", "exit status 0"),
        ("import os\ndef f():\n    os._exit(3)", "exit status 3"),
        ("import os\ndef f():\n    os.kill(os.getpid(), 9)", "SIGKILL"),
        ("import os\ndef f():\n    os.kill(os.getpid(), 11)", "SIGSEGV"),
        ("import os, time\ndef f():\n    os.close(4)\n    time.sleep(9)", "closed the line"),
        ("import os\ndef f():\n    os.write(4, b'x' * 100)", "not an answer"),
        ("import os\ndef f():\n    os.write(4, b'AGW1' + b'\\xff' * 12)", "not an answer"),
    ],
)
def test_a_death_is_told(box, text, said):
    """How the process ended, in words."""
    one = box(text)
    with pytest.raises(Died, match=said):
        call(one)
    assert not one.running


@pytest.mark.parametrize("reply", [[1, 2], {"id": 99, "value": 1}, {"value": 1}, "text", None])
def test_a_forged_frame_is_no_answer(box, reply):
    """A well-formed frame that is not the reply to this request."""
    frame = wire.encode(reply)
    with pytest.raises(Died, match="not an answer"):
        call(box(f"import os\ndef f():\n    os.write(4, {frame!r})\n    return 1"))


@pytest.mark.parametrize(
    "after", ["os.write(4, b'AGW1')", "os.write(4, frame)", "os._exit(0)", "os.close(4)"]
)
def test_who_speaks_unasked_is_not_asked(box, after):
    """An answer in advance, the rest of one, an end after the answer: a fresh worker is started."""
    text = f"""
import os, threading, time
def f(frame):
    def late():
        time.sleep(0.05)
        {after}
    threading.Thread(target=late).start()
    return 1
"""
    one = box(text)
    assert call(one, wire.encode({"id": 3, "value": 2}))["value"] == 1
    assert one.running
    until = time.monotonic() + 10
    while one.running:
        assert time.monotonic() < until
        time.sleep(0.01)
    one.start()
    one.ask(LOAD, 10)
    assert call(one, b"")["value"] == 1


def test_a_reply_cut_at_every_byte(box):
    """Whatever is missing, and the process then ends: a death, never a hang or a crash of ours."""
    frame = wire.encode({"id": 2, "value": np.arange(3.0)})
    one = box("import os\ndef f(frame, n):\n    os.write(4, frame[:n])\n    os._exit(0)")
    for cut in range(len(frame)):
        with pytest.raises(Died):
            call(one, frame, cut)
        one.start()
        one.ask(LOAD, 5)


@pytest.mark.parametrize("without", [(), ("seccomp",)], ids=["as it is", "where it may fork"])
def test_nothing_outlives_the_box(server, handed_in, without):
    """Daemons by double fork and setsid, and their grandchildren, end with it."""
    text = """
import os, time
def f():
    try:
        pid = os.fork()
    except OSError:
        return 'refused'
    if pid == 0:
        os.setsid()
        os.fork()
        time.sleep(60)
    time.sleep(0.3)
    return 'forked'
"""
    one = Box(server, handed_in(text), 256, 60, without=without)
    one.start()
    try:
        one.ask(LOAD, 10)
        forked = call(one)["value"] == "forked"
        assert forked or not without
        assert len(_below(server)) == (3 if forked else 1)
    finally:
        one.stop()
    assert _below(server) == []


def _below(server):
    """Every process that descends from the fork server."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, generation = [], [server.process.pid]
    while generation:
        generation = [pid for pid, parent in parents.items() if parent in generation]
        found += generation
    return found


def test_the_folder_is_the_students_own(box, handed_in):
    """Relative reads and writes work, deleting it too; the original is not touched."""
    one = box(
        "import shutil, os\ndef f():\n    open('new', 'w').write('x')\n"
        "    shutil.rmtree(os.getcwd())\n    return 1"
    )
    place = one._place
    assert call(one)["value"] == 1
    one.stop()
    assert not place.exists()
    assert (one.tree / "submission.py").exists()
    assert not (one.tree / "new").exists()


@pytest.mark.parametrize(
    "text",
    [
        "for _ in range(2100):\n        os.mkdir('d', 0o700)\n        os.chdir('d')\n"
        "    open('x', 'w').close()\n    os.mkdir('shut', 0)",
        "for k in range(300): os.mkdir(str(k), 0o300); open(f'{k}/x', 'w').close()",
        "os.mkdir('a'); os.mkdir('a/b', 0); os.mkdir('a/c'); os.open('a/c/x', os.O_CREAT, 0)",
    ],
    ids=["deep", "wide", "shut"],
)
def test_a_folder_that_is_hard_to_remove(box, text, monkeypatch):
    """Nested by the thousand, without rights: it is gone all the same, at the latest at the end."""
    monkeypatch.setattr(host, "REMOVE_SECONDS", 60)
    monkeypatch.setattr(usage, "TOO_DEEP", "")  # and it goes on
    one = box(f"import os\ndef f():\n    {text}\n    return 1")
    place = one._place
    assert call(one, seconds=20)["value"] == 1
    one.stop()
    assert not place.exists()


ASTRAY = """
import os
def f(where):
    for place in where:
        os.mkdir(f"{place}/astray-{os.getpid()}", 0)
        open(f"{place}/astray-file-{os.getpid()}", "x").close()
    return os.getpid()
def g(where):
    data = bytes(1 << 22)
    for k in range(1000):
        open(f"{where[0]}/astray-{os.getpid()}-{k}", "xb").write(data)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="a worker with our uid has our files")
def test_without_landlock_nothing_is_left_where_everybody_may_write(server, handed_in):
    """As root, on an older kernel: it counts, and is removed."""
    one = Box(server, handed_in(ASTRAY), 256, 60, 80, landlock_abi=0)
    one.start()
    if server.uid()[0] is None:
        pytest.skip(server.uid()[1])
    one.ask(LOAD, 10)
    where = [place for place in ("/tmp", "/var/tmp", "/dev/shm") if os.access(place, os.W_OK)]
    pid = call(one, where)["value"]
    assert all(Path(place, f"astray-{pid}").exists() for place in where)
    with pytest.raises(Died, match="and may write 80 MB"):
        one.ask({"do": "call", "file": "submission.py", "function": "g", "arguments": [where]}, 20)
    assert [path for place in where for path in Path(place).glob(f"astray*{pid}*")] == []


def test_removal_holds_nobody_up(handed_in, monkeypatch):
    """A folder that takes long is left to a process of its own; at the end all of it is gone."""
    monkeypatch.setattr(host, "REMOVE_SECONDS", 0.0)
    monkeypatch.setattr(server_module, "END_SECONDS", 60)
    text = "import os\ndef f():\n    for k in range(600): os.mkdir(str(k))\n    return 1"
    with ForkServer(["numpy"]) as server:
        one = Box(server, handed_in(text), 256, 60)
        one.start()
        one.ask(LOAD, 10)
        assert call(one)["value"] == 1
        start = time.monotonic()
        one.stop()
        assert time.monotonic() - start < 0.1
        one.start()
        one.stop()
    assert not server.place.exists()
    assert server.remover._running == set()


FILLS = {
    "large files": (
        "data = bytes(1 << 22)\ndef f():\n    for k in range(10**6):\n"
        "        with open(str(k), 'wb') as file: file.write(data)",
        "it had written [0-9]+ MB, and may write 80 MB",
    ),
    "small files": (
        "def f():\n    for k in range(10**6): open(str(k), 'w').close()",
        "it had made more than 2,500 files and folders",
    ),
    "shut folders": (
        "import os\nos.mkdir('shut', 0o300)\nos.chdir('shut')\n"
        "def f():\n    for k in range(10**6): os.mkdir(str(k), 0)",
        "it had made more than 2,500 files and folders",
    ),
    "moving folders": (
        "import os, threading\nos.mkdir('a')\nfolder = os.open('a', os.O_RDONLY)\n"
        "def move():\n    while True: os.rename('a', 'b'); os.rename('b', 'a')\n"
        "threading.Thread(target=move, daemon=True).start()\n"
        "def f():\n    for k in range(10**6): os.mkdir(str(k), 0, dir_fd=folder)",
        "it had made more than 2,500 files and folders",
    ),
    "threads": (
        "import threading\nthreading.stack_size(1 << 15)\nwait = threading.Event().wait\n"
        "def f():\n    while True: threading.Thread(target=wait, daemon=True).start()",
        "it had started [0-9]+ threads, and may start 256",
    ),
    "deep folders": (
        "import os\ndef f():\n    while True: os.mkdir('d' * 200); os.chdir('d' * 200)",
        "its folders are nested too deep to be looked through",
    ),
    "shared memory": (
        "import mmap\ndef f():\n    held = mmap.mmap(-1, 1 << 29)\n"
        "    for k in range(0, 1 << 29, 4096): held[k] = 1",
        "it had taken [0-9]+ MB of memory, and may take 128 MB",
    ),
}


@pytest.mark.alone
@pytest.mark.parametrize("name", FILLS)
def test_what_a_worker_may_take(box, name, monkeypatch):
    """Of disk and shared memory: it is ended, told why, and took at most half as much again."""
    text, said = FILLS[name]
    left = []
    remove = Remover.remove

    def measured(self, place, seconds):
        left.append(usage.walk([place], usage.Taken(1 << 40, 1 << 40)))
        return remove(self, place, seconds)

    monkeypatch.setattr(Remover, "remove", measured)
    one = box(text, memory_mb=128, disk_mb=80)
    if name == "threads" and one.server.uid()[0] is not None:
        pytest.skip("with a uid of its own it is refused the 128th thread (RLIMIT_NPROC)")
    with pytest.raises(Died, match=said):
        call(one, seconds=20)
    assert not one.running
    assert (left[0] is None) == (name == "deep folders")  # which nobody can walk through
    assert left[0] is None or (left[0].size <= 120 << 20 and left[0].names <= 3_750)
    assert one.rss_kib < (1.5 * 128 + 150) * 1024


HELD = """
import os
data, held = bytes(1 << 22), []
def f(most):
    for k in range(most):
        held.append(open('x', 'wb'))
        os.unlink('x')
        held[-1].write(data)
    return 1
"""


def test_files_that_were_deleted_count(box):
    """No walk finds them; the disk does, and gets them back by the worker's end."""
    with pytest.raises(Died, match="files that it had deleted and still held open"):
        call(box(HELD, disk_mb=80), 100, seconds=20)
    assert call(box(HELD, disk_mb=80), 10)["value"] == 1


def test_a_disk_that_others_fill(box, monkeypatch):
    """A worker that is ended for it and gives nothing back was not the one: a fault of ours."""
    one = box("import time\ndef f():\n    time.sleep(5)\n    return 1", disk_mb=80)
    start = usage.free(one._place)
    monkeypatch.setattr(usage, "free", lambda place: usage.Taken(start.size - (200 << 20), 1))
    assert call(one, seconds=9)["value"] == 1  # it did nothing: not suspected
    monkeypatch.setattr(usage, "kernel_seconds", lambda process: 1.0)
    with pytest.raises(BoxError, match="not by its files"):
        call(one, seconds=9)


def test_a_disk_that_others_fill_beside_a_large_folder(box, monkeypatch):
    """What comes back with its folder proves nothing: it might keep that much."""
    text = (
        "import time\ndef f():\n    for name in 'xy':\n"
        "        with open(name, 'wb') as file: file.write(bytes(35 << 20))\n"
        "    time.sleep(5)\n    return 1"
    )
    free, others = usage.free, 60 << 20
    one = box(text, disk_mb=80)
    monkeypatch.setattr(
        usage, "free", lambda place: usage.Taken(free(place).size - others, free(place).names)
    )
    monkeypatch.setattr(usage, "kernel_seconds", lambda process: 1.0)
    with pytest.raises(BoxError, match="not by its files"):
        call(one, seconds=9)


def test_few_files_that_were_deleted_count_beside_many(box, monkeypatch):
    """Their room comes back at once, however long the others take to be removed."""
    text = (
        "import os, time\ndef f():\n    for name in 'xy':\n"
        "        with open(name, 'wb') as file: file.write(bytes(35 << 20))\n"
        "    file = open('z', 'wb')\n    os.unlink('z')\n    file.write(bytes(37 << 20))\n"
        "    file.flush()\n    time.sleep(5)"
    )
    monkeypatch.setattr(Remover, "remove", lambda self, place, seconds: False)
    with pytest.raises(Died, match="files that it had deleted and still held open"):
        call(box(text, disk_mb=80), seconds=9)


def test_memory_is_seen_when_the_first_thread_has_left():
    """The kernel tells it by the threads that go on."""
    leave = {"x86_64": 60, "aarch64": 93}.get(platform.machine())
    if leave is None:
        pytest.skip("the number of exit() is not known here")
    text = (
        "import ctypes, threading, time\nheld = bytearray(b'x' * (50 << 20))\n"
        "threading.Thread(target=time.sleep, args=(60,)).start()\n"
        f"print('ready', flush=True)\nctypes.CDLL(None).syscall({leave}, 0)"
    )
    with subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE) as process:
        place = Path(f"/proc/{process.pid}")
        assert process.stdout.readline() == b"ready\n"
        until = time.monotonic() + 5
        while "RssAnon" in (place / "status").read_text() and time.monotonic() < until:
            time.sleep(0.01)
        kib, threads = usage.held(place)
        process.kill()
    assert kib > 50 << 10
    assert threads == 2


def test_a_kill_that_takes_long_is_one(monkeypatch):
    """A worker that waits for a slow disk ends late, and has ended."""
    left, clock = [[5], []], [0.0]

    def wait(pid, options):
        clock.append(99.0)
        return pid, 9, resource.getrusage(resource.RUSAGE_SELF)

    with monkeypatch.context() as patch:
        patch.setattr(forkserver, "_children", lambda: set(left.pop(0)))
        patch.setattr(os, "kill", lambda pid, number: None)
        patch.setattr(os, "wait4", wait)
        patch.setattr(time, "monotonic", lambda: clock[-1])
        status = forkserver._end(5, set())["status"]
    assert status == 9


def test_a_folder_that_is_not_there_has_lost_nothing(tmp_path):
    """A worker may have removed it: that is no fault of ours."""
    with (
        subprocess.Popen(["sleep", "60"]) as process,
        os.fdopen(os.pidfd_open(process.pid)) as pidfd,
    ):
        watch = usage.Watch(tmp_path, pidfd.fileno(), 128, 80)
        tmp_path.rmdir()
        assert (watch.exceeded(), watch.hidden()) == ("", 0)
        process.kill()


@pytest.mark.alone
def test_the_host_sees_memory_where_no_limit_does(server, handed_in):
    """Private memory, with the limits switched off: the backstop."""
    text = "def f():\n    held = []\n    while True: held.append(bytearray(b'x' * (1 << 20)))"
    one = Box(server, handed_in(text), 128, 60, without=("rlimits",))
    one.start()
    one.ask(LOAD, 10)
    with pytest.raises(Died, match=r"it had taken 1[0-9]+ MB of memory, and may take 128 MB"):
        call(one, seconds=20)
    assert one.rss_kib < (1.5 * 128 + 150) * 1024


def test_memory_as_the_kernel_tells_it():
    """By a pidfd; of a process that has ended, or is of another namespace, nothing is believed."""
    process = subprocess.Popen(["sleep", "60"])
    with os.fdopen(os.pidfd_open(process.pid)) as pidfd:
        known = usage._process(pidfd.fileno())
        assert known == Path(f"/proc/{process.pid}")
        kib, threads = usage.held(known)
        assert 0 < kib < 10_000
        assert threads == 1
        assert usage.kernel_seconds(known) < 1
        process.kill()
        process.wait()
        assert usage._process(pidfd.fileno()) is None
    assert usage.held(known) == usage.held(None) == (0, 0)
    assert usage.kernel_seconds(known) == 0


def test_memory_is_limited(box):
    """A MemoryError for the student, not a dead container."""
    one = box("def f():\n    return len(bytearray(1 << 30))", memory_mb=128)
    assert call(one)["raised"]["type"] == "MemoryError"


def test_the_environment_is_clean(box):
    """No variable but these, no descriptor beyond the wire, no stdin, not our session."""
    text = """
import os, sys
def f():
    held = []
    for fd in range(200):
        try:
            os.fstat(fd)
            held.append(fd)
        except OSError:
            pass
    return [sorted(os.environ), held, sys.stdin.read(), os.getsid(0) == os.getpid(), sys.path]
"""
    environ, fds, stdin, own_session, path = call(box(text))["value"]
    assert environ == [
        *("HOME", "LANG", "MPLBACKEND", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH"),
        *("TMPDIR", "TORCHDYNAMO_DISABLE", "USER"),
    ]
    assert fds == [0, 1, 2, 3, 4]
    assert stdin == ""
    assert own_session
    assert str(Path(__file__).parents[2]) not in path


def test_the_uid_is_dropped_for_real(box):
    """As root: an unused uid and gid, no groups, no way back, our files unreadable."""
    if os.geteuid() != 0:
        pytest.skip("only root can drop a uid")
    text = """
import os
def f(secret):
    try:
        os.setuid(0)
    except OSError:
        pass
    try:
        open(secret).read()
        return 'read'
    except PermissionError:
        return [*os.getresuid(), *os.getresgid(), *os.getgroups()]
"""
    one = box(text)
    uid, reason = one.server.uid()
    if uid is None:
        pytest.skip(reason)
    secret = one._place.parent / f"secret-{os.getpid()}"
    secret.touch(mode=0o600)
    try:
        assert call(one, str(secret))["value"] == [uid] * 6
    finally:
        secret.unlink()


def test_two_servers_use_two_uids(server):
    """One uid's workers could signal the other's."""
    with ForkServer(["numpy"]) as other:
        server.ready()
        other.ready()
        (mine, why), (theirs, _) = server.uid(), other.uid()
        if mine is None:
            pytest.skip(why)
        assert theirs not in (None, mine)


def test_output_keeps_head_and_tail(box):
    """However much is printed, what is kept is bounded, and the ends are there."""
    one = box(
        "def f():\n    print('first')\n    for _ in range(40): print('x' * 99_999)\n"
        "    print('last')\n    return 1"
    )
    assert call(one)["value"] == 1
    one.stop()
    text = one.output.text()
    assert text.startswith("first\n")
    assert text.endswith("last\n")
    assert len(text) < 2 * OUTPUT_BYTES + 100


def test_output_counts_what_it_leaves_out():
    """Head + tail + left out = all."""
    output = Output()
    for _ in range(50):
        output.add(b"y" * 10_007)
    assert len(output.head) + len(output.tail) + output.left_out == 50 * 10_007


def test_a_library_that_is_not_there_is_our_fault():
    """BoxError, and it names the library."""
    with (
        ForkServer(["numpy", "no_such_library"]) as server,
        pytest.raises(BoxError, match="no_such_library"),
    ):
        server.ready()


def test_a_dead_fork_server_is_our_fault(handed_in):
    """BoxError at the next request, never the student's, never a hang."""
    with ForkServer(["numpy"]) as server:
        one = Box(server, handed_in("def f(): return 1"), 256, 60)
        one.start()
        one.ask(LOAD, 5)
        server.process.kill()
        server.process.wait()
        with pytest.raises((BoxError, Died)):
            call(one)
        with pytest.raises(BoxError):
            one.start()


def test_a_server_leaves_no_process_and_no_descriptor(handed_in):
    """After `with`, what it opened is closed and what it started has ended."""
    before = _descriptors()
    with ForkServer(["numpy"]) as server:
        one = Box(server, handed_in("def f(): return 1"), 256, 60)
        one.start()
        pid = server.process.pid
        one.stop()
    assert _descriptors() == before
    assert not Path(f"/proc/{pid}").exists()


def _descriptors():
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_the_prefix_is_what_the_docstring_says():
    """Magic, uint32, uint64, little-endian."""
    frame = wire.encode({"a": np.zeros(2)})
    magic, head, body = struct.unpack("<4sIQ", frame[:16])
    assert (magic, body, len(frame)) == (b"AGW1", 16, 16 + head + 16)
