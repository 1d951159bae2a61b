"""The face: policy, records, and the exact words that a student reads."""

import time

import numpy as np
import pytest

from autograder import student as students
from autograder.box import grammar
from autograder.errors import BoxError, Died, Missing, Overdue, Raised, Unproven, Untried
from autograder.model import Function, Limits
from autograder.student import Student

F = Function(name="f", parameters=("x",))
G = Function(name="g", parameters=("z",), tensors=True)


class Scripted:
    """A transport that answers from a list, and notes what it was asked."""

    def __init__(self, *replies):
        self.replies = list(replies)
        self.asked = []
        self.running = False
        self.starts = 0

    def start(self):
        self.running = True
        self.starts += 1

    def ask(self, message, seconds):
        self.asked.append((message, seconds))
        reply = self.replies.pop(0)
        if isinstance(reply, Exception):
            self.running = False
            raise reply
        return reply


LOADED = {"names": ["f", "g"], "problem": None}
RAISED = {"type": "ValueError", "message": "no", "where": ["submission.py, line 3, in f", "  x"]}


def student(*replies, **limits):
    transport = Scripted(*replies)
    return transport, Student(transport, {"f": F, "g": G}, Limits(**limits))


def test_one_start_one_load_many_calls():
    """The file is imported once; arguments go as they are, arrays as float32 where torch asks."""
    transport, face = student(LOADED, {"value": 1}, {"value": 2})
    assert (face.f(0.5), face.g(np.ones(2))) == (1, 2)
    assert transport.starts == 1
    assert [message["do"] for message, _ in transport.asked] == ["load", "call", "call"]
    assert transport.asked[1][0]["arguments"] == [0.5]
    (sent,) = transport.asked[2][0]["arguments"]
    assert isinstance(sent, grammar.Tensor)
    assert sent.array.dtype == np.float32


def test_a_function_that_was_overdue_is_not_called_again():
    """Its time is spent once; another function gets a fresh worker and a fresh import."""
    transport, face = student(LOADED, Overdue(), LOADED, {"value": 2})
    for _ in range(3):
        with pytest.raises(Overdue) as caught:
            face.f(1)
    assert str(caught.value) == (
        "f(x)\n"
        "  stopped   it did not end within 10 s\n"
        "  look at   is there a loop without end? It is not called again."
    )
    assert face.g(np.ones(1)) == 2
    assert transport.starts == 2


def test_a_function_that_died_is_called_again():
    """A death may be of one input only."""
    _, face = student(LOADED, Died("its process was ended by SIGSEGV"), LOADED, {"value": 1})
    with pytest.raises(Died) as caught:
        face.f(1)
    assert str(caught.value) == "f(x)\n  ended     its process was ended by SIGSEGV"
    assert face.f(2) == 1


FULL = {"type": "OSError", "message": "[Errno 28] No space left on device", "where": []}
LACKS = [
    Died("it had made more than 2,500 files and folders"),
    {"raised": FULL},
    {"raised": {"type": "MemoryError", "message": "", "where": []}},
    {"raised": {"type": "_ArrayMemoryError", "message": "Unable to allocate", "where": []}},
    {"raised": {"type": "RuntimeError", "message": "can't start new thread", "where": []}},
    {"raised": {"type": "RuntimeError", "message": "not enough memory", "where": []}},
]


@pytest.mark.parametrize("lack", LACKS)
def test_what_one_function_left_costs_no_other(lack):
    """The call is asked once more in a worker that nobody has used; one record tells of both."""
    transport, face = student(LOADED, {"value": 1}, lack, LOADED, {"value": 2})
    assert (face.f(1), face.g(np.ones(1))) == (1, 2)
    assert transport.starts == 2
    assert [record.answer for record in face.records] == [1, 2]


@pytest.mark.parametrize("lack", LACKS)
def test_what_a_function_left_itself_it_has_to_answer_for(lack):
    """Asked once more where another had used the worker, and never a third time."""
    _, face = student(LOADED, {"value": 1}, lack)
    assert face.f(1) == 1
    with pytest.raises((Died, Raised)):
        face.f(2)
    transport, face = student(LOADED, {"value": 1}, lack, LOADED, lack)
    face.f(1)
    with pytest.raises((Died, Raised)):
        face.g(np.ones(1))
    assert transport.replies == []


@pytest.mark.parametrize(
    "raised",
    [
        {"type": "RuntimeError", "message": "shapes do not match", "where": []},
        {"type": "FileNotFoundError", "message": "[Errno 2] data.npz", "where": []},
        {"type": 7, "message": ["memory"], "where": []},
    ],
)
def test_another_exception_is_taken_at_its_word(raised):
    transport, face = student(LOADED, {"value": 1}, {"raised": raised})
    face.f(1)
    with pytest.raises(Raised):
        face.g(np.ones(1))
    assert transport.starts == 1


def test_a_call_that_was_ended_without_a_proof_is_asked_again():
    """Once: where it cannot be told twice, it is ours."""
    _, face = student(LOADED, Unproven("the disk fills up"), LOADED, {"value": 1})
    assert face.f(1) == 1
    _, face = student(LOADED, Unproven("the disk fills up"), LOADED, Unproven("again"))
    with pytest.raises(BoxError, match="again"):
        face.f(1)


def test_deaths_cost_no_other_function_its_time(monkeypatch):
    """Where each takes a long import anew: a second one, in a worker of its own, is the last."""
    monkeypatch.setattr(students, "LONG", -1.0)
    died = Died("its process was ended by SIGSEGV")
    transport, face = student(LOADED, {"value": 1}, died, LOADED, died, LOADED, {"value": 3})
    assert face.f(1) == 1
    for _ in range(4):
        with pytest.raises(Died, match="SIGSEGV"):
            face.g(np.ones(1))
    assert face.f(2) == 3
    assert transport.starts == 3


def test_a_death_that_others_may_have_caused_is_not_the_last(monkeypatch):
    """It took too long to be asked once more, so nothing is proved: it is called again."""
    monkeypatch.setattr(students, "LONG", -1.0)
    monkeypatch.setattr(students, "SOON", -1.0)
    _, face = student(LOADED, {"value": 1}, Died("killed"), LOADED, {"value": 2})
    assert face.f(1) == 1
    with pytest.raises(Died):
        face.g(np.ones(1))
    assert face.g(np.ones(1)) == 2


HEAVY = [
    [np.zeros((0, 1, 1), bool)] * 60_000,
    [{"": 1.0}] * 40_000,
    {str(k): k for k in range(90_000)},
    grammar.Named(("a",) * 90_000, (1.0,) * 90_000),
    [[[]]] * 40_000,
    grammar.Tensor(np.zeros(1 << 20)),
    ["x" * 300_000],
    grammar.Other("x" * 1_000_000),
]


@pytest.mark.parametrize("value", HEAVY, ids=lambda value: type(value).__name__)
def test_what_is_large_is_judged_and_not_kept(value):
    """A hundred answers stay in memory until the last question is explained."""
    _, face = student(LOADED, {"value": value})
    assert face.f(1) is value
    assert face.records[0].answer == grammar.Other("something too large to be kept")


@pytest.mark.parametrize(
    "value",
    [
        None, 1.5, "text", b"bytes", grammar.Other("a generator"), {"x": [1.0, 2.0]},
        grammar.Named(("x", "y"), (1.0, [2.0])), np.zeros((300, 200)), [[0.5] * 200] * 40,
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_is_not_large_is_kept(value):
    _, face = student(LOADED, {"value": value})
    face.f(1)
    assert face.records[0].answer is value


@pytest.mark.parametrize("error", [Overdue(), Died("its process ended itself")])
def test_an_import_that_failed_is_not_tried_again(error):
    """Whatever is asked next, the answer is the first failure."""
    transport, face = student(error)
    for name in ("f", "g", "f"):
        with pytest.raises(type(error), match=r"^submission.py\n"):
            getattr(face, name)(1)
    assert len(transport.asked) == 1


def test_the_whole_submission_has_a_deadline():
    """A call gets what is left of it, and none is made after it."""
    transport = Scripted(LOADED, {"value": 1})
    face = Student(transport, {"f": F}, Limits(), until=time.monotonic() + 0.2)
    face.f(1)
    assert all(seconds <= 0.2 for _, seconds in transport.asked)
    time.sleep(0.2)
    with pytest.raises(Overdue, match="had used up its time"):
        face.f(1)


def test_a_function_leaves_time_to_those_that_were_not_asked_yet():
    """A sixth each where there are two with points; and, while there are any, another import's."""

    class Slow(Scripted):
        def ask(self, message, seconds):
            time.sleep(0.2 if message["do"] == "load" else 0.0)
            return super().ask(message, seconds)

    transport = Slow(LOADED, Overdue(), LOADED, {"value": 2})
    until = time.monotonic() + 60
    face = Student(transport, {"f": F, "g": G}, Limits(call=100.0, importing=100.0), until, "fg")
    with pytest.raises(Overdue, match="kept for the functions after it"):
        face.f(1)
    assert face.g(np.ones(1)) == 2
    first, one, again, other = (seconds for _, seconds in transport.asked)
    assert 48 < one < 60 - 10 - 2 * 0.2
    assert min(first, again, other) > 58


def test_a_function_that_has_had_its_time_is_not_asked():
    """The one after it is."""
    transport = Scripted(LOADED, {"value": 1}, {"value": 2})
    face = Student(transport, {"f": F, "g": G}, Limits(), time.monotonic() + 0.6, ["f", "g"])
    face.f(1)
    time.sleep(0.52)
    with pytest.raises(Overdue, match="kept for the functions after it"):
        face.f(1)
    assert face.g(np.ones(1)) == 2


def test_no_time_is_kept_for_practice_nor_from_what_is_asked_last():
    """It has no points; and what is asked to tell mistakes apart is asked after all of it."""
    transport = Scripted(LOADED, {"value": 1}, {"value": 2})
    until = time.monotonic() + 60
    face = Student(transport, {"f": F, "g": G}, Limits(call=100.0), until, ["f"])
    face.f(1)
    assert transport.asked[-1][1] > 59
    transport = Scripted(LOADED, {"value": 1})
    face = Student(transport, {"f": F, "g": G}, Limits(), until, ["f", "g"])
    with face.within(5.0):
        face.f(1)
    assert transport.asked[-1][1] > 4


def test_a_missing_function_suggests_the_nearest():
    """And says plainly that there is none where nothing is near."""
    _, face = student({"names": ["ff"], "problem": None}, {"missing": ""}, {"missing": ""})
    with pytest.raises(Missing) as caught:
        face.f(1)
    assert str(caught.value) == (
        "f(x)\n  missing   submission.py has no such function: is it ff, misspelt?"
    )
    with pytest.raises(Missing, match=r"has no such function$"):
        face.g(1)


def test_a_file_that_defines_nothing():
    """A syntax error: it is not said that anything was called."""
    _, face = student({"names": [], "problem": RAISED}, {"missing": ""})
    with pytest.raises(Raised):
        face.f(1)
    (notice,) = face.problems()
    said = "submission.py raised an error on import; no function could be called.\n  raised "
    assert notice.startswith(said)


def test_a_file_that_stopped_half_way():
    """What it defined is called; the exception is told for the rest, and in a notice."""
    problem = {"names": ["f"], "problem": RAISED}
    _, face = student(problem, {"value": 1}, {"missing": ""})
    assert face.f(1) == 1
    with pytest.raises(Raised) as caught:
        face.g(1)
    assert str(caught.value) == (
        "g(z)\n"
        "  missing   submission.py raised an error on import, and does not define it\n"
        "  raised    ValueError: no\n"
        "  at        submission.py, line 3, in f\n"
        "              x"
    )
    assert face.problems() == [
        "submission.py raised an error on import; the functions that it defines were called "
        "all the same.\n"
        "  raised    ValueError: no\n"
        "  at        submission.py, line 3, in f\n"
        "              x"
    ]


def test_an_exception_is_told_with_its_place():
    """Type, message, the student's own line."""
    _, face = student(LOADED, {"raised": RAISED})
    with pytest.raises(Raised) as caught:
        face.f(1)
    assert str(caught.value) == (
        "f(x)\n  raised    ValueError: no\n  at        submission.py, line 3, in f\n              x"
    )


def test_a_stub_is_a_thing_to_do():
    """NotImplementedError is where everybody starts."""
    _, face = student(LOADED, {"raised": {"type": "NotImplementedError"}})
    with pytest.raises(Untried) as caught:
        face.f(1)
    assert str(caught.value) == (
        "f(x)\n  to do     not written yet: submission.py still raises NotImplementedError here"
    )


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("  raise NotImplementedError('later')", Untried),
        ("", Untried),  # its file is gone
        ("  return torch.softmax(counts, 0)", Raised),
    ],
)
def test_a_stub_says_so_in_its_own_line(line, kind):
    """torch raises the same for a function that it does not have for integers."""
    where = ["submission.py, line 3, in f", line]
    raised = {"type": "NotImplementedError", "message": "not for 'Long'", "where": where}
    _, face = student(LOADED, {"raised": raised})
    with pytest.raises(kind) as caught:
        face.f(1)
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"id": 1},
        {"raised": 5},
        {"raised": {"type": [1], "message": {}, "where": "x"}},
        {"raised": {"where": [None, 5]}},
    ],
)
def test_a_malformed_reply_is_the_students(reply):
    """What comes out of the box is the student's word, however it is shaped."""
    _, face = student(LOADED, reply)
    with pytest.raises(AssertionError):
        face.f(1)


@pytest.mark.parametrize(
    "load",
    [{}, {"names": 5, "problem": None}, {"names": [5, None], "problem": None}, {"problem": None},
     {"names": [], "problem": "text"}],
)  # fmt: skip
def test_a_malformed_load_is_the_students(load):
    """The same for the import."""
    _, face = student(load, {"missing": ""})
    with pytest.raises(AssertionError):
        face.f(1)
    face.problems()


@pytest.mark.parametrize(
    "reply",
    [
        {"value": 1},
        {"value": 1, "gradients": None},
        {"value": 1, "gradients": [1.0], "why": ""},
        {"value": 1, "gradients": [], "why": ""},
        {"value": 1, "gradients": [np.ones(2, complex)], "why": ""},
        {"value": 1, "gradients": "ab", "why": ""},
    ],
)
def test_a_malformed_gradient_is_the_students(reply):
    """And for gradients."""
    _, face = student(LOADED, reply)
    with pytest.raises(AssertionError):
        face.gradient("g", np.ones(2), wrt=(0,))


def test_a_gradient_there_and_why_not():
    """float64 arrays, or what came instead."""
    _, face = student(
        LOADED,
        {"value": 1.0, "gradients": [grammar.Tensor(np.ones(2, np.float32))], "why": ""},
        {"value": 1.0, "gradients": None, "why": "a tensor cut off from its inputs"},
    )
    found = face.gradient("g", np.ones(2), wrt=(0,))
    assert found.gradients[0].tolist() == [1, 1]
    assert found.gradients[0].dtype == np.float64
    assert face.gradient("g", np.ones(2), wrt=(0,)).why == "a tensor cut off from its inputs"


def test_everything_is_recorded():
    """Function, arguments, answer or error, for the diagnosis of a question."""
    _, face = student(LOADED, {"value": 1}, {"raised": RAISED})
    face.f(0.5)
    with pytest.raises(Raised):
        face.f(0.7)
    first, second = face.records
    assert (first.function, first.arguments, first.answer, first.error) == ("f", (0.5,), 1, None)
    assert (second.arguments, second.answer) == ((0.7,), None)
    assert isinstance(second.error, Raised)


def test_a_name_that_no_question_asks_for():
    """Is a mistake of ours: AttributeError, not the student's."""
    _, face = student()
    with pytest.raises(AttributeError, match="no question of the manifest"):
        face.nothing  # noqa: B018


def test_something_else_of_that_name():
    """A_matrix = np.eye(2) is there, and cannot be called."""
    _, face = student(LOADED, {"missing": "an ndarray"})
    with pytest.raises(Missing) as caught:
        face.f(1)
    assert str(caught.value) == "f(x)\n  missing   f is an ndarray in submission.py, not a function"
