"""A right submission in the platform's smallest container, 0.5 CPU and 0.75 GB."""

from __future__ import annotations

import statistics
from pathlib import Path

from autograder import bundle
from autograder.errors import UsageError
from autograder.rehearsal import bubblewrap, stage
from autograder.rehearsal.bubblewrap import Bubblewrap
from autograder.rehearsal.command import SIZES
from autograder.rehearsal.play import rehearse

ROOT = Path(__file__).parents[1]
SIZE = SIZES["0.5/0.75"]
LIMIT = 600
Line = tuple[str, float, str, float | None]


def figures(submission: Path, runs: int, scratch: Path) -> list[Line]:
    """Of the zip as it would be uploaded; where no container can be made, that is said."""
    try:
        bubblewrap.possible()
    except UsageError as error:
        return [(f"no rehearsal: {error}", 0.0, "", None)]
    source = scratch / "image" / "source"
    source.mkdir(parents=True)
    (scratch / "autograder.zip").write_bytes(bundle.pack(ROOT).autograder)
    stage.unpack(scratch / "autograder.zip", source)
    box = Bubblewrap(scratch=scratch)
    every = list(rehearse(source, [submission] * runs, box, SIZE, LIMIT, scratch))
    for one in every:
        if one.problems or one.found.results["score"] != 14:
            raise SystemExit(f"the rehearsal failed: {one.problems or one.found.results['score']}")
    lines: list[Line] = [
        ("rehearsal, median wall time", statistics.median(o.seconds(SIZE) for o in every), "s", 15),
        ("rehearsal, CPU", statistics.median(o.ran.cpu_seconds for o in every), "s", None),
        ("rehearsal, peak summed PSS", max(o.ran.peak_mb or 0 for o in every), "MB", 500),
    ]
    charged = [o.ran.charged_mb for o in every if o.ran.charged_mb]
    if charged:
        lines.append(("rehearsal, peak with files in the cache", max(charged), "MB", None))
    if every[0].ran.unenforced:
        lines.append((f"{SIZE} not enforced: {every[0].ran.unenforced}", 0.0, "", None))
    return lines
