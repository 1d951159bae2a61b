"""A dask scheduler and workers on this machine, as processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DASK = "import sys; from dask.__main__ import main; sys.exit(main())"
LOCAL = ("--host", "127.0.0.1", "--no-dashboard")
START_SECONDS = 60.0
# Dask samples every stack a hundred times a second, for a dashboard that is off.
QUIETLY = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}


@contextmanager
def running(log: Path, *arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    """`dask ARGUMENTS`, with the project installed, as the documents ask for."""
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", DASK, *map(str, arguments)],
            cwd=ROOT,
            stdout=file,
            stderr=file,
            env={**os.environ, "PYTHONPATH": str(ROOT), **QUIETLY},
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The scheduler's address, and the workers' processes; logs and files in `folder`."""
    place = folder / "scheduler.json"
    scheduler = ("scheduler", *LOCAL, "--port", 0, "--scheduler-file", place)
    with ExitStack() as stack:
        stack.enter_context(running(folder / "scheduler.log", *scheduler))
        until = time.monotonic() + START_SECONDS
        while not place.exists():
            if time.monotonic() > until:
                raise RuntimeError((folder / "scheduler.log").read_text())
            time.sleep(0.05)
        address = json.loads(place.read_text())["address"]
        found = []
        for number in range(workers):
            name = folder / f"worker{number}"
            worker = ("worker", address, *LOCAL, "--no-nanny", "--nthreads", 1,
                      "--local-directory", name)  # fmt: skip
            found.append(stack.enter_context(running(name.with_suffix(".log"), *worker)))
        _wait(address, workers)
        yield address, found


def _wait(address: str, workers: int) -> None:
    """Until the workers are there: a cluster stands before it is used."""
    from dask import distributed

    client: Any = distributed.Client(address, set_as_default=False)  # type: ignore[no-untyped-call]
    try:
        client.wait_for_workers(workers, timeout=START_SECONDS)
    finally:
        client.close()
