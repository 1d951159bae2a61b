"""Graded end to end on each kind of machine: the score, the layers, what was within reach.

Each platform is made of this machine (platforms/enter.py) and then used as people use it: by
`python -m autograder grade`, a container by run_autograder. Two submissions are handed in: the
right example, and a spy, which tries seven things that are harmless where they get through, and
says in an exception how it fared.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from errno import ENOSYS, EOPNOTSUPP, EPERM
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from batch import CORPUS
from platforms import docker
from platforms.enter import Platform

from autograder import grade
from autograder.box import jail, landlock, seccomp
from autograder.box.host import Box
from autograder.box.server import ROOT, ForkServer
from autograder.box.users import LEAST
from autograder.grade import collected

USER = 58_555  # an ordinary one
SECONDS = 100
MIB = 1 << 20
RIGHT = CORPUS / "right-torch"
SPY = """
import errno, os, socket
from pathlib import Path


def fork():
    if os.fork() == 0:
        os._exit(0)
    os.wait()


DEEDS = {
    "reference": lambda: Path(REFERENCE).read_text(),
    "results": lambda: open(RESULTS, "r+"),
    "outside": lambda: Path(OUTSIDE).touch(),
    "parent": lambda: os.kill(os.getppid(), 0),
    "socket": socket.socket,
    "fork": fork,
    "root": lambda: os.setresuid(0, 0, 0),
}


def fares(deed):
    try:
        deed()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "through"


def A_matrix(alpha):
    ids = {*os.getresuid(), *os.getresgid(), *os.getgroups()}
    seen = {"ids": "+".join(map(str, sorted(ids))), **{n: fares(d) for n, d in DEEDS.items()}}
    raise RuntimeError(" ".join(f"{name}={how}" for name, how in seen.items()))
"""
NEEDS_ROOT = "only root can make a platform"
WHY_NOT = {
    "root": "" if os.geteuid() == 0 else NEEDS_ROOT,
    "landlock": "" if landlock.abi() else landlock.unavailable(),
    "seccomp": seccomp.unavailable(),
    "Docker's profile": "" if docker.PROFILE.exists() else f"{docker.PROFILE} is not here",
    "interpreter": jail.unreadable([sys.executable, sysconfig.get_path("purelib"), str(ROOT)]),
}
pytestmark = [
    pytest.mark.skipif(bool(reason), reason=f"{name}: {reason}") for name, reason in WHY_NOT.items()
]

# Of the layer report: what every platform here has, and Landlock as this kernel has it.
LANDLOCK = "; ".join(filter(None, ["on", landlock.lacks(min(landlock.abi(), landlock.NEWEST))]))
EVERYWHERE = dict.fromkeys(("rlimits", "parent", "no_new_privs"), "on")
ISOLATED = {"uid": "on", "landlock": LANDLOCK, "seccomp": "on", "canaries": "on", **EVERYWHERE}
NOT_ROOT = {"uid": "off; not root"}
NO_LANDLOCK = {"landlock": "off; the kernel has none: it came with Linux 5.13"}
NO_SECCOMP = {"seccomp": "off; libseccomp is not installed: apt-get install libseccomp2"}

# Of the spy: how its deeds fare with every layer on.
REFUSED = dict.fromkeys(("reference", "results", "outside"), "EACCES") | dict.fromkeys(
    ("parent", "socket", "fork", "root"), "EPERM"
)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a platform must give."""

    layers: dict[str, str]
    verdict: str = "isolated"
    spy: dict[str, str] = field(default_factory=lambda: REFUSED)


@dataclass
class Machine:
    """A platform, and a folder on it that everyone can reach and change."""

    there: Platform
    place: Path
    python: str = sys.executable
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, *command: object, cwd: Path = Path("/"), **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.there.command(*map(str, command)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=cwd,
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": str(self.place),
                "PYTHONPATH": f"{ROOT}:{Path(__file__).parent}",
                "PYTHONDONTWRITEBYTECODE": "1",
                **self.environment,
                **more,
            },
        )

    def grade(self, source: Path) -> subprocess.Popen[str]:
        output = self.output(source)
        return self.start(self.python, "-m", "autograder", "grade", source, "--output", output)

    def output(self, source: Path) -> Path:
        return self.place / f"{source.name}.json"

    def reference(self) -> Path:
        return ROOT / "reference" / "gan.py"

    def spy(self) -> Path:
        """A submission that wants the reference of this very grader, and to write its results."""
        folder = self.place / "spy"
        folder.mkdir()
        targets = {
            "REFERENCE": self.reference(),
            "RESULTS": self.output(folder),
            "OUTSIDE": self.place / "left",
        }
        text = "".join(f"{name} = {str(path)!r}\n" for name, path in targets.items())
        (folder / "submission.py").write_text(text + SPY)
        return folder


@dataclass
class Container(Machine):
    """Gradescope's: /autograder for each submission, the project in it closed to others."""

    def base(self, source_name: str) -> Path:
        return self.place / f"autograder-{source_name}"

    def grade(self, source: Path) -> subprocess.Popen[str]:
        base = self.base(source.name)
        for name in ("autograder", "reference", "tests/public", "tests/hidden"):
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, base / "source" / name, ignore=ignore)
        shutil.copy(ROOT / "assignment.toml", base / "source")
        shutil.copy(ROOT / "run_autograder", base)
        shutil.copytree(source, base / "submission")
        return self.start("bash", "run_autograder", cwd=base, AUTOGRADER_VENV=sys.prefix)

    def output(self, source: Path) -> Path:
        return self.base(source.name) / "results" / "results.json"

    def reference(self) -> Path:
        return self.base("spy") / "source" / "reference" / "gan.py"


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in /tmp that everyone may change; pytest's own is root's alone."""
    folder = Path(tempfile.mkdtemp(prefix="platform-"))
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Status, last line and complaints; whatever hangs is ended with its test."""
    try:
        out, complaints = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
    return process.returncode, (out.splitlines() or [""])[-1], complaints


def layers_of(found: dict[str, Any]) -> dict[str, str]:
    named = found["extra_data"]["layers"]
    return {name: how for name, how in named.items() if name in ISOLATED}


def told(found: dict[str, Any]) -> dict[str, str]:
    """What the spy says, from the output of the first check that called it."""
    text = next(test["output"] for test in found["tests"] if test["number"] == "3.1.1")
    said = next(line for line in text.splitlines() if "RuntimeError" in line)
    return dict(word.split("=", 1) for word in said.partition("RuntimeError: ")[2].split())


def check(machine: Machine, expected: Expected, ids: str = "") -> None:
    """Both submissions, at the same time: 14 and 0, exit status 0, the layers, what was reached."""
    spy = machine.spy()
    running = {source: machine.grade(source) for source in (RIGHT, spy)}
    says = {source: ended(process) for source, process in running.items()}
    grades = {source: json.loads(machine.output(source).read_text()) for source in running}
    warned = "" if expected.verdict == "isolated" else f"autograder: {expected.verdict}"
    for source, score in ((RIGHT, 14), (spy, 0)):
        status, last, complaints = says[source]
        assert (status, last) == (0, f"{score}/14"), complaints
        assert complaints.startswith(warned)
        assert bool(complaints) == bool(warned), complaints
        assert grades[source]["score"] == score
        assert layers_of(grades[source]) == expected.layers
        assert grades[source]["extra_data"]["verdict"] == expected.verdict
    seen = told(grades[spy])
    user = seen.pop("ids")
    assert seen == expected.spy
    assert user == ids or (not ids and int(user) >= LEAST)


def test_root(place: Path) -> None:
    """Everything is on; the worker has one id, and no way back."""
    check(Machine(Platform(), place), Expected(layers=ISOLATED))


def test_gradescopes_container(place: Path) -> None:
    """Root with Docker's defaults: every layer is on."""
    check(Container(Platform(docker=True), place), Expected(layers=ISOLATED))


def test_gradescopes_container_on_a_kernel_without_landlock(place: Path) -> None:
    """Linux 5.10: uid and seccomp hold, but for what is open to everyone in the image."""
    expected = Expected(layers=ISOLATED | NO_LANDLOCK, spy=REFUSED | {"outside": "through"})
    check(Container(Platform(docker=True, landlock=ENOSYS), place), expected)


def test_dockers_defaults_are_what_they_claim() -> None:
    """The platform itself: capabilities, the filter, and two calls that it refuses."""
    look = (
        "import os, json\n"
        "status = dict(l.split(':\\t') for l in open('/proc/self/status').read().splitlines()"
        " if ':\\t' in l)\n"
        "from platforms.enter import isolate, mount\n"
        "said = []\n"
        "for deed in (lambda: isolate(0x10000000), lambda: mount('none', '/', 0x4000)):\n"
        "    try: said.append(deed() or 'through')\n"
        "    except OSError as error: said.append(error.errno)\n"
        "print(json.dumps([status, said, os.getpid()]))"
    )
    done = subprocess.run(
        Platform(docker=True).command(sys.executable, "-c", look),
        capture_output=True, text=True, timeout=SECONDS, check=True, cwd="/",
        env={"PYTHONPATH": str(Path(__file__).parent), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    status, said, pid = json.loads(done.stdout)
    for which in ("CapPrm", "CapEff", "CapBnd"):
        assert int(status[which], 16) & ~docker.EFFECTIVE == 0, which
    assert (status["NoNewPrivs"], status["Seccomp"], pid) == ("0", "2", 1)
    assert said == [EPERM, EPERM]


def test_an_ordinary_user(place: Path) -> None:
    """No uid to drop; Landlock and seccomp hold all the same."""
    machine = Machine(Platform(user=USER), place)
    check(machine, Expected(layers=ISOLATED | NOT_ROOT), ids=str(USER))


def test_an_ordinary_user_without_landlock(place: Path) -> None:
    """The user's own files cannot be protected, and the verdict says so."""
    machine = Machine(Platform(user=USER, landlock=ENOSYS), place)
    reach = "within reach: a file of the grader"
    expected = Expected(
        layers=ISOLATED | NOT_ROOT | NO_LANDLOCK | {"canaries": f"off; {reach}"},
        verdict=f"not isolated: {reach}",
        spy=REFUSED | dict.fromkeys(("reference", "results", "outside"), "through"),
    )
    check(machine, expected, ids=str(USER))


def libseccomp() -> str:
    """The library's file, as this process has it mapped."""
    seccomp.unavailable()
    mapped = Path("/proc/self/maps").read_text().split()
    return os.path.realpath(next(word for word in mapped if "libseccomp.so" in word))


def test_root_without_libseccomp(place: Path) -> None:
    """Named with the command that would change it; uid and Landlock hold the files."""
    reach = "within reach: a socket, a process"
    expected = Expected(
        layers=ISOLATED | NO_SECCOMP | {"canaries": f"off; {reach}"},
        verdict=f"not isolated: {reach}",
        spy=REFUSED | {"socket": "through", "fork": "through"},
    )
    check(Machine(Platform(hidden=(libseccomp(),)), place), expected)


def doctor(machine: Machine) -> dict[str, Any]:
    command = (machine.python, "-m", "autograder", "doctor", "--json")
    status, last, complaints = ended(machine.start(*command))
    assert (status, complaints) == (0, "")
    found: dict[str, Any] = json.loads(last)
    return found


def test_the_doctor_names_the_command(place: Path) -> None:
    """For a user without libseccomp too: one remedy."""
    found = doctor(Machine(Platform(user=USER, hidden=(libseccomp(),)), place))
    remedies = {layer["name"]: layer["remedy"] for layer in found["layers"] if layer["remedy"]}
    assert remedies["seccomp"] == "apt-get install libseccomp2"
    assert found["verdict"].startswith("not isolated: within reach: a socket, a process")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (ENOSYS, "the kernel has none: it came with Linux 5.13"),
        (EOPNOTSUPP, "the kernel was started without it (lsm=)"),
        (EPERM, "the container's seccomp profile refuses it"),
    ],
)
def test_why_there_is_no_landlock(place: Path, number: int, reason: str) -> None:
    """Three machines without it, three reasons; root is isolated by the other layers."""
    found = doctor(Machine(Platform(landlock=number), place))
    (layer,) = [layer for layer in found["layers"] if layer["name"] == "landlock"]
    assert (layer["active"], layer["reason"]) == (False, reason)
    assert found["verdict"] == "isolated"


@pytest.fixture(scope="module")
def on_older_kernels(manifest: Any) -> Iterator[Any]:
    """Grade on a kernel of another ABI, as Box pretends it; one fork server for all."""
    with ForkServer(list(manifest.preload)) as server, pytest.MonkeyPatch.context() as patch:

        def each(abi: int, *sources: Path) -> list[Any]:
            patch.setattr(grade, "Box", partial(Box, landlock_abi=abi))
            return collected(
                manifest, lambda graders: [grade.run(graders, s, manifest, server) for s in sources]
            )

        yield each


@pytest.mark.parametrize("abi", [0, 1, 4, 6])
def test_older_kernels(abi: int, place: Path, on_older_kernels: Any) -> None:
    """Linux without Landlock, of Ubuntu 22.04, of 24.04, and 6.12: what each lacks is said."""
    machine = Machine(Platform(), place)
    spy = machine.spy()
    machine.output(spy).touch(0o644)
    right, spied = on_older_kernels(abi, RIGHT, spy)
    assert (right.score, spied.score) == (14, 0)
    report = {name: (on, why) for name, on, why in right.layers}
    known = min(abi, landlock.abi())
    assert report["landlock"] == ((True, landlock.lacks(known)) if abi else (False, "switched off"))
    others = {name: on for name, (on, _) in report.items() if name != "landlock"}
    assert set(others.values()) == {True}
    said = next(o.message for o in spied.outcomes if o.number == "3.1.1")
    open_to_all = {} if abi else dict.fromkeys(("reference", "outside"), "through")
    for deed, how in (REFUSED | open_to_all).items():
        assert f"{deed}={how}" in said.split(), said


# Interpreters.


def environment_of(python: Path, place: Path) -> str:
    """A virtual environment of `python`'s, with this one's packages."""
    subprocess.run(
        [python, "-m", "venv", "--without-pip", place / "venv"], check=True, timeout=SECONDS
    )
    (packages,) = (place / "venv" / "lib").glob("python3*/site-packages")
    packages.rmdir()
    packages.symlink_to(sysconfig.get_path("purelib"))
    return str(place / "venv" / "bin" / "python")


def unreachable(folder: str) -> Expected:
    why = f"off; the interpreter needs {folder}, which other users cannot read"
    return Expected(layers=ISOLATED | {"uid": why})


def test_an_environment_in_a_private_folder(place: Path) -> None:
    """The worker stays root, for the libraries' sake; the reason names the folder."""
    home = place / "home"
    home.mkdir(mode=0o700)
    own = Path(sys.base_prefix, "bin", f"python{sysconfig.get_python_version()}")
    machine = Machine(Platform(), place, python=environment_of(own, home))
    check(machine, unreachable(str(home)), ids="0")


def test_temporary_files_in_a_private_folder(place: Path) -> None:
    """TMPDIR=/tmp/user/0, as libpam-tmpdir has it: no other user could enter the worker's."""
    private = place / "tmp"
    private.mkdir(mode=0o700)
    why = f"off; temporary files lie below {private}, which other users cannot enter"
    machine = Machine(Platform(), place, environment={"TMPDIR": str(private)})
    check(machine, Expected(layers=ISOLATED | {"uid": why}), ids="0")
    assert list(private.iterdir()) == []


def own_interpreters() -> list[Path]:
    """Pyenv's of our version, in a home that others cannot read."""
    try:
        found = Path.home().glob(f".pyenv/versions/{sysconfig.get_python_version()}.*/bin/python3")
        return [python for python in found if jail.unreadable([str(python)])]
    except PermissionError:
        return []


@pytest.mark.slow
@pytest.mark.skipif(not own_interpreters(), reason="no pyenv of this version in a private home")
def test_an_interpreter_in_a_private_home(place: Path) -> None:
    """Its standard library is what other users cannot read."""
    python = own_interpreters()[0]
    machine = Machine(Platform(), place, python=environment_of(python, place))
    check(machine, unreachable(jail.unreadable([str(python)])), ids="0")


def test_what_the_kernel_says_of_a_worker(place: Path) -> None:
    """From outside: one id, no group, no capability, no new privilege, a filter."""
    (place / "submission.py").write_text("")
    with ForkServer(["numpy"]) as server:
        one = Box(server, place, 256, 60)
        try:
            one.start()
            pid = Path(f"/proc/self/fdinfo/{one._fds['pidfd']}").read_text().split("Pid:")[1]
            status = Path(f"/proc/{pid.split()[0]}/status").read_text()
        finally:
            one.stop()
        uid, _ = server.uid()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    assert fields["Uid"].split() == fields["Gid"].split() == [str(uid)] * 4
    assert fields["Groups"].split() == []
    for which in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert int(fields[which], 16) == 0, which
    assert (fields["NoNewPrivs"].strip(), fields["Seccomp"].strip()) == ("1", "2")
    assert fields["Threads"].strip() == "1"


# Small machines.


@contextlib.contextmanager
def control_group(kind: str, settings: dict[str, str]) -> Iterator[str]:
    """A group of our own at the top of a hierarchy where nobody has put us into one."""
    hierarchy, own = mounted(kind)
    if own != "/":
        pytest.skip(f"this process is in a group of somebody else's ({kind}: {own})")
    folder = hierarchy / f"autograder-test-{os.getpid()}"
    try:
        folder.mkdir()
    except OSError as error:
        pytest.skip(f"no control group can be made in {hierarchy}: {error.strerror}")
    try:
        for name, value in settings.items():
            if not (folder / name).exists():
                pytest.skip(f"{hierarchy} has no {name}")
            (folder / name).write_text(value)
        yield str(folder)
    finally:
        until = time.monotonic() + 5
        while (folder / "cgroup.procs").read_text() and time.monotonic() < until:
            time.sleep(0.05)
        folder.rmdir()


def mounted(kind: str) -> tuple[Path, str]:
    """Where the hierarchy of a controller is, version 1 or 2, and this process's group in it."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, own = line.split(":", 2)
        if kind in controllers.split(","):
            return Path("/sys/fs/cgroup") / kind, own
    top = Path("/sys/fs/cgroup")
    enabled = top / "cgroup.subtree_control"
    if not enabled.exists() or kind not in enabled.read_text().split():
        pytest.skip(f"no control groups with {kind} here")
    return top, own


HALF_A_CPU = {"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": "50000"}
SMALL_MEMORY = {"memory.limit_in_bytes": str(768 * MIB)}


def version_2(settings: dict[str, str]) -> dict[str, str]:
    names = {"cpu.max": "50000 100000", "memory.max": str(768 * MIB)}
    return {n: v for n, v in names.items() if n[:3] == next(iter(settings))[:3]}


@pytest.mark.slow
@pytest.mark.parametrize("settings", [HALF_A_CPU, SMALL_MEMORY], ids=["half a CPU", "768 MiB"])
def test_gradescopes_smallest_container(place: Path, settings: dict[str, str]) -> None:
    """The right example has its 14, a memory bomb is the student's, and neither ends the grader."""
    kind = next(iter(settings)).partition(".")[0]
    if (Path("/sys/fs/cgroup") / "cgroup.controllers").exists():
        settings = version_2(settings)
    with control_group(kind, settings) as folder:
        machine = Container(Platform(docker=True, groups=(folder,)), place)
        for source, score in ((RIGHT, 14), (CORPUS / "function-memory", None)):
            status, last, complaints = ended(machine.grade(source))
            assert (status, complaints) == (0, "")
            assert score is None or last == f"{score}/14"


def proportional_kib(root: int) -> int:
    """The memory of a process and all below it; pages that they share count once."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    family, generation = [root], [root]
    while generation:
        generation = [pid for pid, parent in parents.items() if parent in generation]
        family += generation
    total = 0
    for pid in family:
        with contextlib.suppress(OSError, StopIteration):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += int(next(line for line in lines if line.startswith("Pss:")).split()[1])
    return total


@pytest.mark.slow
@pytest.mark.parametrize("entry", ["right-torch", "function-memory", "function-memory-in-python"])
def test_all_of_it_fits_768_mib(place: Path, entry: str) -> None:
    """Where no control group can be had: grader, fork server and worker, polled."""
    machine, most = Machine(Platform(), place), 0
    process = machine.grade(CORPUS / entry)
    while process.poll() is None:
        most = max(most, proportional_kib(process.pid))
        time.sleep(0.01)
    assert ended(process)[0] == 0
    assert 150 < most / 1024 < 768  # torch alone takes the first: all of it was seen
