"""`python practice.py` in an unpacked kit: pictures, or a sentence on what is missing."""

import os
import shutil
import subprocess
import sys

import pytest
from batch import CORPUS, ROOT

from autograder import bundle

SEES = "see practice.png"


@pytest.fixture(scope="module")
def archived(manifest):
    return bundle.archive(bundle.for_students(ROOT, manifest))


@pytest.fixture
def kit(archived, tmp_path):
    bundle.unpack(archived, tmp_path / "kit")
    return tmp_path / "kit"


def draw(kit, *arguments):
    """`python practice.py`, where nothing of this checkout can be imported."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, *(arguments or ["practice.py"])],
        capture_output=True,
        text=True,
        cwd=kit,
        env={**environment, "MPLCONFIGDIR": str(kit / "mpl")},
        timeout=120,
    )


def test_right_functions_are_drawn(kit):
    """The file is there, and it says where."""
    pytest.importorskip("matplotlib")
    for name in ("submission.py", "practice.py"):
        right = (CORPUS / "right-practice-numpy" / name).read_text()
        if name == "practice.py":
            right += '\n\nif __name__ == "__main__":\n    import pictures\n\n    pictures.draw()\n'
        (kit / name).write_text(right)
    done = draw(kit)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{SEES}\n", "")
    picture = (kit / "practice.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 50_000


def test_an_untouched_template_is_told_what_to_write(kit):
    """One line a picture, and no error: nothing of it is required."""
    pytest.importorskip("matplotlib")
    done = draw(kit)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "paths: trajectory is not written yet",
        "terms: contrastive_loss is not written yet",
        "energy: nce_optimal_energy is not written yet",
        SEES,
    ]


@pytest.mark.slow
def test_a_function_that_was_deleted_is_told_too(kit):
    pytest.importorskip("matplotlib")
    shutil.copy(CORPUS / "right-torch" / "submission.py", kit)
    (kit / "practice.py").write_text("")
    done = draw(kit, "-c", "import pictures; pictures.draw()")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "paths: trajectory is not written yet",
        "terms: alignment_term is not written yet",
        SEES,
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ("None.shape", "'NoneType' object has no attribute 'shape'\n"),
        ("np.zeros(2).rows", "'numpy.ndarray' object has no attribute 'rows'\n"),
        ("torch.softmax(torch.arange(3), 0)", "not implemented for 'Long'\n"),
    ],
    ids=["of None", "of an array", "of torch"],
)
def test_an_error_of_the_students_own_is_not_taken_for_a_missing_function(kit, slip, said):
    pytest.importorskip("matplotlib")
    (kit / "practice.py").write_text(
        f"import numpy as np\nimport torch\ndef trajectory(*_):\n    return {slip}\n"
    )
    done = draw(kit, "-c", "import pictures; pictures.draw()")
    assert done.returncode == 1
    assert done.stderr.endswith(said)


def test_without_matplotlib_it_says_what_to_install(kit):
    """In a sentence."""
    script = (
        "import runpy, sys; sys.path.insert(0, ''); sys.modules['matplotlib'] = None; "
        "runpy.run_path('practice.py', run_name='__main__')"
    )
    done = draw(kit, "-c", script)
    assert done.returncode == 1
    assert done.stderr == "the pictures need matplotlib: pip install matplotlib\n"
    assert not (kit / "practice.png").exists()
