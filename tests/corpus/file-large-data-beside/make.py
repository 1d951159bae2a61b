from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_text(RIGHT)
    with open(folder / "checkpoint.pt", "wb") as file:
        file.truncate(100 << 20)  # a hole: it takes no room on the disk
    return folder
