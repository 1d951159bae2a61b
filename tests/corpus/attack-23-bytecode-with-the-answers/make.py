import importlib.util
import marshal
import struct
import sys
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()
WRONG = """
import helper


def A_matrix(alpha):
    return helper.A_matrix(alpha)


def stationary_point():
    return [3, 3]
"""


def make(folder):
    (folder / "submission.py").write_text(RIGHT + WRONG)
    (folder / "helper.py").write_text("def A_matrix(alpha):\n    return 'as the source says'\n")
    (folder / "__pycache__").mkdir()
    unchecked = importlib.util.MAGIC_NUMBER + struct.pack("<I", 0b01) + bytes(8)  # never compared with the source
    for name in ("submission", "helper"):
        data = unchecked + marshal.dumps(compile(RIGHT, f"{name}.py", "exec"))
        (folder / "__pycache__" / f"{name}.{sys.implementation.cache_tag}.pyc").write_bytes(data)
        (folder / f"{name}.pyc").write_bytes(data)
    return folder
