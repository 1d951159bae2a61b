"""What a student sees: `pytest` in the template, in the project and as an unpacked kit."""

import ast
import json
import os
import re
import shutil
import signal
import subprocess
import sys

import pytest
from batch import CORPUS, ROOT, copy_of, grade_all

from autograder import bundle
from autograder.gradescope import hint, results

TEMPLATE = ROOT / "student_template"


def run_pytest(folder, *arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTEST")},
        timeout=60,
        **more,
    )


@pytest.fixture
def kit(tmp_path, manifest):
    """The template with what it needs, as a student unpacks it."""
    place = tmp_path / "kit"
    bundle.unpack(bundle.archive(bundle.for_students(ROOT, manifest)), place)
    return place


def test_untouched_it_says_what_to_do():
    """Five kinds of failure, one for each function, and no traceback of ours."""
    done = run_pytest(TEMPLATE)
    assert done.returncode == 1
    to_do = re.findall(r"^(\w+)\(.*\)\n  to do     not written yet", done.stdout, re.M)
    assert len(set(to_do)) == 5
    assert "Traceback" not in done.stdout
    assert "autograder/" not in done.stdout
    assert done.stdout.splitlines()[-1].startswith("12 failed")


def test_a_right_submission_passes_in_the_kit(kit):
    """With only the kit's own files beside it."""
    shutil.copy(CORPUS / "right-torch" / "submission.py", kit)
    done = run_pytest(kit)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("12 passed")


def test_checks_can_be_chosen(kit):
    """-k, a file, and the student's own tests work as pytest does."""
    (kit / "test_mine.py").write_text("def test_mine():\n    assert 1 == 2\n")
    assert "5 failed" in run_pytest(kit, "-k", "gan").stdout
    assert "2 failed" in run_pytest(kit, "tests/public/test_nce.py").stdout
    done = run_pytest(kit, "test_mine.py")
    assert "assert 1 == 2" in done.stdout


@pytest.mark.parametrize("handler", [signal.SIG_DFL, signal.SIG_IGN])
def test_a_loop_is_stopped_on_a_laptop_too(kit, handler):
    """By the clock, once; the other functions are checked. In a shell's background it is so too."""
    facts = json.loads((kit / "assignment.json").read_text())
    (kit / "assignment.json").write_text(json.dumps({**facts, "call_seconds": 0.5}))
    right = (CORPUS / "right-torch" / "submission.py").read_text()
    (kit / "submission.py").write_text(
        right + "\n\ndef A_matrix(alpha):\n    import time\n    time.sleep(60)\n"
    )
    done = run_pytest(kit, preexec_fn=lambda: signal.signal(signal.SIGINT, handler))
    assert "3 failed, 9 passed" in done.stdout, done.stdout
    assert "A_matrix(alpha)\n  stopped   it did not end within 0.5 s" in done.stdout


def test_files_that_shadow_libraries_do_not_matter(kit):
    """A numpy.py and a torch.py of the student's beside submission.py."""
    shutil.copy(CORPUS / "right-torch" / "submission.py", kit)
    for name in ("numpy", "torch", "random"):
        (kit / f"{name}.py").write_text("raise RuntimeError('shadow')\n")
    done = run_pytest_program(kit)
    assert "12 passed" in done.stdout, done.stdout + done.stderr


def run_pytest_program(folder):
    """The `pytest` program: unlike `python -m pytest`, it does not put the folder on sys.path."""
    script = "import sys; sys.path.remove(''); import pytest; sys.exit(pytest.main())"
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=folder, timeout=60
    )


def test_the_kit_runs_on_every_platform(kit):
    """Its files import nothing that only POSIX has, and parse as Python 3.10."""
    posix = {"fcntl", "resource", "pwd", "grp", "termios", "posix", "ctypes"}
    for path in kit.rglob("*.py"):
        tree = ast.parse(path.read_text(), feature_version=(3, 10))
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert not posix & {name.split(".")[0] for name in names}, path


def comparable():
    """Corpus entries whose code may run in a plain process: right, or simply mistaken."""
    chosen = [p for p in CORPUS.iterdir() if p.name.startswith(("right-", "mistake-"))]
    simple = ("missing", "misspelt", "raises", "recursion", "scalars-only", "not-callable")
    chosen += [CORPUS / f"function-{name}" for name in simple]
    return sorted(p for p in chosen if (p / "submission.py").exists())


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_a_laptop_says_the_same_as_gradescope(manifest, tmp_path, every):
    """Each public check's text, for every right and every mistaken entry of the corpus.

    Hints apart: they are the last part of an output, and only where the mistakes are known.
    """
    places = {entry.name: copy_of(entry, tmp_path / entry.name) for entry in comparable()[::every]}
    script = ROOT / "tests" / "engine" / "local_texts.py"
    done = subprocess.run(
        [sys.executable, str(script), *map(str, places.values())],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    local = {}
    for line in done.stdout.splitlines():
        local |= json.loads(line)
    graded = grade_all(places.values(), manifest)
    hints = 0
    for place in places.values():
        there = {}
        for outcome, test in zip(graded[place].outcomes, results(graded[place]).tests):
            if outcome.number in local[str(place)]:
                last = hint(outcome)
                hints += bool(last)
                assert test.output.endswith(last)
                there[outcome.number] = test.output.removesuffix(last).removesuffix("\n")
        assert local[str(place)] == there, place.name
        assert len(there) == (29 if (place / "practice.py").exists() else 12)
        assert "  hint      " not in "\n".join(local[str(place)].values())
    assert hints > 50 / every
