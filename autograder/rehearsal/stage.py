"""autograder.zip and what was handed in -> /autograder, as the platform lays it out.

A submission arrives there as downloaded files: a zip is extracted, and modes, links, times and
empty folders are lost. It may be anybody's, so names and sizes are not believed.
"""

from __future__ import annotations

import json
import re
import shutil
import stat
import time
import zipfile
import zlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement

from ..errors import UsageError

UNUSABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error)
ENTRIES = ("setup.sh", "run_autograder")
TREE_BYTES = 256 << 20
FILES = 5_000


def unpack(archive: Path, source: Path) -> None:
    """The zip, as `unzip -d /autograder/source` leaves it. UsageError where it cannot be built."""
    try:
        with zipfile.ZipFile(archive) as opened:
            names = [name for name in opened.namelist() if not name.endswith("/")]
            _demand_entries(archive, names)
            opened.extractall(source)
            for info in opened.infolist():
                mode = stat.S_IMODE(info.external_attr >> 16)
                if mode and not info.is_dir():
                    (source / info.filename).chmod(mode)
    except UNUSABLE:
        raise UsageError(f"{archive} is no zip file: `autograder build` makes one") from None
    except OSError as error:
        raise UsageError(f"{archive} cannot be read: {error.strerror}") from None


def _demand_entries(archive: Path, names: list[str]) -> None:
    missing = [name for name in ENTRIES if name not in names]
    if missing:
        inner = {str(Path(name).parent) for name in names if Path(name).name in missing}
        where = f"; {min(inner)}/ has it, and the root must" if inner else ""
        raise UsageError(f"{archive} has no {missing[0]} at its root{where}")


def unmet(source: Path) -> list[str]:
    """What this environment has otherwise than the zip's pins want it."""
    requirements, setup = source / "requirements.txt", source / "setup.sh"
    lines = requirements.read_text("utf-8").splitlines() if requirements.exists() else []
    wanted = [line.partition("#")[0].strip() for line in lines]
    torch = re.search(r"^VERSION=([\w.]+)$", setup.read_text("utf-8", "replace"), re.M)
    wanted += [f"torch=={torch[1]}"] if torch else []
    return [f"{line} (here: {has})" for line in filter(None, wanted) if (has := _unmet(line))]


def _unmet(line: str) -> str:
    """What is here instead, or "" where the requirement holds or does not apply."""
    requirement = Requirement(line)
    if requirement.marker and not requirement.marker.evaluate():
        return ""
    try:
        has = version(requirement.name)
    except PackageNotFoundError:
        return "nothing"
    return "" if requirement.specifier.contains(has, prereleases=True) else has


def lay_out(source: Path, submission: Path, place: Path) -> None:
    """`place` becomes /autograder for one submission; results/ is empty."""
    shutil.copytree(source, place / "source", symlinks=True)
    # Made executable and its line ends Unix's, whatever they were in the zip.
    script = (source / "run_autograder").read_bytes().replace(b"\r\n", b"\n")
    (place / "run_autograder").write_bytes(script)
    (place / "run_autograder").chmod(0o755)
    (place / "results").mkdir()
    (place / "submission").mkdir()
    (place / "submission_metadata.json").write_text(json.dumps(metadata()))
    try:
        _hand_in(submission, place / "submission")
    except OSError as error:
        raise UsageError(f"{submission} cannot be read: {error.strerror}") from None
    except UNUSABLE as error:  # with a password, say
        raise UsageError(f"{submission} cannot be unpacked: {error}") from None


def metadata() -> dict[str, object]:
    """submission_metadata.json of a first submission, with the keys of real ones."""
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000000%z")
    return {
        "id": 1,
        "created_at": f"{now[:-2]}:{now[-2:]}",
        "assignment_id": None,
        "submission_method": "upload",
        "users": [{"id": 1, "email": "student@example.org", "name": "A Student", "sid": ""}],
        "assignment": {"id": 1, "title": "a rehearsal", "due_date": None, "late_due_date": None},
        "previous_submissions": [],
    }


def _hand_in(submission: Path, target: Path) -> None:
    room = TREE_BYTES
    if submission.is_dir():
        files = (path for path in sorted(submission.rglob("*")) if not path.is_symlink())
        regular = [path for path in files if path.is_file()]
        for path in regular[:FILES]:
            room -= path.stat().st_size
            if room >= 0:
                _write(target / path.relative_to(submission), path.read_bytes())
    elif zipfile.is_zipfile(submission):
        with zipfile.ZipFile(submission) as opened:
            for info in opened.infolist()[:FILES]:
                room -= info.file_size
                if room >= 0 and not info.is_dir():
                    Path(opened.extract(info, target)).chmod(0o644)
    elif submission.is_file():
        _write(target / submission.name, submission.read_bytes())
    else:
        raise UsageError(f"{submission} is not there: name a folder, a zip or a file")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
