"""The manifest: what is shipped can be read, and each fault is one sentence that names the key."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import autograder
from autograder.checks import Tolerance
from autograder.errors import GraderError, ManifestError
from autograder.manifest import Manifest, for_students, read, reconcile
from autograder.model import Function, Limits, Visibility

SHIPPED = Path(autograder.__file__).parents[1] / "assignment.toml"
# The contract's table.
QUESTIONS = {
    "2.5a": (2, "linear_reparameterization()"),
    "3.1": (2, "A_matrix(alpha)"),
    "3.2": (2, "stationary_point()"),
    "4.1": (3, "nce_optimal_energy(p_d, p_n)"),
    "4.2": (5, "contrastive_loss(z, y, y_neg)"),
}
TEXT = """
title = "Two questions"
seed = 7

[limits]
call_seconds = 10
submission_seconds = 75
memory_mb = 384

[visibility]
public = "visible"

[[question]]
id = "1"
title = "One"
call = "one()"
points = 2
tolerance = { rtol = 1e-4, atol = 0.0 }
weights = { "1.1" = 0.5, "1.2" = 1.5 }

[[question]]
id = "2.5a"
title = "Two"
call = "two(x, y)"
arguments = "torch"
points = 3
tolerance = { rtol = 0.0, atol = 1 }
weights = { "2.5a.10" = 1, "2.5a.2" = 2 }
"""


def written(folder: Path, text: str | bytes) -> Path:
    """An assignment.toml."""
    path = folder / "assignment.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.fixture
def two(tmp_path: Path) -> Manifest:
    """A small manifest of two questions."""
    return read(written(tmp_path, TEXT))


def test_the_shipped_manifest_is_the_contracts() -> None:
    """Its questions, functions and points; 14 points in all, given out to graders."""
    manifest = read(SHIPPED)
    stated = {q.id: (q.points, q.call) for q in manifest.question}
    assert stated == QUESTIONS
    assert sum(manifest.weights.values()) == 14
    assert manifest.visibility.public is manifest.visibility.hidden is Visibility.VISIBLE
    assert manifest.visibility.stdout is Visibility.HIDDEN
    assert manifest.limits.times == Limits(call=10, importing=20)


def test_the_shipped_manifest_has_no_hidden_entries() -> None:
    """One hidden entry would hide every student's total."""
    assert "hidden" not in {
        read(SHIPPED).visibility.public.value,
        read(SHIPPED).visibility.hidden.value,
    }


def test_what_a_manifest_says_is_typed(two: Manifest) -> None:
    """Questions by id, functions by name, weights in the order of their numbers."""
    assert [*two.questions] == ["1", "2.5a"]
    assert two.functions == {
        "one": Function(name="one"),
        "two": Function(name="two", parameters=("x", "y"), tensors=True),
    }
    assert two.functions["two"].call == "two(x, y)"
    assert [*two.weights.items()] == [("1.1", 0.5), ("1.2", 1.5), ("2.5a.2", 2), ("2.5a.10", 1)]
    assert two.tolerance("1") == Tolerance(rtol=1e-4, atol=0)
    assert two.limits.times == Limits(call=10, importing=20)


def test_what_is_not_stated_has_a_default(two: Manifest) -> None:
    """The shipped manifest states these; another need not."""
    assert two.preload == ("numpy", "torch")
    assert two.limits.import_seconds == 20
    assert (two.visibility.hidden, two.visibility.stdout) == (Visibility.VISIBLE, Visibility.HIDDEN)
    assert two.question[0].file == "submission.py"


def test_another_file_and_visibility_may_be_stated(tmp_path: Path) -> None:
    """A second file, entries that appear after the due date."""
    text = TEXT.replace('call = "one()"', 'call = "one()"\nfile = "second.py"')
    found = read(written(tmp_path, text.replace('"visible"', '"after_due_date"')))
    assert found.functions["one"].file == "second.py"
    assert found.visibility.public is Visibility.AFTER_DUE_DATE


@pytest.mark.parametrize("path", ["seed", "limits", "question"])
def test_a_manifest_is_frozen(two: Manifest, path: str) -> None:
    """No grader changes what is asked."""
    with pytest.raises(ValidationError, match="frozen"):
        setattr(two, path, getattr(two, path))
    with pytest.raises(ValidationError, match="frozen"):
        two.question[0].points = 5


WRONG = {
    "a value is missing": ("seed = 7", "seed =", "assignment.toml is not TOML: "),
    "a bracket is missing": ("[limits]", "[limits", "assignment.toml is not TOML: "),
    "a key twice": ("seed = 7", "seed = 7\nseed = 8", "assignment.toml is not TOML: "),
    "5,000 digits": ("seed = 7", "seed = " + "7" * 5000, "assignment.toml is not TOML: "),
    "5,000 brackets": ("seed = 7", "seed = " + "[" * 5000, "assignment.toml is not TOML: "),
    "no seed": ("seed = 7", "", "`seed` is missing"),
    "no title": ('title = "Two questions"', "", "`title` is missing"),
    "no points": ("points = 2\n", "", "`question 1.points` is missing"),
    "no weights": ('weights = { "1.1" = 0.5, "1.2" = 1.5 }', "", "`question 1.weights` is missing"),
    "half a tolerance": ("rtol = 1e-4, ", "", "`question 1.tolerance.rtol` is missing"),
    "unknown key": (
        "seed = 7",
        "seed = 7\nsede = 8",
        "`sede` is not a key that it may have (misspelt?)",
    ),
    "unknown limit": (
        "call_seconds",
        "call_second",
        "`limits.call_second` is not a key that it may have (misspelt?)",
    ),
    "unknown key of a question": (
        "points = 3",
        "points = 3\npoint = 3",
        "`question 2.5a.point` is not a key that it may have (misspelt?)",
    ),
    "seed in quotes": ("seed = 7", 'seed = "7"', "`seed` should be an integer, not '7'"),
    "seed true": ("seed = 7", "seed = true", "`seed` should be an integer, not True"),
    "seed with a point": ("seed = 7", "seed = 7.0", "`seed` should be an integer, not 7.0"),
    "seed negative": (
        "seed = 7",
        "seed = -1",
        "`seed` should be greater than or equal to 0, not -1",
    ),
    "seed too large": (
        "seed = 7",
        "seed = 4294967296",
        "`seed` should be less than 4294967296, not 4294967296",
    ),
    "points in quotes": (
        "points = 2\n",
        'points = "2"\n',
        "`question 1.points` should be a number, not '2'",
    ),
    "points true": (
        "points = 2\n",
        "points = true\n",
        "`question 1.points` should be a number, not True",
    ),
    "points negative": (
        "points = 2\n",
        "points = -2\n",
        "`question 1.points` should be greater than or equal to 0, not -2",
    ),
    "points NaN": (
        "points = 2\n",
        "points = nan\n",
        "`question 1.points` should be a finite number, not nan",
    ),
    "weight infinite": (
        '"1.1" = 0.5',
        '"1.1" = inf',
        "`question 1.weights.1.1` should be a finite number, not inf",
    ),
    "weight negative": (
        '"1.1" = 0.5, "1.2" = 1.5',
        '"1.1" = -0.5, "1.2" = 2.5',
        "`question 1.weights.1.1` should be greater than or equal to 0, not -0.5",
    ),
    "weights do not add up": (
        '"1.1" = 0.5',
        '"1.1" = 1',
        "`question 1`: weights should add up to points = 2, not 2.5",
    ),
    "weight of another question": (
        '"1.1" = 0.5',
        '"2.5a.1" = 0.5',
        '`question 1`: weights."2.5a.1" should be "1." and a number',
    ),
    "weight without an ordinal": (
        '"1.1" = 0.5',
        '"1." = 0.5',
        '`question 1`: weights."1." should be "1." and a number',
    ),
    "weight with an odd ordinal": (
        '"1.1" = 0.5',
        '"1.²" = 0.5',
        '`question 1`: weights."1.²" should be "1." and a number',
    ),
    "tolerance above 1": (
        "rtol = 1e-4",
        "rtol = 2",
        "`question 1.tolerance.rtol` should be less than or equal to 1, not 2",
    ),
    "visibility misspelt": (
        '"visible"',
        '"Visible"',
        "`visibility.public` should be 'visible', 'hidden', 'after_due_date' or "
        "'after_published', not 'Visible'",
    ),
    "two questions with one id": (
        'id = "2.5a"',
        'id = "1"',
        '`question 1`: weights."2.5a.10" should be "1." and a number',
    ),
    "two questions with one function": (
        "two(x, y)",
        "one(x)",
        "question.call should be unique: one is there twice",
    ),
    "call without a bracket": (
        "two(x, y)",
        "two(x, y",
        "`question 2.5a.call` should look like \"contrastive_loss(z, y, y_neg)\", not 'two(x, y'",
    ),
    "call without a space": (
        "two(x, y)",
        "two(x,y)",
        "`question 2.5a.call` should look like \"contrastive_loss(z, y, y_neg)\", not 'two(x,y)'",
    ),
    "call of an accent": (
        "two(x, y)",
        "e\u0301(x)",
        "`question 2.5a.call` should look like \"contrastive_loss(z, y, y_neg)\", not 'e\u0301(x)'",
    ),
    "call of a keyword": (
        "two(x, y)",
        "lambda(x)",
        "`question 2.5a.call`: should name no keyword of Python, not 'lambda(x)'",
    ),
    "id of letters": (
        'id = "2.5a"',
        'id = "q2"',
        "`question q2.id` should look like \"2.5a\", not 'q2'",
    ),
    "id a number": ('id = "1"', "id = 1.1", "`question 1.1.id` should be a string, not 1.1"),
    "file elsewhere": (
        'id = "1"',
        'id = "1"\nfile = "../x.py"',
        "`question 1.file` should look like \"submission.py\", not '../x.py'",
    ),
    "arguments of another library": (
        '"torch"',
        '"jax"',
        "`question 2.5a.arguments` should be 'python' or 'torch', not 'jax'",
    ),
    "limit zero": (
        "call_seconds = 10",
        "call_seconds = 0",
        "`limits.call_seconds` should be greater than 0, not 0",
    ),
    "limit NaN": (
        "call_seconds = 10",
        "call_seconds = nan",
        "`limits.call_seconds` should be a finite number, not nan",
    ),
    "limit beyond the platform's": (
        "submission_seconds = 75",
        "submission_seconds = 2401",
        "`limits.submission_seconds` should be less than or equal to 2400, not 2401",
    ),
    "limits that contradict": (
        "submission_seconds = 75",
        "submission_seconds = 15",
        "`limits`: submission_seconds should be at least call_ and import_seconds",
    ),
    "memory too small": (
        "memory_mb = 384",
        "memory_mb = 1",
        "`limits.memory_mb` should be greater than or equal to 64, not 1",
    ),
    "limits twice": ("[limits]", "[[limits]]", "`limits` should be a table, not [{"),
    "weights a list": (
        '{ "1.1" = 0.5, "1.2" = 1.5 }',
        "[2]",
        "`question 1.weights` should be a table, not [2]",
    ),
    "preload a text": (
        "seed = 7",
        'seed = 7\npreload = "numpy"',
        "`preload` should be a list, not 'numpy'",
    ),
    "title empty": (
        '"One"',
        '""',
        "`question 1.title` should be a text that says something, not ''",
    ),
}


@pytest.mark.parametrize(("old", "new", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_manifest_is_one_sentence_that_names_the_key(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    """For a TA: the file, the key, what it should be and what it is."""
    assert old in TEXT
    with pytest.raises(ManifestError) as raised:
        read(written(tmp_path, TEXT.replace(old, new, 1)))
    text = str(raised.value)
    if says.endswith(("TOML: ", "[{")):
        assert text.removeprefix("assignment.toml: ").startswith(says)
    else:
        assert text == f"assignment.toml: {says}"
    assert "\n" not in text
    assert len(text) < 250


def test_two_questions_with_one_id_are_named(tmp_path: Path) -> None:
    """Where their weights do not give it away."""
    second = TEXT.index("[[question]]", TEXT.index("[[question]]") + 1)
    twice = TEXT[:second] + TEXT[TEXT.index("[[question]]") : second].replace("one()", "other()")
    with pytest.raises(
        ManifestError, match=r"^assignment.toml: question.id should be unique: 1 is there twice$"
    ):
        read(written(tmp_path, twice))


def test_a_manifest_without_questions_is_told(tmp_path: Path) -> None:
    """Missing, and empty."""
    head = TEXT[: TEXT.index("[[question]]")]
    with pytest.raises(ManifestError, match=r"^assignment.toml: `question` is missing$"):
        read(written(tmp_path, head))
    with pytest.raises(ManifestError) as raised:
        read(written(tmp_path, f"question = []\n{head}"))
    assert (
        str(raised.value)
        == "assignment.toml: `question` should be a list with something in it, not []"
    )


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (TEXT.encode("utf-16"), "'utf-8' codec can't decode byte 0xff in position 0"),
        (TEXT.encode() + b"# \xe9\n", "'utf-8' codec can't decode byte 0xe9"),
        (TEXT.encode("utf-8-sig"), "Invalid statement (at line 1, column 1)"),
        (TEXT.encode() + b"\0", "Invalid statement"),
    ],
    ids=["UTF-16", "Latin-1", "a mark", "NUL"],
)
def test_a_manifest_that_is_no_utf_8_is_told(tmp_path: Path, data: bytes, says: str) -> None:
    """What TOML is not."""
    with pytest.raises(ManifestError, match=r"^assignment.toml is not TOML: " + re.escape(says)):
        read(written(tmp_path, data))


def test_a_manifest_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """The whole path: which of several."""
    with pytest.raises(ManifestError) as raised:
        read(tmp_path / "assignment.toml")
    assert str(raised.value) == (
        f"{tmp_path / 'assignment.toml'} cannot be read: No such file or directory"
    )
    with pytest.raises(ManifestError, match=r" cannot be read: Is a directory$"):
        read(tmp_path)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_manifest_is_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Nothing but ManifestError comes of it, and what is read can be used."""
    lines = TEXT.splitlines()
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(0, len(lines) - 1))
        value = data.draw(
            st.sampled_from(
                [
                    "",
                    "0",
                    "-1",
                    "nan",
                    "1e400",
                    "true",
                    '""',
                    "[]",
                    "{}",
                    '"x"',
                    "1979-05-27",
                    '"²"',
                ]
            )
            | st.text(max_size=5)
        )
        key = lines[place].partition("=")[0]
        lines[place] = data.draw(st.sampled_from([f"{key} = {value}", value, lines[place] * 2]))
    path = tmp_path_factory.getbasetemp() / "damaged.toml"
    path.write_text("\n".join(lines), "utf-8", "replace")
    try:
        found = read(path)
    except ManifestError:
        return
    assert found.weights
    assert found.functions
    assert json.dumps(for_students(found), allow_nan=False)


GRADERS = [("1.1", 0.5), ("1.2", 1.5), ("1.3", 0.0), ("2.5a.2", 2.0), ("2.5a.10", 1)]


def test_graders_that_agree_are_taken(two: Manifest) -> None:
    """In any order; a grader without points needs no weight in the manifest."""
    assert reconcile(two, GRADERS) is None
    assert reconcile(two, reversed(GRADERS)) is None


@pytest.mark.parametrize(
    ("graders", "says"),
    [
        ([*GRADERS, ("1.1", 0.5)], "two graders have the number 1.1"),
        ([*GRADERS, ("1.3", 0.0)], "two graders have the number 1.3"),
        ([*GRADERS, ("5.1.1", 0.0)], "grader 5.1.1 belongs to no question of assignment.toml"),
        ([*GRADERS, ("1", 0.0)], "grader 1 belongs to no question of assignment.toml"),
        (
            [("1.1", 1.0), *GRADERS[1:]],
            "grader 1.1 is worth 1 by its @weight and 0.5 by weights in assignment.toml: "
            "make them agree",
        ),
        (
            [*GRADERS, ("1.4", 2.0)],
            "grader 1.4 is worth 2 by its @weight and 0 by weights in assignment.toml: "
            "make them agree",
        ),
        (
            [("1.1", float("nan")), *GRADERS[1:]],
            "grader 1.1 is worth nan by its @weight and 0.5 by weights in assignment.toml: "
            "make them agree",
        ),
        (GRADERS[:-1], "assignment.toml gives points to 2.5a.10, which no grader has"),
        ([], "assignment.toml gives points to 1.1, which no grader has"),
    ],
)
def test_graders_that_disagree_are_told(
    two: Manifest, graders: list[tuple[str, float]], says: str
) -> None:
    """Nothing is graded until they agree, and the sentence says which number to look at."""
    with pytest.raises(ManifestError) as raised:
        reconcile(two, graders)
    assert str(raised.value) == says
    assert isinstance(raised.value, GraderError)


def test_students_get_functions_and_tolerances_only(two: Manifest) -> None:
    """What a laptop needs to run the public graders."""
    assert for_students(two) == {
        "call_seconds": 10,
        "import_seconds": 20,
        "questions": {
            "1": {
                "name": "one",
                "parameters": [],
                "file": "submission.py",
                "tensors": False,
                "practice": False,
                "tolerance": {"rtol": 1e-4, "atol": 0.0},
            },
            "2.5a": {
                "name": "two",
                "parameters": ["x", "y"],
                "file": "submission.py",
                "tensors": True,
                "practice": False,
                "tolerance": {"rtol": 0.0, "atol": 1.0},
            },
        },
    }


def test_students_get_no_points_no_seed_and_no_weights() -> None:
    """Not by key, and not by value."""
    manifest = read(SHIPPED)
    text = json.dumps(for_students(manifest))

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return {*value} | {key for inner in value.values() for key in keys(inner)}
        return set()

    assert not keys(for_students(manifest)) & {"points", "weights", "seed", "visibility", "title"}
    assert str(manifest.seed) not in text
    assert not any(number in text for number in manifest.weights)
