from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    text = "from old import twice\n" + RIGHT
    (folder / "submission.py").write_bytes(text.replace("\n", "\r\n").encode())
    (folder / "old.py").write_bytes(b"def twice(x):\r    return 2 * x\r")
    return folder
