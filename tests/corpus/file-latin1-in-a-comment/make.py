from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    text = RIGHT + "\n# v\xe9rifi\xe9 \xe0 la main\n"
    (folder / "submission.py").write_bytes(text.encode("latin-1"))
    return folder
