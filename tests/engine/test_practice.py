"""Practice: a second file, graded like the first, that costs nothing and takes nothing away."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from batch import CORPUS, ROOT, grade_all

import reference
import reference.practice
from autograder.box.plain import plain
from autograder.errors import ManifestError, Raised
from autograder.grade import collected
from autograder.gradescope import dumped, results
from autograder.manifest import read as manifest_of
from autograder.model import Grade, Status
from autograder.student import Gradient
from autograder.submission import surely_without
from reference.mistakes.practice import TOPICS

RIGHT = CORPUS / "right-practice"
TEMPLATE = ROOT / "student_template"


@pytest.fixture(scope="module")
def practised(quick):
    """Graded in one session: by name."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)

        def entry(name, practice, submission=None):
            target = place / name
            target.mkdir()
            shutil.copy(submission or CORPUS / "right-torch" / "submission.py", target)
            if practice is not None:
                (target / "practice.py").write_text(practice)
            return target

        right = (RIGHT / "practice.py").read_text()
        hang = "def elbo(*_):\n    while True:\n        pass\n"
        sources = {
            "absent": entry("absent", None),
            "untouched": entry("untouched", (TEMPLATE / "practice.py").read_text()),
            "right": entry("right", right),
            "broken": entry("broken", "raise RuntimeError\n"),
            "no Python": entry("no-python", "def elbo(:\n"),
            "hangs": entry("hangs", f"{right}\n{hang}"),
            "all hang": entry("all-hang", "while True:\n    pass\n"),
            "misspelt": entry("misspelt", right.replace("def elbo(", "def elbow(")),
            "one": entry("one", "def encoder_passes(n, m):\n    return n, m\n"),
        }
        grades = grade_all(sources.values(), quick)
        return {name: grades[source] for name, source in sources.items()}


def seen(grade: Grade) -> dict:
    """What a student sees of it."""
    found = json.loads(dumped(results(grade)))
    return {key: found[key] for key in ("tests", "output", "score")}


def test_who_leaves_it_out_sees_no_difference(practised):
    """The template's practice.py as it came is as good as none."""
    assert practised["absent"].score == 14
    assert seen(practised["untouched"]) == seen(practised["absent"])


def test_a_right_one_passes_every_check(practised, manifest):
    """Each of 17 functions has a public check that informs and hidden ones; none has points."""
    grade = practised["right"]
    shown = [o for o in grade.outcomes if manifest.questions[o.question].practice]
    assert {o.status for o in shown} == {Status.PASSED}, [o.message for o in shown]
    assert {o.question for o in shown} == set(manifest.practice.calls)
    assert grade.score == grade.points == 14
    assert [o for o in grade.outcomes if o not in shown] == list(grade.outcomes)[: -len(shown)]


@pytest.mark.parametrize("name", ["broken", "no Python", "hangs", "all hang", "misspelt", "one"])
def test_whatever_it_does_costs_no_point(practised, name):
    """It runs last; a loop, a death, a file that is none."""
    grade = practised[name]
    assert grade.score == 14
    assert not grade.fault
    failed = [o for o in grade.outcomes if o.status is not Status.PASSED]
    assert failed
    assert {o.status for o in failed} == {Status.FAILED}
    assert sum(test.max_score or 0 for test in results(grade).tests) == 14


def test_only_what_is_written_is_checked(practised):
    assert {o.question for o in practised["one"].outcomes} >= {"4.4", "4.2"}
    assert not {"1.2", "4.3"} & {o.question for o in practised["one"].outcomes}


def test_a_misspelt_name_is_told(practised):
    said = {o.message for o in practised["misspelt"].outcomes if o.question == "1.2"}
    assert said == {
        "elbo(x, W, b, sigma2, m, S)\n"
        "  missing   practice.py has no such function: is it elbow, misspelt?"
    }


class Answers:
    """A student whose practice functions are the reference's, but for those in `wrong`."""

    def __init__(self, **wrong):
        self.wrong = wrong
        self.calls = []
        self.shown = False

    def __getattr__(self, name):
        return lambda *arguments: self.answer(name, arguments)

    def answer(self, name, arguments):
        self.calls.append(name)
        try:
            return plain(self.wrong.get(name, getattr(reference, name))(*arguments))
        except ValueError as error:
            raise Raised(str(error)) from None

    def gradient(self, name, *arguments, wrt):
        value = self.answer(name, arguments)
        loss = self.wrong.get(name, getattr(reference, name))
        return Gradient(value, tuple(slope(loss, arguments, i) for i in wrt), "")


def slope(function, arguments, index, h=1e-5):
    at = np.array(arguments[index], np.float64)
    found = np.zeros(at.shape)
    for place in np.ndindex(at.shape):
        ends = []
        for step in (h, -h):
            moved = at.copy()
            moved[place] += step
            ends.append(function(*arguments[:index], moved, *arguments[index + 1 :]))
        found[place] = (ends[0] - ends[1]) / (2 * h)
    return found


def judged(manifest, students, place):
    """Failed questions of each student, all from one collection."""
    (place / "practice.py").touch()

    def each(graders):
        found = []
        for student in students:
            outcomes = list(graders.among(place).run(student))
            errored = [o.detail for o in outcomes if o.status is Status.ERRORED]
            assert not errored, errored[0]
            found.append({o.question for o in outcomes if o.status is Status.FAILED})
        return found

    return collected(manifest, each)


SLIPS = [(t, mistake, f) for t in TOPICS for mistake in t.mistakes for f in mistake.variants]


def test_the_reference_is_right_and_every_slip_is_wrong(manifest, tmp_path):
    """At most ten calls of a function; a slip fails its own question and no other."""
    right = Answers()
    students = [right, *(Answers(**{t.function: formula}) for t, _, formula in SLIPS)]
    first, *rest = judged(manifest, students, tmp_path)
    assert first == set()
    counts = {name: right.calls.count(name) for name in reference.practice.__all__}
    assert min(counts.values()) > 0
    assert max(counts.values()) <= 10
    for (topic, mistake, _), failed in zip(SLIPS, rest):
        assert failed == {topic.question}, mistake.id


def test_topics_are_the_manifests():
    manifest = manifest_of(ROOT / "assignment.toml")
    for topic in TOPICS:
        assert manifest.questions[topic.question].function.name == topic.function
        assert topic.right is getattr(reference, topic.function)
    ids = [m.id for t in TOPICS for m in t.mistakes]
    assert all(ids.count(name) <= 1 or name in ("batch-summed",) for name in ids)


MANIFEST = (ROOT / "assignment.toml").read_text()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('torch = ["2.0", "4.3"]', 'torch = ["2.9"]', 'torch names "2.9"'),
        ("weights = {}  ", 'weights = { "9.9.1" = 1 }', 'weights names "9.9"'),
        ('"4.4" = "encoder_passes(n, m)"', '"4.4" = "encoder_passes"', 'calls."4.4"'),
        ('"1.2" = "elbo', '"4.2" = "elbo', "4.2 is there twice"),
        ('file = "practice.py"', 'file = "practice"', "file"),
    ],
)
def test_a_wrong_table_is_told_in_a_sentence(tmp_path, old, new, says):
    assert MANIFEST.count(old) == 1
    path = tmp_path / "assignment.toml"
    path.write_text(MANIFEST.replace(old, new))
    with pytest.raises(ManifestError) as caught:
        manifest_of(path)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_it_can_be_switched_off(tmp_path, quick):
    """Then its graders are not even collected, and its file is not looked at."""
    path = tmp_path / "assignment.toml"
    path.write_text(MANIFEST.replace("on = true ", "on = false"))
    off = manifest_of(path).model_copy(update={"limits": quick.limits})
    assert not off.practising
    grade = grade_all([RIGHT], off)[RIGHT]
    assert grade.score == 14
    assert {o.question for o in grade.outcomes} == {q.id for q in off.question}


def test_its_graders_are_not_read_where_its_file_cannot_be(manifest, tmp_path):
    """Surely: a flat folder; whatever may hold the file in some other way gets them."""
    for name in ("submission.py", "helper.py", "notes.txt"):
        (tmp_path / name).touch()
    assert surely_without(tmp_path, "practice.py")
    for make in (
        lambda: (tmp_path / "practice.py").touch(),
        lambda: (tmp_path / "practice.py").symlink_to("helper.py"),
        lambda: (tmp_path / "HANDED.ZIP").touch(),
        lambda: (tmp_path / "nested").mkdir(),
    ):
        make()
        assert not surely_without(tmp_path, "practice.py")
        for name in ("practice.py", "HANDED.ZIP"):
            (tmp_path / name).unlink(missing_ok=True)
    assert not surely_without(tmp_path / "submission.py", "practice.py")
    assert not surely_without(tmp_path / "nowhere", "practice.py")
    for practice, files in ((True, {True, False}), (False, {False})):
        found = collected(manifest, lambda graders: graders.all, practice=practice)
        assert {bool(grader.practice) for grader in found} == files


@pytest.mark.parametrize("nested", [False, True])
def test_a_cold_grade_finds_it_wherever_it_lies(tmp_path, nested):
    """By the command: at the root, and in the single nested folder."""
    folder = tmp_path / "in" / "nested" if nested else tmp_path / "in"
    shutil.copytree(CORPUS / "right-torch", folder)
    (folder / "practice.py").write_text("def encoder_passes(n, m):\n    return 0, 0\n")
    output = tmp_path / "results.json"
    command = ["-m", "autograder", "grade", str(tmp_path / "in"), "--output", str(output)]
    subprocess.run([sys.executable, *command], cwd=ROOT, check=True, capture_output=True)
    numbers = [test["number"] for test in json.loads(output.read_text())["tests"]]
    assert {"4.4.1", "4.4.2"} <= set(numbers)


def test_a_manifest_may_give_points(tmp_path):
    """Then it is asked of everybody; and the graders' @weight has to agree."""
    path = tmp_path / "assignment.toml"
    path.write_text(MANIFEST.replace("weights = {}  ", 'weights = { "1.2.2" = 3 }'))
    scored = manifest_of(path)
    assert scored.questions["1.2"].points == 3
    assert not scored.questions["1.2"].voluntary
    with pytest.raises(ManifestError, match=r"1\.2\.2 is worth 0 by its @weight and 3"):
        collected(scored, lambda graders: None, practice=False)
