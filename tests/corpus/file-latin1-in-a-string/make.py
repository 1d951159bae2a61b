from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    text = RIGHT + "\nTITLE = 'Mod\xe8les g\xe9n\xe9ratifs'\nprint(TITLE)\n"
    (folder / "submission.py").write_bytes(text.encode("latin-1"))
    return folder
