from pathlib import Path


def make(folder):
    (folder / "submission.py").write_text("BOMB = lambda a: [" + "a," * 400_000 + "]\n" + "PASSED = 9 ** 9 ** 9\n")
    return folder
