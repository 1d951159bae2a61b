"""No right answer loses a point: every text of right_answers.py, and what hypothesis joins of them.

Not shrunk: each function is judged by itself, so a failure names the function, and looking for a
shorter text takes minutes. sympy is loaded in the fork server, as torch is, to save half a second
for each submission.
"""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from right_answers import Cover, submission, submissions

from autograder.box.server import ForkServer
from autograder.grade import collected, run

QUICK, FULL, ENOUGH = 20, 2000, 500

pytestmark = pytest.mark.usefixtures("quick")  # skips without torch; the limits are the real ones


def graded_right(manifest, then):
    """`then` gets a function that grades a text, and fails where it loses anything."""
    with ForkServer([*manifest.preload, "sympy"]) as server:

        def each(graders):
            def right(text):
                with tempfile.TemporaryDirectory() as folder:
                    Path(folder, "submission.py").write_text(text, "utf-8")
                    grade = run(graders, Path(folder), manifest, server)
                lost = [o.message for o in grade.outcomes if o.status.value != "passed"]
                assert (lost, grade.fault) == ([], ""), text

            then(right)

        collected(manifest, each)


def drawn_by_hypothesis(count):
    def then(right):
        @settings(
            max_examples=count,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(text=submissions())
        def each_is_right(text):
            right(text)

        each_is_right()

    return then


def every_way(right):
    """Each text of each table once or more."""
    cover = Cover()
    for _ in range(ENOUGH):
        right(submission(cover))
        if cover.complete:
            return
    pytest.fail(f"{ENOUGH} submissions leave texts out")


def test_every_way_to_write_it_and_some_random_ones_get_every_point(manifest):
    def then(right):
        every_way(right)
        drawn_by_hypothesis(QUICK)(right)

    graded_right(manifest, then)


@pytest.mark.slow
def test_thousands_of_right_answers_get_every_point(manifest):
    graded_right(manifest, drawn_by_hypothesis(FULL))
