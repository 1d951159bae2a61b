from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_bytes(("# α, θ\n" + RIGHT).encode("utf-16"))
    return folder
