"""Many submissions graded in one session, and a corpus entry as it is handed in."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from autograder.box.server import ROOT, ForkServer
from autograder.grade import collected, run
from autograder.model import Grade

CORPUS = ROOT / "tests" / "corpus"
ALONE = CORPUS / "right-torch"  # a submission without practice.py: `graders.among(ALONE)`


def grade_all(sources: Iterable[Path], manifest) -> dict[Path, Grade]:
    """Every source graded by one fork server and one collection, as a class would be."""
    with ForkServer(list(manifest.preload)) as server:

        def each(graders):
            return {source: run(graders, source, manifest, server) for source in sources}

        return collected(manifest, each)


def copy_of(entry: Path, folder: Path) -> Path:
    """A corpus entry as it is handed in: without its verdict, or built by its make.py."""
    maker = entry / "make.py"
    if maker.exists():
        scope: dict = {"__file__": str(maker), "__name__": "make"}
        exec(compile(maker.read_text(), str(maker), "exec"), scope)
        folder.mkdir(parents=True)
        return scope["make"](folder)
    shutil.copytree(entry, folder, ignore=shutil.ignore_patterns("expect.toml", "__pycache__"))
    return folder


def untimed(folder: Path) -> dict[str, dict]:
    """Every results.json in `folder` without what depends on the clock."""
    return {
        path.name: untimed_document(json.loads(path.read_text()))
        for path in sorted(folder.glob("*.json"))
    }


def untimed_document(document: dict) -> dict:
    """The same for one."""
    assert document.pop("execution_time") >= 0
    for use in document["extra_data"].get("functions", {}).values():
        del use["seconds"], use["longest"]
    return document
