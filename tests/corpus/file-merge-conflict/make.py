from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    head = "import torch\n\nEPS = 0.0\n\n" + "<" * 7 + " HEAD\nALPHA = 0.1\n" + "=" * 7
    tail = "\nALPHA = 0.01\n" + ">" * 7 + " origin/main\n\n"
    (folder / "submission.py").write_text(head + tail + RIGHT)
    return folder
