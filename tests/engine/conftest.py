"""What several tests of the engine need: the manifest, and a submission made of text."""

import importlib.util
import signal
from pathlib import Path

import pytest
from batch import ROOT, grade_all
from browser import headless
from hypothesis import settings

from autograder import manifest as manifests

# Shorter than the real ones, so that a hundred submissions take a minute; ratios as they are.
QUICK = {"call_seconds": 2.0, "import_seconds": 3.0, "submission_seconds": 20.0}


def pytest_configure(config):
    """Ctrl-C means itself, in a shell's background too. `make test` asks the same examples each
    time, so that what is red is a change's doing.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # what we start would inherit it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if "not slow" in config.getoption("markexpr"):
        settings.load_profile("ci")


@pytest.fixture(scope="session")
def manifest():
    return manifests.read(ROOT / "assignment.toml")


@pytest.fixture(scope="session")
def quick(manifest):
    """The manifest with shorter time limits, for whoever grades with it."""
    if importlib.util.find_spec("torch") is None:
        pytest.skip("torch is not installed")
    return manifest.model_copy(update={"limits": manifest.limits.model_copy(update=QUICK)})


@pytest.fixture
def graded(quick):
    """Grade one source with the short limits."""
    return lambda source: grade_all([source], quick)[source]


@pytest.fixture
def handed_in(tmp_path):
    """Write a submission.py and return its folder."""

    def write(text: str, name: str = "submission.py") -> Path:
        folder = tmp_path / "handed"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)
        return folder

    return write


@pytest.fixture(scope="module")
def browser():
    """One headless Chromium for the tests of a module."""
    with headless() as driver:
        yield driver
