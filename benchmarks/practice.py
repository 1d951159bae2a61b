"""What practice costs: nothing where practice.py was not handed in, half a second where it was.

Both are cold grades, as a student waits for them; the two sides of a pair follow each other, and
what is told is the median over the pairs, since both sides wait for the same torch.

The bound is on a practice.py in NumPy, where the time is ours. torch imports sympy, all of half a
second, when a student's code makes its first MultivariateNormal: told as well, without a bound.
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
RIGHT = ROOT / "tests" / "corpus" / "right-practice-numpy"
DISTRIBUTIONS = ROOT / "tests" / "corpus" / "right-practice"
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
        "torch": command("on", DISTRIBUTIONS),
    }
    taken: dict[str, list[Cost]] = {name: [] for name in sides}
    for _ in range(runs + 1):
        for name, grade in sides.items():
            taken[name].append(cost(grade))
            checks = json.loads(output.read_text())["tests"]
            if any(check["number"].startswith("4.3") for check in checks) != (
                name in ("with", "torch")
            ):
                raise SystemExit(f"the side {name!r} is not what it should be")

    def median(of: Callable[[Cost, Cost], float], one: str, other: str) -> float:
        return statistics.median(map(of, taken[one][1:], taken[other][1:]))

    def wall(a: Cost, b: Cost) -> float:
        return a.wall - b.wall

    def cpu(a: Cost, b: Cost) -> float:
        return a.cpu - b.cpu

    wall_ratio = median(lambda a, b: a.wall / b.wall, "absent", "off")
    cpu_ratio = median(lambda a, b: a.cpu / b.cpu, "absent", "off")
    told = "a right practice.py, more than without"
    return [
        ("no practice.py, practice on / off, wall", wall_ratio, "x", 1.05),
        ("no practice.py, practice on / off, CPU", cpu_ratio, "x", 1.03),
        (f"{told}, wall", median(wall, "with", "absent"), "s", 0.5),
        (f"{told}, CPU", median(cpu, "with", "absent"), "s", 0.5),
        (f"{told}, torch.distributions, CPU", median(cpu, "torch", "absent"), "s", None),
    ]
