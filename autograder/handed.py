"""A safe tree under way: what may still come in, what was left out and why."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from .errors import BoxError

SOURCE_BYTES = 1 << 20  # one .py file
TREE_BYTES = 64 << 20
FILES = 500
FOLDERS = 500  # with the files far below what a worker may make: its copy counts
PATH_BYTES = 1_000  # of a name below the tree: its copy, in a folder of a longer name, must fit too
BINARY = (".so", ".pyd", ".dll", ".dylib")
OURS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.ENOMEM)


@dataclass
class Handed:
    """A safe tree under way: where it lies, what was left out and why."""

    tree: Path
    wanted: str
    notices: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)  # folders that could not be read
    files: int = 0
    size: int = 0
    folders: set[PurePosixPath] = field(default_factory=set)

    def room(self, name: str, size: int) -> bool:
        """Whether a file of `size` bytes may still come in; a notice where not."""
        cap = SOURCE_BYTES if name.endswith(".py") else TREE_BYTES
        new = set(PurePosixPath(name).parents) - self.folders
        if len(os.fsencode(name)) > PATH_BYTES:
            self.leave_out(name, "its name is too long")
        elif name.endswith(BINARY):
            self.leave_out(name, "compiled code is not used")
        elif size > cap:
            self.leave_out(name, f"{size:,} bytes, and {cap:,} are the most")
        elif self.size + size > TREE_BYTES or self.files >= FILES:
            self.leave_out(name, f"there is more than {TREE_BYTES:,} bytes or {FILES:,} files")
        elif len(self.folders) + len(new) > FOLDERS:
            self.leave_out(name, f"it lies in one of more than {FOLDERS:,} folders")
        else:
            self.folders |= new
            self.files += 1
            self.size += size
            return True
        return False

    def leave_out(self, name: str, why: str) -> None:
        self.notices.append(f"{shown(name)} was left out: {why}.")


def write(target: Path, data: bytes) -> None:
    """A file of ours: a full disk is our fault, a name that cannot be is not."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError as error:
        if error.errno in OURS:
            raise BoxError(f"{target.parent} cannot be written: {error.strerror}") from None
        raise


def shown(name: str) -> str:
    """A name of the student's, as text that cannot act: no control characters, not long."""
    return ascii(name if len(name) <= 80 else f"{name[:77]}...")
