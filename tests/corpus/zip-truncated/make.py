import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with zipfile.ZipFile(folder / "hw3.zip", "w") as archive:
        archive.writestr("submission.py", RIGHT)
        archive.writestr("report.txt", "x" * 5000)
    data = (folder / "hw3.zip").read_bytes()
    (folder / "hw3.zip").write_bytes(data[: len(data) // 2])
    return folder / "hw3.zip"
