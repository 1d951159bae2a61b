import importlib.machinery
import sys
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()
WRONG = """

def A_matrix(alpha):
    return [[0, 0], [0, 0]]


def stationary_point():
    return [3, 3]
"""


def make(folder):
    (folder / "submission.py").write_text(RIGHT + WRONG)
    (folder / "submission").mkdir()
    (folder / "submission" / "__init__.py").write_text(RIGHT)
    (folder / "submission" / "__main__.py").write_text(RIGHT)
    for suffix in importlib.machinery.EXTENSION_SUFFIXES:
        (folder / f"submission{suffix}").write_bytes(Path(sys.executable).read_bytes()[:4096])
        (folder / f"torch{suffix}").write_bytes(b"\x7fELF" + bytes(60))
    return folder
