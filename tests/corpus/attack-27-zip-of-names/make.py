import struct
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_bytes()
COUNT = 90_000


def make(folder):
    import zlib

    path = folder / "submission.zip"
    entry = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 0, 0, 33, zlib.crc32(RIGHT), len(RIGHT), len(RIGHT), 13, 0)
    directory = []
    for k in range(COUNT):
        name = b"submission.py" if k == COUNT - 1 else b"d%02d/%029d" % (k % 97, k)
        fields = (20, 20, 0, 0, 0, 33, zlib.crc32(RIGHT), len(RIGHT), len(RIGHT), len(name), 0, 0, 0, 0, 0, 0)
        directory.append(struct.pack("<4s6H3I5H2I", b"PK\1\2", *fields) + name)
    listed = b"".join(directory)
    start = len(entry) + 13 + len(RIGHT)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, COUNT & 0xFFFF, COUNT & 0xFFFF, len(listed), start, 0)
    path.write_bytes(entry + b"submission.py" + RIGHT + listed + end)
    return path
