import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with zipfile.ZipFile(folder / "hw3.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("submission.py", RIGHT)
    data = bytearray((folder / "hw3.zip").read_bytes())
    data[6] |= 1  # the flag in the local header
    data[data.index(b"PK\1\2") + 8] |= 1  # and in the central directory
    (folder / "hw3.zip").write_bytes(bytes(data))
    return folder / "hw3.zip"
