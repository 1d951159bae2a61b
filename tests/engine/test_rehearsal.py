"""A rehearsal of zips that do odd things: as the platform takes them, and nothing is left."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from pathlib import Path

import pytest
from batch import ROOT

from autograder.errors import UsageError
from autograder.harness import CUT, Verdict
from autograder.rehearsal import bubblewrap, command, stage
from autograder.rehearsal.bubblewrap import Bubblewrap
from autograder.rehearsal.cgroups import Group, Size
from autograder.rehearsal.play import rehearse
from autograder.seen import page

SMALLEST = command.SIZES["0.5/0.75"]
PYTHON = """#!/usr/bin/python3 -IS
import json, os, subprocess, sys, time
def write(**document):
    with open("/autograder/results/results.json", "w") as file:
        json.dump(document, file)
"""


@pytest.fixture(autouse=True, scope="module")
def possible():
    """Skip, with the reason, where no container can be made."""
    try:
        bubblewrap.possible()
    except UsageError as error:
        pytest.skip(str(error))


@pytest.fixture
def archive(tmp_path):
    """A zip with that run_autograder, and what else it should hold."""

    def make(script, entries=(("setup.sh", "#!/bin/bash\n"),), name="autograder.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as opened:
            for inner, text in [*entries, ("run_autograder", script)]:
                opened.writestr(inner, text)
        return path

    return make


@pytest.fixture
def played(archive, tmp_path):
    """Rehearse a zip with that script on submissions: what came of each."""
    scratch = tmp_path / "scratch"

    def play(script, *submissions, limit=20, size=SMALLEST):
        source = scratch / "image" / "source"
        source.mkdir(parents=True)
        stage.unpack(archive(script), source)
        if not submissions:
            submissions = (handed(tmp_path, "one"),)
        return list(
            rehearse(source, submissions, Bubblewrap(scratch=scratch), size, limit, scratch)
        )

    yield play
    assert not (scratch / "autograder").exists()


def handed(tmp_path, name, text="# nothing\n"):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "submission.py").write_text(text)
    return folder


def test_a_result_that_is_taken(played):
    """Its score, its texts and its stdout come out; nothing is a problem."""
    [one] = played(
        PYTHON + 'print("to stdout", flush=True); print("to stderr", file=sys.stderr)\n'
        'write(score=3, output="well done", output_format="text")\n'
    )
    assert (one.found.verdict, one.problems) == (Verdict.TAKEN, ())
    assert page(one.found).score == 3
    assert one.found.stdout == "to stdout\nto stderr\n"
    assert one.ran.processes_left == 0
    assert 0 < one.ran.left.seconds < 20


ODD = {
    "writes no JSON": ("print('{', file=open('results/results.json', 'w'))", "invalid_json"),
    "writes nothing": ("", "missing"),
    "writes a list": ("print('[]', file=open('results/results.json', 'w'))", "http"),
    "makes a folder of it": ("os.mkdir('results/results.json')", "http"),
    "makes a pipe of it": ("os.mkfifo('results/results.json')", "http"),
    "writes a score in quotes": ("write(score='3')", "doubtful"),
    "ends badly": ("write(score=3); sys.exit(2)", "taken"),
    "is killed": ("write(score=3); os.kill(os.getpid(), 9)", "taken"),
    "tells of a fault": ("write(score=0, extra_data={'fault': 'no disk'})", "taken"),
    "writes when it has ended": (
        "subprocess.Popen(['sh', '-c', 'sleep 0.5; echo {} >/autograder/results/results.json'])",
        "missing",
    ),
}


@pytest.mark.parametrize(("script", "verdict"), ODD.values(), ids=ODD)
def test_what_is_odd_is_told(played, script, verdict):
    """As the platform would take it, and as no zip to release."""
    [one] = played(PYTHON + script + "\n")
    assert one.found.verdict.value == verdict
    assert one.problems


@pytest.mark.parametrize(
    ("script", "why"),
    [("echo no line that says what runs it\n", "Exec format error"), ("#!/no/such\n", "No such")],
)
def test_a_script_that_cannot_be_started(played, script, why):
    """The traceback that the platform shows staff, in a sentence."""
    [one] = played(script)
    assert one.found.verdict is Verdict.AUTOGRADER
    assert why in one.problems[0]


def test_windows_line_ends_are_mended(played):
    """As the platform's build does; modes are set as well."""
    [one] = played((PYTHON + "write(score=1)\n").replace("\n", "\r\n"))
    assert one.found.verdict is Verdict.TAKEN


def test_long_texts_are_cut(played):
    """At 100,000 characters, in the middle."""
    [one] = played(PYTHON + "print('x' * 150_000)\nwrite(score=1, output='y' * 150_000)\n")
    seen = page(one.found, staff=True)
    for text in (seen.output, seen.stdout):
        assert len(text) == 99_999
        assert CUT in text


def test_the_platforms_time_limit(played):
    """Only the direct child is killed, its result is overwritten, and here nothing lives on."""
    mark = uuid.uuid4().hex
    start = time.monotonic()
    [one] = played(
        PYTHON + "write(score=3)\n"
        f"subprocess.Popen(['sh', '-c', 'sleep 300; : {mark}'], start_new_session=True)\n"
        "time.sleep(300)\n",
        limit=1,
    )
    assert time.monotonic() - start < 20
    assert one.found.verdict is Verdict.TIMED_OUT
    assert one.found.results["output"].startswith("Your submission timed out")
    assert page(one.found).score == 0
    assert one.ran.processes_left >= 1
    assert "killed after 1 s" in one.problems[0]
    assert not running(mark)


def running(mark):
    return [path for path in Path("/proc").glob("[0-9]*/cmdline") if mark in text(path)]


def text(path):
    try:
        return path.read_text()
    except OSError:
        return ""


LOOK = """
found = {
    "cwd": os.getcwd(),
    "uid": os.getuid(),
    "limit": os.environ["TIMEOUT_SECONDS"],
    "here": sorted(os.listdir("/autograder")),
    "files": sorted(os.path.relpath(os.path.join(a, c), "submission")
                    for a, _, b in os.walk("submission") for c in b),
    "modes": [oct(os.stat(os.path.join(a, c)).st_mode & 0o777)
              for a, _, b in os.walk("submission") for c in b],
    "results": sorted(os.listdir("results")),
    "before": os.listdir("/tmp") + os.listdir("/var/tmp") + os.listdir("/dev/shm"),
    "metadata": json.load(open("submission_metadata.json"))["submission_method"],
}
for place in ("/tmp", "/var/tmp", "/dev/shm", "results", "submission", "source"):
    open(place + "/left", "w").close()
write(score=1, extra_data=found)
"""


def test_each_submission_finds_the_platforms_folders(played, tmp_path):
    """And nothing of the one before: not in /tmp, the results or the source; as root."""
    folder = handed(tmp_path, "folder")
    (folder / "run.sh").write_text("")
    (folder / "run.sh").chmod(0o777)
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "empty").mkdir()
    zipped = tmp_path / "handed.zip"
    with zipfile.ZipFile(zipped, "w") as opened:
        opened.writestr("inner/submission.py", "")
        opened.writestr("../../outside.py", "")
    for one, files in zip(
        played(PYTHON + LOOK, folder, zipped, folder / "submission.py"),
        (["run.sh", "submission.py"], ["inner/submission.py", "outside.py"], ["submission.py"]),
    ):
        found = one.found.results["extra_data"]
        assert found["files"] == files
        assert set(found["modes"]) == {"0o644"}
        assert found["results"] == ["stdout"]
        assert found["before"] == []
        assert (found["cwd"], found["uid"], found["limit"]) == ("/autograder", 0, "20")
        assert found["metadata"] == "upload"
        assert {"source", "submission", "results", "run_autograder"} < set(found["here"])


# What must fail in there, as root: each would reach the machine, if it could.
FORBIDDEN = """
import ctypes, socket
libc = ctypes.CDLL(None, use_errno=True)
def called(*arguments):
    if getattr(libc, arguments[0])(*arguments[1:]) == -1:
        raise OSError(ctypes.get_errno(), arguments[0])
def network():
    socket.create_connection(("192.0.2.1", 9), timeout=2)
deeds = {
    "write to the system": lambda: open("/usr/autograder-rehearsal-was-here", "w"),
    "write to the environment": lambda: open("/opt/autograder/venv/was-here", "w"),
    "write to the root": lambda: open("/was-here", "w"),
    "set the kernel": lambda: open("/proc/sys/kernel/panic", "r+").write("0"),
    "mount": lambda: called("mount", b"none", b"/tmp", b"tmpfs", 0, None),
    "remount": lambda: called("mount", b"none", b"/usr", None, 32 | 4096, None),
    "make a device": lambda: os.mknod("/tmp/disk", 0o060600, os.makedev(8, 0)),
    "leave the namespace": lambda: called("unshare", 0x00020000),
    "reach a network": network,
}
through = []
for name, deed in deeds.items():
    try:
        deed()
        through.append(name)
    except OSError:
        pass
for folder, folders, files in os.walk("/proc"):
    folders[:] = [name for name in folders if not (folder == "/proc" and name.isdigit())
                  and name not in ("self", "thread-self")]
    for name in files:
        try:
            os.close(os.open(f"{folder}/{name}", os.O_WRONLY | os.O_NONBLOCK))
            if not os.stat(f"{folder}/{name}").st_mode & 0o222:
                continue  # opened because root may open anything; nothing takes the write
            through.append(f"{folder}/{name}")
        except OSError:
            pass
seen = os.listdir("/home") if os.path.exists("/home") else []
write(score=1, extra_data={
    "through": through, "seen": seen, "shadow": os.path.exists("/etc/shadow"),
    "processes": [p for p in os.listdir("/proc") if p.isdigit() and int(p) > 50],
})
"""


def test_nothing_of_the_machine_is_within_reach(played):
    """Not even for root in there: no write, no mount, no device, no network, no process."""
    script = PYTHON.replace("-IS", "-I") + FORBIDDEN
    [one] = played(script)
    found = one.found.results["extra_data"]
    assert found == {"through": [], "seen": [], "shadow": False, "processes": []}
    assert not Path("/usr/autograder-rehearsal-was-here").exists()


@pytest.fixture
def sized():
    """Skip where this machine gives no control groups."""
    with Group(SMALLEST) as group:
        if not group.enforced:
            pytest.skip(group.why)


def test_the_size_is_enforced(played, sized):
    """CPU takes twice as long on half a CPU; it is measured, and so is memory."""
    [one] = played(
        PYTHON + "held = bytearray(100 << 20)\n"
        "while time.process_time() < 0.6: pass\n"
        "write(score=1)\n"
    )
    assert one.found.verdict is Verdict.TAKEN
    assert one.ran.unenforced == ""
    assert one.ran.left.seconds > 0.9
    assert 0.6 < one.ran.cpu_seconds < 1
    assert 100 < one.ran.peak_mb < 160
    assert 100 < one.ran.charged_mb < 200


def test_more_memory_than_there_is(played, sized):
    """Ends as it does there: killed; the container's groups are gone."""
    small = Size(cpus=1, memory_mb=64)
    [one] = played(PYTHON + "held = bytearray(90 << 20)\nwrite(score=1)\n", size=small)
    assert one.found.verdict is Verdict.MISSING
    assert one.ran.killed_for_memory >= 1
    assert any("memory was full" in problem for problem in one.problems)
    left = Path("/sys/fs/cgroup").glob(f"**/autograder-rehearsal-{os.getpid()}-*")
    assert list(left) == []


def said(*arguments, **more):
    """`autograder rehearse`, ended."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", "rehearse", *map(str, arguments)],
        capture_output=True, text=True, cwd=ROOT, timeout=120, check=False, **more,
    )  # fmt: skip


def test_the_command(archive, tmp_path):
    """What a student and what an instructor would see, what it took, a page; the exit status."""
    good = archive(PYTHON + "print('for staff')\nwrite(tests=[dict(number='1', name='a check',"
                   " score=1, max_score=2, output='look here')])\n")  # fmt: skip
    preview = tmp_path / "page.html"
    done = said(good, handed(tmp_path, "a"), handed(tmp_path, "b"), "--preview", preview)
    assert (done.returncode, done.stderr) == (0, "")
    for told in ("a student sees\n1 of 2\n", "-- 1 a check  1/2", "look here", "for staff",
                 "of 600 s", "0.5 CPU, 0.75 GB"):  # fmt: skip
        assert told in done.stdout, told
    assert [line.split()[:3] for line in done.stdout.splitlines()[-2:]] == [
        ["a", "taken", "1/2"],
        ["b", "taken", "1/2"],
    ]
    assert preview.read_text().count("<article") == 2
    bad = said(archive(PYTHON, name="bad.zip"), tmp_path / "a", "--size", "1/1.5")
    assert bad.returncode == 2
    assert bad.stderr == (
        "autograder: a: Gradescope would not take it as it is: there is no results.json\n"
    )
    assert "1 CPU, 1.5 GB" in bad.stdout


def test_a_terminal_without_the_letters(archive, tmp_path):
    """What it cannot show is a question mark."""
    letters = archive(PYTHON + "write(score=1, output='caf\u00e9 \u4e2d')\n")
    done = said(letters, handed(tmp_path, "a"), env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "caf? ?" in done.stdout


def test_a_submission_that_cannot_be_unpacked(played, tmp_path):
    """A zip whose contents are broken: a sentence that names it."""
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(broken, "w") as opened:
        opened.writestr("submission.py", "a" * 100)
    broken.write_bytes(broken.read_bytes().replace(b"aaaa", b"bbbb", 1))
    with pytest.raises(UsageError, match=r"broken.zip cannot be unpacked: Bad CRC-32"):
        played(PYTHON, broken)


def test_the_callers_mistakes(archive, tmp_path):
    """One sentence each, before anything is started."""
    good = archive(PYTHON + "write(score=1)\n")
    one = handed(tmp_path, "one")
    folder = archive("", entries=[("in/setup.sh", ""), ("in/run_autograder", "")], name="f.zip")
    with zipfile.ZipFile(folder, "w") as opened:
        opened.writestr("in/setup.sh", "")
    pinned = archive(
        PYTHON, [("setup.sh", "VERSION=0.1\n"), ("requirements.txt", "rich==0.1\n")], "pinned.zip"
    )
    root = tmp_path / "root"
    (root / "usr").mkdir(parents=True)
    for arguments, sentence in (
        ((tmp_path / "no.zip", one), "no.zip cannot be read: No such file or directory"),
        ((one / "submission.py", one), "is no zip file: `autograder build` makes one"),
        ((folder, one), "f.zip has no setup.sh at its root; in/ has it"),
        ((good, tmp_path / "nobody"), "nobody is not there: name a folder, a zip or a file"),
        ((good, one, "--size", "8/8"), "choose one of 0.5/0.75, 1/1.5, 2/3, 4/6"),
        ((good, one, "--setup"), "--setup changes a root: name one by --root"),
        ((good, one, "--setup", "--root", "/"), "/ is no root of its own"),
        ((good, one, "--root", root), f"{root} has no /opt/autograder/venv: --setup makes it"),
        ((good, one, "--docker", "an/image", "--setup"), "leave --root and --setup out"),
        ((pinned, one), "this environment is not the zip's, which wants rich==0.1 (here: "),
    ):
        with pytest.raises(UsageError) as raised:
            run(*arguments)
        assert sentence in str(raised.value)
        assert len(str(raised.value).splitlines()) == 1
    assert "torch==0.1 (here: " in str(raised.value)


def run(archive, submission, *options):
    """command.run with the options as a person writes them."""
    given = {"size": "0.5/0.75", "limit": 20}
    names = iter(options)
    for name in names:
        key = {"--docker": "image"}.get(name, name.lstrip("-"))
        value = True if key == "setup" else next(names)
        given[key] = Path(value) if key == "root" else value
    return command.run(Path(archive), [Path(submission)], **given)


def test_no_bubblewrap(archive, tmp_path, monkeypatch):
    """What to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="apt-get install bubblewrap"):
        run(archive(PYTHON), handed(tmp_path, "one"))


def test_no_right_to_make_a_container(archive, tmp_path, monkeypatch):
    """Why, and what it needs."""
    fake = tmp_path / "bin" / "bwrap"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho 'bwrap: Operation not permitted' >&2; exit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    with pytest.raises(UsageError, match=r"\(bwrap: Operation not permitted\): it needs root or"):
        run(archive(PYTHON), handed(tmp_path, "one"))


def test_who_ends_it_ends_everything(archive, tmp_path):
    """SIGTERM in the middle: no process, no folder and no control group of it is left."""
    mark = uuid.uuid4().hex
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    waits = archive(PYTHON + f"subprocess.run(['sh', '-c', 'sleep 300; : {mark}'])\n")
    arguments = [sys.executable, "-m", "autograder", "rehearse", waits, handed(tmp_path, "one")]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(arguments, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as process:
        wait(lambda: running(mark))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    wait(lambda: not running(mark))
    assert os.listdir(temporary) == []
    assert not list(Path("/sys/fs/cgroup").glob(f"**/autograder-rehearsal-{process.pid}-*"))


def wait(condition):
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_plain_users_container(archive, tmp_path):
    """In a user namespace, where the machine has them: the same result, the size not enforced."""
    user = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    if os.geteuid() != 0:
        user = []
    trial = [*user, "bwrap", "--unshare-user", "--ro-bind", "/", "/", "true"]
    if subprocess.run(trial, capture_output=True, check=False).returncode != 0:
        pytest.skip("no user namespaces here")
    look = [*user, sys.executable, "-c", f"import os; os.listdir({str(ROOT)!r})"]
    if subprocess.run(look, capture_output=True, check=False).returncode != 0:
        pytest.skip("other users cannot start this interpreter, or read this checkout")
    folder = Path(tempfile.mkdtemp())  # pytest's own is closed to others
    try:
        for path in (archive(PYTHON + "write(score=os.getuid() + 1)\n"), handed(tmp_path, "one")):
            (shutil.copytree if path.is_dir() else shutil.copy)(path, folder / path.name)
        (folder / "tmp").mkdir()
        for path in (folder, folder / "tmp"):
            path.chmod(0o777)
        arguments = [sys.executable, "-m", "autograder", "rehearse"]
        done = subprocess.run(
            [*user, *arguments, folder / "autograder.zip", folder / "one"],
            capture_output=True, text=True, cwd=ROOT, check=False,
            env={**os.environ, "TMPDIR": str(folder / "tmp")},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert "a student sees\n1\n" in done.stdout
        if user:
            assert "not enforced: no control group can be made" in done.stdout
            assert os.listdir(folder / "tmp") == []
    finally:
        shutil.rmtree(folder)
