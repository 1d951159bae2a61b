import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with zipfile.ZipFile(folder / "hw3.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("submission.py", RIGHT)
    return folder / "hw3.zip"
