"""One Outcome per grader, whatever it does: nothing is dropped, and whose fault is a type."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from autograder import grade as grading
from autograder import plugin
from autograder.box.server import ROOT
from autograder.checks import Mismatch
from autograder.errors import BoxError, GraderError, ManifestError, Overdue
from autograder.local import Local
from autograder.model import Status, Visibility
from autograder.plugin import Grader, outcome
from autograder.student import Student

HEAD = """
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight
from autograder.checks import Mismatch
from autograder.errors import BoxError, Overdue

@pytest.fixture
def broken():
    raise KeyError("setup")

@pytest.fixture
def students_fault():
    raise Overdue("f(x) was too slow")

@pytest.fixture
def breaks_after():
    yield
    raise KeyError("teardown")
"""


def grader(number, weight, body, parameters="student"):
    name = number.replace(".", "_")
    return (
        f"\n@number({number!r})\n@weight({weight})\ndef test_{name}({parameters}):\n"
        f'    """grader {number}"""\n    {body}\n'
    )


@pytest.fixture
def run_on(tmp_path, manifest):
    """Outcomes of graders given as text, under the shipped manifest."""

    def run(*graders):
        path = tmp_path / "test_these.py"
        path.write_text(HEAD + "".join(graders))
        then = lambda graders: list(graders.run(SimpleNamespace()))  # noqa: E731
        outcomes = grading.collected(manifest, then, (tmp_path,))
        return {outcome.number: outcome for outcome in outcomes}

    return run


def scored(manifest, **bodies):
    """Graders for every number with points: those not in `bodies` pass."""
    return [
        grader(number, points, *bodies.get(number, ("pass",)))
        for number, points in manifest.weights.items()
    ]


@pytest.mark.parametrize(
    ("body", "parameters", "status"),
    [
        ("pass", "student", Status.PASSED),
        ("raise Mismatch('f(x)', ('got', '1'))", "student", Status.FAILED),
        ("raise Overdue('f(x)')", "student", Status.FAILED),
        ("pass", "students_fault", Status.FAILED),
        ("assert 1 == 2", "student", Status.FAILED),
        ("1 / 0", "student", Status.ERRORED),
        ("raise BoxError('the box broke')", "student", Status.ERRORED),
        ("pytest.skip('not today')", "student", Status.ERRORED),
        ("pytest.xfail('never')", "student", Status.ERRORED),
        ("pytest.fail('no')", "student", Status.ERRORED),
        ("raise SystemExit(0)", "student", Status.ERRORED),
        ("pass", "broken", Status.ERRORED),
        ("pass", "breaks_after", Status.ERRORED),
        ("pass", "no_such_fixture", Status.ERRORED),
    ],
)
def test_every_end_has_its_outcome(manifest, run_on, body, parameters, status):
    """Setup, call and teardown; ours is worded as ours and keeps the traceback for staff."""
    found = run_on(*scored(manifest, **{"3.1.4": (body, parameters)}))
    assert set(found) == set(manifest.weights)
    assert {n: o.status for n, o in found.items() if n != "3.1.4"} == dict.fromkeys(
        set(manifest.weights) - {"3.1.4"}, Status.PASSED
    )
    one = found["3.1.4"]
    assert one.status is status
    assert one.score == (one.points if status is Status.PASSED else 0)
    assert ("not your fault" in one.message) is (status is Status.ERRORED)
    assert bool(one.detail) is (status is Status.ERRORED)


OWN = """
@pytest.fixture
def rng():
    return "its file's own"
"""


def test_a_fixture_of_the_file_and_a_mark_are_pytests(manifest, run_on):
    """What is called without pytest's ceremony takes our fixtures and has no mark."""
    graders = scored(
        manifest, **{"2.5a.2": ('assert rng == "its file\'s own"', "rng"), "3.1.4": ("pass",)}
    )
    marked = [
        text.replace("@number('3.1.4')", "@pytest.mark.skip\n@number('3.1.4')") for text in graders
    ]
    found = run_on(OWN, *marked)
    assert found["2.5a.2"].status is Status.PASSED
    assert found["3.1.4"].status is Status.ERRORED


@pytest.mark.parametrize("folder", [ROOT / "reference" / "example", ROOT / "student_template"])
def test_with_and_without_ceremony_the_outcomes_are_the_same(manifest, monkeypatch, folder):
    pytest.importorskip("torch")
    ours_only, asked = plugin._takes_ours_only, []

    def run(graders):
        face = Student(Local(folder), manifest.functions, manifest.limits.times)
        return [replace(one, seconds=0.0) for one in graders.run(face)], len(face.records)

    monkeypatch.setattr(plugin, "_takes_ours_only", lambda item: asked.append(ours_only(item)))
    found = [grading.collected(manifest, run)]
    assert asked == [True] * len(asked) != []
    monkeypatch.setattr(plugin, "_takes_ours_only", ours_only)
    found.append(grading.collected(manifest, run))
    assert found[0] == found[1]
    assert len(found[0][0]) > len(manifest.weights)


def test_a_parametrised_grader_is_refused(manifest, run_on):
    """Two entries of one number would count its points twice."""
    twice = (
        grader("3.1.9", 0, "pass")
        .replace("\n@number", "\n@pytest.mark.parametrize('n', [1, 2])\n@number")
        .replace("(student)", "(student, n)")
    )
    with pytest.raises(ManifestError, match=r"two graders have the number 3\.1\.9"):
        run_on(*scored(manifest), twice)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text[:-1], r"assignment.toml gives points to 4\.2\.5, which no grader has"),
        (
            lambda text: [*text, grader("9.1.1", 0, "pass")],
            r"9\.1\.1 belongs to no question",
        ),
        (lambda text: [*text, grader("3.1.8", 1, "pass")], r"3\.1\.8 is worth 1 by its @weight"),
        (lambda text: [*text, "\ndef test_bare(student): pass\n"], r"test_bare has no @number"),
        (lambda text: [*text, "\nimport no_such_module\n"], "a grader cannot be collected"),
        (lambda text: [*text, "\n)\n"], "a grader cannot be collected"),
    ],
)
def test_what_disagrees_grades_nobody(manifest, run_on, change, sentence):
    """Before any student's code runs, in one sentence."""
    with pytest.raises(GraderError, match=sentence):
        run_on(*change(scored(manifest)))


def test_they_run_in_the_order_of_their_numbers(manifest, run_on):
    """3.1.10 after 3.1.4, whatever the order in the file."""
    more = [grader("3.1.10", 0, "pass"), grader("3.1.2", 0, "pass")]
    found = list(run_on(*more, *scored(manifest)))
    assert found == ["2.5a.2", "3.1.2", "3.1.4", "3.1.10", "3.2.2", "4.1.3", "4.2.4", "4.2.5"]


@pytest.mark.parametrize("hidden", [True, False])
def test_a_hidden_grader_shows_no_expected_value(hidden):
    """By where it lies, not by what its author remembered."""
    one = Grader(number="3.1.4", question="3.1", name="n", points=1, hidden=hidden,
                 visibility=Visibility.VISIBLE)  # fmt: skip
    error = Mismatch("f(x)", ("expected", "42"), ("got", "1"), closed=[("got", "1")])
    message = outcome(one, error).message
    assert ("42" in message) is not hidden
    assert message.splitlines()[-1] == "  got       1"


def test_a_fault_of_the_box_is_one_sentence_for_staff():
    """A BoxError says itself what to do; its traceback says nothing more."""
    one = Grader(number="3.1.4", question="3.1", name="n", points=1, hidden=True,
                 visibility=Visibility.VISIBLE)  # fmt: skip
    assert outcome(one, BoxError("the fork server is gone")).detail == "the fork server is gone"
    assert outcome(one, Overdue("f(x) was too slow")).message == "f(x) was too slow"
