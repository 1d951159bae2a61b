"""One diagnosis for a question: right, or none. The formulas alone here; the corpus end to end."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from batch import CORPUS, grade_all

from autograder import diagnosis as diagnosing
from autograder import grade as grading
from autograder.box.grammar import Named, Other, Tensor
from autograder.box.plain import plain
from autograder.checks import DISTINCT, Tolerance
from autograder.diagnosis import diagnosed, diagnosis
from autograder.errors import Died, Overdue, Raised
from autograder.formulas import CALLABLE, FUNCTION
from autograder.model import Outcome, Status
from autograder.student import Record, Student
from reference.mistakes import TOPICS, practice, reparameterization
from reference.mistakes import mistake as known

TOPIC = {topic.question: topic for topic in TOPICS}
FORMULAS = [topic for topic in TOPICS if topic.faults is None]
QUICK, FULL = (0.07, 0.5, 2.0), tuple(np.geomspace(0.01, 5, 37))


@pytest.fixture(scope="module")
def tolerance(manifest):
    return manifest.tolerance


def records(topic, function, inputs=None):
    """What a function answers to the topic's inputs, as the face records it."""
    return [record(topic, function, arguments) for arguments in inputs or topic.inputs]


def record(topic, function, arguments, **more):
    try:
        more.setdefault("answer", np.asarray(function(*arguments)))
    except Raised as error:
        more |= {"error": error, "answer": None}
    return Record(function=topic.function, arguments=arguments, seconds=0.0, **more)


def named(found):
    return found.mistakes if found else ()


def explanations(constants):
    """(topic, ids, function) for every mistake and every pair, families at several constants."""
    for topic in FORMULAS:
        known = [*((m, (m.id,)) for m in topic.mistakes), *((p, p.ids) for p in topic.pairs)]
        for one, ids in known:
            for variant in one.variants:
                yield topic, ids, variant
            for family in one.families:
                for constant in constants:
                    yield topic, ids, at(family, constant)


def at(family: Callable[..., Any], constant: float) -> Callable[..., Any]:
    return lambda *arguments: family(*arguments, constants=np.array([constant]))[0]


@pytest.mark.parametrize(
    "constants", [QUICK, pytest.param(FULL, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_each_mistake_and_each_pair_is_named_and_nothing_else(constants, tolerance):
    """So no two of them agree on the inputs: whichever is made, it alone explains all."""
    wrong = []
    for topic, ids, function in explanations(constants):
        found = diagnosis(topic, records(topic, function), tolerance(topic.question))
        if named(found) != ids:
            wrong.append((ids, found))
    assert wrong == []


@pytest.mark.parametrize("topic", FORMULAS, ids=lambda topic: topic.question)
def test_a_right_answer_is_never_diagnosed(topic, tolerance):
    """Not even where the question failed by something else."""
    assert diagnosis(topic, records(topic, topic.right), tolerance(topic.question)) is None


def test_real_answers_where_complex_ones_are_right(tolerance):
    """Moduli are named; the real parts of the right answer are no right answer, and no mistake."""
    topic = next(topic for topic in practice.TOPICS if topic.question == "3.3a")
    inputs = [(0.0,), (0.5,), (-0.7,)]
    for function, ids in (
        (lambda alpha: np.full(2, np.hypot(1, alpha)), ("moduli",)),
        (lambda alpha: np.sort([1 - alpha, 1 + alpha]), ("not-imaginary",)),
        (lambda alpha: topic.right(alpha).real, ()),
        (topic.right, ()),
    ):
        found = diagnosis(topic, records(topic, function, inputs), tolerance(topic.question))
        assert named(found) == ids


@pytest.mark.parametrize("topic", FORMULAS, ids=lambda topic: topic.question)
def test_one_answer_that_it_does_not_explain_is_enough_for_none(topic, tolerance):
    """A value off by more than the tolerance, NaN, None, an exception, a time-out, a death."""
    for mistake in topic.mistakes:
        if mistake.in_batch:
            continue
        good = records(topic, mistake.variants[0])
        first = good[0]
        for spoilt in (
            {"answer": first.answer + 0.01},
            {"answer": first.answer * np.nan},
            {"answer": None},
            {"answer": None, "error": Raised("f(x)")},
            {"answer": None, "error": Overdue("f(x)")},
            {"answer": None, "error": Died("f(x)")},
        ):
            one = Record(function=topic.function, arguments=first.arguments, seconds=0.0, **spoilt)
            found = diagnosis(topic, [*good[1:], one], tolerance(topic.question))
            assert not (found and found.mistakes), (mistake.id, spoilt)


def test_what_a_loss_does_off_the_batch_says_nothing_about_three(tolerance):
    """Other values, exceptions: only y_neg = y is judged."""
    topic = TOPIC["4.2"]

    def elsewhere(variant, otherwise):
        def function(z, y, y_neg):
            return variant(z, y, y_neg) if known.in_batch((z, y, y_neg)) else otherwise(z)

        return function

    def raising(z):
        raise Raised("f(x)")

    for mistake in topic.mistakes:
        for otherwise in (raising, np.sum, lambda z: np.nan):
            function = elsewhere(mistake.variants[0], otherwise)
            found = diagnosis(topic, records(topic, function), tolerance("4.2"))
            assert named(found) == ((mistake.id,) if mistake.in_batch else ())


def test_gradients_count_where_there_are_some(tolerance):
    """The value of one mistake with the gradient of another is neither."""
    topic = TOPIC["4.2"]
    by_id = {mistake.id: mistake for mistake in topic.mistakes}
    z, y, y_neg = topic.inputs[0]
    function = by_id["sign-flipped"].variants[0]
    gradients = tuple(-gradient for gradient in contrastive_gradient(z, y, y_neg))
    values = records(topic, function)
    for given, expected in (
        (gradients, ("sign-flipped",)),
        (tuple(g + 5 * p for g, p in zip(gradients, (z, y))), ("sign-flipped",)),  # off the sphere
        (tuple(-gradient for gradient in gradients), ()),
        ((gradients[0], gradients[0]), ()),
        ((gradients[0], gradients[1] * np.nan), ()),
        (None, ("sign-flipped",)),
    ):
        one = record(topic, function, (z, y, y_neg), gradients=given, wrt=(0, 1))
        found = diagnosis(topic, [*values, one], tolerance("4.2"))
        assert named(found) == expected
    raised = record(topic, function, (z, y, y_neg), answer=None, error=Raised("f"), wrt=(0, 1))
    found = diagnosis(topic, [*values, raised], tolerance("4.2"))
    assert found.mistakes == ("sign-flipped",)


def contrastive_gradient(z, y, y_neg):
    import reference

    return reference.contrastive_gradient(z, y, y_neg)


@pytest.mark.parametrize("constant", [0.07, 0.1, 0.5, 2.0])
def test_a_constant_is_solved_for_and_told(constant, tolerance):
    """Alone and together with another mistake."""
    topic = TOPIC["4.2"]
    families = {ids: one.families[0] for one, ids in tempered(topic)}
    said = f"Your temperature is about {constant:g}."
    for ids in (("temperature",), ("positive-in-denominator", "temperature")):
        answers = records(topic, at(families[ids], constant))
        found = diagnosis(topic, answers, tolerance("4.2"))
        assert found.mistakes == ids
        assert found.hints[ids.index("temperature")].endswith(said)


def tempered(topic):
    known = [*((m, (m.id,)) for m in topic.mistakes), *((p, p.ids) for p in topic.pairs)]
    return [(one, ids) for one, ids in known if one.families]


def test_another_constant_for_each_input_is_none(tolerance):
    """A scale that depends on the dimension, as in attention."""
    topic = TOPIC["4.2"]
    family = tempered(topic)[0][0].families[0]

    def scaled(z, y, y_neg):
        return at(family, np.sqrt(z.shape[1]))(z, y, y_neg)

    assert named(diagnosis(topic, records(topic, scaled), tolerance("4.2"))) == ()


NOISE = np.random.RandomState(5)
NEAR = {
    "a factor": lambda wrong, right: 1.003 * wrong,
    "an offset": lambda wrong, right: wrong + 0.002,
    "one entry": lambda wrong, right: (
        wrong + 0.01 * (np.arange(wrong.size) == 0).reshape(wrong.shape)
    ),
    "two decimals": lambda wrong, right: np.round(wrong, 2),
    "half precision": lambda wrong, right: (wrong + 0.0021).astype(np.float16).astype(float),
    "noise": lambda wrong, right: wrong + 0.01 * NOISE.randn(*wrong.shape),
    "some way to right": lambda wrong, right: 0.7 * wrong + 0.3 * right,
    "nearly": lambda wrong, right: 0.99 * wrong + 0.01 * right,
    "another transposition": lambda wrong, right: wrong[..., None],
    "NaN where it is large": lambda wrong, right: np.where(
        wrong > np.median(wrong) - 1e-9, np.nan, wrong
    ),
}


@pytest.mark.parametrize("change", NEAR.values(), ids=NEAR)
@pytest.mark.parametrize("topic", FORMULAS, ids=lambda topic: topic.question)
def test_a_near_miss_of_a_mistake_is_not_named_for_it(topic, change, tolerance):
    """What is close to a known mistake, but not it, gets no id; so do the middle of two."""
    wrong = []
    for mistake in topic.mistakes:
        for variant in mistake.variants[:1]:

            def near(*arguments, variant=variant):
                given = np.asarray(variant(*arguments), float)
                return change(given, np.asarray(topic.right(*arguments), float))

            answers = records(topic, near)
            exact = [np.squeeze(variant(*arguments)) for arguments in topic.inputs]
            if all(np.array_equal(np.squeeze(r.answer), e) for r, e in zip(answers, exact)):
                continue  # it is the mistake itself: rounded integers, another shape of one number
            found = named(diagnosis(topic, answers, tolerance(topic.question)))
            if found:
                wrong.append((mistake.id, variant.__name__, found))
    assert wrong == []


# 2.5a and 3.2: properties of an answer.

X, EYE, TURN = np.array([1.0, 2.0]), np.eye(2), np.array([[0.0, -1.0], [1.0, 0.0]])
CALLED = plain(len)
FAULTS = {
    "right": ((X, EYE, TURN, X, TURN @ X), None),
    "the same map": ((X, EYE, EYE, X, X), ("same-representation",)),
    "x is zero": ((0 * X, EYE, TURN, 0 * X, 0 * X), ("same-representation",)),
    "a bias": ((X, EYE, TURN, X, TURN @ X + 1), ("inconsistent",)),
    "made different": ((X, EYE, EYE, X, X + 1), ("inconsistent",)),
    "made the same": ((X, EYE, TURN, X, X), ("same-representation", "inconsistent")),
    "functions": ((X, CALLED, CALLED, X, TURN @ X), ("not-linear",)),
    "one function": ((X, EYE, CALLED, X, TURN @ X), ("not-linear",)),
    "in R^3": ((np.ones(3), np.eye(3), 2 * np.eye(3), np.ones(3), 2 * np.ones(3)),
               ("wrong-dimension",)),
    "in R^1": ((3.0, 2.0, 5.0, 6.0, 15.0), ("wrong-dimension",)),
    "transposed": ((np.ones(3), np.ones((3, 2)), np.zeros((3, 2)), 3 * X / X, 0 * X),
                   ("wrong-dimension",)),
    "rows": ((X[None], EYE, EYE, X[None], X[:, None]), ("same-representation",)),
    "several points": ((np.ones((2, 4)), EYE, TURN, np.ones((2, 4)), np.ones((2, 4))), None),
    "another order": ((X, TURN @ X, EYE, TURN, X), None),
    "text": (("x", "F", "F", "z", "z"), None),
    "four parts": ((X, EYE, TURN, X), None),
    "not finite": ((X, EYE, TURN * np.nan, X, X), None),
    "nothing": (None, None),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_a_reparameterization(answer, expected, tolerance):
    topic = TOPIC["2.5a"]
    one = Record(function=topic.function, arguments=(), answer=answer, seconds=0.0)
    found = diagnosis(topic, [one, one], tolerance("2.5a"))
    assert (found and found.mistakes) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (0.0, ("value-not-point",)),
        (3, ("value-not-point",)),
        (np.zeros((1, 1)), ("value-not-point",)),
        ([1, 1], ("not-stationary",)),
        (np.array([[0.0], [0.5]]), ("not-stationary",)),
        ((1e-3, 0), ("not-stationary",)),
        ([0.0, 0.0], None),
        ([0.0, np.nan], None),
        (np.inf, None),
        (np.ones((2, 2)), None),
        ([1, 2, 3], None),
        ("(0, 0)", None),
        (None, None),
    ],
)
def test_a_fault_of_a_point(answer, expected, tolerance):
    topic = TOPIC["3.2"]
    one = Record(function=topic.function, arguments=(), answer=answer, seconds=0.0)
    found = diagnosis(topic, [one], tolerance("3.2"))
    assert (found and found.mistakes) == expected


def test_answers_with_different_faults_get_none(tolerance):
    """A reparameterization may be random: what is wrong only sometimes is not explained."""
    topic = TOPIC["2.5a"]
    answers = [FAULTS[name][0] for name in ("the same map", "a bias", "right")]
    two = [Record(function=topic.function, arguments=(), answer=a, seconds=0.0) for a in answers]
    assert diagnosis(topic, two[:2], tolerance("2.5a")) is None
    assert diagnosis(topic, two[1:], tolerance("2.5a")) is None


def test_what_is_stated_twice_agrees():
    """The engine knows no reference, the reference no engine."""
    assert plain(len).description == CALLABLE
    assert known.FUNCTION == FUNCTION
    assert reparameterization.DISTINCT == DISTINCT


def test_a_tolerance_is_the_questions(tolerance):
    """Nothing is explained that the grader would call wrong in the variant's own place."""
    topic = TOPIC["4.1"]
    function = topic.mistakes[0].variants[0]
    exact = Tolerance(rtol=0.0, atol=0.0)
    off = records(topic, lambda *arguments: function(*arguments) + 1e-5)
    assert named(diagnosis(topic, off, exact)) == ()
    assert named(diagnosis(topic, off, tolerance("4.1"))) == (topic.mistakes[0].id,)


# Symptoms: what is seen where no formula explains it.

NCE, LOSS, MATRIX = (TOPIC[question].right for question in ("4.1", "4.2", "3.1"))


def counting():
    """A function that keeps something from call to call."""
    calls = []

    def function(*arguments):
        calls.append(1)
        return LOSS(*arguments) + 0.1 * len(calls)

    return function


def raising_unless(condition, function):
    def wrapped(*arguments):
        if not condition(*arguments):
            raise Raised("f(x)")
        return function(*arguments)

    return wrapped


def masked(z, y, y_neg):
    """The first N of the negatives."""
    return LOSS(z, y, y_neg[: len(z)])


def weighed(z, y, y_neg):
    """A sum that weighs its terms by their place."""
    s = np.exp(z @ y_neg.T) * np.linspace(0.5, 1.5, len(y_neg))
    return np.mean(np.log(s.sum(1)) - (z * y).sum(1))


SYMPTOMS = {
    "random": ("4.2", counting()),
    "constant": ("4.2", lambda z, y, y_neg: np.float64(1.3)),
    "y-neg-unused": ("4.2", lambda z, y, y_neg: (z @ y.T).sum() / 7),
    "y-unused": ("4.2", lambda z, y, y_neg: LOSS(z, y_neg[[0] * len(z)], y_neg)),
    "in-batch-only": (
        "4.2",
        lambda z, y, n: LOSS(z, y, n) if known.in_batch((z, y, n)) else weighed(z, -y, n),
    ),
    "equal-sizes-only": (
        "4.2", raising_unless(lambda z, y, y_neg: len(z) == len(y_neg), LOSS)),
    "few-negatives-only": ("4.2", masked),
    "many-negatives-only": (
        "4.2", raising_unless(lambda z, y, y_neg: len(z) <= len(y_neg), LOSS)),
    "order-matters": ("4.2", weighed),
    "pairs-order-matters": ("4.2", lambda z, y, y_neg: LOSS(z[1:], y[1:], y_neg)),
    "off-by-a-constant": ("4.2", lambda z, y, y_neg: LOSS(z, y, y_neg) - 1),
    "off-elsewhere": ("4.2", lambda z, y, y_neg: LOSS(z, y, y_neg) + np.log(len(z))),
    "numerator-off": ("4.2", lambda z, y, y_neg: LOSS(z, y, y_neg) - (z * y).sum(1).mean()),
    "denominator-off": ("4.2", lambda z, y, n: LOSS(z, y, 2 * n)),
    "imprecise": ("4.1", lambda p_d, p_n: np.float16(NCE(p_d, p_n))),
    "steps-off": ("3.1", lambda alpha: MATRIX(min(2 * alpha, 1 + alpha))),
    "own-values-off": ("3.1", lambda alpha: MATRIX(alpha) - np.eye(2) * (alpha > 0) / 8),
    "rounded": ("4.1", lambda p_d, p_n: np.round(NCE(p_d, p_n), 2)),
    "clipped": ("4.1", lambda p_d, p_n: np.clip(NCE(p_d, p_n), -2, 2)),
    "a-constant-times": ("4.1", lambda p_d, p_n: NCE(p_d, p_n) / 2),
    "points-meet": ("4.1", lambda p_d, p_n: NCE(p_d / p_d.sum(), p_n / p_n.sum())),
    "p-n-unused": ("4.1", lambda p_d, p_n: np.sqrt(p_d)),
    "p-d-unused": ("4.1", lambda p_d, p_n: np.sqrt(p_n)),
    "vectors-only": ("4.1", raising_unless(lambda p_d, p_n: np.ndim(p_d) == 1, NCE)),
    "alpha-unused": ("3.1", lambda alpha: MATRIX(0.1)),
    "positive-rates-only": ("3.1", lambda alpha: MATRIX(abs(alpha))),
    "tiny-rates-only": (
        "3.1",
        lambda a: np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("question", "function"), SYMPTOMS.values(), ids=SYMPTOMS)
def test_a_symptom_is_seen(question, function, request, tolerance):
    """And it is told by its own sentence, without an id of a mistake."""
    topic = TOPIC[question]
    found = diagnosis(topic, records(topic, function), tolerance(question))
    name = request.node.callspec.id
    hints = {symptom.id: symptom.hint for symptom in topic.symptoms}
    assert (found.symptom, found.mistakes, found.hints) == (name, (), (hints[name],))


def test_what_only_the_shown_inputs_get_right_is_seen(tolerance):
    """Numbers written into the code: right where a public check asks, wrong wherever else."""
    topic = TOPIC["3.1"]
    shown = {0.5: MATRIX(0.5), 0.0: MATRIX(0.0)}
    asked = [(alpha,) for alpha in shown]
    answers = [record(topic, shown.get, arguments, shown=True) for arguments in asked]
    others = records(topic, lambda alpha: np.full((2, 2), alpha**2))
    found = diagnosis(topic, [*answers, *others], tolerance("3.1"))
    assert found.symptom == "shown-only"


@pytest.mark.parametrize(("argument", "name"), [(0, "z-detached"), (1, "y-detached")])
def test_a_detached_argument_is_seen(argument, name, tolerance):
    """Right values, and no gradient in one of two arguments."""
    topic = TOPIC["4.2"]
    arguments = topic.inputs[0]
    gradients = list(contrastive_gradient(*arguments))
    gradients[argument] = 0 * gradients[argument]
    one = record(topic, LOSS, arguments, gradients=tuple(gradients), wrt=(0, 1))
    found = diagnosis(topic, [*records(topic, LOSS), one], tolerance("4.2"))
    assert found.symptom == name


def test_a_wrong_gradient_of_right_values_is_seen(tolerance):
    """Neither of them zero."""
    topic = TOPIC["4.2"]
    arguments = topic.inputs[0]
    gradients = tuple(2 * gradient for gradient in contrastive_gradient(*arguments))
    one = record(topic, LOSS, arguments, gradients=gradients, wrt=(0, 1))
    found = diagnosis(topic, [*records(topic, LOSS), one], tolerance("4.2"))
    assert found.symptom == "gradient-off"


@pytest.mark.parametrize(
    ("question", "function"),
    [
        ("4.1", lambda p_d, p_n: np.where(p_d > p_n, NCE(p_d, p_n), np.nan)),
        ("4.2", lambda z, y, y_neg: LOSS(z, y, y_neg[:5]) + (len(y_neg) > 5)),
        ("4.2", lambda z, y, y_neg: LOSS(z, y, y_neg) + 0.3 * (z * y).sum() * y_neg.sum()),
    ],
    ids=["NaN for some", "right for all but one size", "two terms that meet"],
)
def test_what_is_not_so_is_not_told(question, function, tolerance):
    """No symptom: each of those that come near says of what was tried something that is not so."""
    topic = TOPIC[question]
    assert diagnosis(topic, records(topic, function), tolerance(question)) is None


def test_an_exception_where_one_is_allowed_explains_nothing(tolerance):
    """torch.optim refuses a negative rate; the slip is seen all the same."""
    topic = TOPIC["3.1"]
    swapped = topic.mistakes[0].variants[0]
    found = diagnosis(
        topic, records(topic, raising_unless(lambda a: a >= 0, swapped)), tolerance("3.1")
    )
    assert found.mistakes == ("roles-swapped",)
    raising = records(topic, raising_unless(lambda a: a < 0.3, swapped))
    assert diagnosis(topic, raising, tolerance("3.1")) is None


ODD = [
    None, True, "text", b"bytes", 1j, 10**400, 1e308, -0.0, float("nan"), [], (), {}, [[1], [2, 3]],
    np.zeros(0), np.zeros((0, 3)), np.zeros((2, 2, 2)), np.full((2, 2), 1e308), np.ones(5, bool),
    Tensor(np.float16([1.0])), Named(("x",), (1.0,)), Other("a generator"), [None], np.array(7),
    {"x": 1, "F_a": 2, "F_b": 3, "z_a": 4, "z_b": 5}, (1, 2, 3, 4, 5), ([],) * 5,
    (np.zeros(0),) * 5, (np.ones((2, 2)),) * 5, (Other(CALLABLE),) * 5,
]  # fmt: skip


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.question)
def test_whatever_came_is_looked_at_without_a_fault(topic, tolerance):
    """An answer is the student's word: none of them, nor any two in turn, breaks the diagnosis."""
    inputs = topic.inputs or ((), ())
    for one in ODD:
        for other in ODD[::14]:
            answers = [
                Record(
                    function=topic.function,
                    arguments=arguments,
                    answer=(one, other)[i % 2],
                    gradients=(np.full((3, 4), np.nan), np.zeros((3, 4))) if i == 0 else None,
                    wrt=(0, 1) if i == 0 and topic.tangent else None,
                    seconds=0.0,
                )
                for i, arguments in enumerate(inputs)
            ]
            diagnosis(topic, answers, tolerance(topic.question))


def test_every_symptom_is_tested_and_written_as_hints_are():
    listed = [symptom for topic in TOPICS for symptom in topic.symptoms]
    ids = {symptom.id for symptom in listed}
    others = {"shown-only", "z-detached", "y-detached", "gradient-off", "numbers-only"}
    assert ids == {*SYMPTOMS, *others}
    assert not ids & {mistake.id for topic in TOPICS for mistake in topic.mistakes}
    for symptom in listed:
        assert symptom.hint == " ".join(symptom.hint.split())
        assert 0 < len(symptom.hint) < 240
        assert symptom.hint[-1] in ".?"


def test_a_right_submission_costs_nothing(manifest, quick, monkeypatch):
    """End to end: the mistakes are not even imported."""

    def never(*arguments):
        raise AssertionError("asked for a right answer")

    monkeypatch.setattr(grading, "diagnosed", never)
    monkeypatch.setattr(grading, "topics", never)
    right = CORPUS / "right-torch"
    grade = grade_all([right], quick)[right]
    assert (grade.score, grade.unexplained) == (14, "")


def test_a_fault_of_the_mistakes_costs_no_grade(quick, monkeypatch):
    """Staff read why there are no hints; the student's result is what it was."""
    monkeypatch.setattr(grading, "topics", lambda: 1 / 0)
    wrong = CORPUS / "mistake-in-every-question"
    grade = grade_all([wrong], quick)[wrong]
    assert (grade.score, grade.ours) == (2, False)
    assert "ZeroDivisionError" in grade.unexplained
    assert all(outcome.diagnosis is None for outcome in grade.outcomes)


# Asking: after the graders, only about what failed, and never for long.


class Asked:
    """A transport that answers by a function, and counts."""

    def __init__(self, function):
        self.function = function
        self.running = True
        self.calls = 0

    def start(self):
        self.running = True

    def ask(self, message, seconds):
        if message["do"] == "load":
            return {"names": ["A_matrix"], "problem": None}
        self.calls += 1
        return {"value": self.function(*message["arguments"])}


def faces(manifest, function):
    transport = Asked(function)
    return transport, Student(transport, manifest.functions, manifest.limits.times)


def failed(*statuses, question="3.1"):
    return [
        Outcome(number=f"{question}.{i}", question=question, name="n", points=1.0, status=status)
        for i, status in enumerate(statuses, 1)
    ]


@pytest.mark.parametrize("status", [Status.PASSED, Status.ERRORED])
def test_nothing_is_asked_or_computed_for_what_did_not_fail(manifest, status, monkeypatch):
    """A right answer costs nothing, a fault of ours neither."""
    monkeypatch.setattr(diagnosing, "diagnosis", None)
    transport, student = faces(manifest, MATRIX)
    outcomes = tuple(failed(status, status))
    assert diagnosed(outcomes, student, TOPICS, manifest.tolerance) == outcomes
    assert (transport.calls, student.records) == (0, [])


def test_each_failed_outcome_of_the_question_gets_it(manifest):
    """The passed ones and other questions do not."""
    topic = TOPIC["3.1"]
    transport, student = faces(manifest, topic.mistakes[1].variants[0])
    outcomes = [
        *failed(Status.PASSED, Status.FAILED, Status.ERRORED, Status.FAILED),
        *failed(Status.PASSED, question="3.2"),
    ]
    found = diagnosed(outcomes, student, TOPICS, manifest.tolerance)
    given = [o.diagnosis and o.diagnosis.mistakes for o in found]
    assert given == [None, ("both-ascend",), None, ("both-ascend",), None]
    assert transport.calls == len(topic.inputs)


def test_without_mistakes_there_are_no_hints(manifest):
    transport, student = faces(manifest, MATRIX)
    outcomes = tuple(failed(Status.FAILED))
    assert diagnosed(outcomes, student, (), manifest.tolerance) == outcomes
    assert transport.calls == 0


def test_a_slow_function_is_not_asked_again(manifest, monkeypatch):
    """Nor one that is not there, or that the clock ended."""
    monkeypatch.setattr(diagnosing, "SLOW", 0.0)
    transport, student = faces(manifest, TOPIC["3.1"].mistakes[0].variants[0])
    student.A_matrix(0.5)
    student.A_matrix(0.25)
    found = diagnosed(failed(Status.FAILED), student, TOPICS, manifest.tolerance)
    assert (transport.calls, found[0].diagnosis) == (2, None)


@pytest.mark.parametrize("raised", [False, True])
def test_one_slow_call_may_have_been_the_machine(manifest, raised):
    """It stood still for 2.5 s once in a class of 2,000, and a regrade told another diagnosis."""
    topic = TOPIC["3.1"]
    transport, student = faces(manifest, topic.mistakes[0].variants[0])
    for alpha in (0.5, 0.25):
        student.A_matrix(alpha)
    stalled = replace(student.records[0], seconds=2 * diagnosing.SLOW)
    student.records[0] = replace(stalled, error=Raised("A_matrix(alpha)")) if raised else stalled
    diagnosed(failed(Status.FAILED), student, TOPICS, manifest.tolerance)
    assert transport.calls == 2 + len(topic.inputs)


def test_what_takes_its_time_to_raise_is_not_asked_again(manifest, monkeypatch):
    """While one that raised at once is: what it answers elsewhere may tell the mistake."""
    topic = TOPIC["3.1"]

    def raises(alpha):
        if alpha == 0.5:
            raise Raised("A_matrix(alpha)")
        return topic.mistakes[1].variants[0](alpha)

    for in_vain, calls in ((1.0, 2 + len(topic.inputs)), (0.0, 2)):
        monkeypatch.setattr(diagnosing, "IN_VAIN", in_vain)
        transport, student = faces(manifest, raises)
        for _ in range(2):
            with pytest.raises(Raised):
                student.A_matrix(0.5)
        diagnosed(failed(Status.FAILED), student, TOPICS, manifest.tolerance)
        assert transport.calls == calls


def test_what_hangs_while_it_is_asked_gets_no_hint(manifest):
    """One time-out ends the asking."""

    def hangs(alpha):
        raise Overdue

    transport, student = faces(manifest, hangs)
    found = diagnosed(failed(Status.FAILED), student, TOPICS, manifest.tolerance)
    assert (transport.calls, found[0].diagnosis) == (1, None)


def test_asking_ends_when_its_time_is_over(manifest, monkeypatch):
    """Whatever time the submission has left."""
    monkeypatch.setattr(diagnosing, "ASKING", -1.0)
    transport, student = faces(manifest, TOPIC["3.1"].mistakes[0].variants[0])
    found = diagnosed(failed(Status.FAILED), student, TOPICS, manifest.tolerance)
    assert (transport.calls, found[0].diagnosis) == (0, None)
