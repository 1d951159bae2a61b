import py_compile
from pathlib import Path

RIGHT = Path(__file__).parent.parent / "right-torch" / "submission.py"


def make(folder):
    py_compile.compile(str(RIGHT), cfile=str(folder / "submission.pyc"))
    return folder
