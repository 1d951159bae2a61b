import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with zipfile.ZipFile(folder / "hw3.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("submission.py", RIGHT)
    data = (folder / "hw3.zip").read_bytes()
    (folder / "hw3.zip").write_bytes(data.replace(b"A_matrix", b"B_matrix"))
    return folder / "hw3.zip"
