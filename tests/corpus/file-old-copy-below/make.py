from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_text(RIGHT)
    (folder / "old").mkdir()
    (folder / "old" / "submission.py").write_text("def A_matrix(alpha):\n    return None\n")
    return folder
