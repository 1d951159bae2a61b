"""What needs no torch also runs on Python 3.10, Gradescope's default."""

import shutil
import subprocess
from pathlib import Path

import pytest
from batch import ROOT

NAMES = (
    *("architecture", "checks", "doctor", "gradescope", "graders", "host", "landlock", "load"),
    *("manifest", "mistakes", "mistakes_contrastive", "model", "plugin", "reference", "seccomp"),
    *("student", "submission", "wire", "difference", "earlier", "survey"),
    *("harness", "cgroups", "rehearsal_docker"),
)


def interpreter():
    """A Python 3.10 of this machine, or None."""
    named = shutil.which("python3.10")
    places = [Path(named)] if named else []
    places += sorted(Path.home().glob(".pyenv/versions/3.10*/bin/python3.10"))
    for place in places:
        asked = [
            str(place),
            "-c",
            "import venv, ensurepip, sys; sys.exit(sys.version_info[1] != 10)",
        ]
        if subprocess.run(asked, capture_output=True).returncode == 0:
            return place
    return None


@pytest.mark.slow
@pytest.mark.alone
def test_the_engine_on_python_3_10(tmp_path):
    """With its own pins: NumPy 2.2, tomli."""
    python = interpreter()
    if python is None:
        pytest.skip("there is no Python 3.10 here")
    subprocess.run([python, "-m", "venv", tmp_path], check=True)
    install = [tmp_path / "bin" / "pip", "install", "--quiet", "-r", "requirements-dev.txt"]
    subprocess.run(install, cwd=ROOT, check=True, capture_output=True, timeout=300)
    files = [f"tests/engine/test_{name}.py" for name in NAMES]
    done = subprocess.run(
        [tmp_path / "bin" / "python", "-m", "pytest", "-q", "-m", "not slow", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stdout[-3000:]
