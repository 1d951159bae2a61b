"""What stands on top: exact texts for the student, and what only staff get."""

import pytest

from autograder.model import Diagnosis, Grade, Outcome, Status, Use, Visibility
from autograder.summary import OURS, for_staff, summary

PASSED, FAILED, ERRORED = Status.PASSED, Status.FAILED, Status.ERRORED
KNOWN = Diagnosis(mistakes=("sign-flipped",), hints=("The sign is flipped.",))


def one(number, status=PASSED, points=1.0, **more):
    return Outcome(
        number=number,
        question=number.rpartition(".")[0],
        name="n",
        points=points,
        status=status,
        **more,
    )


def later(number, status=PASSED):
    return one(number, status, visibility=Visibility.AFTER_DUE_DATE)


RIGHT = (one("2.5a.2"), one("3.1.1", points=0.0), one("3.1.4"))
CASES = {
    "nothing": (Grade(), ""),
    "all right": (Grade(outcomes=RIGHT), "Every check passed."),
    "one question": (
        Grade(outcomes=(*RIGHT, one("4.1.2", FAILED, 0.0), one("4.1.3", FAILED))),
        "Right so far: 2.5a, 3.1.\nLook first at question 4.1: check 4.1.2 says what came.",
    ),
    "with a hint, most points first": (
        Grade(
            outcomes=(
                one("2.5a.2", FAILED, 2.0),
                one("3.1.4", FAILED, 2.0),
                one("3.2.2", PASSED),
                one("4.2.3", PASSED, 0.0),
                one("4.2.4", FAILED, 3.0, diagnosis=KNOWN),
                one("4.2.5", PASSED, 2.0),
            )
        ),
        "Right so far: 3.2.\n"
        "Look first at question 4.2: check 4.2.4 says what came, and gives a hint.\n"
        "Then at 2.5a, 3.1.",
    ),
    "what was granted is not lost": (
        Grade(outcomes=(one("3.1.4", FAILED, 2.0, credit=1.5), one("3.2.2", FAILED, 1.0))),
        "Look first at question 3.2: check 3.2.2 says what came.\nThen at 3.1.",
    ),
    "out of time": (
        Grade(
            outcomes=(one("3.1.1", FAILED, 0.0), one("3.1.4", FAILED)),
            timeouts=(("A_matrix(alpha)", 1), ("submission.py", 2)),
        ),
        "Look first at question 3.1: check 3.1.1 says what came.\n"
        "Out of time: A_matrix(alpha) once, submission.py 2 times. "
        "What ran out of time is not called again.",
    ),
    "a notice": (
        Grade(outcomes=RIGHT, notices=("submission.py raised an error",)),
        "submission.py raised an error\nEvery check passed.",
    ),
    "what is told already says where to look": (
        Grade(
            outcomes=(
                one("2.5a.2", FAILED, message="no file"),
                one("4.2.4", FAILED, message="no file"),
            ),
            notices=("no file", "x was left out"),
        ),
        "no file\nx was left out",
    ),
    "our fault": (Grade(outcomes=(*RIGHT, one("4.1.3", ERRORED))), OURS),
    "our fault and theirs": (
        Grade(outcomes=(*RIGHT, one("3.2.2", FAILED), one("4.1.3", ERRORED))),
        f"{OURS}\nRight so far: 2.5a, 3.1.\n"
        "Look first at question 3.2: check 3.2.2 says what came.",
    ),
    "what fails out of sight is not told": (
        Grade(outcomes=(*RIGHT, later("4.1.3", FAILED))),
        "Every check that is shown now passed; others are shown later.",
    ),
    "nor what is beside it": (
        Grade(outcomes=(one("3.1.3", FAILED, 0.0), later("3.1.4", FAILED), later("4.1.3"))),
        "Look first at question 3.1: check 3.1.3 says what came.",
    ),
}


@pytest.mark.parametrize(("grade", "text"), CASES.values(), ids=CASES)
def test_the_text_on_top(grade, text):
    assert summary(grade) == text


def test_staff_get_diagnoses_and_times():
    """By question and by function."""
    grade = Grade(
        outcomes=(one("4.2.4", FAILED, diagnosis=KNOWN), one("4.2.5", FAILED, diagnosis=KNOWN)),
        uses=(Use(function="A_matrix", calls=9, raised=1, seconds=0.12345, longest=0.1),),
        timeouts=(("A_matrix(alpha)", 1),),
        unexplained="Traceback",
    )
    assert for_staff(grade) == {
        "diagnoses": {
            "4.2": {
                "mistakes": ["sign-flipped"],
                "symptom": "",
                "hints": ["The sign is flipped."],
            }
        },
        "functions": {
            "A_matrix": {"calls": 9, "raised": 1, "seconds": 0.1235, "longest": 0.1},
        },
        "timeouts": {"A_matrix(alpha)": 1},
        "unexplained": "Traceback",
    }
