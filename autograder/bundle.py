"""autograder.zip for Gradescope and student.zip for students: the same bytes every time.

What goes in is chosen by rule, so that a checkout's own clutter (bytecode, an editor's copies, the
notes of a TA) never does. Of the engine, what grading one submission imports, not what a class or a
rehearsal takes; for students, what `autograder.local` imports, and nothing else of ours. Times,
order, modes and the machine that packs are the same in every archive, and nothing is in it but
names and contents: no comment, no extra field, no folder.

Before anything is written, `trial` grades with the copy that was packed.
"""

from __future__ import annotations

import ast
import hashlib
import io
import json
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import manifest as manifests
from .errors import GraderError, UsageError
from .manifest import Manifest

Files = dict[str, bytes]  # name in the archive -> contents

ENTRIES = ("run_autograder", "setup.sh")  # at the root, where Gradescope looks for them
# The box starts its fork server by a line of text, which no reader of imports sees; each command
# imports what it alone needs when it is called.
ENGINE = ("__main__", "cli", "box.forkserver")
COMMANDS = ("__main__.py", "cli.py")
STUDENTS = ("local",)
TEMPLATE = ("README.md", "conftest.py", "pytest.ini", "requirements.txt")
PRACTICE = ("pictures.py",)
DOCUMENTS = ("figures",)  # of the reference: what draws the answer key
NAME = re.compile(r"[A-Za-z_]\w*(\.\w+)+", re.ASCII)  # no editor's copy is called so


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Both archives, as bytes, and what they are made of."""

    autograder: bytes
    student: bytes

    @property
    def named(self) -> dict[str, bytes]:
        return {"autograder.zip": self.autograder, "student.zip": self.student}


def pack(root: Path) -> Bundle:
    """Both archives of the checkout at `root`. GraderError where a file is missing."""
    manifest = manifests.read(root / "assignment.toml")
    return Bundle(
        autograder=archive(for_gradescope(root)),
        student=archive(for_students(root, manifest)),
    )


def for_gradescope(root: Path) -> Files:
    """All that grades one submission, and nothing that tests us."""
    engine, reference = root / "autograder", root / "reference"
    paths = [root / name for name in (*ENTRIES, "assignment.toml", "requirements.txt")]
    paths += [*modules(engine, ENGINE), engine / "graders.ini"]
    paths += [
        path
        for path in named(reference)
        if path.suffix == ".py" and path.relative_to(reference).parts[0] not in DOCUMENTS
    ]
    paths += graders(root / "tests" / "public")
    paths += graders(root / "tests" / "hidden")
    return {path.relative_to(root).as_posix(): _read(path) for path in paths}


def for_students(root: Path, manifest: Manifest) -> Files:
    """What a laptop needs to run the public graders: no answer, no point, no seed."""
    template, public = root / "student_template", root / "tests" / "public"
    asked = {question.file for question in manifest.asked}
    own = [*TEMPLATE, *sorted(asked), *(PRACTICE if manifest.practising else ())]
    files = {name: _read(template / name) for name in own}
    for path in [*modules(root / "autograder", STUDENTS), *graders(public)]:
        if manifest.practising or public / "practice" not in path.parents:
            files[path.relative_to(root).as_posix()] = _read(path)
    facts = json.dumps(manifests.for_students(manifest), indent=1)
    return {**files, "assignment.json": f"{facts}\n".encode()}


def graders(folder: Path) -> list[Path]:
    """What pytest collects there."""
    return [path for path in named(folder) if path.match("test_*.py")]


def named(folder: Path) -> Iterator[Path]:
    """The files below `folder` whose names, and those of their folders, are as we name them."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if (
            path.is_file()
            and NAME.fullmatch(parts[-1])
            and all(p.isidentifier() for p in parts[:-1])
        ):
            yield path


def modules(package: Path, entries: Iterable[str]) -> list[Path]:
    """The files of `package` that its modules `entries` import, directly or not, and their own."""
    found: dict[Path, None] = {}
    wanted = list(entries)
    while wanted:
        path = _file(package, wanted.pop().split("."))
        if path is not None and path not in found:
            found[path] = None
            wanted += _imports(path, package)
    return sorted(found)


def _file(package: Path, parts: list[str]) -> Path | None:
    place = package.joinpath(*filter(None, parts))
    choices = (place / "__init__.py", place.parent / f"{place.name}.py")
    return next((path for path in choices if path.is_file()), None)


def _imports(path: Path, package: Path) -> Iterator[str]:
    """What a module names in its relative imports, from the package on; its own packages too."""
    at_once = path.name in COMMANDS
    inside = path.relative_to(package).parts[:-1]
    yield ".".join(inside)
    try:
        tree = ast.parse(_read(path))
    except SyntaxError as error:
        raise GraderError(f"{path} cannot be packed: {error}") from None
    for node in tree.body if at_once else ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*inside[: len(inside) + 1 - node.level], *(node.module or "").split(".")]
            yield ".".join(filter(None, base))
            for alias in node.names:  # a module, or a name in one: then there is no such file
                yield ".".join(filter(None, [*base, alias.name]))


def archive(files: Files) -> bytes:
    """A zip of the files, that depends on nothing else (but on zlib: docs/decisions.md, 21)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # Unix, whose modes follow
            mode = 0o755 if name in ENTRIES else 0o644
            entry.external_attr = (stat.S_IFREG | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, files[name], compresslevel=9)
    return buffer.getvalue()


def unpack(archived: bytes, folder: Path) -> None:
    """As `unzip` does, modes included."""
    with zipfile.ZipFile(io.BytesIO(archived)) as packed:
        for entry in packed.infolist():
            Path(packed.extract(entry, folder)).chmod(entry.external_attr >> 16 & 0o777)


def fingerprint(archived: bytes) -> str:
    """Of names and contents: the same wherever it was packed."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(archived)) as packed:
        for name in packed.namelist():
            digest.update(f"{name} {hashlib.sha256(packed.read(name)).hexdigest()}\n".encode())
    return digest.hexdigest()


def write(bundle: Bundle, folder: Path) -> list[Path]:
    """Each archive whole, or the one that was there. UsageError where it cannot be written."""
    written = []
    for name, data in bundle.named.items():
        path = folder / name
        part = folder / f".{name}.part"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(path)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}") from None
        written.append(path)
    return written


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise GraderError(f"{path} cannot be packed: {error.strerror}") from None
