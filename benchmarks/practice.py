"""What practice costs: nothing where practice.py was not handed in, half a second where it was.

Both are cold grades, as a student waits for them; the two sides of a pair follow each other, and
what is told is the median over the pairs, since both sides wait for the same torch.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .__main__ import Cost

ROOT = Path(__file__).parents[1]
RIGHT = ROOT / "tests" / "corpus" / "right-practice"
SWITCHED = """
import sys
from autograder import manifest
on = sys.argv.pop(1) == "on"
read = manifest.read
def switched(path):
    stated = read(path)
    practice = stated.practice.model_copy(update={"on": on})
    return stated.model_copy(update={"practice": practice})
manifest.read = switched
from autograder.__main__ import main
main()
"""


def figures(
    cost: Callable[[list[str]], Cost], runs: int, folder: Path
) -> list[tuple[str, float, str, float | None]]:
    """(what, value, unit, bound), for the lines of `make bench`."""
    folder.mkdir()
    without = folder / "without"
    shutil.copytree(RIGHT, without, ignore=shutil.ignore_patterns("expect.toml", "practice.py"))
    output = folder / "results.json"

    def command(switch: str, submission: Path) -> list[str]:
        where = ["grade", str(submission), "--output", str(output)]
        return [sys.executable, "-c", SWITCHED, switch, *where]

    sides = {
        "with": command("on", RIGHT),
        "absent": command("on", without),
        "off": command("off", without),
    }
    taken: dict[str, list[Cost]] = {name: [] for name in sides}
    for _ in range(runs + 1):
        for name, grade in sides.items():
            taken[name].append(cost(grade))
            checks = json.loads(output.read_text())["tests"]
            if any(check["number"].startswith("4.3") for check in checks) != (name == "with"):
                raise SystemExit(f"the side {name!r} is not what it should be")
    pairs = list(zip(taken["with"], taken["absent"], taken["off"]))[1:]
    wall = statistics.median(absent.wall / off.wall for _, absent, off in pairs)
    cpu = statistics.median(absent.cpu / off.cpu for _, absent, off in pairs)
    more_wall = statistics.median(there.wall - absent.wall for there, absent, _ in pairs)
    more_cpu = statistics.median(there.cpu - absent.cpu for there, absent, _ in pairs)
    return [
        ("no practice.py, practice on / off, wall", wall, "x", 1.05),
        ("no practice.py, practice on / off, CPU", cpu, "x", 1.03),
        ("a right practice.py, more than without, wall", more_wall, "s", 0.5),
        ("a right practice.py, more than without, CPU", more_cpu, "s", 0.5),
    ]
