import importlib.util
import marshal
import struct
import sys
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    helper = folder / "helper.py"
    helper.write_text("SIGN = 1.0\n")
    text = RIGHT + "\n\nfrom helper import SIGN\n\n\ndef stationary_point():\n    return [0.0, SIGN - 1.0]\n"
    (folder / "submission.py").write_text(text)
    cache = folder / "__pycache__" / f"helper.{sys.implementation.cache_tag}.pyc"
    cache.parent.mkdir()
    info = helper.stat()
    head = importlib.util.MAGIC_NUMBER + struct.pack("<III", 0, int(info.st_mtime), info.st_size)
    cache.write_bytes(head + marshal.dumps(compile("SIGN = -7.0\n", "helper.py", "exec")))
    return folder
