import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with zipfile.ZipFile(folder / "hw3.zip", "w") as archive:
        archive.writestr("../../escaped.py", "x = 1\n")
        archive.writestr("submission.py", RIGHT)
        archive.writestr("/tmp/corpus-absolute.py", "x = 1\n")
        archive.writestr("C:\\Windows\\evil.txt", "x\n")
        archive.writestr("ok/../../../escaped.txt", "x\n")
    return folder / "hw3.zip"
