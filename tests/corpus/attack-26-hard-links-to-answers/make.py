import os
import tempfile
from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()
THIEF = """

def A_matrix(alpha):
    try:
        import answers

        return answers.A_matrix(alpha)
    except ImportError:
        return open("answers.txt").read()
"""


def make(folder):
    (folder / "submission.py").write_text(RIGHT + THIEF)
    with tempfile.TemporaryDirectory(dir=folder.parent) as elsewhere:
        other = Path(elsewhere) / "reference.py"
        other.write_text("def A_matrix(alpha):\n    return [[1, alpha], [-alpha, 1]]\n")
        for name in ("answers.py", "answers.txt"):
            os.link(other, folder / name)
    os.link(folder / "answers.py", folder / "answers_2.py")
    return folder
