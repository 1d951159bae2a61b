from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_text("DEEP = " + "[" * 1000 + "]" * 1000 + "\n" + RIGHT)
    return folder
