import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with zipfile.ZipFile(folder / "hw3.zip", "w") as archive:
        for name, text in (("hw3\\submission.py", "from hw.tool import ONE\n" + RIGHT), ("hw3\\hw\\tool.py", "ONE = 1\n")):
            archive.writestr(zipfile.ZipInfo(name), text)
    return folder / "hw3.zip"
