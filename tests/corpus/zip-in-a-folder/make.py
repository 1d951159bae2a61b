import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with zipfile.ZipFile(folder / "submission.zip", "w") as archive:
        archive.writestr("submission.py", RIGHT)
    return folder
