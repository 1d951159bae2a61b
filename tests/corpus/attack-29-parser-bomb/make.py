from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_text(RIGHT + "BOMB = " + "-" * 900_000 + "1\n")
    return folder
