import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with zipfile.ZipFile(folder / "hw3.zip", "w") as archive:
        for k in range(2_500):
            archive.writestr(f"hw3/env/lib/python3.11/site-packages/big/m{k:04}.py", "x = 1\n")
        archive.writestr("hw3/submission.py", "from helper import ONE\n" + RIGHT)
        archive.writestr("hw3/helper.py", "ONE = 1\n")
    return folder / "hw3.zip"
