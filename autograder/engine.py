"""What a grade is made with, as one hash: engine, graders, reference, manifest, versions.

Two grades of the same bytes agree where this agrees. So it is part of the key of a finished
submission, and another machine must have the same before it grades for us.
"""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import PackageNotFoundError, version

from .box.server import ROOT

SOURCES = ("autograder", "reference", "tests/public", "tests/hidden")
PACKAGES = ("numpy", "torch", "pytest", "pydantic", "gradescope-utils")


def versions() -> dict[str, str]:
    """Of Python and of the packages that a grade may depend on."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    return found


def fingerprint() -> str:
    total = hashlib.sha256(repr(sorted(versions().items())).encode())
    files = [path for name in SOURCES for path in (ROOT / name).rglob("*.py")]
    for path in sorted([*files, ROOT / "assignment.toml", ROOT / "autograder" / "graders.ini"]):
        data = path.read_bytes()
        total.update(b"%s %d\n" % (str(path.relative_to(ROOT)).encode(), len(data)) + data)
    return total.hexdigest()


def of_manifest() -> str:
    """The manifest alone, for the record of a run."""
    return hashlib.sha256((ROOT / "assignment.toml").read_bytes()).hexdigest()
