from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "hw3" / "backup").mkdir(parents=True)
    (folder / "hw3" / "submission.py").write_text(RIGHT)
    (folder / "hw3" / "backup" / "submission.py").write_text("def A_matrix(alpha):\n    return None\n")
    return folder
