"""What a command does and prints; __main__ has only its arguments."""

from __future__ import annotations

import io
import json
import os
import sys
import traceback
from contextlib import redirect_stderr
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from . import gradescope, manifest
from .box.server import ROOT, ForkServer
from .doctor import Report, examine, remedy
from .errors import GraderError, UsageError
from .grade import collected, faulty, loaded, run
from .model import Grade, Outcome, Status
from .submission import surely_without

MANIFEST = ROOT / "assignment.toml"
WIDTH = 120  # in a pipe; a terminal has its own
MARKS = {
    Status.PASSED: ("ok", "green"),
    Status.FAILED: ("--", "red"),
    Status.ERRORED: ("!!", "magenta"),
}


def grade(
    server: ForkServer,
    submission: Path,
    output: Path,
    metadata: Path | None,
    deadline: float,
    preview: Path | None = None,
) -> int:
    """The exit status: 0 where a grade was written, 2 where the fault is ours or the caller's."""
    if not submission.exists():
        return _say(f"{submission} is not there: name a folder, a zip or a .py file")
    shown, submission, output = output, submission.absolute(), output.absolute()
    metadata, preview = metadata and metadata.absolute(), preview and preview.absolute()
    os.chdir(ROOT)  # pytest goes back to where it was started, which may be closed to us
    stated = None
    try:
        stated = manifest.read(MANIFEST)
        waiting = faulty(stated, GraderError("the grader ended before it was done"))
        gradescope.write(gradescope.results(waiting), output)  # whatever happens next
        with loaded(server, stated) as ready:
            found = collected(
                stated,
                lambda graders: run(graders, submission, stated, ready, deadline),
                practice=not (stated.practice and surely_without(submission, stated.practice.file)),
            )
    except UsageError as error:
        return _say(str(error))
    except GraderError as error:
        found = faulty(stated, error)
    except Exception:  # ours
        found = faulty(stated, GraderError(traceback.format_exc()))
    if metadata is not None:
        found = replace(found, submission=gradescope.metadata(metadata))
    try:
        stdout = stated.visibility.stdout if stated else manifest.Visible().stdout
        gradescope.write(gradescope.results(found, stdout), output)
        if preview is not None:
            _preview(found, gradescope.results(found, stdout), submission.name, preview)
    except UsageError as error:
        return _say(str(error))
    try:
        report(found, shown, _console())
        sys.stdout.flush()
    except (OSError, ValueError):  # stdout is full or closed; results.json is what counts
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 2 if found.ours else 0


def _preview(found: Grade, results: gradescope.Results, name: str, path: Path) -> None:
    """The page on which Gradescope shows it; what it calls stdout is the table."""
    from . import preview  # with it jinja2, which a grade on the platform does without
    from .harness import Left, received

    table = io.StringIO()
    with redirect_stderr(table):  # as there, both in one
        report(found, Path("results.json"), Console(file=table, width=WIDTH, highlight=False))
    left = Left(results=gradescope.dumped(results).encode(), stdout=table.getvalue().encode())
    seconds = {outcome.number: outcome.seconds for outcome in found.outcomes}
    shown = preview.item(name, received(left), seconds=seconds)
    preview.write(path, f"Preview: {name}", [shown])


def report(found: Grade, output: Path, console: Console) -> None:
    """The table, what failed and why, where results.json lies, and the total as the last line."""
    table = Table(box=None, pad_edge=False, expand=True)
    table.add_column("question", min_width=8)
    table.add_column("", min_width=2)
    table.add_column("what was checked", ratio=3)
    table.add_column("points", justify="right", min_width=6)
    table.add_column("hint", ratio=2, no_wrap=True, overflow="ellipsis")
    for outcome in found.outcomes:
        mark, colour = MARKS[outcome.status]
        points = f"{outcome.score:g}/{outcome.points:g}" if outcome.points else ""
        hint = _text(_in_short(outcome))
        table.add_row(outcome.number, Text(mark, colour), _text(outcome.name), points, hint)
    if found.outcomes:
        console.print(table)
    for text, numbers in _texts(found).items():
        console.print(Text(f"\n{numbers}", "bold"))
        console.print(_text(text), soft_wrap=True)
    if found.printed:
        console.print(Text("\nthe submission printed", "bold"))
        console.print(_text(found.printed, gradescope.PRINTED), soft_wrap=True)
    if found.verdict not in ("", "isolated"):
        _say(f"{found.verdict}; `autograder doctor` tells what would change it")
    if found.ours:
        _say(f"our fault, not the student's: {found.fault or _first_detail(found)}")
    console.print(f"\n{output}", soft_wrap=True)
    console.print(f"{found.score:g}/{found.points:g}")


def _in_short(outcome: Outcome) -> str:
    """The hint, else the line of a message that says what came, else a remark."""
    if outcome.diagnosis:
        return outcome.diagnosis.hints[0]
    lines = outcome.message.splitlines() or list(outcome.remarks[:1])
    said = [line for line in lines[1:] if line.split()[:1] not in (["asked"], ["expected"])]
    return " ".join((said or lines or [""])[0].split())


def _texts(found: Grade) -> dict[str, str]:
    """Each text once, with what it belongs to: one function missing fails several checks."""
    shared: dict[str, list[str]] = {notice: ["submission"] for notice in found.notices}
    for outcome in found.outcomes:
        remarks = [f"remark: {remark}" for remark in outcome.remarks]
        for text in (outcome.message, *remarks, gradescope.hint(outcome)):
            if text:
                shared.setdefault(text, []).append(outcome.number)
    return {
        text: "submission" if "submission" in numbers else ", ".join(numbers)
        for text, numbers in shared.items()
    }


def _first_detail(found: Grade) -> str:
    return next((o.detail for o in found.outcomes if o.detail), "unknown")


def _text(text: str, limit: int = gradescope.TEXT) -> Text:
    """What is a student's is text: no markup, no escape sequence."""
    return Text(gradescope.clean(text, limit))


def build(folder: Path) -> int:
    """The exit status: 0 where both archives were tried and written."""
    from . import bundle, trial  # not in what they pack

    try:
        packed = bundle.pack(ROOT)
        shown = trial.try_out(packed)
        written = bundle.write(packed, folder)
    except GraderError as error:
        return _say(f"nothing was built: {error}")
    for path, data in zip(written, packed.named.values()):
        print(f"{path}  {len(data) / 1000:.0f} KB  contents {bundle.fingerprint(data)[:16]}")
    print(shown)
    return 0


def doctor(server: ForkServer, as_json: bool) -> int:
    """The exit status: 0 unless a layer that the manifest requires is missing."""
    try:
        stated = manifest.read(MANIFEST)
        report = examine(server, stated.limits.memory_mb)
    except GraderError as error:
        return _say(str(error))
    missing = report.missing(stated.require)
    if as_json:
        layers = [{**asdict(layer), "remedy": remedy(layer)} for layer in report.layers]
        print(json.dumps({"verdict": report.verdict, "missing": missing, "layers": layers}))
    else:
        _show(report, _console())
    return _say(f"assignment.toml requires {', '.join(missing)}") if missing else 0


def _console() -> Console:
    """A terminal as wide as it is, a pipe of one width; letters that it lacks become "?"."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    if sys.stdout is None:
        raise ValueError("there is no stdout")
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def _show(report: Report, console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("layer", "", "why, or what it leaves open", "what would change it"):
        table.add_column(title)
    for layer in report.layers:
        mark = Text("on", "green") if layer.active else Text("off", "red")
        table.add_row(layer.name, mark, layer.reason, remedy(layer))
    console.print(table)
    console.print(f"\n{report.verdict}", soft_wrap=True)


def _say(sentence: str) -> int:
    print(f"autograder: {gradescope.clean(sentence)}", file=sys.stderr)
    return 2
