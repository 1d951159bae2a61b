"""EXPORT -> what was handed in, one entry a submission, and who handed it in.

An export is the platform's own (a zip, or a folder, that holds submission_metadata.yml), or a
folder of submissions: folders, zips and .py files. All of it is data. A name is looked up among
what is there, never joined to a path; an id is made safe as a file's name, and two names never
share one. A zip is read member by member, and never unpacked whole.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import string
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

from . import handed, submission
from .errors import UsageError
from .roster import Listed, listed
from .row import Person

METADATA = "submission_metadata.yml"
BELOW = 3  # folders that a re-zipped export may lie in
ID_CHARS = 80
ID_LETTERS = string.ascii_letters + string.digits + "._-"
HANDED_IN = (".zip", ".py")


class Source(Protocol):
    """The bytes of one submission, wherever they lie."""

    def digest(self) -> str: ...
    def prepare(self, tree: Path) -> tuple[Path, list[str]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One submission of the export; `missing` says why there is nothing to grade."""

    id: str
    people: tuple[Person, ...] = ()
    created_at: str = ""
    source: Source | None = None
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What was handed in, in the order of the names."""

    identity: str  # the same for the same assignment's next export
    entries: tuple[Entry, ...]
    ignored: tuple[str, ...] = ()  # names of what is no submission


def read(path: Path) -> Export:
    """The export at `path`. UsageError, one sentence, where there is none."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return _of_folder(path)
        if stat.S_ISREG(mode) and zipfile.is_zipfile(path):
            return _of_zip(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    raise UsageError(f"{path} is no export: name a folder of submissions, or an export's zip")


# A folder.


def _of_folder(path: Path) -> Export:
    root = root_of(path)
    there = {entry.name: entry for entry in os.scandir(root) if not _is_junk(entry.name)}
    if METADATA in there:
        del there[METADATA]
        with (root / METADATA).open("rb") as stream:
            people = _people(listed(stream), root / METADATA)
        found = {name: _on_disk(entry) for name, entry in there.items()}
        return _joined(found, people, root)
    if "submission.py" in there:
        raise UsageError(f"{path} is one submission: grade it, or name the folder above it")
    found = {
        name: _on_disk(entry)
        for name, entry in there.items()
        if entry.is_dir(follow_symlinks=False) or name.lower().endswith(HANDED_IN)
    }
    if not found:
        raise UsageError(f"{path} holds no submission: no folder, no zip, no .py file")
    return _joined(found, {}, root, tuple(sorted(set(there) - set(found))))


def root_of(path: Path) -> Path:
    """Where the metadata lies: here, or in the only folder that a program put round it."""
    place = path
    for _ in range(BELOW):
        if (place / METADATA).is_file():
            return place
        inside = [entry for entry in os.scandir(place) if not _is_junk(entry.name)]
        if len(inside) != 1 or not inside[0].is_dir(follow_symlinks=False):
            break
        place = Path(inside[0].path)
    return path


def _on_disk(entry: os.DirEntry[str]) -> Source | str:
    """Where it lies, or why it is not looked at."""
    if entry.is_symlink():
        return "it is a link, which is not followed"
    return OnDisk(Path(entry.path))


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
        while waiting and seen < submission.LISTED:
            name, place = waiting.pop()
            seen += 1
            info = place.lstat()
            if stat.S_ISDIR(info.st_mode):
                _add(total, name, info.st_mode)
                inside = sorted(place.iterdir(), reverse=True)
                waiting += [(f"{name}/{path.name}", path) for path in inside]
                continue
            _add(total, name, info.st_mode, info.st_nlink > 1, info.st_size)
            if stat.S_ISREG(info.st_mode) and info.st_size <= handed.TREE_BYTES:
                with place.open("rb") as file:
                    total.update(hashlib.sha256(file.read(info.st_size)).digest())
        return total.hexdigest()


# A zip.


def _of_zip(path: Path) -> Export:
    archive = zipfile.ZipFile(path)  # open as long as the export is read
    metadata = metadata_of(archive)
    if not metadata:
        raise UsageError(f"{path} is no export: there is no {METADATA} in it; unzip it, if it is")
    above = metadata.removesuffix(METADATA)
    parts: dict[str, Packed] = {}
    for member in archive.infolist():
        name = member.filename.replace("\\", "/")
        if name.startswith(above) and name != metadata and not _junk_in(name):
            first, _, rest = name[len(above) :].partition("/")
            part = parts.setdefault(first, Packed(archive))
            if not name.endswith("/"):
                part.members.append((rest or first, member))
    try:
        with archive.open(metadata) as stream:
            people = _people(listed(stream), path / metadata)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError) as error:
        raise UsageError(f"{path}: {metadata} cannot be read: {error}") from None
    place = path.with_suffix("") if not above else path.parent / above.rstrip("/")
    return _joined({**parts}, people, place)


def metadata_of(archive: zipfile.ZipFile) -> str:
    """The name of the uppermost one, or ""."""
    names = [n for n in archive.namelist() if PurePosixPath(n).name == METADATA and not _junk_in(n)]
    return min(names, key=lambda name: (name.count("/"), name), default="")


@dataclass(slots=True)
class Packed:
    """One folder of a zip: its members, by their paths below it."""

    archive: zipfile.ZipFile
    members: list[tuple[str, zipfile.ZipInfo]] = field(default_factory=list)

    def prepare(self, tree: Path) -> tuple[Path, list[str]]:
        return submission.prepare_members(self.archive, self.members, tree)

    def digest(self) -> str:
        total = hashlib.sha256()
        for name, member in sorted(self.members, key=lambda pair: pair[0])[: submission.LISTED]:
            _add(total, name, member.external_attr, member.file_size)
            total.update(b"%d %d" % (member.CRC, member.flag_bits & 1))
            if submission.streams(member) and member.file_size <= handed.TREE_BYTES:
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


# Both.


def _people(found: Iterable[Listed], where: Path) -> dict[str, Listed]:
    people: dict[str, Listed] = {}
    for one in found:
        people.setdefault(one.name, one)  # a key that is there twice is the first
    if not people:
        raise UsageError(f"{where} lists no submission")
    return people


def _joined(
    found: dict[str, Source | str],
    people: dict[str, Listed],
    root: Path,
    ignored: tuple[str, ...] = (),
) -> Export:
    """What is there and what is listed; a file that is neither a folder nor listed is ignored."""
    if people:
        strange = [n for n in found if n not in people and not n.startswith("submission_")]
        ignored = tuple(sorted(strange))
    names = sorted((set(found) | set(people)) - set(ignored))
    ids = safe_ids(names)
    entries = []
    for name in names:
        source = found.get(name, f"{handed.shown(name)} is listed, but not in the export")
        who = people.get(name)
        entries.append(
            Entry(
                id=ids[name],
                people=who.people if who else (),
                created_at=who.created_at if who else "",
                source=None if isinstance(source, str) else source,
                missing=source if isinstance(source, str) else "",
            )
        )
    named = re.search(r"assignment_\d+_export", root.name)
    identity = named.group() if named else str(root.absolute())
    return Export(identity=identity, entries=tuple(entries), ignored=ignored)


def safe_ids(names: list[str]) -> dict[str, str]:
    """Name -> an id that is safe as a file's name, on file systems without case too.

    A name that is safe and alone keeps itself; any other gets a part of its hash, so that its id
    does not depend on what else is there.
    """
    sharing = Counter(_safe(name).casefold() for name in names)
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        text = _safe(name)
        if text != _stem(name) or sharing[text.casefold()] > 1:
            text += "-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
        while text.casefold() in taken:  # a name that is another's name with its hash
            text += "_"
        taken.add(text.casefold())
        ids[name] = text
    return ids


def _stem(name: str) -> str:
    return name.removesuffix(Path(name).suffix) if name.lower().endswith(HANDED_IN) else name


def _safe(name: str) -> str:
    text = "".join(c if c in ID_LETTERS else "_" for c in _stem(name)[:ID_CHARS])
    return text.strip(".-") or "submission"


def _is_junk(name: str) -> bool:
    return name in submission.JUNK_FOLDERS or name.startswith(".")


def _junk_in(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "__MACOSX" in parts or bool(parts and parts[-1].startswith("._"))
