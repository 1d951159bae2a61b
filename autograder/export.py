"""EXPORT -> what was handed in, one entry a submission, and who handed it in.

An export is the platform's own (a zip, or a folder, that holds submission_metadata.yml), or a
folder of submissions: folders, zips and .py files. All of it is data. A name is looked up among
what is there, never joined to a path; an id is made safe as a file's name, and two names never
share one.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from . import handed, members
from .errors import UsageError
from .ids import HANDED_IN, safe_ids, stem
from .roster import CHARS, INSTEAD, Listed, listed
from .row import Person
from .sources import OnDisk, Packed, Source

METADATA = "submission_metadata.yml"
EXPORT, SUBMISSION = re.compile(r"assignment_\d+_export"), re.compile(r"submission_\d+")
# As browsers name a download, a second one too.
WHOLE = re.compile(rf"{EXPORT.pattern}( ?\(\d+\))?(\.zip)?", re.IGNORECASE)
BELOW = 3  # folders that a re-zipped export may lie in
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError)


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


def read(path: Path, output: Path | None = None) -> Export:
    """The export at `path`, without what `regrade` itself writes there, at `output`.

    UsageError, one sentence, where there is none.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return _of_folder(path, output and output.resolve())
        if stat.S_ISREG(mode) and zipfile.is_zipfile(path):
            return _of_zip(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    if path.suffix.lower() == ".zip":
        raise UsageError(f"{path} is no export: it is damaged, or was not downloaded whole")
    raise UsageError(f"{path} is no export: name a folder of submissions, or an export's zip")


# A folder.


def _of_folder(path: Path, output: Path | None) -> Export:
    root = root_of(path, output)
    if output and root.resolve() in output.parent.parents:
        raise UsageError(f"{output} lies in a submission: name another --output")
    there = {entry.name: entry for entry in _inside(root, output)}
    people = None
    if there.pop(METADATA, None):
        with (root / METADATA).open("rb") as stream:
            people = _people(listed(stream), root / METADATA)
    found = {name: _on_disk(entry) for name, entry in there.items()}
    folders = {n for n, e in there.items() if e.is_symlink() or e.is_dir()}
    return _export(found, folders, people, root, path)


def root_of(path: Path, output: Path | None = None) -> Path:
    """Where the submissions lie: here, or in the only folder that a program put round them."""
    place = path
    for _ in range(BELOW):
        inside = _inside(place, output)
        if any(entry.name == METADATA or SUBMISSION.match(entry.name) for entry in inside):
            return place
        if len(inside) != 1 or not inside[0].is_dir(follow_symlinks=False):
            break
        place = Path(inside[0].path)
    return path


def _inside(place: Path, output: Path | None) -> list[os.DirEntry[str]]:
    own = output.name if output and output.parent == place.resolve() else ""
    return [e for e in os.scandir(place) if not _is_junk(e.name) and e.name != own]


def _on_disk(entry: os.DirEntry[str]) -> Source | str:
    """Where it lies, or why it is not looked at."""
    if entry.is_symlink():
        return "it is a link, which is not followed"
    return OnDisk(Path(entry.path))


# A zip.


def opened(path: Path) -> zipfile.ZipFile:
    """UsageError where its list of contents is damaged."""
    try:
        return zipfile.ZipFile(path)
    except DAMAGED as error:
        raise UsageError(f"{path} is damaged ({error}): export it again") from None


def _of_zip(path: Path) -> Export:
    archive = opened(path)  # open as long as the export is read
    named = {_slashes(member.filename): member for member in archive.infolist()}
    metadata = metadata_of(archive)
    above = _slashes(metadata.filename).removesuffix(METADATA) if metadata else _above(named)
    parts: dict[str, Packed] = {}
    for name, member in named.items():
        first, _, rest = name.removeprefix(above).partition("/")
        if name.startswith(above) and first and member is not metadata and not _junk_in(name):
            _demand_plain(path, member)
            part = parts.setdefault(first, Packed(archive))
            part.folder = part.folder or name != above + first
            if not name.endswith("/"):
                part.members.append((rest or first, member))
    people = None
    if metadata:
        try:
            with archive.open(metadata) as stream:
                people = _people(listed(stream), path / metadata.filename)
        except DAMAGED as error:
            raise UsageError(
                f"{path}: {metadata.filename} is damaged ({error}): {INSTEAD}"
            ) from None
    place = path.parent / above.rstrip("/") if above else path.with_suffix("")
    folders = {name for name, part in parts.items() if part.folder}
    return _export({**parts}, folders, people, place, path)


def _demand_plain(path: Path, member: zipfile.ZipInfo) -> None:
    """UsageError: whoever packed the export did what no student must lose a point for."""
    if member.flag_bits & 1:
        raise UsageError(f"{path} is encrypted: unpack it, and name the folder")
    if not members.streams(member):
        raise UsageError(f"{path} is compressed in a rare way: unpack it, and name the folder")


def metadata_of(archive: zipfile.ZipFile) -> zipfile.ZipInfo | None:
    """The uppermost one."""
    found = {
        name: member
        for member in archive.infolist()
        if (name := _slashes(member.filename)).endswith(METADATA) and not _junk_in(name)
    }
    names = [name for name in found if PurePosixPath(name).name == METADATA]
    return found[min(names, key=lambda name: (name.count("/"), name))] if names else None


def _above(names: Iterable[str]) -> str:
    """The folders that all of a zip lies in: whoever packed one folder packed it with its name."""
    above, inside = "", [name for name in names if not _junk_in(name)]
    for _ in range(BELOW):
        firsts = {name.removeprefix(above).partition("/")[:2] for name in inside} - {("", "")}
        first = "".join(min(firsts, default=("", "")))
        if len(firsts) != 1 or not first.endswith("/") or SUBMISSION.match(first):
            break
        above += first
    return above


def _slashes(name: str) -> str:
    """As the format has it; some programs of Windows write the other ones."""
    return name.replace("\\", "/")


# Both.


def _people(found: Iterable[Listed], where: Path) -> dict[str, Listed]:
    people: dict[str, Listed] = {}
    for one in found:
        first = people.setdefault(one.name, one)
        if first is not one:  # a key that is there twice: nobody is lost
            more = tuple(person for person in one.people if person not in first.people)
            people[one.name] = replace(first, people=first.people + more)
    if not people:
        raise UsageError(f"{where} lists no submission: {INSTEAD}")
    return people


def _export(
    found: dict[str, Source | str],
    folders: set[str],
    people: dict[str, Listed] | None,
    root: Path,
    path: Path,
) -> Export:
    """What is there and what is listed; the rest is ignored."""
    if people:
        found = _renamed(found, people)
        strange = {n for n in found if n not in people and not n.startswith("submission_")}
    elif "submission.py" in found:
        raise UsageError(f"{path} is one submission: grade it, or name the folder above it")
    elif whole := sorted(filter(WHOLE.fullmatch, found)):
        raise UsageError(f"{path} holds {handed.shown(whole[0])}: name that, or move it away")
    else:
        strange = {n for n in found if n not in folders and not n.lower().endswith(HANDED_IN)}
        if len(strange) == len(found):
            raise UsageError(f"{path} holds no submission: no folder, no zip, no .py file")
    named = EXPORT.search(root.name)
    identity = named.group() if named else str(root.absolute())
    entries = _joined({n: s for n, s in found.items() if n not in strange}, people or {})
    return Export(identity=identity, entries=entries, ignored=tuple(sorted(strange)))


def _renamed(found: dict[str, Source | str], people: dict[str, Listed]) -> dict[str, Source | str]:
    """A folder that somebody packed has an ending, and is what is listed without it."""
    bare = Counter(map(stem, found))
    free = {n for n in found if n not in people and stem(n) in people and bare[stem(n)] == 1}
    return {stem(name) if name in free else name: source for name, source in found.items()}


def _joined(found: dict[str, Source | str], people: dict[str, Listed]) -> tuple[Entry, ...]:
    names = sorted(set(found) | set(people))
    ids = safe_ids(names)
    entries = []
    for name in names:
        source = found.get(name, f"{handed.shown(name)} is listed, but not in the export")
        who = people.get(name)
        entries.append(
            Entry(
                id=ids[name],
                people=(who.people if who else ()) or _named(name, ids[name]),
                created_at=who.created_at if who else "",
                source=None if isinstance(source, str) else source,
                missing=source if isinstance(source, str) else "",
            )
        )
    return tuple(entries)


def _named(name: str, id: str) -> tuple[Person, ...]:
    """Who is listed nowhere, and not to be known by the id: called as what was handed in."""
    return () if id == stem(name) else (Person(name=name[:CHARS]),)


def _is_junk(name: str) -> bool:
    return name in members.JUNK_FOLDERS or name.startswith(".")


def _junk_in(name: str) -> bool:
    parts = PurePosixPath(_slashes(name)).parts
    return "__MACOSX" in parts or bool(parts and parts[-1].startswith(("._", ".DS_Store")))
