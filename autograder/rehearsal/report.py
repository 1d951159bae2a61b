"""What a student and what an instructor would see, and what it took, for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .. import gradescope
from ..model import Visibility
from ..seen import Entry, page
from .cgroups import Size
from .play import Rehearsed

STDOUT = 3_000  # characters of it that are shown; a preview has all
MARKS = {"passed": ("ok", "green"), "failed": ("--", "red"), "": ("", "")}


def show(one: Rehearsed, size: Size, limit: int, console: Console) -> None:
    """One submission."""
    student, staff = page(one.found), page(one.found, staff=True)
    console.print(Text(f"\n{gradescope.clean(one.name)}", "bold"))
    for problem in one.problems:
        console.print(Text(f"  {gradescope.clean(problem)}", "magenta"), soft_wrap=True)
    console.print(Text("\na student sees", "bold"))
    if student.score is None:
        hidden = ", ".join(f"{n} {when.value}" for when, n in student.withheld.items())
        console.print(f"no total{f' ({hidden})' if hidden else ''}")
    else:
        console.print(f"{student.score:g}" + (f" of {student.most:g}" if student.most else ""))
    _print(student.output, console)
    _entries(student.entries, console)
    console.print(Text("\nan instructor sees, too", "bold"))
    later = tuple(e for e in staff.entries if e.visibility is not Visibility.VISIBLE)
    _entries(later, console)
    _print(staff.stdout, console, STDOUT)
    console.print(Text("\nit took", "bold"))
    for what, how_much in measures(one, size, limit):
        console.print(Text(f"{what:24} {how_much}"), soft_wrap=True)


def measures(one: Rehearsed, size: Size, limit: int) -> tuple[tuple[str, str], ...]:
    """What was measured, beside what the container allows."""
    ran, seconds = one.ran, one.seconds(size)
    at_least = "at least " if ran.unenforced and seconds > ran.left.seconds else ""
    told = [("time", f"{at_least}{seconds:.1f} s, of {limit} s; {ran.cpu_seconds:.1f} s of CPU")]
    if ran.peak_mb:
        told.append(("memory, all processes", f"{ran.peak_mb:.0f} MB, of {size.memory_mb} MB"))
    if ran.charged_mb:
        told.append(("with files in the cache", f"{ran.charged_mb:.0f} MB"))
    if ran.killed_for_memory:
        told.append(("killed for memory", f"{ran.killed_for_memory} processes"))
    if ran.processes_left:
        told.append(("left running", f"{ran.processes_left} processes"))
    enforced = f"not enforced: {ran.unenforced}" if ran.unenforced else "enforced"
    return (*told, ("container", f"{size}, {enforced}"))


def summary(every: list[Rehearsed], size: Size, console: Console) -> None:
    """A line for each."""
    table = Table(box=None, pad_edge=False)
    for title in ("submission", "platform"):
        table.add_column(title)
    for title in ("score", "time", "memory"):
        table.add_column(title, justify="right")
    for one in every:
        staff = page(one.found, staff=True)
        score = "" if staff.score is None else f"{staff.score:g}/{staff.most:g}"
        memory = f"{one.ran.peak_mb:.0f} MB" if one.ran.peak_mb else ""
        name = Text(gradescope.clean(one.name))
        verdict = Text(one.found.verdict.value, "magenta" if one.problems else "green")
        table.add_row(name, verdict, score, f"{one.seconds(size):.1f} s", memory)
    console.print()
    console.print(table)


def _entries(entries: tuple[Entry, ...], console: Console) -> None:
    for entry in entries:
        mark, colour = MARKS.get(entry.status, MARKS[""])
        most = "" if entry.most is None else f"/{entry.most:g}"
        points = "" if entry.score is None else f"  {entry.score:g}{most}"
        line = Text(f"{mark:3}", colour)
        when = "" if entry.visibility is Visibility.VISIBLE else f"  [{entry.visibility.value}]"
        line.append(gradescope.clean(f"{entry.number} {entry.name}{points}{when}"), "default")
        console.print(line, soft_wrap=True)
        _print(entry.output, console, indent="      ")


def _print(text: str, console: Console, most: int = gradescope.TEXT, indent: str = "") -> None:
    if text:
        shown = gradescope.clean(text.rstrip("\n"), most)
        lines = "\n".join(f"{indent}{line}" for line in shown.split("\n"))
        console.print(Text(lines), soft_wrap=True)
