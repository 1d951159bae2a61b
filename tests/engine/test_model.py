"""The values in the middle: what a grade sums up to, whose fault it is, how numbers are ordered."""

from dataclasses import FrozenInstanceError, fields, replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import (
    BoxError,
    Died,
    GraderError,
    ManifestError,
    Missing,
    Overdue,
    Raised,
    StudentError,
    UsageError,
)
from autograder.model import Grade, Outcome, Status, Visibility, order


def outcome(status: Status = Status.PASSED, points: float = 2.0) -> Outcome:
    """One grader's word."""
    return Outcome(number="3.1.2", question="3.1", name="n", points=points, status=status)


ORDERED = [
    *("1.1", "1.2", "1.10", "2", "2.5", "2.5.1", "2.5.2", "2.5a", "2.5a.1", "2.5a.2", "2.5a.10"),
    *("2.5b.1", "2.6", "3.1.2", "3.2", "3.2.1", "3.10", "3.10.1", "4.1.3", "10.1", "10.1.1"),
]


def test_numbers_are_ordered_as_people_count() -> None:
    """3.10 after 3.2, 2.5a after 2.5, whatever they came in."""
    turned = ORDERED[::-1]
    assert sorted(turned, key=order) == ORDERED
    assert all(order(a) < order(b) for a, b in pairwise(ORDERED))


@pytest.mark.parametrize("text", ["", ".", "a", "3.", "3.x", "3.1.²", "3.①", "3.-1", "3. 1", "é"])
def test_what_is_no_number_has_a_place_too(text: str) -> None:
    """A mistake in a decorator is told by the manifest, not by a sort that breaks."""
    assert sorted([text, "3.1"], key=order)


@given(st.lists(st.text(max_size=6), max_size=6))
def test_any_texts_can_be_ordered(texts: list[str]) -> None:
    """Keys of one kind, comparable with each other."""
    found = sorted(texts, key=order)
    assert all(order(a) <= order(b) for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("status", "score"), [(Status.PASSED, 2.0), (Status.FAILED, 0.0), (Status.ERRORED, 0.0)]
)
def test_an_outcome_scores_all_or_nothing(status: Status, score: float) -> None:
    """Partial credit is several graders of less weight."""
    assert outcome(status).score == score
    assert outcome(status, points=0.0).score == 0


def test_a_remark_never_costs_a_point() -> None:
    """Right, but could be better."""
    assert replace(outcome(), remarks=("log of a ratio",)).score == 2


@pytest.mark.parametrize(
    ("statuses", "score", "points", "ours"),
    [
        ([], 0, 0, False),
        ([Status.PASSED], 2, 2, False),
        ([Status.PASSED, Status.FAILED, Status.PASSED], 4, 6, False),
        ([Status.FAILED], 0, 2, False),
        ([Status.PASSED, Status.ERRORED], 2, 4, True),
        ([Status.ERRORED], 0, 2, True),
    ],
)
def test_a_grade_sums_up_its_outcomes(
    statuses: list[Status], score: float, points: float, ours: bool
) -> None:
    """What cannot be judged counts among the points, and is ours."""
    grade = Grade(outcomes=tuple(map(outcome, statuses)))
    assert (grade.score, grade.points, grade.ours) == (score, points, ours)


def test_a_fault_is_ours_whatever_the_outcomes_say() -> None:
    """Also where there are none."""
    assert Grade(fault="the box broke").ours
    assert Grade(fault="the box broke", outcomes=(outcome(),)).ours
    assert not Grade(notices=("a notice",), printed="x", layers=(("uid", False, ""),)).ours


@pytest.mark.parametrize("value", [outcome(), Grade()], ids=["outcome", "grade"])
def test_values_are_frozen(value: Any) -> None:
    """Every field of them."""
    for field in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)


@pytest.mark.parametrize("kind", [Outcome, Grade])
def test_values_are_made_by_name(kind: Any) -> None:
    """Nine facts in a row are told apart by nobody."""
    with pytest.raises(TypeError):
        kind("3.1.2", "3.1", "n", 2.0, Status.PASSED)


def test_a_grade_is_equal_by_its_facts() -> None:
    """Two runs that say the same are the same; one's ids are not the other's."""
    assert Grade(outcomes=(outcome(),)) == Grade(outcomes=(outcome(),))
    assert Grade() != Grade(seconds=1.0)
    assert Grade().submission is not Grade().submission


def test_the_words_are_the_platforms() -> None:
    """They are written as they are."""
    assert [v.value for v in Visibility] == [
        "visible",
        "hidden",
        "after_due_date",
        "after_published",
    ]
    assert [s.value for s in Status] == ["passed", "failed", "errored"]


@pytest.mark.parametrize("kind", [StudentError, Missing, Raised, Overdue, Died])
def test_the_students_faults_are_assertion_errors(kind: type[Exception]) -> None:
    """So is a failed comparison; nothing of ours is among them."""
    assert issubclass(kind, StudentError)
    assert issubclass(kind, AssertionError)
    assert not issubclass(kind, GraderError)


@pytest.mark.parametrize("kind", [GraderError, ManifestError, BoxError, UsageError])
def test_our_faults_are_not(kind: type[Exception]) -> None:
    """An `except AssertionError` never takes one for the student's."""
    assert issubclass(kind, GraderError)
    assert not issubclass(kind, AssertionError)
