"""Where the bytes of one submission of an export lie: on a disk, or in the export's zip.

Both give a hash of all that decides a grade, so that what is unchanged is not graded again, and a
safe tree. A zip is read member by member, and never unpacked whole. What is damaged in it is the
export's fault, or the disk's; a student handed in files, and the platform packed them.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from . import handed, members, submission


class Source(Protocol):
    """The bytes of one submission, wherever they lie."""

    def digest(self) -> str: ...
    def prepare(self, tree: Path) -> tuple[Path, list[str]]: ...


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A folder, a zip or a file."""

    path: Path

    def prepare(self, tree: Path) -> tuple[Path, list[str]]:
        return submission.prepare(self.path, tree)

    def digest(self) -> str:
        """Of names, kinds and contents; what is too large to be graded counts by its size."""
        total = hashlib.sha256()
        waiting = [(".", self.path)]
        seen = 0
        while waiting and seen < members.LISTED:
            name, place = waiting.pop()
            seen += 1
            info = place.lstat()
            if stat.S_ISDIR(info.st_mode):
                _add(total, name, info.st_mode)
                inside = sorted(os.scandir(place), key=submission.files_first, reverse=True)
                waiting += [(f"{name}/{entry.name}", Path(entry.path)) for entry in inside]
                continue
            _add(total, name, info.st_mode, info.st_nlink > 1, info.st_size)
            if stat.S_ISREG(info.st_mode) and info.st_size <= handed.TREE_BYTES:
                with place.open("rb") as file:
                    total.update(hashlib.sha256(file.read(info.st_size)).digest())
        return total.hexdigest()


@dataclass(slots=True)
class Packed:
    """One folder or file of a zip: its members, by their paths below it."""

    archive: zipfile.ZipFile
    folder: bool = False
    members: list[tuple[str, zipfile.ZipInfo]] = field(default_factory=list)

    def prepare(self, tree: Path) -> tuple[Path, list[str]]:
        found = self.members
        if not self.folder and found[0][0].endswith(".py"):
            found = [("submission.py", found[0][1])]  # whoever names one file means it
        return submission.prepare_members(self.archive, found, tree)

    def digest(self) -> str:
        total = hashlib.sha256()
        for path, member in members.first(self.members):
            _add(total, str(path), member.external_attr, member.file_size)
            total.update(b"%d %d" % (member.CRC, member.flag_bits & 1))
            if members.streams(member) and member.file_size <= handed.TREE_BYTES:
                total.update(hashlib.sha256(_contents(self.archive, member)).digest())
        return total.hexdigest()


def _contents(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(member) as data:
            return data.read(member.file_size)
    except Exception as error:  # the archive's: a damaged member is the same each time
        return type(error).__name__.encode()


def _add(total: hashlib._Hash, name: str, *facts: int) -> None:
    told = name.encode("utf-8", "surrogatepass")
    total.update(b"%d %s %s\n" % (len(told), told, b" ".join(b"%d" % fact for fact in facts)))
