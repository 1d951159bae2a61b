from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_text("# coding: utf-8-unix-maybe\n" + RIGHT)
    return folder
