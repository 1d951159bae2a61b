"""The shape of the project: sizes, what a worker has loaded, what ships, what parses where."""

import ast
import re

import pytest
from batch import ROOT, grade_all

ENGINE = sorted(ROOT.glob("autograder/**/*.py"))
SHIPPED = [*ROOT.glob("student_template/*"), *ROOT.glob("tests/public/**/*.py")]


def test_files_are_small():
    """None much over 250 lines."""
    sizes = {path.name: len(path.read_text().splitlines()) for path in ENGINE}
    assert {name: size for name, size in sizes.items() if size > 310} == {}


def test_everything_opens_with_what_it_is_for():
    """Each module has a docstring."""
    for path in [*ENGINE, *ROOT.glob("reference/**/*.py"), *ROOT.glob("tests/[peh]*/**/*.py")]:
        assert ast.get_docstring(ast.parse(path.read_text())), path


def test_everything_parses_as_python_3_10():
    """Gradescope's default image."""
    for path in [*ENGINE, *ROOT.glob("reference/**/*.py"), *ROOT.glob("tests/[ph]*/**/*.py")]:
        ast.parse(path.read_text(), feature_version=(3, 10))


WORKERS_MODULES = """
import sys

def A_matrix(alpha):
    ours = ("autograder", "reference", "tests", "pytest", "_pytest", "pydantic", "rich", "typer")
    raise ValueError(" ".join(name for name in sys.modules if name.split(".")[0] in ours))
"""
BOX = (
    *("absent", "forkserver", "grammar", "jail", "landlock", "load", "plain", "removal", "seccomp"),
    *("chance", "usage", "wire", "worker"),
)


def test_the_worker_has_loaded_only_the_box(graded, handed_in):
    """Nothing of the graders, the reference or the tools of the grader."""
    grade = graded(handed_in(WORKERS_MODULES))
    message = next(o.message for o in grade.outcomes if o.number == "3.1.1")
    loaded = re.search(r"ValueError: (.*)", message)[1].split()
    names = sorted(f"autograder.box.{n}" for n in BOX)
    assert sorted(loaded) == ["autograder", "autograder.box", *names]


@pytest.mark.parametrize("module", ["reference", "reference.gan", "tests.hidden.test_gan",
                                    "autograder.grade", "autograder.manifest"])  # fmt: skip
def test_the_worker_cannot_import_the_answers(quick, handed_in, module):
    """By no name that stands in the project."""
    text = f"import importlib\ndef A_matrix(a):\n    importlib.import_module({module!r})\n"
    source = handed_in(text)
    grade = grade_all([source], quick)[source]
    message = next(o.message for o in grade.outcomes if o.number == "3.1.1")
    assert "ModuleNotFoundError" in message or "ImportError" in message


# What would give an answer away, as source text; assignment.md states equation 4 itself.
ANSWERS = [
    r"log\s*\(?\s*p_?d\s*\)?\s*-\s*(torch\.|np\.)?log",
    r"p_?d\s*/\s*p_?n",
    r"\[\s*\[\s*1(\.0)?,\s*alpha",
    r"-\s*alpha",
    r"logsumexp",
    r"log_softmax",
    r"cross_entropy",
    r"(the|its) (sign|log M|maximum) (is|of)",
    r"arg ?min",
    r"\[0(\.0)?,\s*0(\.0)?\]\s*$",
    # 2.1: no variance, an autoencoder
    r"varian\w+ (of|is|are|to|at|becomes?|vanish\w*|:)\s*(0|zero|nothing)",
    r"point[- ]?mass|deterministic|\bdirac|least squares|lstsq|pinv|zeros_like\((mu|mean)",
    r"\bno (variance|spread)\b",
    # 2.2: the prior, and the way there
    r"(is|are|equals?|becomes?|onto|towards?|gives?|back to) the prior|collapse",
    r"beta\s*/\s*\(|\(\s*beta\s*\+|beta\s*\*\s*(np\.|torch\.)?eye",
    # 3.3: 1 ± i alpha, and what it means
    r"1(\.0)?\s*[±+-]\s*(1?[ij]\s*\*?\s*alpha|alpha\s*\*\s*1?[ij]\b)|complex\(\s*1",
    r"1(\.0)?\s*\+\s*alpha\s*(\*\*|\^|²)|alpha\s*(\*\*\s*2|²)",
    r"spiral|outwards?|diverges|explode|unbounded|unit circle|modul(us|i)\b|conjugate|unstable",
    # 4.3: each pair a code of its own, in the same softmax
    r"z_neg\s*\*\s*y_neg|z_pos\s*\*\s*y_pos|einsum|\bbmm\b|exp\(.*z_neg",
    # 4.4: the two counts
    r"2\s*\*?\s*n\s*\+\s*m\b|\bn\s*\+\s*m\b|\bn\s*(\*\s*)?\(?\s*(1\s*\+\s*m|m\s*\+\s*1)\b|\bn\s*\*\s*m\b",
    r"quadratic|linear(ly)? in (n|m|the batch)",
]


def test_nothing_that_ships_to_students_gives_an_answer():
    """Template and public graders."""
    for path in SHIPPED:
        if path.is_file():
            text = path.read_text()
            found = [pattern for pattern in ANSWERS if re.search(pattern, text, re.M | re.I)]
            assert found == [], path
