"""`autograder rehearse`, but for its arguments: the exit status, and what is printed."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from .. import preview
from ..errors import UsageError
from . import bubblewrap
from .bubblewrap import VENV, Bubblewrap
from .cgroups import Size
from .container import Container
from .docker import Docker
from .play import Rehearsed, rehearse
from .report import measures, show, summary
from .stage import unmet, unpack

SIZES = {  # as Gradescope offers them: CPU/GB
    "0.5/0.75": Size(cpus=0.5, memory_mb=768),
    "1/1.5": Size(cpus=1, memory_mb=1536),
    "2/3": Size(cpus=2, memory_mb=3072),
    "4/6": Size(cpus=4, memory_mb=6144),
}
WIDTH = 120  # in a pipe


def run(
    archive: Path,
    submissions: list[Path],
    size: str,
    limit: int,
    root: Path | None = None,
    setup: bool = False,
    image: str = "",
    page: Path | None = None,
) -> int:
    """0 where the platform would have taken every result and no fault was ours, else 2.

    UsageError where nothing could be rehearsed.
    """
    chosen = _size(size)
    _demand(submissions, root, setup, image)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # letters that a terminal lacks become "?"
    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
    with tempfile.TemporaryDirectory(prefix="autograder-rehearsal-") as folder:
        scratch = Path(folder)
        source = scratch / "image" / "source"
        source.mkdir(parents=True)
        unpack(archive, source)
        container = _container(source, scratch, root, setup, image)
        done: list[Rehearsed] = []
        for one in rehearse(source, submissions, container, chosen, limit, scratch):
            show(one, chosen, limit, console)
            done.append(one)
    if len(done) > 1:
        summary(done, chosen, console)
    if page is not None:
        items = [preview.item(one.name, one.found, measures(one, chosen, limit)) for one in done]
        preview.write(page, f"Rehearsal of {archive.name}", items)
    troubled = [one.name for one in done if one.problems]
    if troubled:
        first = next(one for one in done if one.problems).problems[0]
        more = f" (and {len(troubled) - 1} more)" if len(troubled) > 1 else ""
        print(f"autograder: {troubled[0]}{more}: {first}".splitlines()[0], file=sys.stderr)
    return 2 if troubled else 0


def _size(name: str) -> Size:
    if name not in SIZES:
        raise UsageError(f"there is no container of {name}: choose one of {', '.join(SIZES)}")
    return SIZES[name]


def _demand(submissions: list[Path], root: Path | None, setup: bool, image: str) -> None:
    """UsageError for what does not go together, before anything is made."""
    for path in submissions:
        if not path.exists():
            raise UsageError(f"{path} is not there: name a folder, a zip or a file")
    if image and (root is not None or setup):
        raise UsageError("--docker has an image of its own: leave --root and --setup out")
    if setup and root is None:
        raise UsageError("--setup changes a root: name one by --root (debootstrap makes one)")
    if root is not None and (root.resolve() == Path("/") or not (root / "usr").is_dir()):
        raise UsageError(f"{root} is no root of its own: `debootstrap stable {root}` makes one")
    if root is not None and not (setup or (root / VENV.lstrip("/")).is_dir()):
        raise UsageError(f"{root} has no {VENV}: --setup makes it")


def _container(
    source: Path, scratch: Path, root: Path | None, setup: bool, image: str
) -> Container:
    if image:
        return Docker(image=image, scratch=scratch)
    bubblewrap.possible()
    if root is None:
        wanting = unmet(source)
        if wanting:
            raise UsageError(
                f"this environment is not the zip's, which wants {', '.join(wanting)}: "
                "`make grade` brings it up to date, --root DIR --setup runs setup.sh"
            )
        if sys.prefix == sys.base_prefix:
            raise UsageError("this Python is in no virtual environment: start .venv/bin/python")
    return Bubblewrap(root=root and root.resolve(), setup=setup, scratch=scratch)
