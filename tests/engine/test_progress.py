"""What a TA sees of a class while it is graded: on a terminal, elsewhere, and in the log."""

import io

from rich.console import Console

from autograder.export import Entry
from autograder.progress import Tally, followed
from autograder.regrade import Done
from autograder.row import Row

VERDICTS = ("right", "failed", "failed", "errored")


def finished():
    for number, verdict in enumerate(VERDICTS):
        fault = "no disk\nat all" if verdict == "errored" else ""
        row = Row(id=f"submission_{number}", score=number, points=14.0, fault=fault)
        yield Done(entry=Entry(id=row.id), verdict=verdict, row=row)


def seen(tmp_path, **terminal):
    screen = io.StringIO()
    console = Console(file=screen, width=140, **terminal)
    done = list(followed(finished(), len(VERDICTS), Tally(), tmp_path, console))
    assert [one.verdict for one in done] == [*VERDICTS]
    return screen.getvalue()


def test_a_terminal_shows_how_far_it_is(tmp_path):
    """The bar, how many of how many, the rate, the time left, and what they got."""
    shown = seen(tmp_path, force_terminal=True, color_system=None)
    assert "━" in shown
    assert "4/4" in shown
    assert "/s" in shown
    assert any(time in shown for time in ("0:00:00", "-:--:--"))
    assert "1 right, 2 failed, 1 errored" in shown


def test_elsewhere_nothing_is_shown_and_the_log_has_each(tmp_path):
    """A line for each, in the order in which they ended; a fault of ours in one line."""
    assert seen(tmp_path) == ""
    lines = (tmp_path / "regrade.log").read_text().splitlines()
    told = [line.split()[1:] for line in lines]
    assert [line[:3] for line in told] == [
        [f"submission_{n}", verdict, f"{n}/14"] for n, verdict in enumerate(VERDICTS)
    ]
    assert told[-1][-4:] == ["no", "disk", "at", "all"]
    assert all(line[:4].isdigit() for line in lines)
