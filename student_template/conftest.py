"""Makes `pytest` in this folder run the public checks on your submission.py. Nothing to change."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
KIT = HERE if (HERE / "autograder").is_dir() else HERE.parent  # unpacked kit, or the project
sys.path.insert(0, str(KIT))  # for this import: another autograder may be installed
import autograder  # noqa: E402

sys.path.remove(str(KIT))  # a random.py of yours must not hide Python's

try:
    from autograder.local import LocalChecks
except ImportError as error:
    sys.exit(f"{error}: install what the checks need with  pip install -r requirements.txt")


def facts():
    """What each question asks for: packed with the kit; in the project the manifest has it."""
    packed = HERE / "assignment.json"
    if packed.exists():
        return json.loads(packed.read_text("utf-8"))
    from autograder import manifest

    return manifest.for_students(manifest.read(KIT / "assignment.toml"))


def pytest_configure(config):
    config.pluginmanager.register(LocalChecks(HERE, facts()))
    if config.args_source is not config.ArgsSource.ARGS:
        config.args = [str(KIT / "tests" / "public")]
