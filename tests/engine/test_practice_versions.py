"""The graders of practice are fair: right versions pass, wrong ones fail, mistakes are named.

tests/versions/practice has them, in all styles; see tests/engine/versions.py for the format.
"""

import tempfile
from pathlib import Path

import pytest
from fairness import graded, practice
from versions import PRACTICE, written

from reference.mistakes.practice import TOPICS

LEAST = 6  # right ones, and wrong ones, of each function


@pytest.fixture(scope="module")
def answers(quick):
    """All of them, graded in one session."""
    with tempfile.TemporaryDirectory() as folder:
        return list(graded(practice(quick, Path(folder)), quick))


def test_there_are_enough_of_each_function_and_every_known_mistake(manifest):
    """In code of their own: no two are the same."""
    made = written(PRACTICE)
    assert len({(v.function, v.source) for v in made}) == len(made)
    for topic in TOPICS:
        own = [v for v in made if v.function == topic.function]
        assert sum(v.right for v in own) >= LEAST, topic.function
        assert sum(not v.right for v in own) >= LEAST, topic.function
        ids = {mistake.id for mistake in topic.mistakes}
        assert {name for v in own for name in v.mistakes} == ids, topic.function
    functions = {question.function.name for question in manifest.asked if question.practice}
    assert {v.function for v in made} == functions


def test_no_right_version_fails_a_check(answers):
    assert [str(a) for a in answers if a.failed_falsely] == []


def test_no_wrong_version_passes_all_checks(answers):
    assert [str(a) for a in answers if a.passed_falsely] == []


def test_every_mistake_is_named_and_none_that_is_not_made(answers):
    """Exactly the id of its heading; none where it has none."""
    assert [str(a) for a in answers if a.named != a.known.mistakes] == []
