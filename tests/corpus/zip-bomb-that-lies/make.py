import struct
import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()
SIZE = 200 << 20


def make(folder):
    with zipfile.ZipFile(folder / "hw3.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("submission.py", RIGHT)
        archive.writestr("small.bin", bytes(SIZE))
    data = (folder / "hw3.zip").read_bytes()
    (folder / "hw3.zip").write_bytes(data.replace(struct.pack("<I", SIZE), struct.pack("<I", 10)))
    return folder / "hw3.zip"
