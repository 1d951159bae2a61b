"""Platforms that lack something, each of which once lost a right submission its points."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import test_platforms
from platforms.enter import Platform
from test_platforms import RIGHT, Container, Machine, ended, environment_of, layers_of
from test_platforms import place as place  # a fixture

from autograder.box.host import Box
from autograder.box.server import ForkServer
from autograder.box.users import LEAST

pytestmark = test_platforms.pytestmark


def grade_by(machine, *prefix, **more):
    command = (
        machine.python,
        "-m",
        "autograder",
        "grade",
        RIGHT,
        "--output",
        machine.output(RIGHT),
    )
    return ended(machine.start(*prefix, *command, **more))


def test_an_environment_behind_a_link(place):
    """/opt/venv -> /root/venv: what a link leads to has to be readable too."""
    home = place / "home"
    home.mkdir(mode=0o700)
    environment_of(Path("/usr/bin/python3"), home)
    (place / "link").symlink_to(home / "venv")
    machine = Machine(Platform(), place, python=str(place / "link" / "bin" / "python"))
    assert ended(machine.grade(RIGHT))[:2] == (0, "14/14")
    uid = layers_of(json.loads(machine.output(RIGHT).read_text()))["uid"]
    assert uid == f"off; the interpreter needs {home}, which other users cannot read"


@pytest.mark.parametrize(
    "prefix",
    [["unshare", "-r"], ["setpriv", "--bounding-set=-all", "--inh-caps=-all"],
     ["setpriv", "--bounding-set=-setuid"], ["setpriv", "--bounding-set=-chown"],
     ["setpriv", "--bounding-set=-kill"]],
    ids=["root of a namespace", "no capability", "no setuid", "no chown", "no kill"],
)  # fmt: skip
def test_a_root_that_cannot_change_users(place, prefix):
    """Rootless containers: uid is off, and says why; the others hold; 14."""
    status, last, complaints = grade_by(Machine(Platform(), place), *prefix)
    assert (status, last) == (0, "14/14"), complaints[-300:]


def test_another_container_has_used_up_the_threads(place):
    """RLIMIT_NPROC counts a uid on the whole host: two containers must not get the same."""
    hold = (
        "import os, threading, time\n"
        f"os.setgroups([]); os.setresgid(*[{LEAST}] * 3)\n"
        f"os.setresuid(*[{LEAST}] * 3)\n"
        "threading.stack_size(65536)\n"
        "for _ in range(140):\n"
        "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "print(flush=True); time.sleep(60)\n"
    )
    source = place / "threads"
    source.mkdir()
    text = (
        (RIGHT / "submission.py")
        .read_text()
        .replace(
            "def A_matrix(alpha):",
            "def A_matrix(alpha):\n    import threading\n    threading.Thread(target=int).start()",
        )
    )
    (source / "submission.py").write_text(text)
    with subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        try:
            status, last, _ = ended(Container(Platform(docker=True), place).grade(source))
        finally:
            other.kill()
    assert (status, last) == (0, "14/14")


def test_root_without_a_uid_drop_has_no_capability(tmp_path):
    """With CAP_SYS_RESOURCE it raises its own limits; with CAP_SYS_ADMIN it may poison memory."""
    (tmp_path / "submission.py").write_text("")
    with ForkServer(["numpy"]) as server:
        server.ready()
        server.unreadable = "/pretended"
        one = Box(server, tmp_path, 256, 60)
        try:
            one.start()
            pid = Path(f"/proc/self/fdinfo/{one._fds['pidfd']}").read_text().split("Pid:")[1]
            status = Path(f"/proc/{pid.split()[0]}/status").read_text()
        finally:
            one.stop()
    assert int(status.split("CapEff:")[1].split()[0], 16) == 0


def test_few_open_files(place):
    """ulimit -n 64."""
    status, last, complaints = grade_by(Machine(Platform(), place), "prlimit", "--nofile=64")
    assert (status, last) == (0, "14/14"), complaints[-300:]


def test_a_folder_that_cannot_be_listed(place):
    """`sudo -u ta` from root's home: pytest enters the folder that it was started in."""
    home = place / "home"
    home.mkdir(mode=0o700)
    machine = Machine(Platform(user=58555), place)
    command = (
        machine.python,
        "-m",
        "autograder",
        "grade",
        RIGHT,
        "--output",
        machine.output(RIGHT),
    )
    status, last, complaints = ended(machine.start(*command, cwd=home))
    assert (status, last) == (0, "14/14"), complaints[-300:]
