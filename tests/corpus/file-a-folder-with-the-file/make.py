from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").mkdir()
    (folder / "submission.py" / "submission.py").write_text(RIGHT)
    return folder
