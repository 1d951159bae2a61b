"""autograder.zip where nothing of ours was before: a bare Debian, and other Pythons in it."""

import os
import re
import shutil
import time
from pathlib import Path

import pytest
from bare import EXAMPLE, Bare, debootstrap
from batch import CORPUS, ROOT

from autograder import bundle

pytestmark = pytest.mark.slow
PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
UNREACHABLE = "http://127.0.0.1:9"
SETUP = "bash /autograder/source/setup.sh"


@pytest.fixture(scope="module")
def debian(tmp_path_factory):
    """Hundreds of megabytes: pytest keeps its folders, so this one is removed here."""
    root = tmp_path_factory.mktemp("bare") / "debian"
    try:
        debootstrap(root)
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def bare(debian, tmp_path):
    try:
        yield Bare(debian, tmp_path / "root", bundle.pack(ROOT).autograder)
    finally:
        shutil.rmtree(tmp_path / "root", ignore_errors=True)


def test_bare_debian(bare, capsys):
    """It builds, twice, and grades, each in a box with another user's rights."""
    sources = bare.root / "etc" / "apt" / "sources.list"
    mirror = sources.read_text()
    sources.write_text(re.sub(r"http\S+", UNREACHABLE, mirror))
    assert bare.refused().startswith("setup.sh: could not install python3 python3-venv")
    sources.write_text(mirror)

    figures = []
    for _ in range(2):
        start = time.monotonic()
        assert bare.run(SETUP) == "setup.sh: ready; a right example got 14/14\n"
        figures.append(time.monotonic() - start)
        bare.run("rm -rf /tmp/* /var/tmp/* /var/lib/apt/lists/*")  # as the platform does
        start = time.monotonic()
        found, printed = bare.grade(EXAMPLE / "submission.py")
        figures.append(time.monotonic() - start)
        assert printed.rstrip().endswith("14/14")
        assert found["score"] == 14
        assert {found["extra_data"]["layers"][name] for name in ("uid", "seccomp")} == {"on"}
    megabytes = int(bare.run("du -sm /opt/autograder/venv").split()[0])
    with capsys.disabled():
        print(
            "\nsetup.sh {:.1f} s, first submission {:.1f} s; again {:.1f} s, {:.1f} s; ".format(
                *figures
            )
            + f"the virtual environment takes {megabytes} MB"
        )
    assert figures[0] < 180
    assert megabytes < 1300

    assert bare.grade(ROOT / "student_template" / "submission.py")[0]["score"] == 0
    wrong = bare.grade(CORPUS / "mistake-no-log" / "submission.py")[0]
    assert 0 < wrong["score"] < 14
    leaves_the_machine_as_it_was(bare)
    students_reach_what_they_need(bare)


def leaves_the_machine_as_it_was(bare):
    """The system's python3, /tmp, pip's cache; no CUDA anywhere."""
    assert bare.run("dpkg --verify python3-minimal python3.11-minimal") == ""
    bare.run("! /usr/bin/python3 -c 'import torch' 2>/dev/null")
    assert bare.run("find /tmp /var/tmp -mindepth 1; ls -A /root/.cache 2>/dev/null || :") == ""
    assert bare.run("find / -xdev -iname '*nvidia*' -path '*-packages*'") == ""


def students_reach_what_they_need(bare):
    """The libraries, as bytecode; no source, no answer."""
    student = "runuser -u student --"
    assert "nologin" in bare.run("getent passwd student")
    bare.run(f"{student} /opt/autograder/venv/bin/python -I -c 'import numpy, torch'")
    packages = bare.root / "opt/autograder/venv/lib/python3.11/site-packages"
    for folder in (packages / "torch", packages / "numpy", bare.autograder / "source/autograder"):
        assert len([*folder.glob("__pycache__/*.pyc")]) >= len([*folder.glob("*.py")])
    assert bare.run("stat -c %a /autograder/source").strip() == "700"
    bare.run(f"! {student} cat /autograder/source/reference/gan.py 2>/dev/null")


def test_an_image_that_cannot_grade_is_no_image(bare):
    """A right example that does not get its points, or is not there, ends the build."""
    stubs(bare)
    with_python(bare, "3.12")
    shutil.rmtree(bare.autograder / "source" / "reference" / "example")
    assert bare.refused() == GRADES_NOBODY


GRADES_NOBODY = "setup.sh: could not grade a right example: this image would grade nobody"


@pytest.mark.parametrize("version", ["3.10", "3.12"])
def test_other_pythons(bare, version):
    """Ubuntu 22.04's and 24.04's, as far as torch's wheels are here: all steps but torch itself.

    torch is an empty package of the right version. The image must say that it cannot grade, and
    that it got those questions right that need no torch, in the box with all its layers.
    """
    stubs(bare)
    with_python(bare, version)
    system = "find /usr/bin /usr/lib/python* -type f -not -name '*.pyc' | sort | xargs md5sum"
    before = bare.run(system)
    unreachable = {"PIP_INDEX_URL": f"{UNREACHABLE}/simple", "PIP_RETRIES": "0"}
    assert bare.refused(**unreachable) == "setup.sh: could not install requirements.txt with pip"
    said = bare.end(SETUP).stdout
    assert "a right example got 6/14" in said, said
    assert said.splitlines()[-1] == GRADES_NOBODY
    assert bare.run(system) == before
    python = "/opt/autograder/venv/bin/python"
    assert f"Python {version}." in bare.run(f"{python} --version")
    found, _ = bare.grade(EXAMPLE / "submission.py")
    assert found["score"] == 6
    assert {found["extra_data"]["layers"][name] for name in ("uid", "seccomp")} == {"on"}
    assert bare.run("find /tmp /var/tmp -mindepth 1; ls -A /root/.cache 2>/dev/null || :") == ""


TORCH = """
class version:
    cuda = None

class Tensor:
    pass

def set_num_threads(number):
    pass

def manual_seed(number):
    pass
"""


def stubs(bare):
    """A wheel of torch in the version that setup.sh asks for, with next to nothing in it."""
    version = re.search(r"^VERSION=(\S+)$", (ROOT / "setup.sh").read_text(), re.M)[1] + "+cpu"
    info = f"torch-{version}.dist-info"
    tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {
        "torch/__init__.py": f"{TORCH}\n__version__ = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: torch\nVersion: {version}\n",
        f"{info}/WHEEL": tags,
        f"{info}/RECORD": "",
    }
    path = bare.root / "wheels" / f"torch-{version}-py3-none-any.whl"
    path.parent.mkdir()
    path.write_bytes(bundle.archive({name: text.encode() for name, text in files.items()}))
    bare.environment["AUTOGRADER_WHEELS"] = "/wheels"


def with_python(bare, version):
    """Another interpreter in the place of the system's python3."""
    found = sorted(PYENV.glob(f"{version}.*"))
    if not found:
        pytest.skip(f"no Python {version} of pyenv here")
    left_out = shutil.ignore_patterns("test", "__pycache__", "site-packages", "*.a")
    name, usr = f"python{version}", bare.root / "usr"
    shutil.copytree(found[-1] / "lib" / name, usr / "lib" / name, symlinks=True, ignore=left_out)
    for library in (found[-1] / "lib").glob("libpython*.so*"):
        shutil.copy(library, usr / "lib")
    shutil.copy(found[-1] / "bin" / name, usr / "bin")
    (usr / "bin" / "python3").symlink_to(name)  # as Debian has it
    get = "apt-get install -qq -y --no-install-recommends libseccomp2 libssl3 libffi8"
    bare.run(f"ldconfig && apt-get update -qq && {get} >/dev/null 2>&1")
