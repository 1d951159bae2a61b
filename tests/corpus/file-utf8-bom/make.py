from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_bytes(b"\xef\xbb\xbf" + RIGHT.encode())
    return folder
