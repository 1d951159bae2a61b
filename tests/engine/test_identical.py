"""Equal answers have one hash, whatever they are made of; other answers have another."""

import numpy as np
import pytest

from autograder.answers import hashes
from autograder.box.grammar import Tensor
from autograder.errors import Missing, Overdue, Raised, Untried
from autograder.model import Function
from autograder.student import Record

FUNCTIONS = {
    "3.1": Function(name="A_matrix", parameters=("alpha",)),
    "4.1": Function(name="nce_optimal_energy", parameters=("p_d", "p_n")),
}
A = [[1.0, 0.5], [-0.5, 1.0]]


def record(answer=None, name="A_matrix", **more):
    return Record(function=name, arguments=(), answer=answer, seconds=0.0, **more)


def hashed(*answers):
    return hashes(map(record, answers), FUNCTIONS).get("3.1")


@pytest.mark.parametrize(
    "same",
    [
        np.array(A),
        np.array(A, np.float32),
        np.array(A, complex),
        Tensor(np.array(A)),
        tuple(map(tuple, A)),
        np.array(A) * (1 + 1e-7),
        np.array(A) + 1e-12,
    ],
    ids=["array", "float32", "complex", "tensor", "tuples", "another rounding", "noise"],
)
def test_the_same_numbers(same):
    """Not how they were written."""
    assert hashed(same) == hashed(A)
    assert len(hashed(A)) == 16


@pytest.mark.parametrize(
    "other",
    [
        np.array(A).T,
        np.array(A) * 1.01,
        np.array(A) * 1000,
        [A],
        [[1.0, 0.5], [-0.5, float("nan")]],
        [[1.0, 0.5], [-0.5]],
        [["1.0", "0.5"], ["-0.5", "1.0"]],
        {"A": A},
        None,
        "A",
    ],
    ids=["transposed", "near", "scaled", "shape", "nan", "ragged", "text", "named", "None", "word"],
)
def test_other_answers(other):
    """Numbers, shapes and kinds count."""
    assert hashed(other) != hashed(A)
    assert hashed(other) == hashed(other)


def test_all_of_a_question_counts():
    """In the order of the calls, gradients too, of that question's function and of no other."""
    others = [hashed(A, A), hashed(A, 0.0), hashed(0.0, A), hashed(A)]
    gradient = record(A, gradients=(np.ones(2),))
    assert len({*others, hashes([gradient], FUNCTIONS)["3.1"]}) == 5
    both = hashes([record(A), record(1.0, "nce_optimal_energy"), record(2.0, "help")], FUNCTIONS)
    assert both == {"3.1": hashed(A), "4.1": both["4.1"]}


def test_what_raised_is_an_answer_and_what_is_not_written_is_none():
    """A right answer may be among those that raise alike; nothing is to be seen in a template's."""
    raised = [record(error=error) for error in (Raised("no"), Raised("other"), Overdue("no"))]
    assert len({hashes([one], FUNCTIONS)["3.1"] for one in raised}) == 3
    for error in (Untried("to do"), Missing("there is none")):
        assert hashes([record(error=error)] * 3, FUNCTIONS) == {}
        assert hashes([record(error=error), record(A)], FUNCTIONS).keys() == {"3.1"}
