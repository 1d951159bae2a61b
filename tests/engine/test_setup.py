"""setup.sh: CUDA cannot come in by any door; what it says where a package cannot be had."""

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RIGHT = ROOT / "tests" / "corpus" / "right-torch" / "submission.py"
RECORDER = "import sys; print(*sys.argv[1:], file=open({log!r}, 'a')); sys.exit({code})"


class Interpreter:
    """An empty virtual environment with a pip, a uv and a torch that are ours."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder / "venv", symlinks=True, with_pip=False)
        self.python = folder / "venv" / "bin" / "python"
        self.packages = next((folder / "venv").glob("lib/python*/site-packages"))
        self.log = folder / "log"

    def has_torch(self, version, cuda):
        self._package("torch", f"class version: cuda = {cuda!r}\n__version__ = {version!r}\n")

    def has_nvidia(self):
        folder = self.packages / "nvidia_cublas-13.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: nvidia-cublas\n")

    def has(self, tool, code):
        """A `tool` that notes its arguments, installs nothing and ends with `code`."""
        self._package(tool, "")
        script = RECORDER.format(log=str(self.log), code=code)
        (self.packages / tool / "__main__.py").write_text(script)

    def _package(self, name, text):
        (self.packages / name).mkdir()
        (self.packages / name / "__init__.py").write_text(text)

    def asked(self):
        return self.log.read_text().splitlines() if self.log.exists() else []

    def setup(self):
        """`setup.sh --torch`, ended."""
        command = ["bash", ROOT / "setup.sh", "--torch", self.python]
        return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def interpreter(tmp_path):
    return Interpreter(tmp_path)


@pytest.fixture(scope="module")
def pinned():
    """The version of torch that setup.sh names."""
    return re.search(r"^VERSION=(\S+)$", (ROOT / "setup.sh").read_text(), re.M)[1] + (
        "+cpu" if sys.platform == "linux" else ""
    )


def test_cpu_build_stays(interpreter, pinned):
    """Where the CPU build is there already, nothing is asked for."""
    interpreter.has_torch(pinned, None)
    interpreter.has("pip", 1)
    assert interpreter.setup().returncode == 0
    assert interpreter.asked() == []


@pytest.mark.parametrize("nvidia", [False, True], ids=["by itself", "by its packages"])
def test_cuda_build_is_refused(interpreter, pinned, nvidia):
    """A torch with CUDA, or with CUDA's packages beside it, ends the build."""
    interpreter.has_torch(pinned, None if nvidia else "13.0")
    if nvidia:
        interpreter.has_nvidia()
    interpreter.has("pip", 0)
    ended = interpreter.setup()
    assert ended.returncode != 0
    assert "is a CUDA build" in ended.stderr
    assert "setup.sh: could not get torch as a CPU build" in ended.stderr


def test_only_the_cpu_build_is_asked_for(interpreter, pinned):
    """Neither pip nor uv is ever given a requirement that a CUDA build would satisfy."""
    interpreter.has("pip", 0)
    interpreter.has("uv", 0)
    assert interpreter.setup().returncode != 0  # none of them brought it
    assert interpreter.asked()
    for line in interpreter.asked():
        assert f"torch=={pinned}" in line.split()


def test_pip_then_uv(interpreter, pinned):
    """Where neither can have it, one sentence says what could not be done."""
    interpreter.has("pip", 1)
    interpreter.has("uv", 1)
    ended = interpreter.setup()
    assert ended.returncode != 0
    assert ended.stderr.splitlines()[-1].startswith(f"setup.sh: could not install torch=={pinned}")
    assert [line.split()[:2] for line in interpreter.asked()] == [
        ["install", "--only-binary"],  # a wheel that pip's configuration supplies
        ["install", "uv==" + re.search(r"uv==(\S+)", (ROOT / "setup.sh").read_text())[1]],
    ]


@pytest.mark.parametrize("arguments", [["--torch"], ["--help"], ["--torch", "a", "b"]])
def test_unknown_arguments(arguments):
    """What is not understood is said, and nothing is done."""
    ended = subprocess.run(
        ["bash", ROOT / "setup.sh", *arguments], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "bash setup.sh [--torch PYTHON]" in ended.stderr


PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.10", "3.12"])  # Ubuntu 22.04's and 24.04's
def test_requirements_fit(version, tmp_path):
    """requirements.txt installs on the other interpreters that Gradescope may have."""
    found = [*PYENV.glob(f"{version}.*/bin/python"), shutil.which(f"python{version}")]
    if not found[0]:
        pytest.skip(f"no Python {version} here")
    subprocess.run([found[0], "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "-q", "-r", ROOT / "requirements.txt"]
    subprocess.run(pip, check=True)
    modules = "gradescope_utils, numpy, pydantic, pytest, rich, typer, autograder.cli"
    subprocess.run([python, "-c", f"import {modules}"], cwd=ROOT, check=True)
