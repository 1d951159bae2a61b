import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with zipfile.ZipFile(folder / "HW3.ZIP", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("HW3/submission.py", RIGHT)
    return folder / "HW3.ZIP"
