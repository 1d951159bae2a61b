"""`regrade` from its arguments to what it says: opens, runs, writes, tells."""

from __future__ import annotations

import io
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from . import engine, export, manifest, paperwork, regrade
from .box.jail import undumpable, unreadable
from .box.server import ROOT
from .earlier import RUN
from .errors import GraderError
from .gradescope import clean
from .ledger import Ledger
from .paperwork import REPORT
from .progress import Tally, followed
from .row import row

if TYPE_CHECKING:
    from .difference import Difference
    from .executors import Workforce

CHANGED = 3  # the exit status of --fail-on-change: neither a fault nor a crash
WIDTH = 120  # in a pipe; a terminal has its own
LISTED = 20  # errored submissions that are named in the terminal; run.json has all


def run(
    path: Path,
    output: Path,
    jobs: int | None = None,
    scheduler: str | None = None,
    only_errored: bool = False,
    unsafe: bool = False,
    against: Path | None = None,
    fail_on_change: bool = False,
) -> int:
    """The exit status: 0 where every row is written, 2 where the fault is the caller's or ours.

    CHANGED where every row is written, something changed, and the caller wants to be told.
    """
    if fail_on_change and against is None:
        return _say("--fail-on-change needs --against OLD: earlier grades to compare with")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # letters that a terminal lacks become "?"
    try:
        stated = manifest.read(ROOT / "assignment.toml")
        found = export.read(path, output)
        then = None if against is None else paperwork.before(against, output)
        with Ledger(output, found.identity) as ledger:
            one = regrade.Class(
                export=found,
                ledger=ledger,
                manifest=stated,
                engine=engine.fingerprint(),
                only_errored=only_errored,
            )
            hire = hiring(one, path, jobs, scheduler, unsafe)
            status, changed = _run(one, hire, path, then)
            return CHANGED if changed and fail_on_change and not status else status
    except GraderError as error:
        return _say(str(error))


def hiring(
    one: regrade.Class, path: Path, jobs: int | None, scheduler: str | None, unsafe: bool
) -> Callable[[], AbstractContextManager[Workforce]]:
    """How to get a workforce, once there is something to grade."""

    def hire() -> AbstractContextManager[Workforce]:
        from . import executors
        from .desk import Terms

        undumpable()  # the other submissions are in our memory
        terms = Terms(
            engine=one.engine,
            seconds=one.manifest.limits.submission_seconds,
            unsafe=unsafe,
            secluded=scheduler is not None or bool(unreadable([str(path.absolute())])),
        )
        if scheduler is not None:
            return executors.cluster(terms, scheduler)
        return executors.local(terms, jobs or _cores())

    return hire


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def _run(
    one: regrade.Class,
    hire: Callable[[], AbstractContextManager[Workforce]],
    path: Path,
    then: paperwork.Before | None,
) -> tuple[int, bool]:
    """The exit status, and whether anything is not as it was."""
    ledger, total = one.ledger, len(one.export.entries)
    tally, begun = Tally(), time.time()
    for name in one.export.ignored:
        _say(f"{clean(name, 100)} is no submission: it is left out")
    try:
        for _ in followed(regrade.run(one, hire), total, tally, ledger.path, Console(stderr=True)):
            pass
    except KeyboardInterrupt:
        done = sum(tally.verdicts.values())
        _say(f"stopped after {done} of {total}: the same command goes on from there")
        return 130, False
    record = _record(one, tally, path, begun) | {"grades": paperwork.grades(one)}
    ledger.put(
        RUN,
        lambda part: part.write_text(json.dumps(record, indent=1, ensure_ascii=True) + "\n"),
        lasting=True,
    )
    changed, fault = None, ""
    try:
        changed = paperwork.write(one, record, then)
    except Exception as error:  # ours, or a disk that is full: the grades are written
        fault = f"{type(error).__name__}: {error}"
    try:
        _tell(tally, total, time.time() - begun)
        if changed is not None:
            _tell_changes(changed)
        print(ledger.path / "grades.csv", *([] if fault else [ledger.path / REPORT]), sep="\n")
        sys.stdout.flush()
    except (OSError, ValueError):  # stdout is full or closed; DIR is what counts
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if fault:
        return _say(f"the grades are complete, but the report could not be made: {fault}"), False
    return 0, changed is not None and changed.changed


def _tell_changes(changed: Difference) -> None:
    from . import changes  # with rich's tables, which most runs need not load

    print()
    changes.show(changed, Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False))
    print()


def _record(one: regrade.Class, tally: Tally, path: Path, begun: float) -> dict[str, Any]:
    """run.json: what was done, with what, and what failed of ours."""
    faults = {name: _fault(one, name) for name in tally.errored}
    extras = (_document(one, entry.id).get("extra_data", {}) for entry in one.export.entries)
    shown: dict[str, Any] = next((extra for extra in extras if extra.get("layers")), {})
    return {
        "export": str(path.absolute()),
        "identity": one.export.identity,
        "began": time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(begun)),
        "seconds": round(time.time() - begun, 3),
        "submissions": len(one.export.entries),
        "verdicts": dict(tally.verdicts),
        "kept": tally.kept,
        "parent_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "versions": engine.versions(),
        "engine": one.engine,
        "manifest": engine.of_manifest(),
        "seed": one.manifest.seed,
        "layers": shown.get("layers", {}),
        "verdict": shown.get("verdict", ""),
        "failures": faults,
        "ignored": [clean(name, 200) for name in one.export.ignored],
    }


def _fault(one: regrade.Class, name: str) -> str:
    found = row(name, _document(one, name))
    first = next((c.number for c in found.checks if c.status == "errored"), "")
    return found.fault or f"check {first} could not be made"


def _document(one: regrade.Class, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(one.ledger.file(name).read_bytes())
    return found


def _tell(tally: Tally, total: int, seconds: float) -> None:
    kept = f", {tally.kept} of them kept from before" if tally.kept else ""
    print(f"{total} submissions: {tally}{kept}; {seconds:.1f} s")
    for name in tally.errored[:LISTED]:
        print(f"errored: {name}")
    if tally.errored:
        more = len(tally.errored) - LISTED
        print(*([f"and {more} more"] if more > 0 else []), "redo them: --only errored", sep="\n")


def _say(sentence: str) -> int:
    print(f"autograder: {clean(sentence)}", file=sys.stderr)
    return 2
