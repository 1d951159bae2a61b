"""What was handed in -> a safe tree that holds submission.py, and notices of what was left out.

What is handed in is data: names, links and sizes are not believed. Regular files are copied, up to
caps, into a folder of ours; links, devices and paths that leave the folder are left out, and said
so, because an innocent archive may hold them; what makes grading impossible raises Missing, whose
text tells the student what to hand in. The original is never written to.
"""

from __future__ import annotations

import difflib
import errno
import itertools
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from .errors import Missing, UsageError
from .handed import FILES, Handed, shown, write
from .members import DEPTH, JUNK_FOLDERS, LISTED, first, is_junk, unzip, unzip_member, urgent

NOTICES = 5
MORE = "Only {:,} files were looked at, and there are more."
CLOSED = (errno.EACCES, errno.EPERM, errno.EIO)  # the caller's, or the disk's: no student's


def prepare(source: Path, tree: Path, wanted: str = "submission.py") -> tuple[Path, list[str]]:
    """Copy `source` (a folder, a zip, a .py file) into the empty folder `tree`.

    Returns the folder in it that holds `wanted`, and notices. Raises Missing where the student
    handed in nothing that can be graded, UsageError where `source` is not there or is closed to us.
    """
    handed = Handed(tree, wanted)
    try:
        mode = source.stat().st_mode
        if not os.access(source, os.R_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error.strerror}") from None
    if stat.S_ISDIR(mode):
        _copy_folder(source, handed)
        _open_only_zip(handed)
    elif not stat.S_ISREG(mode):
        raise UsageError(f"{source} is neither a folder, a zip nor a .py file")
    elif zipfile.is_zipfile(source) or source.suffix.lower() == ".zip":
        unzip(source, source.name, handed)
    elif handed.room(source.name, source.stat().st_size):
        # Whoever names one file means it, whatever it is called.
        name = wanted if source.suffix == ".py" else source.name
        write(tree / name, source.read_bytes())
    return _found(handed)


def surely_without(source: Path, name: str) -> bool:
    """Whether `source` is a flat folder without a file of that name: False where in any doubt."""
    try:
        with os.scandir(source) as found:
            entries = list(itertools.islice(found, FILES + 1))
    except OSError:  # a file, or nothing; `prepare` says what
        return False
    return len(entries) <= FILES and all(
        entry.is_file(follow_symlinks=False)
        and entry.name != name
        and not entry.name.lower().endswith(".zip")
        for entry in entries
    )


def prepare_members(
    archive: zipfile.ZipFile,
    members: list[tuple[str, zipfile.ZipInfo]],
    tree: Path,
    wanted: str = "submission.py",
) -> tuple[Path, list[str]]:
    """`prepare` for a folder that lies in an export's zip: its members, by their paths below it.

    UsageError where one is damaged: no student packed it.
    """
    handed = Handed(tree, wanted)
    for path, member in first(members, wanted):
        unzip_member(archive, member, path, handed, theirs=False)
    if len(members) > LISTED:
        handed.notices.insert(0, MORE.format(LISTED))
    _open_only_zip(handed)
    return _found(handed)


def _open_only_zip(handed: Handed) -> None:
    inner = _only_zip(handed.tree)
    if inner is not None:
        with inner.open("rb") as opened:
            inner.unlink()  # a member may have its name
            unzip(opened, inner.name, handed)


def _found(handed: Handed) -> tuple[Path, list[str]]:
    notices = handed.notices
    if len(notices) > NOTICES:
        notices = [*notices[:NOTICES], f"{len(notices) - NOTICES} more files were left out."]
    try:
        return _find(handed.tree, handed.wanted, notices), notices
    except Missing:
        if handed.closed:  # it may lie there
            raise UsageError(handed.closed[0]) from None
        raise


def _copy_folder(source: Path, handed: Handed) -> None:
    walk = _walk(source, PurePosixPath(), handed)
    found = list(itertools.islice(walk, LISTED))
    if next(walk, None) is not None:
        handed.notices.insert(0, MORE.format(LISTED))
    for path, relative in sorted(found, key=lambda pair: urgent(pair[1], handed.wanted)):
        name = str(relative)
        try:
            _copy_file(path, relative, handed)
        except OSError as error:
            if error.errno in CLOSED and path.suffix == ".py":
                raise UsageError(f"{path} cannot be read: {error.strerror}") from None
            why = "it is a link" if error.errno == errno.ELOOP else error.strerror
            handed.leave_out(name, f"it could not be read ({why})")


def _copy_file(path: Path, relative: PurePosixPath, handed: Handed) -> None:
    """Judge and read one and the same file: by its descriptor, never through a link."""
    if not stat.S_ISREG(path.lstat().st_mode):  # before opening: a device may act on it
        handed.leave_out(str(relative), "it is a link or no regular file")
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as data:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode) or info.st_nlink > 1:
            handed.leave_out(str(relative), "it is a hard link or no regular file")
        elif handed.room(str(relative), info.st_size):
            write(handed.tree / relative, data.read(info.st_size))


def _walk(
    folder: Path, relative: PurePosixPath, handed: Handed
) -> Iterator[tuple[Path, PurePosixPath]]:
    """The files below `folder` but junk."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: files_first(entry, handed.wanted))
    except OSError as error:
        handed.leave_out(str(relative), f"the folder could not be read ({error.strerror})")
        handed.closed.append(f"{folder} cannot be read: {error.strerror}")
        return
    for entry in entries:
        inside = relative / entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name in JUNK_FOLDERS:
                continue
            if len(inside.parts) < DEPTH:
                yield from _walk(Path(entry.path), inside, handed)
            else:
                handed.leave_out(str(inside), f"it lies in more than {DEPTH - 1} folders")
        elif not is_junk(inside):
            yield Path(entry.path), inside


def files_first(
    entry: os.DirEntry[str], wanted: str = "submission.py"
) -> tuple[bool, bool, bool, str]:
    """Sort key: what must be listed before the list is full; folders after all files."""
    if entry.is_dir(follow_symlinks=False):
        return True, not os.path.lexists(f"{entry.path}/{wanted}"), True, entry.name
    return False, entry.name != wanted, not entry.name.endswith(".py"), entry.name


def _only_zip(tree: Path) -> Path | None:
    """The one zip of a folder that holds nothing else of use."""
    files = [path for path in tree.rglob("*") if path.is_file()]
    if len(files) == 1 and files[0].suffix.lower() == ".zip":
        return files[0]
    return None


def _find(tree: Path, wanted: str, notices: list[str]) -> Path:
    """The folder that holds `wanted`: the root, or the single nested one."""
    found = sorted(path.parent for path in tree.rglob(wanted) if path.is_file())
    if tree in found:
        return tree
    depths = [len(path.parts) for path in found]
    if depths and depths.count(min(depths)) == 1:  # a copy further down is a backup
        return min(found, key=lambda path: len(path.parts))
    files = sorted(str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file())
    if notices and not files:
        raise Missing("\n".join([f"No {wanted} can be graded:", *notices]))
    raise Missing("\n".join([_why_missing(wanted, tree, found, files), *notices]))


def _why_missing(wanted: str, tree: Path, found: list[Path], files: list[str]) -> str:
    if found:
        places = ", ".join(shown(str(path.relative_to(tree))) for path in found[:4])
        return f"{wanted} lies in {len(found)} folders ({places}): hand in one."
    if not files:
        return f"No {wanted} was handed in: there is no file at all."
    names = {Path(name).name.lower(): name for name in files}
    near = difflib.get_close_matches(wanted, names, 1, 0.6)
    scripts = [name for name in files if name.endswith(".py")]
    if near and names[near[0]].endswith(".py"):
        hint = f"is {shown(names[near[0]])} it? Rename it to {wanted}."
    elif len(scripts) == 1:
        hint = f"is {shown(scripts[0])} it? Rename it to {wanted}."
    elif any(name.endswith(".ipynb") for name in files):
        hint = f"a notebook is not graded: export it as a script named {wanted}."
    else:
        listed = ", ".join(shown(name) for name in files[:6])
        hint = f"what came is {listed}{', ...' if len(files) > 6 else ''}."
    return f"No {wanted} was handed in: {hint}"
