"""A zip -> a safe tree, member by member: what may come in, in which order, and what may not.

Never unpacked whole: names, sizes and kinds are what its maker wrote, and none of them is believed.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from contextlib import nullcontext
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from .errors import BoxError, Missing, UsageError
from .handed import Handed, shown, write

LISTED = 20_000  # more are not even looked at
DEPTH = 20
NAME_BYTES = 200
JUNK_FOLDERS = {"__MACOSX", "__pycache__", ".git", ".ipynb_checkpoints", ".pytest_cache"}
DRIVE = re.compile(r"[A-Za-z]:")


def first(
    members: list[tuple[str, zipfile.ZipInfo]], wanted: str = "submission.py"
) -> list[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """Those that are looked at, what matters most first; of one name the last."""
    paths = {PurePosixPath(name): member for name, member in members}
    order = sorted(paths, key=lambda path: urgent(path, wanted))
    return [(path, paths[path]) for path in order[:LISTED]]


def urgent(path: PurePosixPath, wanted: str) -> tuple[bool, bool, int, str]:
    """Sort key: what must come in before a cap is reached, a virtual environment last."""
    return path.name != wanted, path.suffix != ".py", len(path.parts), str(path)


def unzip(source: Path | BinaryIO, name: str, handed: Handed) -> None:
    try:
        _look_at_contents(source)
        with zipfile.ZipFile(source) as archive:
            members = {PurePosixPath(m.filename.replace("\\", "/")): m for m in archive.infolist()}
            for path in sorted(members, key=lambda path: urgent(path, handed.wanted)):
                unzip_member(archive, members[path], path, handed)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Missing(
            f"{shown(name)} is not a zip that can be opened ({error}).\n"
            "  Make it anew, or hand in submission.py itself."
        ) from None


def _look_at_contents(source: Path | BinaryIO) -> None:
    """ValueError where the list of contents is too long to be read: ZipFile reads it whole.

    Found as ZipFile finds it, zip64 and all: two readers that disagree are a way past one of them.
    """
    with source.open("rb") if isinstance(source, Path) else nullcontext(source) as file:
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    if end and end[zipfile._ECD_SIZE] > LISTED * 100:  # type: ignore[attr-defined]
        raise ValueError("its list of contents is too long")


def unzip_member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    path: PurePosixPath,
    handed: Handed,
    theirs: bool = True,
) -> None:
    name = str(path)
    if not path.name or member.filename.endswith(("/", "\\")) or is_junk(path):
        return
    mode = member.external_attr >> 16
    if path.is_absolute() or ".." in path.parts or DRIVE.match(name) or "\0" in name:
        handed.leave_out(name, "its path leads out of the zip")
    elif stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        handed.leave_out(name, "it is a link or no regular file")
    elif member.flag_bits & 0x1:
        handed.leave_out(name, "it is encrypted")
    elif not streams(member):
        handed.leave_out(name, "its compression is neither stored nor deflated")
    elif len(path.parts) > DEPTH or any(len(os.fsencode(p)) > NAME_BYTES for p in path.parts):
        handed.leave_out(name[:80], "its name is too long")
    elif handed.room(name, member.file_size):
        try:
            with archive.open(member) as data:  # no more than it declared: a bomb ends there
                write(handed.tree / path, data.read(member.file_size))
        except BoxError:
            raise
        except Exception as error:  # whoever made the zip: zlib, a bad CRC, a file for a folder
            if not theirs and isinstance(error, (zipfile.BadZipFile, zlib.error, EOFError)):
                why = f"{shown(name)} is damaged in the export"
                raise UsageError(f"{why} ({error}): export it again") from None
            handed.leave_out(name, f"it could not be unpacked ({type(error).__name__})")


def streams(member: zipfile.ZipInfo) -> bool:
    """zipfile unpacks bz2 and lzma whole, however little is asked for: 10 KB can be 10 GB."""
    return member.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_junk(path: PurePosixPath) -> bool:
    return (
        bool(JUNK_FOLDERS & set(path.parts))
        or path.name.startswith("._")
        or path.name == ".DS_Store"
        or path.suffix in (".pyc", ".pyo")
    )
