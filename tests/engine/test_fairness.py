"""The confusion table keeps its bounds on a sample; its own parts do what they say."""

import pytest
from fairness import Answer, Known, measured, of_entry, offences, table, versions, worth
from generated import generated
from rich.console import Console
from test_corpus import ENTRIES, expected
from versions import hand_in, read, verdict, written

from reference.mistakes import MISTAKES


@pytest.fixture
def everything(manifest, tmp_path):
    """What is known of every answer, nothing graded."""
    entries = [known for name in ENTRIES for known in of_entry(name, manifest)]
    tried = versions(manifest, tmp_path).values()
    return [*entries, *(known for row in tried for known in row)]


def test_a_sample_keeps_the_bounds(manifest):
    """No false fail, no false pass, no wrong diagnosis."""
    answers = measured(sample=40)
    assert len(answers) > 60
    assert [text for text in offences(answers) if not text.startswith("never")] == []


@pytest.mark.slow
def test_everything_keeps_the_bounds(manifest):
    """The whole table, as `make fairness` prints it."""
    assert offences(measured()) == []


def test_the_corpus_is_as_large_as_it_should_be():
    """At least 80 right submissions and 120 wrong ones, each known mistake three times."""
    verdicts = [expected(name) for name in ENTRIES]
    assert sum(v["score"] == 14 for v in verdicts) >= 80
    assert sum(v["score"] < 14 for v in verdicts) >= 120
    made = [name for v in verdicts for name in v.get("mistakes", [])]
    assert [m.id for m in MISTAKES if made.count(m.id) < 3] == []


def test_what_is_known_is_possible(everything, manifest):
    """A right answer makes no mistake, and a wrong one loses points."""
    full = {q.id: worth(q) for q in manifest.asked}
    for known in everything:
        assert known.right == (known.points == full[known.question]), known
        assert not (known.right and known.mistakes), known
    assert len({(known.name, known.question) for known in everything}) == len(everything)


def test_no_two_versions_are_the_same():
    sources = [(v.function, v.source) for v in written()]
    assert len(set(sources)) == len(sources)
    assert {m for v in written() for m in v.mistakes} <= {m.id for m in MISTAKES}


@pytest.mark.parametrize(
    ("words", "right", "points", "ids"),
    [
        ("right", True, 0, set()),
        ("wrong", False, 0, set()),
        ("wrong 3", False, 3, set()),
        ("mean-over-negatives 2", False, 2, {"mean-over-negatives"}),
        ("sign-flipped + no-log", False, 0, {"sign-flipped", "no-log"}),
    ],
)
def test_a_heading_is_read(words, right, points, ids):
    assert verdict(words) == (right, points, ids)


def test_versions_are_read_and_handed_in(tmp_path):
    """Each in a module of its own with the imports of its file; five of them are a submission."""
    (tmp_path / "A_matrix.py").write_text(
        "import math\n\n# === right: one\ndef A_matrix(a):\n    return 1\n\n"
        "# === roles-swapped: two\ndef A_matrix(a):\n    return 2\n"
    )
    (tmp_path / "stationary_point.py").write_text("# === wrong: three\nstationary_point = 3\n")
    one, two = read(tmp_path / "A_matrix.py")
    (three,) = read(tmp_path / "stationary_point.py")
    assert (one.name, one.right, two.mistakes) == ("one", True, {"roles-swapped"})
    assert one.source == "import math\n\n\ndef A_matrix(a):\n    return 1\n\n"
    handed = hand_in([one, two, three], tmp_path / "in")
    assert list(handed.values()) == [(one, three), (two,)]
    first = tmp_path / "in" / "0000"
    assert sorted(p.name for p in first.iterdir()) == [
        "submission.py",
        "version_of_A_matrix.py",
        "version_of_stationary_point.py",
    ]
    assert (first / "version_of_A_matrix.py").read_text() == one.source


def test_generated_versions_are_the_same_every_time():
    assert list(generated(right=3, wrong=1)) == list(generated(right=3, wrong=1))
    made = list(generated(right=3, wrong=1))
    assert sum(v.right for v in made) == 12
    assert {len(v.mistakes) for v in made} == {0, 1, 2}
    for version in made:
        compile(version.source, version.name, "exec")


def answer(points, named=(), mistakes=(), full=2.0, wanted=0.0):
    known = Known(
        name="one",
        question="3.1",
        points=wanted,
        right=wanted == full,
        mistakes=frozenset(mistakes),
    )
    return Answer(known, points, frozenset(named))


def test_the_table_counts():
    """One of each kind."""
    answers = [
        answer(2.0, wanted=2.0),
        answer(0.0, wanted=2.0),
        answer(2.0),
        answer(0.0, ["roles-swapped"], ["roles-swapped"]),
        answer(0.0, [], ["both-ascend"]),
        answer(0.0, ["both-ascend"], ["roles-swapped"]),
    ]
    console = Console(width=80)
    with console.capture() as shown:
        console.print(table(answers, "6 answers"))
    last = shown.get().rstrip().splitlines()[-1]
    assert last.split() == ["all", "2", "4", "1", "1", "3", "1", "1"]


def test_each_offence_is_named():
    made = [
        answer(0.0, wanted=2.0),
        answer(2.0, [], ["both-ascend"]),
        answer(0.0, ["both-ascend", "no-log"], ["roles-swapped"]),
        answer(0.0, ["both-descend"], ["both-descend"]),
    ]
    assert offences(made) == [
        "false fail: 3.1 of one: 0 of 2 points; mistakes: none that is known; named: nothing",
        "false pass: 3.1 of one: 2 of 0 points; mistakes: both-ascend; named: nothing",
        "wrong diagnosis: 3.1 of one: 0 of 0 points; mistakes: roles-swapped; "
        "named: both-ascend, no-log",
        "never recognised: roles-swapped",
        "never recognised: both-ascend",
    ]


def test_a_corpus_entry_is_known_question_by_question(manifest):
    entry = of_entry("mistake-in-every-question", manifest)
    assert {k.question: (k.points, set(k.mistakes)) for k in entry} == {
        "2.5a": (0.0, {"same-representation"}),
        "3.1": (0.0, {"both-descend"}),
        "3.2": (0.0, {"value-not-point"}),
        "4.1": (0.0, {"ratio-inverted"}),
        "4.2": (2.0, {"mean-over-negatives"}),
    }
