"""What changed between two gradings: a class checked by hand, and what is never guessed."""

import csv
import io
from dataclasses import replace

import pytest
from class_rows import HOSTILE, before, changed, check, eight, made
from rich.console import Console

from autograder import changes
from autograder.difference import CheckChange, difference
from autograder.matching import Matching
from autograder.row import Person, Row


@pytest.fixture(scope="module")
def found():
    return difference(Matching(before()), iter(eight()))


def test_who_gained_and_who_lost(found):
    """Ben and Bo, and Dee; Cem."""
    assert [(c.id, c.before, c.after, c.delta) for c in found.gained] == [
        ("submission_2", 5, 10, 5),
        ("submission_4", 2, 7, 5),
    ]
    assert [(c.id, c.before, c.after, c.delta) for c in found.lost] == [
        ("submission_3", 5 + 5, 5, -5)
    ]
    assert found.same == 1
    assert found.changed


def test_by_cause(found):
    """The same set of changed checks is one cause, the most frequent first."""
    told = [(cause.checks, cause.why, [c.id for c in cause.changes]) for cause in found.causes]
    name = "what 4.2.1 asks"
    repaired = CheckChange(number="4.2.1", name=name, before="failed 0/5", after="passed 5/5")
    broken = CheckChange(number="4.2.1", name=name, before="passed 5/5", after="failed 0/5")
    gone = CheckChange(number="4.2.2", name="what 4.2.2 asks", before="passed", after="not there")
    assert told == [
        ((repaired,), "", ["submission_2", "submission_4"]),
        ((broken,), "", ["submission_3"]),
        ((gone,), "", ["submission_5"]),
    ]
    assert [(c.gained, c.lost, c.points) for c in found.causes] == [
        (2, 0, (5, 5)),
        (0, 1, (-5, -5)),
        (0, 0, (0, 0)),
    ]


def test_what_says_nothing_of_an_answer_stands_apart(found):
    """A fault of ours then or now; what only one side has. None of them gained or lost."""
    told = {
        "errored": [(c.id, c.why) for c in found.errored],
        "recovered": [(c.id, c.why) for c in found.recovered],
        "added": [c.id for c in found.added],
        "vanished": [c.id for c in found.vanished],
    }
    assert told == {
        "errored": [("submission_8", "the box could not be made")],
        "recovered": [("submission_6", "the fork server died")],
        "added": ["submission_7"],
        "vanished": ["submission_9"],
    }
    assert found.unclear == ()


def test_what_errored_has_no_score_on_its_side(found, tmp_path):
    """A zero would be entered by somebody: not even where it is new, or gone."""
    assert [(c.before, c.after) for c in found.errored] == [(2, None)]
    assert [(c.before, c.after) for c in found.recovered] == [(None, 3)]
    ours = Row(id="submission_1", people=(Person(name="Ada"),), fault="the disk was full")
    for old, new, what in (([], [ours], "new"), ([ours], [], "gone")):
        one = difference(Matching(old), new)
        assert f"{what}\n  Ada  errored\n" in told(one)
        (line,) = written(one, tmp_path)
        assert (line["What"], line["Old Score"], line["New Score"]) == (what, "", "")
        assert line["Checks"] == "the disk was full"


def test_nothing_changed():
    """The same again, in another order, with other wording and other times."""
    again = [
        replace(row, seconds=7, checks=tuple(replace(c, output="new words") for c in row.checks))
        for row in eight()[::-1]
    ]
    found = difference(Matching(eight()), again)
    assert not found.changed
    assert (found.same, found.causes) == (8, ())
    assert told(found).strip() == "nothing changed: 8 as before"


@pytest.mark.parametrize("number", range(8))
def test_any_one_change_is_a_change(number):
    """Of a score, of a verdict alone, of a fault, of what is there."""
    rows = eight()
    once = [changed(rows[number], "3.1.1", 1)]
    verdict = [changed(rows[number], "3.1.1", rows[number].checks[0].score, "strange")]
    for other in (once, verdict, [replace(rows[number], fault="" if number == 7 else "x")], []):
        assert difference(Matching(rows), rows[:number] + other + rows[number + 1 :]).changed
    assert difference(Matching(rows[:number] + rows[number + 1 :]), rows).changed


def test_a_total_that_no_check_explains():
    """Somebody changed it by hand."""
    ada = eight()[0]
    found = difference(Matching([replace(ada, score=9)]), [ada])
    assert [(c.why, c.points) for c in found.causes] == [("no check changed", (1, 1))]


def test_checks_without_numbers():
    """Another autograder's: compared in their order."""
    one = replace(eight()[0], checks=(check("", 1, 1), check("", 0, 1)))
    other = replace(one, checks=(check("", 1, 1), check("", 1, 1)))
    cause = difference(Matching([one]), [other]).causes[0]
    assert [(c.before, c.after) for c in cause.checks] == [("failed 0/1", "passed 1/1")]


# Matching: a grades CSV has a row per person, and no checks.


def person(sid="", email="", name="N", score=1.0, id="") -> Row:
    return Row(id=id, people=(Person(name=name, sid=sid, email=email),), score=score)


NEW = person("007", "a@x.edu", id="submission_5")
CASES = {
    "by SID": ([person("007", "b@x.edu"), person("8", "a@x.edu")], 1.0),
    "by e-mail, whatever its case": ([person("", "A@X.edu")], 1.0),
    "by e-mail, where a spreadsheet ate the zeros": ([person("7", "a@x.edu")], 1.0),
    "by id, with or without its prefix": ([person(id="5"), person("007")], 1.0),
    "not by name": ([person("", "")], None),
    "a SID that is there twice": ([person("007"), person("007")], "SID 007 stands in 2"),
    "an e-mail that is there twice": ([person("", "a@x.edu")] * 2, "a@x.edu stands in 2"),
    "an e-mail with another SID": ([person("9", "a@x.edu")], "a@x.edu has another SID"),
}


@pytest.mark.parametrize("case", CASES)
def test_people_are_matched_and_never_guessed(case):
    """By SID, then by e-mail; what is not clear is told, and nobody vanished by it."""
    old, expected = CASES[case]
    found = difference(Matching(old), [NEW])
    if isinstance(expected, str):
        assert expected in found.unclear[0].why
        assert (found.vanished, found.causes, found.same) == ((), (), 0)
    elif expected is None:
        assert (len(found.added), len(found.vanished)) == (1, 1)
    else:
        assert (found.unclear, found.added, found.same + len(found.causes)) == ((), (), 1)


def group(*scores, **keys):
    """A group of two, and the old rows of its people."""
    new = Row(id="submission_1", people=(Person(sid="1"), Person(sid="2")), score=3)
    return new, [person(str(at), score=score, **keys) for at, score in enumerate(scores, 1)]


def test_partners_have_a_row_each():
    """One submission now, two lines of a CSV then: they must agree."""
    new, old = group(2, 2)
    found = difference(Matching(old), [new])
    assert [(c.before, c.after, c.why) for c in found.changes] == [
        (2, 3, "the old grades have totals only")
    ]
    assert found.vanished == ()
    new, old = group(2, 3)
    unclear = difference(Matching(old), [new]).unclear
    assert unclear[0].why == "its people have different scores in the old grades"


def test_a_group_that_was_two_submissions():
    """Or two submissions that were a group: nothing says which was which."""
    new, old = group(2, 2)
    graded = [replace(row, checks=(check("1.1", 2, 3),)) for row in old]
    unclear = difference(Matching(graded), [new]).unclear
    assert unclear[0].why == "its people had different submissions in the old grades"
    apart = [replace(row, id=f"submission_{at}") for at, row in enumerate(old, 10)]
    found = difference(Matching([new]), apart)
    whys = {change.why for change in found.unclear}
    assert whys == {"its people stand in several of the new submissions"}
    assert found.vanished == ()


def test_an_old_submission_is_matched_once():
    """What has its id goes first, and its people's other submission is told."""
    new, _ = group()
    other = person("1", id="submission_2")
    found = difference(Matching([replace(new, id="submission_2")]), [new, other])
    assert [c.why for c in found.unclear] == ["the old submission of its people is another one now"]


# How it is told.


def told(found, width=100):
    text = io.StringIO()
    changes.show(found, Console(file=text, width=width))
    return text.getvalue()


def test_in_the_terminal(found):
    """The whole of it, by hand."""
    assert [line.rstrip() for line in told(found).splitlines()] == [
        "2 gained, 1 lost, 1 as before, 1 errored now, 1 errored then, 1 new, 1 gone",
        "submissions  points  what changed in them",
        "          2      +5  4.2.1 what 4.2.1 asks: failed 0/5 -> passed 5/5",
        "          1      -5  4.2.1 what 4.2.1 asks: passed 5/5 -> failed 0/5",
        "          1       0  4.2.2 what 4.2.2 asks: passed -> not there",
        "",
        "gained",
        "  Ben, Bo  5 -> 10  +5",
        "  Dee  2 -> 7  +5",
        "",
        "lost",
        "  Cem  10 -> 5  -5",
        "",
        "errored now",
        "  Hal: the box could not be made",
        "",
        "graded now, errored then",
        "  Fay  3",
        "",
        "new",
        "  Gus  0",
        "",
        "gone",
        "  Ivy  2",
    ]


def test_in_the_terminal_lists_end():
    """A class of 2,000 in which many gained is told in a few lines."""
    now = list(made(2_000, gain=0.3))
    text = told(difference(Matching(made(2_000)), now))
    assert "  and 279 more" in text
    assert len(text.splitlines()) < 30
    assert "\x1b" not in text
    assert "\u202e" not in text


def written(found, folder):
    changes.write(found, folder / "difference.csv")
    with (folder / "difference.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_as_a_csv(found, tmp_path):
    """A row for each person whose grade is not what it was."""
    rows = [
        (r["Submission ID"], r["Name"], r["SID"], r["What"], r["Old Score"], r["New Score"],
         r["Change"], r["Cause"])
        for r in written(found, tmp_path)
    ]  # fmt: skip
    assert rows == [
        ("2", "Ben", "002Ben", "gained", "5", "10", "5", "1"),
        ("2", "Bo", "002Bo", "gained", "5", "10", "5", "1"),
        ("4", "Dee", "004Dee", "gained", "2", "7", "5", "1"),
        ("3", "Cem", "003Cem", "lost", "10", "5", "-5", "2"),
        ("5", "Eve", "005Eve", "same score", "2", "2", "0", "3"),
        ("8", "Hal", "008Hal", "errored now", "2", "", "", ""),
        ("6", "Fay", "006Fay", "errored then", "", "3", "", ""),
        ("7", "Gus", "007Gus", "new", "", "0", "", ""),
        ("9", "Ivy", "009Ivy", "gone", "2", "", "", ""),
    ]


def test_the_csv_holds_no_formula(tmp_path):
    """Names of students that a spreadsheet would run; the numbers of ours stay numbers."""
    rows = written(difference(Matching([]), made(len(HOSTILE))), tmp_path)
    for row in rows:
        for name in ("Submission ID", "Name", "SID", "Email"):
            assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r")), row
    assert any(row["Name"].startswith("'=cmd") for row in rows)
