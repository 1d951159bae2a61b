from pathlib import Path

RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()


def make(folder):
    (folder / "submission.py").write_text(RIGHT)
    (folder / "conftest.py").write_text("import os\nos._exit(0)\n")
    for name in ("pytest.ini", "tox.ini", "setup.cfg"):
        (folder / name).write_text("[pytest]\naddopts = --collect-only --no-such-option\n[tool:pytest]\naddopts = -x\n")
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = '--no-such-option'\n")
    (folder / "test_submission.py").write_text("def test_nothing():\n    assert False\n")
    (folder / "assignment.toml").write_text("title = 'all mine'\n")
    return folder
