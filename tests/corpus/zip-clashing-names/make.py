import warnings
import zipfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    with warnings.catch_warnings(), zipfile.ZipFile(folder / "hw3.zip", "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("data", "a file\n")
        archive.writestr("data/points.csv", "1,2\n")
        archive.writestr("notes.txt", "one\n")
        archive.writestr("notes.txt", "two\n")
        archive.writestr("n" * 300 + ".txt", "long\n")
        archive.writestr("/".join("d" * 60) + "/deep.txt", "deep\n")
        archive.writestr("submission.py/", "")
        archive.writestr("hw/submission.py", RIGHT)
    return folder / "hw3.zip"
