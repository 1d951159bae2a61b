import os
import tempfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_text(RIGHT)
    (folder / "other").mkdir()
    (folder / "other" / "original.txt").write_text("somebody's\n")
    os.link(folder / "other" / "original.txt", folder / "linked.txt")
    return folder
