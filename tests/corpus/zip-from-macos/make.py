import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with zipfile.ZipFile(folder / "Archive.zip", "w") as archive:
        archive.writestr("hw3/", "")
        archive.writestr("hw3/.DS_Store", bytes(100))
        archive.writestr("__MACOSX/hw3/._.DS_Store", bytes(100))
        archive.writestr("hw3/submission.py", RIGHT)
        archive.writestr("__MACOSX/hw3/._submission.py", b"\0\5\x16\7" + bytes(100))
    return folder / "Archive.zip"
