"""What a long run shows while it runs: a bar on a terminal, lines in a log file."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from rich.console import Console
from rich.text import Text

from .errors import UsageError
from .gradescope import clean
from .regrade import Done

LOG = "regrade.log"


class Tally:
    """How many got which verdict, how many of them were finished before, and who is errored."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.kept = 0
        self.errored: list[str] = []

    def count(self, done: Done) -> None:
        self.verdicts[done.verdict] += 1
        self.kept += done.row is None
        if done.verdict == "errored":
            self.errored.append(done.entry.id)

    def __str__(self) -> str:
        counts = (f"{self.verdicts[name]} {name}" for name in ("right", "failed", "errored"))
        return ", ".join(counts)


def followed(
    finished: Iterable[Done], total: int, tally: Tally, folder: Path, console: Console
) -> Iterator[Done]:
    """The same, counted in `tally`, written to the log, shown where `console` is a terminal."""
    shown = _bar(total, console) if console.is_terminal else nullcontext(lambda tally: None)
    with _Log(folder / LOG) as log, shown as show:
        for done in finished:
            tally.count(done)
            if done.row is not None:
                log.add(_line(done))
            show(tally)
            yield done


@contextmanager
def _bar(total: int, console: Console) -> Iterator[Callable[[Tally], None]]:
    """What moves the bar on by one."""
    from rich import progress  # where nobody looks, its time is a tenth of an unchanged run's

    class Rate(progress.ProgressColumn):
        def render(self, task: progress.Task) -> Text:
            return Text(f"{task.finished_speed or task.speed or 0:.1f}/s")

    columns = (
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        Rate(),
        progress.TimeRemainingColumn(),
        progress.TextColumn("{task.description}"),
    )
    with progress.Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda tally: bar.update(task, advance=1, description=str(tally))


class _Log:
    """UsageError where it cannot be written, as for any other file of DIR."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.file = path.open("a", encoding="utf-8")
        except OSError as error:
            raise self._unwritten(error) from None

    def add(self, line: str) -> None:
        try:
            print(line, file=self.file, flush=True)
        except OSError as error:
            raise self._unwritten(error) from None

    def _unwritten(self, error: OSError) -> UsageError:
        return UsageError(f"{self.path} cannot be written: {error.strerror}")

    def __enter__(self) -> _Log:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):  # it was flushed, or that was told
            self.file.close()


def _line(done: Done) -> str:
    assert done.row is not None
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    row = done.row
    said = f"{stamp} {row.id} {done.verdict} {row.score:g}/{row.points:g} {row.seconds:.3f} s"
    return " ".join([said, *clean(row.fault, 300).split()])
