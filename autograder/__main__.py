"""The commands, a few lines each: `python -m autograder VERB`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Annotated, Optional

import typer

from .box.server import ForkServer
from .errors import GraderError

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
RESERVE_SECONDS = 15.0  # of Gradescope's own time limit, to end everything and to write


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
) -> None:
    """Grade one SUBMISSION: writes results.json and prints a table."""
    start = time.monotonic()
    # Before the imports below: torch takes longest, and loads in another process meanwhile.
    with ForkServer(["numpy", "torch"]) as server:
        from . import cli

        raise typer.Exit(cli.grade(server, submission, output, metadata, _deadline(start)))


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="for programs")] = False,
) -> None:
    """Tell which layers of isolation work here, and what the missing ones need."""
    with ForkServer(["numpy"]) as server:
        from . import cli

        raise typer.Exit(cli.doctor(server, as_json))


def _deadline(start: float) -> float:
    """Before Gradescope's: on a global time-out it replaces results.json by a score of 0."""
    try:
        seconds = float(os.environ["TIMEOUT_SECONDS"])
    except (KeyError, ValueError):
        return float("inf")
    return start + max(seconds - RESERVE_SECONDS, seconds / 2)


def main() -> None:
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        del os.environ[name]  # a developer's shell does not configure how graders run
    try:
        app(prog_name="autograder")
    except GraderError as error:  # the box could not even be begun
        print(f"autograder: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
