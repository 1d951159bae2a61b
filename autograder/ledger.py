"""DIR: what is finished, so that nothing is lost and nothing is done twice.

    results/ID.json   written whole, by rename
    journal.jsonl     a line for each: its id, the key of what it was made from, its file's hash

A line is written after its file. Whoever starts again believes a line only where its key is the one
of today's submission, graders, reference, manifest and engine, and where the file has the hash that
the line says. So a line or a file that a loss of power tore, emptied or never wrote costs that one
submission's time, and no fsync is needed for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import UsageError

JOURNAL = "journal.jsonl"
RESULTS = "results"
OURS = {JOURNAL, RESULTS, "grades.csv", "report.html", "run.json", "regrade.log", "difference.csv"}
PART = ".part-"


@dataclass(frozen=True, slots=True)
class Line:
    """What the journal says of one submission."""

    key: str
    sha: str
    verdict: str  # "right", "failed", "errored"


class Ledger:
    """DIR, locked while it is open. `with Ledger(path, identity) as ledger: ...`"""

    def __init__(self, path: Path, identity: str) -> None:
        self.path = path
        self.identity = identity
        self.lines: dict[str, Line] = {}
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            strange = sorted({p.name for p in path.iterdir() if p.name[0] != "."} - OURS)
            if strange and not (path / JOURNAL).exists():
                raise UsageError(
                    f"{path} holds {strange[0]!a}, which is not of a regrade: name another --output"
                )
            (path / RESULTS).mkdir(exist_ok=True)
            self._open()
        except FileExistsError:
            raise UsageError(f"{path} is a file: --output names a folder") from None
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}") from None

    def _open(self) -> None:
        self.journal = os.open(self.path / JOURNAL, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            try:
                fcntl.flock(self.journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UsageError(f"another regrade is running in {self.path}") from None
            self._read()
            for left in [*self.path.glob(f"{PART}*"), *self.path.glob(f"{RESULTS}/{PART}*")]:
                left.unlink()
            self._compact()
        except BaseException:  # whoever's: the lock goes with it
            os.close(self.journal)
            raise

    def _read(self) -> None:
        for text in (self.path / JOURNAL).read_text("utf-8", "replace").splitlines():
            line = _parsed(text)
            if "export" in line:
                if line["export"] != self.identity:
                    raise UsageError(
                        f"{self.path} holds the results of another export, {line['export']}: "
                        "name another --output"
                    )
            elif {"id", "key", "sha", "verdict"} <= set(line):
                one = Line(str(line["key"]), str(line["sha"]), str(line["verdict"]))
                self.lines[str(line["id"])] = one

    def _compact(self) -> None:
        """One line each, and none that is torn, in the file that is locked."""
        lines = [{"export": self.identity}]
        lines += [_line(name, one) for name, one in self.lines.items()]
        text = "".join(json.dumps(line) + "\n" for line in lines).encode()
        if (self.path / JOURNAL).read_bytes() != text:
            os.ftruncate(self.journal, 0)
            _write_all(self.journal, text)

    def file(self, name: str) -> Path:
        return self.path / RESULTS / f"{name}.json"

    def finished(self, name: str, key: str | None) -> Line | None:
        """The line of `name`, if its file is as it was written and, with a key, up to date."""
        line = self.lines.get(name)
        if line is None or key not in (None, line.key):
            return None
        try:
            data = self.file(name).read_bytes()
        except OSError:
            return None
        return line if hashlib.sha256(data).hexdigest() == line.sha else None

    def add(self, name: str, key: str, document: bytes, verdict: str) -> None:
        """Write a result, then the line that says so. UsageError where DIR cannot be written."""
        self.put(Path(RESULTS) / f"{name}.json", lambda part: part.write_bytes(document))
        line = Line(key, hashlib.sha256(document).hexdigest(), verdict)
        try:
            _write_all(self.journal, json.dumps(_line(name, line)).encode() + b"\n")
        except OSError as error:
            raise UsageError(f"{self.path} cannot be written: {error.strerror}") from None
        self.lines[name] = line

    def put(self, name: Path | str, write: Callable[[Path], object], lasting: bool = False) -> None:
        """A file of DIR, whole or not at all; `lasting` waits for the disk."""
        target = self.path / name
        part = target.with_name(f"{PART}{target.name}")
        try:
            write(part)
            if lasting:
                with part.open("rb") as file:
                    os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            raise UsageError(f"{target} cannot be written: {error.strerror}") from None

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.journal)


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):  # torn
        return {}
    return found if isinstance(found, dict) else {}


def _line(name: str, line: Line) -> dict[str, str]:
    return {"id": name, "key": line.key, "sha": line.sha, "verdict": line.verdict}


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
