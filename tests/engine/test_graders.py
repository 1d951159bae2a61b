"""The graders tell every known mistake from the right answer, on inputs that are chosen for it."""

import ast
import re
import shutil

import numpy as np
import pytest
from batch import ALONE, CORPUS, ROOT

import reference
from autograder.box.plain import plain
from autograder.grade import HIDDEN, PUBLIC, collected
from autograder.student import Gradient
from reference.mistakes import MISTAKES

CALLS = 10  # of one function in all, so that a function that takes a second passes
GAP = 1e-2


class Answers:
    """A student made of functions: the reference's, but for those in `wrong`."""

    def __init__(self, **wrong):
        self.wrong = wrong
        self.calls = []

    def __getattr__(self, name):
        return lambda *arguments: self.answer(name, arguments)

    def answer(self, name, arguments):
        self.calls.append((name, arguments))
        return plain(self.wrong.get(name, getattr(reference, name))(*arguments))

    def gradient(self, name, z, y, y_neg, wrt):
        """Exact where the loss is right, by central differences where it is not."""
        value = self.answer(name, (z, y, y_neg))
        if name not in self.wrong:
            return Gradient(value, reference.contrastive_gradient(z, y, y_neg), "")
        loss = self.wrong[name]
        if np.size(value) != 1:
            return Gradient(value, None, "a tensor that is no single number")
        slopes = [slope(lambda x: loss(x, y, y_neg), z), slope(lambda x: loss(z, x, y_neg), y)]
        return Gradient(value, tuple(slopes), "")


def slope(function, at, h=1e-4):
    found = np.zeros(at.shape)
    for index in np.ndindex(at.shape):
        step = np.zeros(at.shape)
        step[index] = h
        found[index] = (function(at + step) - function(at - step)) / (2 * h)
    return found


def scores(manifest, students):
    """For each student the points of each question, all from one collection."""

    def each(graders):
        found = []
        for student in students:
            points = {question.id: 0.0 for question in manifest.question}
            for outcome in graders.among(ALONE).run(student):
                assert outcome.status.value != "errored", outcome.detail
                points[outcome.question] += outcome.score
            found.append(points)
        return found

    return collected(manifest, each)


def variants():
    return [(m, variant) for m in MISTAKES for variant in m.variants]


def test_the_reference_is_right(manifest):
    """The reference gets every point, in at most ten calls of each function."""
    student = Answers()
    (found,) = scores(manifest, [student])
    assert found == {q.id: q.points for q in manifest.question}
    names = [name for name, _ in student.calls]
    assert {name: names.count(name) for name in names if names.count(name) > CALLS} == {}


def test_no_known_mistake_is_right(manifest):
    """A mistake earns nothing in its question, but for a gradient that it leaves right."""
    students = [Answers(**{m.function: variant}) for m, variant in variants()]
    for (mistake, variant), found in zip(variants(), scores(manifest, students)):
        others = {q.id: q.points for q in manifest.question if q.id != mistake.question}
        earned = found.pop(mistake.question)
        assert found == others, mistake.id
        gradient = manifest.questions["4.2"].weights["4.2.5"]
        allowed = (0, gradient) if mistake.id == "mean-over-negatives" else (0,)
        assert earned in allowed, (mistake.id, variant.__name__)


@pytest.mark.parametrize("seed", [None, 1, 2, 3, 4, 5])
def test_every_mistake_differs_by_a_hundredth(manifest, seed):
    """On one of the shipped inputs at least, with the shipped seed and with others."""
    if seed is not None:
        manifest = manifest.model_copy(update={"seed": seed})
    student = Answers()
    scores(manifest, [student])
    close = []
    for mistake, variant in variants():
        asked = [a for name, a in student.calls if name == mistake.function]
        if mistake.in_batch:
            asked = [a for a in asked if np.array_equal(a[1], a[2])]
        if max(gap(mistake, variant, arguments) for arguments in asked) < GAP:
            close.append((mistake.id, variant.__name__))
    assert close == []


def gap(mistake, variant, arguments):
    """How far the variant's answer is from the reference's; infinite where it is no number."""
    right, wrong = getattr(reference, mistake.function)(*arguments), variant(*arguments)
    if mistake.question == "2.5a":  # no right value to be far from: the graders judge its parts
        return np.inf
    if np.shape(right) != np.shape(wrong):
        return np.inf
    return float(np.max(np.abs(np.asarray(wrong) - right)))


def test_inputs_are_as_promised(manifest):
    """What is promised of the inputs: sizes, ranks, ranges, in-batch and large-M cases."""
    student = Answers()
    scores(manifest, [student])
    batches = [a for name, a in student.calls if name == "contrastive_loss"]
    for z, y, y_neg in batches:
        rows = np.vstack([z, y, y_neg])
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
        assert z.shape[1] not in (len(z), len(y_neg))
        assert min(len(z), len(y_neg)) >= 2
    assert any(np.array_equal(y, y_neg) for _, y, y_neg in batches)
    assert any(len(z) == len(y_neg) for z, _, y_neg in batches)
    assert any(len(y_neg) >= 200 for *_, y_neg in batches)
    dots = [z @ y_neg.T for z, _, y_neg in batches[3:]]  # the first three are hand-made
    assert min(d.min() for d in dots) < -0.8
    assert max(d.max() for d in dots) > 0.8
    same = [(z, y) for z, y, _ in batches]
    assert any(
        np.array_equal(a[0], b[0]) and np.array_equal(a[1], b[1]) and a is not b
        for i, a in enumerate(same)
        for b in same[:i]
    )
    densities = [a for name, a in student.calls if name == "nce_optimal_energy"][:-1]
    assert {np.ndim(p_d) for p_d, _ in densities} == {0, 1, 2, 3}
    assert all(np.min(p) >= 1e-2 and np.max(p) <= 10 for pair in densities for p in pair)
    alphas = [a[0] for name, a in student.calls if name == "A_matrix"]
    assert all(round(alpha, 4) == alpha for alpha in alphas)
    assert 0.0 in alphas
    assert min(alphas) < 0 < 1 < max(alphas)
    assert any(0 < alpha < 1e-3 for alpha in alphas)


def test_public_graders_do_not_know_the_answers():
    """Of ours they import what compares and what puts into words: no reference, no engine."""
    for path in PUBLIC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                [a.name for a in getattr(node, "names", [])] if isinstance(node, ast.Import) else []
            )
            if isinstance(node, ast.ImportFrom):
                names = [str(node.module)]
            ours = [n for n in names if n.split(".")[0] in ("autograder", "reference", "tests")]
            assert set(ours) <= {"autograder.checks", "autograder.wording"}, path


def test_graders_only_compare_what_crossed_the_wire():
    """No grader imports a submission, torch, or a process."""
    for path in [*PUBLIC.rglob("*.py"), *HIDDEN.rglob("*.py")]:
        for word in ("submission", "torch", "subprocess", "importlib"):
            assert not re.search(rf"\b(from|import) {word}\b", path.read_text()), path


REFERENCE_HANDED_IN = """
import torch
from reference import (A_matrix, linear_reparameterization, nce_optimal_energy, stationary_point)
import reference


class Loss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, y, y_neg):
        ctx.save_for_backward(z, y, y_neg)
        return torch.tensor(reference.contrastive_loss(z.detach(), y.detach(), y_neg))

    @staticmethod
    def backward(ctx, grad):
        z, y, y_neg = ctx.saved_tensors
        grads = reference.contrastive_gradient(z.detach(), y.detach(), y_neg)
        return (*(grad * torch.tensor(g, dtype=torch.float32) for g in grads), None)


contrastive_loss = Loss.apply
"""


def test_the_reference_handed_in_gets_every_point(handed_in, graded):
    """In the box, with its own analytic gradient: 14 of 14."""
    folder = handed_in(REFERENCE_HANDED_IN)
    shutil.copytree(ROOT / "reference", folder / "reference")
    grade = graded(folder)
    assert (grade.score, grade.points) == (14, 14), [o.message for o in grade.outcomes]


def test_the_untouched_template_gets_nothing_but_kind_words(graded):
    """0 of 14, and one message for each of the five functions."""
    grade = graded(ROOT / "student_template")
    assert (grade.score, grade.points) == (0, 14)
    messages = {outcome.message for outcome in grade.outcomes}
    assert len(messages) == 5
    assert all("not written yet" in message for message in messages)


def test_the_corpus_has_every_known_mistake():
    """Each id of the contract was written once as a student would write it."""
    missing = [m.id for m in MISTAKES if not list(CORPUS.glob(f"mistake-{m.id}*"))]
    assert missing == []
