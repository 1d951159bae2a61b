"""student.zip on a student's machine: a new environment, a Windows as far as it can be played."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from batch import ROOT

from autograder import bundle

EXAMPLE = ROOT / "reference" / "example"
README = (ROOT / "student_template" / "README.md").read_text()


@pytest.fixture(scope="module")
def archived():
    return bundle.pack(ROOT).student


@pytest.fixture
def kit(archived, tmp_path):
    """The unpacked archive."""
    bundle.unpack(archived, tmp_path / "student")
    return tmp_path / "student"


def shell(command, folder, **more):
    """What it printed, in a shell without this project's environment."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "PYTHON"))} | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout


# The environment, by the README's own lines.

OLDEST = ["numpy==1.26.4", "pytest==8.0.0", "gradescope-utils==0.4.0"]


def block(title):
    """The commands that follow a line of the README."""
    indented = README.partition(f"{title}\n\n")[2].partition("\n\n")[0]
    return [line.strip() for line in indented.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("constraints", [[], OLDEST], ids=["newest", "oldest"])
def test_the_readmes_lines_make_an_environment_that_checks(kit, tmp_path, constraints):
    """Nothing but requirements.txt; torch's CPU build is put there first, for the sake of time."""
    make, activate, install = block("Linux, macOS:")
    assert install == "pip install -r requirements.txt"
    (tmp_path / "constraints").write_text("\n".join(constraints))
    python = sys.executable if sys.version_info < (3, 12) else "python3.11"
    make = make.replace("python3 ", f"{python} ")  # the machine's python3 may be anything
    torch = f"bash {ROOT / 'setup.sh'} --torch .venv/bin/python"
    limit = f"-c {tmp_path / 'constraints'}"
    said = shell(f"set -e; {make}; {activate}; {torch}; {install} -q {limit}; pip list", kit)
    for pin in constraints:
        assert re.search(pin.replace("==", r" +"), said), said
    assert not re.search(r"^(autograder|nvidia)", said, re.M), said

    said = shell(f"{activate}; pytest", kit)
    assert said.splitlines()[-1].startswith("12 failed"), said
    assert said.count("to do     not written yet") == 12
    assert "Traceback" not in said
    assert "autograder/" not in said
    shutil.copy(EXAMPLE / "submission.py", kit)
    assert "12 passed" in shell(f"{activate}; pytest", kit)
    for line in block(
        "Then write the functions in `submission.py`, one at a time, and after each:"
    ):
        assert "passed" in shell(f"{activate}; {line}", kit)


def test_requirements_are_ranges(kit):
    """A student's machine may have other versions; on a Mac NumPy fits its torch."""
    lines = (kit / "requirements.txt").read_text().splitlines()
    assert all(re.match(r"[a-z-]+>=\d", line) for line in lines)
    assert not any("==" in line.partition(";")[0] for line in lines)
    wanted = 'numpy>=1.26,<2; sys_platform == "darwin" and platform_machine == "x86_64"'
    assert wanted in lines


def test_the_readme_states_the_manifests_limits(manifest):
    """Seconds of a call and of the import."""
    limits = manifest.limits
    stated = f"{limits.call_seconds:g} seconds a call, {limits.import_seconds:g} for the import"
    assert stated in README


# Windows: no module that only POSIX has, no signal to a thread, another encoding of the terminal.

WINDOWS = """
import signal
import sys
import pytest
for name in ("fcntl", "resource", "pwd", "grp", "termios", "tty", "syslog"):
    sys.modules[name] = None
del signal.pthread_kill
sys.exit(pytest.main())
"""


def windows(folder):
    """What pytest prints there."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", WINDOWS],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "cp1252", "LC_ALL": "C"},
        capture_output=True,
        timeout=120,
    )
    return done.stdout.decode("cp1252") + done.stderr.decode("cp1252")


def test_it_runs_without_what_only_posix_has(kit):
    """Right answers pass, a loop is stopped, texts are printed in a Windows terminal's letters."""
    shutil.copy(EXAMPLE / "submission.py", kit)
    said = windows(kit)
    assert "12 passed" in said, said
    facts = (kit / "assignment.json").read_text()
    (kit / "assignment.json").write_text(
        facts.replace('"call_seconds": 10.0', '"call_seconds": 0.5')
    )
    with (kit / "submission.py").open("a") as file:
        file.write("\ndef A_matrix(alpha):\n    while True:\n        pass\n")
        file.write("\ndef stationary_point():\n    return [1.0, 0.5]\n")
    said = windows(kit)
    assert "4 failed, 8 passed" in said, said
    assert "stopped   it did not end within 0.5 s" in said
    assert "±" in said


def test_another_autograder_may_be_installed(kit, tmp_path):
    """The kit's own is imported, whatever another course has installed under that name."""
    packages = tmp_path / "elsewhere"
    (packages / "autograder").mkdir(parents=True)
    (packages / "autograder" / "__init__.py").write_text("raise RuntimeError('another')\n")
    shutil.copy(EXAMPLE / "submission.py", kit)
    script = "import sys; sys.path.remove(''); import pytest; sys.exit(pytest.main())"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=kit,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
    )
    assert "12 passed" in done.stdout, done.stdout + done.stderr


def test_without_its_requirements_it_says_what_to_install(kit, tmp_path):
    """One sentence, where NumPy or torch is missing."""
    shutil.copy(EXAMPLE / "submission.py", kit)
    script = "import sys; sys.modules['numpy'] = None; import pytest; sys.exit(pytest.main())"
    done = subprocess.run([sys.executable, "-c", script], cwd=kit, capture_output=True, text=True)
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "install what the checks need with  pip install -r requirements.txt" in said
    assert "Traceback" not in said
