from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "hw3 (final) v2.py").write_text(RIGHT)
    return folder / "hw3 (final) v2.py"
