from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_text(f"PNG = '{'A' * 500_000}'\n" + RIGHT)
    return folder
