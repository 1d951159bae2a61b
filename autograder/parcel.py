"""One submission as bytes, ready to be graded by another process or machine, and what came of it.

The parent prepares it (submission.py): so one piece of code decides what is taken and what is left
out, wherever it is graded. A parcel is a line of JSON, then a tar of the files. Both ends are ours;
still nothing is unpickled, and unpacking writes regular files below one folder and nothing else.
"""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path

from .errors import GraderError, Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of one submission: the text of its results.json, or our fault."""

    document: bytes = b""
    fault: str = ""  # where there is no document
    ours: bool = False


def pack(folder: Path, notices: list[str]) -> bytes:
    """The files in `folder`, as `submission.prepare` left them, and its notices."""
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                member = tarfile.TarInfo(str(path.relative_to(folder)))
                data = path.read_bytes()
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
    return _head(notices=notices) + body.getvalue()


def nothing(error: Missing) -> bytes:
    """A submission that cannot be graded, and what the student reads."""
    return _head(missing=str(error))


def unpack(parcel: bytes, tree: Path) -> tuple[Path, list[str]]:
    """Write the files into the empty folder `tree`: what `submission.prepare` returned.

    Raises Missing where that did.
    """
    line, _, body = parcel.partition(b"\n")
    head = json.loads(line)
    if "missing" in head:
        raise Missing(head["missing"])
    with tarfile.open(fileobj=io.BytesIO(body), mode="r:") as archive:
        for member in archive:
            data = archive.extractfile(member)
            target = tree / member.name
            if data is None or ".." in target.parts or tree not in target.parents:
                raise GraderError(f"a parcel holds {member.name!r}, which was not packed by us")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data.read())
    return tree, head["notices"]


def _head(**facts: object) -> bytes:
    return json.dumps(facts).encode() + b"\n"
