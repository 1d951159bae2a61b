"""The figures of a class, on one that is checked by hand."""

import math
import tracemalloc
from dataclasses import replace

import pytest
from class_rows import check, eight, made

from autograder import figures
from autograder.row import Person, Row
from autograder.survey import survey


@pytest.fixture(scope="module")
def found():
    return survey(iter(eight()))


def test_scores(found):
    """10 10 5 7 2 3 0: their sum is 37, their squares' 287; the errored one is not among them."""
    spread = found.spread
    assert (spread.count, spread.full, spread.none) == (7, 2, 1)
    assert spread.mean == pytest.approx(37 / 7)
    assert spread.median == 5
    assert spread.deviation == pytest.approx(math.sqrt(287 / 7 - (37 / 7) ** 2))
    assert [b.count for b in found.bins] == [1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 2]
    assert (found.bins[0].label, found.bins[-1].low, found.bins[-1].high) == ("0", 10, 10)
    assert (len(found.entries), found.people, found.points) == (8, 9, 10)


def test_who_handed_in_twice_is_one_of_the_people():
    """By SID, else by e-mail; names are no key, and who has neither counts each time."""
    ada, zoe = Person(name="Ada", sid="007"), Person(name="Zoë", email="z@x.edu")
    again = Person(name="Ada L.", sid="007", email="a@x.edu"), replace(zoe, email="Z@x.edu")
    several = [(ada, zoe), again, (Person(name="Li"),), (Person(name="Li"),), ()]
    found = survey(Row(id=f"submission_{n}", people=p) for n, p in enumerate(several))
    assert found.people == 4


# rest: what the others have in it; r = (mean of those right - mean of those wrong) / s sqrt(pq)
BISERIAL = {
    "3.1": (24 / 5 - 3 / 2) / math.sqrt(171 / 7 - (27 / 7) ** 2) * math.sqrt(5 * 2) / 7,
    "4.1": (16 / 4 - 9 / 3) / math.sqrt(155 / 7 - (25 / 7) ** 2) * math.sqrt(4 * 3) / 7,
    "4.2": (12 / 3 - 10 / 4) / math.sqrt(92 / 7 - (22 / 7) ** 2) * math.sqrt(3 * 4) / 7,
}


def test_questions(found):
    """Difficulty, the point-biserial correlation with the rest, upper less lower two of seven."""
    by_name = {question.id: question for question in found.questions}
    assert list(by_name) == ["3.1", "4.1", "4.2"]
    assert [q.difficulty for q in found.questions] == pytest.approx([5 / 7, 4 / 7, 3 / 7])
    assert [(q.full, q.some, q.none) for q in found.questions] == [(5, 0, 2), (4, 0, 3), (3, 0, 4)]
    assert {n: q.discrimination for n, q in by_name.items()} == pytest.approx(BISERIAL)
    assert [q.upper_lower for q in found.questions] == pytest.approx([0.5, 1.0, 1.0])


def test_mistakes(found):
    """By question, the frequent first, and last what no known mistake explains; with the hint."""
    told = [(m.question, m.id, m.hint, m.members) for m in found.mistakes]
    assert told == [
        ("3.1", "roles-swapped", "about roles-swapped", (6, 7)),
        ("4.1", "ratio-inverted", "about ratio-inverted", (4, 5)),
        ("4.1", "", "", (7,)),
        ("4.2", "sign-flipped", "about sign-flipped", (3, 6)),
        ("4.2", "", "", (5, 7)),
    ]


def test_what_is_not_written_is_no_unknown_mistake():
    """A template that was handed in, or no file: last, apart from what somebody should read."""
    blank = Row(id="submission_9", checks=(check("4.2.1", 0, 5), check("4.1.1", 0, 3)), points=10)
    half = replace(blank, id="submission_10", answers={"4.1": "q"})
    found = survey([*eight(), blank, half])
    told = [(m.question, m.id, m.members) for m in found.mistakes if not m.id]
    assert told == [
        ("4.1", "", (7, 10)), ("4.1", None, (9,)), ("4.2", "", (5, 7)), ("4.2", None, (9, 10))
    ]  # fmt: skip
    assert all({9, 10}.isdisjoint(group.members) for group in found.groups)


def test_identical_answers(found):
    """Wrong ones that two share; the unexplained first; right ones and single ones are none."""
    told = [(g.question, g.mistakes, g.members, g.said) for g in found.groups]
    assert told == [
        ("4.2", (), (5, 7), "not 4.2"),
        ("3.1", ("roles-swapped",), (6, 7), "not 3.1"),
        ("4.1", ("ratio-inverted",), (4, 5), "not 4.1"),
        ("4.2", ("sign-flipped",), (3, 6), "not 4.2"),
    ]


def test_times_and_faults(found):
    """The slowest first; what was our fault."""
    assert [entry.number for entry in found.slowest[:3]] == [8, 2, 1]
    assert found.seconds == (0.1, 9.0)
    assert [(entry.number, entry.fault) for entry in found.errored] == [
        (8, "the box could not be made")
    ]


def test_tags_name_the_sets_of_each(found):
    """What the page filters by: the bin, mistakes and groups, or that it errored."""
    assert [" ".join(entry.tags) for entry in found.entries] == [
        "b10", "b10", "b5 m3 g3", "b7 m1 g2", "b2 m1 m4 g0 g2", "b3 m0 m3 g1 g3",
        "b0 m0 m2 m4 g0 g1", "e",
    ]  # fmt: skip


def test_a_check_that_errored_says_so():
    """No fault of the whole, but one of a check."""
    row = Row(id="a", points=2, checks=(check("3.1.1", 0, 2, "staff was told", "errored"),))
    entry = survey([row]).errored[0]
    assert entry.fault == "3.1.1 what 3.1.1 asks: staff was told"


def test_nothing_to_count():
    """No submission; none graded; all alike: no figure is made up."""
    assert survey([]).spread == figures.Spread()
    assert survey([eight()[7]]).spread.count == 0
    alike = survey([eight()[0], eight()[1]])
    assert [(q.discrimination, q.upper_lower) for q in alike.questions] == [(None, None)] * 3
    assert (alike.mistakes, alike.groups) == ((), ())


@pytest.mark.parametrize(
    ("points", "width", "count"),
    [(14, 1, 15), (20, 1, 21), (21, 2, 11), (100, 5, 21), (250, 20, 13)],
)
def test_bins_are_few_and_round(points, width, count):
    """1, 2, 5, 10, 20 points; what lies beyond an end is at the end; the order does not matter."""
    assert figures.width(points) == width
    found = figures.bins([0, points, points + 3, -1], points)
    assert len(found) == count
    assert (found[0].count, found[-1].count) == (2, 2)


def test_ties_at_the_ends_count_whole():
    """Upper - lower does not depend on the order of the rows."""
    rows = list(made(60, hostile=False))
    assert survey(rows).questions == survey(rows[::-1]).questions


def test_little_is_kept_of_a_row():
    """Not what its checks said: at most five kilobytes of each stay, hostile names included."""
    rows = made(2_000)
    tracemalloc.start()
    found = survey(rows)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.entries) == 2_000
    assert kept < 2_000 * 5_000
