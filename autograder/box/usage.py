"""What a worker takes of the disk and of memory, seen from outside while it runs.

The kernel limits a file and not a folder, and private memory better than shared, so the host
looks, two hundred times a second. For the disk in two steps: statvfs, which costs microseconds,
says that something grew, whosever it is; then a walk through the worker's folder says whether that
was it. The walk ends at the limit, so it is never long.

No walk sees a file that was deleted and is still open. Where the whole disk lost more than a worker
may take, its folder does not account for it, and the worker was busy enough in the kernel to have
written it, `hidden` says how much: the host ends the worker and sees whether it comes back.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICK = 0.005  # seconds: a page cache takes 25 MB in them
REGULARLY = 0.25  # seconds between walks where statvfs has nothing to tell, as on btrfs
FILES = 2_500  # and folders: where a disk discards what is freed, each takes 2 ms to remove
STEP = 1 << 20  # bytes that the disk has to lose before they are looked for
BLOCK = 512  # st_blocks counts these, whatever the file system's are
WRITES = 16 << 30  # bytes that nobody writes in less than a second of the kernel's time
OPEN = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock")  # noqa: S108  to every user
THREADS = 256  # a backstop too: RLIMIT_NPROC has a meaning only for a user of its own
TOO_DEEP = "its folders are nested too deep to be looked through"
STATUS = re.compile(rb"^(RssAnon|RssShmem|VmSwap|Threads):\s*(\d+)", re.MULTILINE)
HIDDEN = "it filled the disk by files that it had deleted and still held open"


@dataclass(frozen=True, slots=True)
class Taken:
    """Bytes of the disk, and names in it; `moved`: some were not there any more when looked at."""

    size: int = 0
    names: int = 0
    moved: bool = False


class Watch:
    """One worker's, from before it reads the student's file. MB are 2**20 bytes, as elsewhere."""

    def __init__(
        self, place: Path, pidfd: int, memory_mb: int, disk_mb: int, astray: int | None = None
    ) -> None:
        self.place = place
        self.astray = astray  # the user whose files may lie in OPEN too
        self.memory_mb = memory_mb
        self.disk_mb = disk_mb
        self.next = 0.0  # time.monotonic() from which it is worth while to look
        self._pidfd = pidfd
        self._process = _process(pidfd)
        self._memory = held(self._process)[0]
        self._free = free(place)
        self._walked = (self._free, 0.0)  # the disk, and when, at the last walk
        self._seen = Taken()

    def exceeded(self) -> str:
        """What the worker has too much of, as its author reads it; "" for nothing."""
        self.next = time.monotonic() + TICK
        return self._too_much_memory() or self._too_much_disk()

    def _too_much_memory(self) -> str:
        """A backstop: RLIMIT_DATA gives a MemoryError first, but for what is shared."""
        kib, threads = held(self._process)
        taken = (kib - self._memory) >> 10
        if threads > THREADS:
            return f"it had started {threads:,} threads, and may start {THREADS:,}"
        if self._memory == 0 or taken <= self.memory_mb * 9 // 8:
            return ""
        return f"it had taken {taken:,} MB of memory, and may take {self.memory_mb:,} MB"

    def _too_much_disk(self) -> str:
        now, start = free(self.place), time.monotonic()
        before, then = self._walked
        room = Taken((self.disk_mb << 20) - self._seen.size, FILES - self._seen.names)
        grew = before.size - now.size >= max(room.size // 2, STEP)
        grew = grew or before.names - now.names >= max(room.names // 2, 1)
        if not grew and start - then < REGULARLY:
            return ""
        stands = grew
        if stands:  # else it fills on while it is looked at, and ended
            self._signal(signal.SIGSTOP)
        seen = self._walk()
        if seen and seen.moved:  # it could keep its files a step ahead
            stands = True
            self._signal(signal.SIGSTOP)
            seen = self._walk()
        self._seen, self._walked = seen or Taken(), (now, time.monotonic())
        said = self._too_much_of(seen)
        if stands and not said:
            self._signal(signal.SIGCONT)
        return said

    def _too_much_of(self, seen: Taken | None) -> str:
        if seen is None:
            return TOO_DEEP
        if seen.names > FILES:
            return f"it had made more than {FILES:,} files and folders"
        if seen.size > self.disk_mb << 20:
            return f"it had written {seen.size >> 20:,} MB, and may write {self.disk_mb:,} MB"
        return ""

    def _walk(self) -> Taken | None:
        return walk([self.place, *strays(self.astray)], Taken(self.disk_mb << 20, FILES))

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, number)

    def hidden(self) -> int:
        """Bytes that it may have taken of the disk and that its folder does not show, or 0."""
        lost = self._free.size - free(self.place).size
        unseen = lost - self._seen.size
        if lost <= (self.disk_mb << 20) * 5 // 4 or unseen <= 0:
            return 0
        return unseen if kernel_seconds(self._process) > unseen / WRITES else 0


def free(place: Path) -> Taken:
    """What the disk has left for everybody."""
    try:
        disk = os.statvfs(place)
    except OSError:  # where there is no Landlock, a worker of our user can remove its folder
        return Taken(1 << 62, 1 << 62)
    return Taken(disk.f_bfree * disk.f_frsize, disk.f_ffree)


def strays(uid: int | None) -> list[Path]:
    """What a worker's user has in OPEN: where there is no Landlock, it may write there."""
    found = []
    for folder in OPEN if uid is not None else ():
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                with suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_uid == uid:
                        found.append(Path(entry.path))
    return found


def walk(places: list[Path], most: Taken) -> Taken | None:
    """What is below `places`, counted until there is more than `most`. None: nested too deep.

    Its owner may be changing it meanwhile, and may have shut folders to itself.
    """
    size = names = 0
    moved = False
    folders = [str(place) for place in places]
    while folders and size <= most.size and names <= most.names:
        folder = folders.pop()
        try:
            entries = os.scandir(folder)
        except PermissionError:
            if _open(folder):
                folders.append(folder)
            continue
        except NotADirectoryError:  # of `places`
            names += 1
            with suppress(OSError):
                size += os.lstat(folder).st_blocks * BLOCK
            continue
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return None
            moved = True
            continue
        with entries:
            for entry in entries:
                names += 1
                try:
                    about = entry.stat(follow_symlinks=False)
                except OSError as error:
                    if error.errno == errno.ENAMETOOLONG:
                        return None
                    moved = True
                    continue
                size += about.st_blocks * BLOCK
                if stat.S_ISDIR(about.st_mode):
                    folders.append(entry.path)
                if size > most.size or names > most.names:
                    break
    return Taken(size, names, moved)


def _open(folder: str) -> bool:
    """Give its owner, which we are, the right to look into a folder; never through a link."""
    try:
        descriptor = os.open(folder, os.O_PATH | os.O_NOFOLLOW | os.O_DIRECTORY)
    except OSError:
        return False
    try:
        same = Path(f"/proc/self/fd/{descriptor}")
        if same.stat().st_mode & 0o700 == 0o700:
            return False
        same.chmod(0o700)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def _process(pidfd: int) -> Path | None:
    """Its folder in /proc, by the kernel's word: what a fork says may be of another namespace."""
    text = Path(f"/proc/self/fdinfo/{pidfd}").read_text()
    fields = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    pid = int(fields.get("Pid", "-1"))
    return Path(f"/proc/{pid}") if pid > 0 else None


def held(process: Path | None) -> tuple[int, int]:
    """KiB of memory that it has written to, swapped or not; threads. 0 where nobody can tell."""
    fields = _status(process) if process else {}
    if process and b"RssAnon" not in fields:  # its first thread has left, and others go on
        tasks = _listed(process / "task")
        fields = next((f for f in map(_status, tasks) if b"RssAnon" in f), fields)
    memory = sum(fields.get(key, 0) for key in (b"RssAnon", b"RssShmem", b"VmSwap"))
    return memory, fields.get(b"Threads", 0)


def _status(task: Path) -> dict[bytes, int]:
    try:
        text = (task / "status").read_bytes()
    except OSError:  # it ended, or /proc hides it
        return {}
    return {key: int(number) for key, number in STATUS.findall(text)}


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def kernel_seconds(process: Path | None) -> float:
    """How long the kernel has worked for it; 0 where that cannot be told."""
    try:
        text = (process / "stat").read_text() if process else ""
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return int(fields[12]) / os.sysconf("SC_CLK_TCK") if len(fields) > 12 else 0.0
