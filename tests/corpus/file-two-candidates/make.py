from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    for name in ("attempt1", "attempt2"):
        (folder / name).mkdir()
        (folder / name / "submission.py").write_text(RIGHT)
    return folder
