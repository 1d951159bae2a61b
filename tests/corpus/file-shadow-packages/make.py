from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_text(RIGHT)
    for name in ("numpy", "torch", "autograder", "reference", "tests", "encodings"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text("raise RuntimeError('not this one')\n")
    (folder / "sympy.py").write_text("raise RuntimeError('not this one')\n")
    return folder
