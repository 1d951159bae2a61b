"""A container like Gradescope's on this machine: its own root, its own processes, a size.

bubblewrap makes it: private namespaces for mounts, processes, IPC, host name and network; all of
the machine that is seen in there is read-only, but for one folder of ours under /autograder and one
under /tmp. Root in there has Docker's default capabilities less those for devices and raw sockets,
and can therefore neither mount nor reach the machine. When bubblewrap ends, so does every process.

Two roots: this machine's own /usr with our virtual environment where setup.sh would have put it, or
a folder that holds a whole system (debootstrap makes one), in which setup.sh runs for real.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError
from .cgroups import Group, Size
from .container import GRACE_SECONDS, INSIDE, Ran, ran
from .memory import Memory

VENV = "/opt/autograder/venv"  # where run_autograder looks first
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SYSTEM = ("bin", "lib", "lib32", "lib64", "libx32", "sbin", "usr")
ETC = ("ld.so.cache", "alternatives", "localtime", "timezone")
NOT_ROOTS = ("autograder", "dev", "lost+found", "proc", "run", "sys", "tmp")
# Of /proc: to a root without a user namespace of its own, these are the machine's. As Docker does.
READ_ONLY = (
    *("bus", "driver", "dynamic_debug", "fs", "irq", "mtrr", "pressure", "sys", "sysrq-trigger"),
)
MASKED = ("acpi", "asound", "kcore", "keys", "latency_stats", "sched_debug", "scsi", "timer_list")
CAPABILITIES = (
    *("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP"),
    *("NET_BIND_SERVICE", "SYS_CHROOT", "AUDIT_WRITE", "SETFCAP"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubblewrap:
    """A container in namespaces; `root` is a folder with a system in it, None for this machine."""

    root: Path | None = None
    setup: bool = False
    scratch: Path  # ours: /tmp of the container and the like

    def build(self, source: Path) -> None:
        if self.setup:
            command = ["bash", "/autograder/source/setup.sh"]
            with_root = ["--bind", str(self.root), "/", *self._own(network=True)]
            with_root += ["--bind", str(source), "/autograder/source"]
            ended = subprocess.run(
                [*self._bwrap(network=True), *with_root, *_registries(), "--", *command],
                check=False,
            )
            if ended.returncode != 0:
                raise UsageError(f"setup.sh failed in {self.root}: Gradescope's build would, too")
        else:
            # As setup.sh leaves it: byte-compiled. What cannot be compiled tells when it is run.
            python = [self._python(), "-m", "compileall", "-q", "/autograder/source"]
            self._start(source.parent, python).communicate()

    def run(self, place: Path, limit: int, size: Size) -> Ran:
        inside = [self._python(), "-I", "-S", "-c", INSIDE, "/autograder", str(limit)]
        told = {"TIMEOUT_SECONDS": str(limit), "SUBMISSION_URL": "", "SUBMIT_RESULTS_URL": ""}
        with Group(size) as group:
            process = self._start(place, inside, told, group.procs)
            with process, Memory(process.pid) as memory:
                try:
                    reply, said = process.communicate(timeout=limit + GRACE_SECONDS)
                except subprocess.TimeoutExpired:
                    reply, said = b"", b"it did not end"
                finally:
                    process.kill()  # bubblewrap, and with it everything inside
            complaint = " ".join(said.decode(errors="replace").split()) or "no reason given"
            return ran(reply, complaint, limit, memory.peak / 1024, group)

    def remove(self) -> None:
        """There is none but what lies in `scratch`."""

    def _start(
        self,
        place: Path,
        command: list[str],
        told: dict[str, str] | None = None,
        enter: list[Path] | None = None,
    ) -> subprocess.Popen[bytes]:
        """The container, once it is in the groups `enter`: nothing of it is charged elsewhere."""
        variables = [part for item in (told or {}).items() for part in ("--setenv", *item)]
        whole = [*self._bwrap(), *self._mounts(place), *variables, "--", *command]
        join = 'for group in $1; do echo 0 >"$group" || exit 99; done; shift; exec "$@"'
        entered = " ".join(map(str, enter or []))
        return subprocess.Popen(
            ["sh", "-c", join, "sh", entered, *whole],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _bwrap(self, network: bool = False) -> list[str]:
        """The namespaces, the rights and the environment."""
        alone = ["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
        alone += [] if network else ["--unshare-net"]
        if os.geteuid() == 0:
            rights = ["--cap-drop", "ALL"]
            rights += [part for name in CAPABILITIES for part in ("--cap-add", f"CAP_{name}")]
        else:
            rights = ["--unshare-user", "--uid", "0", "--gid", "0"]
        environment = {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8"}
        variables = [part for item in environment.items() for part in ("--setenv", *item)]
        ends = ["--die-with-parent", "--new-session", "--hostname", "autograder"]
        return [bwrap(), *alone, *rights, *ends, "--clearenv", *variables]

    def _own(self, network: bool = False) -> list[str]:
        """What every container has of its own."""
        folders = []
        for name in ("tmp", "var/tmp", "dev/shm"):
            folder = self.scratch / name
            shutil.rmtree(folder, ignore_errors=True)  # of the container before
            folder.mkdir(parents=True)
            folder.chmod(0o1777)
            folders += ["--bind", str(folder), f"/{name}"]
        resolve = ["--ro-bind-try", "/etc/resolv.conf", "/etc/resolv.conf"] if network else []
        return [*_proc(), "--dev", "/dev", *folders, "--dir", "/run", *resolve]

    def _mounts(self, place: Path) -> list[str]:
        seen = _machine(self.scratch) if self.root is None else _system(self.root.resolve())
        autograder = ["--bind", str(place), "/autograder", "--chdir", "/autograder"]
        return [*seen, *self._own(), *autograder, "--remount-ro", "/"]

    def _python(self) -> str:
        return f"{VENV}/bin/python" if self.root is None else "/usr/bin/python3"


def bwrap() -> str:
    """The program. UsageError where there is none, or where it may do nothing."""
    found = shutil.which("bwrap")
    if found is None:
        raise UsageError("a rehearsal needs bubblewrap: apt-get install bubblewrap")
    return found


def possible() -> None:
    """UsageError, in one sentence, where no container can be made."""
    user = [] if os.geteuid() == 0 else ["--unshare-user"]
    trial = [bwrap(), *user, "--unshare-pid", "--unshare-net", "--ro-bind", "/", "/", "true"]
    ended = subprocess.run(trial, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        why = (ended.stderr.splitlines() or ["no reason given"])[0]
        raise UsageError(f"no container can be made here ({why}): it needs root or user namespaces")


def _proc() -> list[str]:
    """The container's own processes, without what acts on the machine."""
    seen = ["--proc", "/proc"]
    for path in [Path("/proc", name) for name in READ_ONLY]:
        seen += ["--ro-bind", str(path), str(path)] if path.exists() else []
    for path in [Path("/proc", name) for name in MASKED]:
        if path.is_dir():
            seen += ["--tmpfs", str(path), "--remount-ro", str(path)]
        elif path.exists():
            seen += ["--ro-bind", "/dev/null", str(path)]
    return seen


def _machine(scratch: Path) -> list[str]:
    """This machine's system, read-only, without its data, and our environment."""
    seen = _bound(Path("/"), [name for name in SYSTEM if Path("/", name).exists()])
    seen += _folders(Path("/etc"), Path("/var"))
    for name in ETC:
        seen += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    for name, line in (("passwd", "root:x:0:0:root:/root:/bin/sh\n"), ("group", "root:x:0:\n")):
        (scratch / name).write_text(line)
        seen += ["--ro-bind", str(scratch / name), f"/etc/{name}"]
    base = Path(sys.base_prefix)
    if not base.is_relative_to("/usr"):  # a pyenv's: the environment's links lead there
        seen += [*_folders(*base.parents), "--ro-bind", str(base), str(base)]
    seen += _folders(*Path(VENV).parents)
    return [*seen, "--ro-bind", str(Path(sys.prefix).resolve()), VENV]


def _folders(*paths: Path) -> list[str]:
    """Folders that every user may enter: what bubblewrap makes on its way is root's alone."""
    wanted = sorted(set(paths) - {Path("/")})
    return [part for path in wanted for part in ("--perms", "0755", "--dir", str(path))]


def _system(root: Path) -> list[str]:
    """A folder's system, read-only, entry by entry: nothing has to be made in it."""
    names = sorted(path.name for path in root.iterdir() if path.name not in NOT_ROOTS)
    return _bound(root, names)


def _bound(root: Path, names: list[str]) -> list[str]:
    seen = []
    for name in names:
        path = root / name
        if path.is_symlink():
            seen += ["--symlink", str(path.readlink()), f"/{name}"]
        else:
            seen += ["--ro-bind", str(path), f"/{name}"]
    return seen


def _registries() -> list[str]:
    """What this machine needs to reach its package registries, for setup.sh alone."""
    seen = []
    for name, value in os.environ.items():
        wanted = name.startswith("PIP_") or name in ("SSL_CERT_FILE", "AUTOGRADER_WHEELS")
        if not (wanted or name.lower().endswith("_proxy")):
            continue
        path = Path(value)
        if path.is_absolute() and path.exists():
            # Elsewhere: Debian's ca-certificates would write its own list into the machine's.
            seen += ["--ro-bind", value, f"/run/machine/{name}"]
            value = f"/run/machine/{name}"
        seen += ["--setenv", name, value]
    return seen
