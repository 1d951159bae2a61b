"""The commands, a few lines each: `python -m autograder VERB`."""

from __future__ import annotations

import enum
import json
import math
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Optional

try:
    import typer
except ImportError as missing:
    print(f"autograder: {missing}: `make grade` installs what grading needs", file=sys.stderr)
    sys.exit(2)

from .box.server import ForkServer
from .interrupt import heed_once

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
RESERVE_SECONDS = 15.0  # of Gradescope's own time limit, to end everything and to write
NOT_GRADED = (
    "Something went wrong on our side, not on yours: your submission was not graded. The staff can "
    "see why; your submission is kept and will be graded again."
)


class Only(str, enum.Enum):
    """Which submissions `regrade` does again."""

    ERRORED = "errored"


@app.callback()
def autograder() -> None:
    """Grade submissions of the assignment on deep generative models."""


@app.command()
def grade(
    submission: Annotated[Path, typer.Argument(help="a folder, a zip or a .py file")],
    output: Annotated[Path, typer.Option(help="where to write it")] = Path("results.json"),
    metadata: Annotated[
        Optional[Path], typer.Option(help="Gradescope's submission_metadata.json")
    ] = None,
    preview: Annotated[
        Optional[Path], typer.Option(help="a page to write: the result as students will see it")
    ] = None,
) -> None:
    """Grade one SUBMISSION: writes results.json and prints a table."""
    start, today = time.monotonic(), time.time()
    try:
        # Before the imports below: torch takes longest, and loads in another process meanwhile.
        with ForkServer(["numpy", "torch"]) as server:
            from . import cli

            until = _deadline(start)
            status = cli.grade(server, submission, output, metadata, until, preview)
    except Exception as error:  # ours: no process, no descriptor, no temporary folder, no library
        status = _not_graded(output, error, today)
    raise typer.Exit(status)


@app.command()
def build(
    output: Annotated[Path, typer.Option(help="the folder to write both to")] = Path("dist"),
) -> None:
    """Make autograder.zip for Gradescope and student.zip for students, once they grade."""
    from . import cli

    raise typer.Exit(cli.build(output))


@app.command()
def regrade(
    export: Annotated[Path, typer.Argument(help="Gradescope's export, or a folder of submissions")],
    output: Annotated[Path, typer.Option(help="the folder to write to")],
    jobs: Annotated[
        Optional[int], typer.Option(min=1, help="processes at a time (default: cores)")
    ] = None,
    scheduler: Annotated[
        Optional[str], typer.Option(help="address of a dask scheduler, to grade on a cluster")
    ] = None,
    only: Annotated[
        Optional[Only], typer.Option(help="errored: redo those where the fault was ours")
    ] = None,
    against: Annotated[
        Optional[Path],
        typer.Option(
            metavar="OLD",
            help="earlier grades to compare with: a folder that regrade wrote, an export with "
            "Gradescope's results, or its grades as a CSV",
        ),
    ] = None,
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="exit status 3 where anything changed")
    ] = False,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="even where nothing isolates")] = False,
) -> None:
    """Grade a whole class: what an EXPORT holds. Stopped, it goes on where it was."""
    from . import batch

    status = batch.run(
        export, output, jobs, scheduler, only is not None, unsafe, against, fail_on_change
    )
    raise typer.Exit(status)


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
) -> None:
    """Tell which layers of isolation work here, and what the missing ones need."""
    try:
        with ForkServer(["numpy"]) as server:
            from . import cli

            status = cli.doctor(server, as_json)
    except Exception as error:  # ours
        status = _say(f"{error}")
    raise typer.Exit(status)


@app.command()
def rehearse(
    archive: Annotated[Path, typer.Argument(help="autograder.zip, as `build` makes it")],
    submissions: Annotated[list[Path], typer.Argument(help="folders, zips or .py files")],
    size: Annotated[str, typer.Option(help="the container's CPU/GB")] = "0.5/0.75",
    timeout: Annotated[int, typer.Option(help="the assignment's time limit", min=1)] = 600,
    root: Annotated[
        Optional[Path], typer.Option(help="a system in a folder, instead of this machine's")
    ] = None,
    setup: Annotated[bool, typer.Option("--setup", help="run setup.sh in --root first")] = False,
    docker: Annotated[str, typer.Option(help="a base image, where Docker is to be used")] = "",
    preview: Annotated[Optional[Path], typer.Option(help="a page of all results to write")] = None,
) -> None:
    """Run a built zip on each SUBMISSION as Gradescope would, and tell what people will see."""
    try:
        from .rehearsal import command

        status = command.run(archive, submissions, size, timeout, root, setup, docker, preview)
    except Exception as error:  # the caller's, where it is a UsageError, else ours: a full disk
        status = _say(f"{error}")
    raise typer.Exit(status)


def _deadline(start: float) -> float:
    """Before Gradescope's: on a global time-out it replaces results.json by a score of 0."""
    try:
        seconds = float(os.environ["TIMEOUT_SECONDS"])
    except (KeyError, ValueError):
        return float("inf")
    if not (math.isfinite(seconds) and seconds > 0):
        return float("inf")
    return start + max(seconds - RESERVE_SECONDS, seconds / 2)


def _not_graded(output: Path, error: Exception, since: float) -> int:
    """A results.json that needs nothing of ours to be written, unless a grade is there already."""
    fault = f"{type(error).__name__}: {error}".splitlines()[0][:500]
    document = {
        "score": 0,
        "output": NOT_GRADED,
        "output_format": "text",
        "tests": [],
        "extra_data": {"fault": fault},
    }
    if not output.exists() or (output.is_file() and output.stat().st_mtime < since):
        part = output.with_name(f".{output.name}.{os.getpid()}")
        try:
            output.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(document) + "\n")
            part.replace(output)
        except OSError:  # what is said below is all that there is
            with suppress(OSError):
                part.unlink(missing_ok=True)
    return _say(f"our fault, not the student's: {fault}")


def _say(sentence: str) -> int:
    print(f"autograder: {sentence}".splitlines()[0], file=sys.stderr)
    return 2


def main() -> None:
    for descriptor in range(3):  # a daemon's may be closed: another file would take the number
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        del os.environ[name]  # a developer's shell does not configure how graders run
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # the grader's NumPy: half a CPU, small matrices
    heed_once()
    try:
        app(prog_name="autograder")
    except ImportError as missing:  # of typer's own, while it reads the arguments
        sys.exit(_say(f"{missing}: `make grade` installs what grading needs"))


if __name__ == "__main__":
    main()
