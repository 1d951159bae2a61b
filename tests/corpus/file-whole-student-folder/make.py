from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    home = folder / "student"
    for name in ("tests/public", "autograder/box", "__pycache__", ".pytest_cache/v", ".vscode", ".venv/bin"):
        (home / name).mkdir(parents=True)
    (home / "submission.py").write_text(RIGHT)
    (home / "conftest.py").write_text("import autograder.local\n")
    (home / "README.md").write_text("# How to start\n")
    (home / "requirements.txt").write_text("numpy\ntorch\n")
    (home / "tests/public/test_gan.py").write_text("def test(student):\n    student.A_matrix(0.1)\n")
    (home / "autograder/__init__.py").write_text("")
    (home / "autograder/checks.py").write_text("")
    (home / "autograder/box/wire.py").write_text("")
    (home / "__pycache__/submission.cpython-311.pyc").write_bytes(b"\0" * 64)
    (home / ".venv/bin/python").symlink_to("/usr/bin/python3")
    return folder
