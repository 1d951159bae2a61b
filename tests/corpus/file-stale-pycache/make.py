import importlib.util
import marshal
import struct
import sys
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    source = folder / "submission.py"
    source.write_text(RIGHT)
    cache = folder / "__pycache__" / f"submission.{sys.implementation.cache_tag}.pyc"
    cache.parent.mkdir()
    wrong = compile("def A_matrix(alpha):\n    return 'stale'\n", "submission.py", "exec")
    info = source.stat()
    head = importlib.util.MAGIC_NUMBER + struct.pack("<III", 0, int(info.st_mtime), info.st_size)
    cache.write_bytes(head + marshal.dumps(wrong))
    (folder / "submission.pyc").write_bytes(cache.read_bytes())
    (folder / "submission.so").write_bytes(b"\x7fELF" + bytes(60))
    return folder
