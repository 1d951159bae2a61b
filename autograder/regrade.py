"""A class: every entry of an export -> DIR, with as many processes as there are.

One thread reads, hashes and prepares submissions, hands them out, and writes what comes back, so
nothing here is shared. What is finished is passed over; what is under way is bounded, so that a
class of any size takes the same memory. Whatever goes wrong with one submission becomes its row.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import tempfile
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import parcel
from .errors import GraderError, Missing
from .export import Entry, Export
from .ledger import Ledger
from .manifest import Manifest
from .parcel import Reply
from .row import Row, row
from .scratch import scratch

if TYPE_CHECKING:  # a run over unchanged submissions needs neither NumPy nor processes
    from .executors import Workforce


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One entry that is finished; `row` is None where it was before."""

    entry: Entry
    verdict: str  # "right", "failed", "errored"
    row: Row | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """What a run is about: what was handed in, where it goes, and with what it is graded."""

    export: Export
    ledger: Ledger
    manifest: Manifest
    engine: str
    only_errored: bool = False


def run(one: Class, hire: Callable[[], AbstractContextManager[Workforce]]) -> Iterator[Done]:
    """Grade what is not finished; every entry once, as it is done.

    Raises GraderError where nobody can be graded, UsageError where nothing can be written; what was
    finished until then is kept.
    """
    known = ((entry, *_known(one, entry)) for entry in one.export.entries)
    for first in known:
        entry, _, verdict = first
        if not verdict:
            break
        yield Done(entry=entry, verdict=verdict)
    else:
        return
    with hire() as workforce, scratch() as folder:
        away = _Away(workforce)
        for entry, key, verdict in itertools.chain([first], known):
            if verdict:
                yield Done(entry=entry, verdict=verdict)
                continue
            packed = _packed(entry, folder)
            if isinstance(packed, GraderError):
                yield _finish(one, entry, key, _errored(one.manifest, packed))
                continue
            away.send(entry, key, packed)
            while len(away.futures) >= workforce.room():
                yield from (_finish(one, *back) for back in away.back(one.manifest))
        while away.futures:
            yield from (_finish(one, *back) for back in away.back(one.manifest))


def rows(one: Class) -> Iterator[Row]:
    """Every entry's Row, from what is written in DIR."""
    for entry in one.export.entries:
        document = json.loads(one.ledger.file(entry.id).read_bytes())
        yield row(entry.id, document, entry.people, entry.created_at)


def _known(one: Class, entry: Entry) -> tuple[str, str]:
    """The key of what would be graded, and the verdict if it was, or ""."""
    try:
        digest = entry.source.digest() if entry.source else entry.missing
    except OSError as error:
        digest = f"unreadable: {error.strerror}"
    key = hashlib.sha256(f"{one.engine} {digest}".encode()).hexdigest()
    line = one.ledger.finished(entry.id, None if one.only_errored else key)
    if line is None or (one.only_errored and line.verdict == "errored"):
        return key, ""
    return key, line.verdict


def _packed(entry: Entry, folder: Path) -> bytes | GraderError:
    """The parcel, or why it cannot be made: a fault of the export, or ours."""
    if entry.source is None:
        return GraderError(entry.missing)
    try:
        with tempfile.TemporaryDirectory(dir=folder) as tree:
            return parcel.pack(*entry.source.prepare(Path(tree)))
    except Missing as error:
        return parcel.nothing(error)
    except GraderError as error:
        return error
    except Exception:  # ours, and this submission's alone
        return GraderError(traceback.format_exc())


class _Away:
    """The parcels that are being graded."""

    def __init__(self, workforce: Workforce) -> None:
        self.workforce = workforce
        self.futures: dict[Future[Reply], tuple[Entry, str]] = {}
        self.answered = False

    def send(self, entry: Entry, key: str, packed: bytes) -> None:
        self.futures[self.workforce.submit(packed)] = entry, key

    def back(self, manifest: Manifest) -> Iterator[tuple[Entry, str, bytes]]:
        """Those that have come back, as results.json; waits until one has."""
        finished, _ = wait(self.futures, return_when=FIRST_COMPLETED)
        for future in finished:
            entry, key = self.futures.pop(future)
            try:
                reply = future.result()
                self.answered = True
            except GraderError:  # nobody can be graded
                raise
            except Exception as error:  # the executor's: every worker that had it was lost, say
                if not self.answered:
                    why = str(error).split(".")[0]
                    raise GraderError(
                        f"the cluster cannot run this ({why}): install the project, at the same "
                        "commit, where its scheduler and its workers run"
                    ) from error
                reply = Reply(fault=f"{type(error).__name__}: {error}")
            fault = GraderError(reply.fault)
            yield entry, key, _errored(manifest, fault) if reply.fault else reply.document


def _finish(one: Class, entry: Entry, key: str, document: bytes) -> Done:
    graded = row(entry.id, json.loads(document), entry.people, entry.created_at)
    verdict = "right" if graded.score >= graded.points else "failed"
    verdict = "errored" if graded.errored else verdict
    one.ledger.add(entry.id, key, document, verdict)
    return Done(entry=entry, verdict=verdict, row=graded)


def _errored(manifest: Manifest, fault: GraderError) -> bytes:
    """The results.json of a submission that could not be graded."""
    from . import gradescope
    from .grade import faulty  # with pytest and NumPy, which is for the examiners otherwise

    found = gradescope.results(faulty(manifest, fault), manifest.visibility.stdout)
    return gradescope.dumped(found).encode()
