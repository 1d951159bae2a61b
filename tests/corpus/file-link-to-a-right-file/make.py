from pathlib import Path

RIGHT = Path(__file__).parent.parent / "right-torch" / "submission.py"


def make(folder):
    (folder / "submission.py").symlink_to(RIGHT.resolve())
    return folder
