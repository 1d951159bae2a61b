"""A bare Debian in a folder, and autograder.zip unpacked in it as Gradescope does.

Nothing of the machine is mounted in there but /proc: files that reach its package registries are
copies, because Debian's ca-certificates would write its own list into the machine's.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from batch import ROOT

from autograder import bundle

PASSED = re.compile(r"PIP_|SSL_CERT_FILE$|.*_proxy$", re.I)
EXAMPLE = ROOT / "reference" / "example"


class Bare:
    """One root; `debian` is a folder that debootstrap made."""

    def __init__(self, debian: Path, root: Path, archived: bytes) -> None:
        subprocess.run(["cp", "-a", "--reflink=auto", debian, root], check=True)
        self.root = root
        self.environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        for name, value in os.environ.items():
            if PASSED.match(name):
                self.environment[name] = self._copied(name, Path(value))
        self.autograder = root / "autograder"
        bundle.unpack(archived, self.autograder / "source")
        shutil.copy(self.autograder / "source" / "run_autograder", self.autograder)

    def _copied(self, name, path):
        if not path.is_absolute() or not path.exists():
            return str(path)
        copy = shutil.copytree if path.is_dir() else shutil.copyfile
        target = self.root / "machine" / name
        target.parent.mkdir(exist_ok=True)
        copy(path, target)
        return str(Path("/machine") / name)

    def end(self, command, **more):
        """How `command` ended, as root in there, and what it printed; /proc is gone then."""
        script = 'mount -t proc proc "$0/proc" && exec chroot "$0" bash -c "$1"'
        return subprocess.run(
            ["unshare", "-m", "bash", "-c", script, self.root, command],
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def run(self, command, **more):
        """What `command` printed, which must succeed."""
        ended = self.end(command, **more)
        assert ended.returncode == 0, ended.stdout
        return ended.stdout

    def refused(self, **more):
        """The last line of a setup.sh that must fail."""
        ended = self.end("bash /autograder/source/setup.sh", **more)
        assert ended.returncode != 0, ended.stdout
        print(ended.stdout)  # pytest shows it where a test fails
        return ended.stdout.splitlines()[-1]

    def grade(self, *files):
        """results.json of a submission of these files, as the platform lays it out and runs it."""
        for name in ("submission", "results"):
            shutil.rmtree(self.autograder / name, ignore_errors=True)
            (self.autograder / name).mkdir()
        for file in files:
            shutil.copy(file, self.autograder / "submission")
        printed = self.run("cd /autograder && ./run_autograder")
        results = self.autograder / "results" / "results.json"
        return json.loads(results.read_text()), printed


def debootstrap(root):
    """A bare Debian of this machine's release at `root`, from this machine's mirror."""
    os_release = Path("/etc/os-release").read_text()
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        pytest.skip("no root, or no debootstrap (apt-get install debootstrap)")
    if "\nID=debian\n" not in os_release:
        pytest.skip("the machine is not a Debian, whose mirror could be used")
    suite = re.search(r"^VERSION_CODENAME=(\w+)$", os_release, re.M)[1]
    places = [Path("/etc/apt/sources.list"), Path("/etc/apt/sources.list.d/debian.sources")]
    sources = "\n".join(place.read_text() for place in places if place.exists())
    mirror = re.search(r"^(?:URIs:|deb(?: \[.*\])?) +(\S+)", sources, re.M)[1]
    command = ["debootstrap", "--variant=minbase", suite, root, mirror]
    subprocess.run(["unshare", "-m", *command], check=True, stdout=subprocess.DEVNULL)
