"""The graders are mutation-tested: every slip in a right answer loses a point of its question.

Each mutant of a right submission, and of each reference module, is handed in as submission.py and
graded as a student's is. It survives when it keeps every point that the source gets; then it must
stand in mutants.toml, with the reason why it is as right as the source. What the graders themselves
use of the reference (the gradient, the tangent space, the refusal of bad arguments) no submission
reaches: its mutants are judged by the reference's own tests.
"""

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from batch import CORPUS, ROOT, grade_all
from mutants import OURS, Mutant, mutants

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EQUIVALENT = Path(__file__).with_name("mutants.toml")
GRADERS_OWN = ("contrastive_gradient", "tangent")
ANSWERS = ("right-torch", "right-numpy", "right-plain-lists")  # in tests/corpus: three styles
MODULES = ("reparameterization", "gan", "nce", "contrastive")
SOURCES = {name: CORPUS / name / "submission.py" for name in ANSWERS} | {
    f"reference.{name}": ROOT / "reference" / f"{name}.py" for name in MODULES
}
QUICK = {"right-torch": 8, "reference.gan": 2, "reference.nce": 8}  # each n-th mutant


def listed(judge, name):
    """{(function, change): reason} of the mutants of a source that `judge` may let pass."""
    groups = tomllib.loads(EQUIVALENT.read_text("utf-8"))[judge]
    return {
        (group["function"], change): group["reason"]
        for group in groups
        if group["source"] == name
        for change in group["changes"]
    }


def key(mutant: Mutant):
    return mutant.function, mutant.change


def graded(name, chosen, folder, manifest):
    """The mutants that keep every point of the source, by its own graders."""
    texts = [SOURCES[name].read_text("utf-8"), *(mutant.text for mutant in chosen)]
    sources = [folder / str(i) for i in range(len(texts))]
    for source, text in zip(sources, texts):
        source.mkdir()
        (source / "submission.py").write_text(text, "utf-8")
    grades = grade_all(sources, manifest)
    assert [grade.fault for grade in grades.values() if grade.fault] == []
    scored = [{o.number: o.score for o in grades[source].outcomes} for source in sources]
    assert any(scored[0].values())
    kept = [all(score[n] >= scored[0][n] for n in scored[0]) for score in scored[1:]]
    return [mutant for mutant, keeps in zip(chosen, kept) if keeps]


def is_another_right_answer(mutant: Mutant):
    """2.5a has no one answer: equations (1) and (2) of its derivation, in exact arithmetic."""
    if mutant.function != "linear_reparameterization":
        return False
    scope: dict = {}
    exec(compile(mutant.text, "mutant", "exec"), scope)
    answer = scope["linear_reparameterization"]()
    x, F_a, F_b, z_a, z_b = (np.vectorize(Fraction)(np.asarray(a, float)) for a in answer)
    return bool(np.all(F_a @ x == z_a) and np.all(F_b @ x == z_b) and np.any(z_a != z_b))


def check(survivors, chosen, known):
    """None that is not listed, and none listed that the judge finds: the list says what is so."""
    left = {key(mutant) for mutant in survivors if not is_another_right_answer(mutant)}
    assert left - set(known) == set(), "survivors that mutants.toml does not explain"
    among = {key(mutant) for mutant in chosen}
    assert set(known) & among - left == set(), "mutants.toml lists what no longer survives"
    return among


@pytest.mark.parametrize("name", list(QUICK))
def test_a_sample_of_mutants_fails(name, tmp_path, quick):
    chosen = mutants(SOURCES[name].read_text("utf-8"))[:: QUICK[name]]
    check(graded(name, chosen, tmp_path, quick), chosen, listed("graders", name))


@pytest.mark.slow
@pytest.mark.parametrize("name", list(SOURCES))
def test_every_mutant_fails_or_is_explained(name, tmp_path, quick):
    found = mutants(SOURCES[name].read_text("utf-8"))
    chosen = [mutant for mutant in found if mutant.function not in GRADERS_OWN]
    known = listed("graders", name)
    assert check(graded(name, chosen, tmp_path, quick), chosen, known) >= set(known)


def oracles(name, chosen):
    """The mutants that the reference's own tests let pass."""
    command = [sys.executable, str(EQUIVALENT.with_name("oracle_verdicts.py")), name]
    done = subprocess.run(
        command,
        input=json.dumps([mutant.text for mutant in chosen]),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return [mutant for mutant, survives in zip(chosen, json.loads(done.stdout)) if survives]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["reference.nce", "reference.contrastive"])
def test_what_no_submission_reaches_is_judged_by_the_references_own_tests(name):
    """The source passes them; of its mutants, none that the graders cannot judge does."""
    source = SOURCES[name].read_text("utf-8")
    assert oracles(name, [Mutant("", "", source)]) != []
    unjudged = listed("graders", name)
    chosen = [
        mutant
        for mutant in mutants(source)
        if mutant.function in GRADERS_OWN or key(mutant) in unjudged
    ]
    known = listed("oracles", name)
    assert check(oracles(name, chosen), chosen, known) >= set(known)


def test_every_entry_has_a_reason():
    for groups in tomllib.loads(EQUIVALENT.read_text("utf-8")).values():
        for group in groups:
            assert set(group) == {"source", "function", "reason", "changes"}
            assert group["source"] in SOURCES
            assert group["reason"].strip()[-1] == "."


@pytest.mark.parametrize("operator", OURS, ids=lambda operator: type(operator).__name__)
def test_our_operators_make_the_mutants_of_their_examples(operator):
    for example in operator.examples():
        found = [mutant.text for mutant in mutants(example.pre_mutation_code)]
        assert example.post_mutation_code in found
