"""Part of the points for a known mistake: as the manifest says, and nothing by default."""

import pytest
from batch import CORPUS, ROOT, copy_of, grade_all

from autograder import manifest as manifests
from autograder.credit import credited, demand
from autograder.errors import ManifestError
from autograder.gradescope import results
from autograder.model import Diagnosis, Outcome, Status
from reference.mistakes import TOPICS

TEXT = (ROOT / "assignment.toml").read_text()


def granting(tmp_path, question, table):
    """The shipped manifest with a [question.credit] table below one question."""
    before, rest = TEXT.split(f'id = "{question}"\n')
    own, *others = rest.split("\n[[question]]\n")
    own += f"\n[question.credit]\n{table}\n"
    path = tmp_path / "assignment.toml"
    path.write_text(before + f'id = "{question}"\n' + "\n[[question]]\n".join([own, *others]))
    return manifests.read(path)


def outcomes(question, mistakes, *parts):
    """Outcomes of one question: (points, status), the failed ones with a diagnosis."""
    found = Diagnosis(mistakes=mistakes, hints=("?",) * len(mistakes)) if mistakes else None
    return [
        Outcome(
            number=f"{question}.{i}",
            question=question,
            name="n",
            points=points,
            status=status,
            diagnosis=found if status is Status.FAILED else None,
        )
        for i, (points, status) in enumerate(parts, 1)
    ]


PASSED, FAILED, ERRORED = Status.PASSED, Status.FAILED, Status.ERRORED
MEAN, SIGN, TAU = "mean-over-negatives", "sign-flipped", "temperature"
CASES = {
    # credit, mistakes, (points, status)... -> the scores
    "the whole question failed": ({SIGN: 0.5}, (SIGN,), [(0, FAILED), (3, FAILED), (2, FAILED)],
                                  [0, 1.5, 1.0]),
    "a part is right, and worth more": ({MEAN: 0.4}, (MEAN,), [(3, FAILED), (2, PASSED)], [0, 2]),
    "a part is right, and worth less": ({MEAN: 0.6}, (MEAN,), [(3, FAILED), (2, PASSED)], [1, 2]),
    "all of the points": ({SIGN: 1}, (SIGN,), [(3, FAILED), (2, FAILED)], [3, 2]),
    "none of the points": ({SIGN: 0}, (SIGN,), [(3, FAILED), (2, FAILED)], [0, 0]),
    "another mistake": ({MEAN: 0.5}, (SIGN,), [(3, FAILED), (2, FAILED)], [0, 0]),
    "no diagnosis": ({MEAN: 0.5}, (), [(3, FAILED), (2, FAILED)], [0, 0]),
    "two mistakes, the smaller": ({SIGN: 0.8, TAU: 0.4}, (SIGN, TAU), [(3, FAILED), (2, FAILED)],
                                  [1.2, 0.8]),
    "two mistakes, one for nothing": ({SIGN: 0.8}, (SIGN, TAU), [(3, FAILED), (2, FAILED)], [0, 0]),
    "what is our fault stays ours": ({SIGN: 0.5}, (SIGN,), [(3, FAILED), (2, ERRORED)], [2.5, 0]),
    "and no more than was lost": ({SIGN: 0.9}, (SIGN,), [(3, FAILED), (2, ERRORED)], [3, 0]),
    "only a check without points": ({SIGN: 0.5}, (SIGN,), [(0, FAILED), (3, PASSED), (2, PASSED)],
                                    [0, 3, 2]),
}  # fmt: skip


@pytest.mark.parametrize(("credit", "mistakes", "parts", "scores"), CASES.values(), ids=CASES)
def test_the_question_is_worth_what_the_manifest_says(tmp_path, credit, mistakes, parts, scores):
    """The larger of what was earned and the fraction; a failed check stays failed."""
    manifest = granting(tmp_path, "4.2", "\n".join(f"{k} = {v}" for k, v in credit.items()))
    given = outcomes("4.2", mistakes, *parts)
    found = credited(given, manifest)
    assert [o.score for o in found] == pytest.approx(scores)
    assert [o.status for o in found] == [o.status for o in given]


def test_another_questions_mistake_changes_nothing(tmp_path):
    """Credit belongs to its question."""
    manifest = granting(tmp_path, "4.2", f"{SIGN} = 0.5")
    given = outcomes("4.1", (SIGN,), (3, FAILED))
    assert credited(given, manifest) == tuple(given)


def test_the_default_grants_nothing(manifest):
    """To no mistake at all."""
    assert all(question.credit == {} for question in manifest.question)
    for topic in TOPICS:
        for mistake in topic.mistakes:
            given = outcomes(topic.question, (mistake.id,), (2, FAILED))
            assert credited(given, manifest) == tuple(given)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (f"{SIGN} = 1.5", f"`question 4.2.credit.{SIGN}` should be less than or equal to 1, not"),
        (f"{SIGN} = -0.1", f"`question 4.2.credit.{SIGN}` should be greater than or equal to 0,"),
        (f"{SIGN} = nan", f"`question 4.2.credit.{SIGN}` should be a finite number, not nan"),
        (f'{SIGN} = "half"', f"`question 4.2.credit.{SIGN}` should be a number, not 'half'"),
        (f"{SIGN} = true", f"`question 4.2.credit.{SIGN}` should be a number, not True"),
        ("sign-fliped = 0.5", r"sign-fliped` is no known mistake: is it sign-flipped, misspelt\?"),
        ("banana = 0.5", "`question 4.2.credit.banana` is no known mistake$"),
        ("ratio-inverted = 0.5", "ratio-inverted` is a mistake of question 4.1$"),
    ],
)
def test_a_wrong_table_grades_nobody(tmp_path, table, sentence):
    """One sentence that names the key, before any student's code runs."""
    with pytest.raises(ManifestError, match=sentence) as raised:
        demand(granting(tmp_path, "4.2", table), TOPICS)
    assert "\n" not in str(raised.value)
    assert str(raised.value).startswith("assignment.toml: ")


def test_where_no_mistakes_are_known_none_may_be_granted(tmp_path, manifest):
    """And a manifest without credit needs none."""
    demand(manifest, ())
    with pytest.raises(ManifestError, match="is no known mistake"):
        demand(granting(tmp_path, "4.2", f"{SIGN} = 0.5"), ())


def test_it_is_in_results_json(tmp_path, quick):
    """End to end: half of 4.1, and three quarters of 4.2, of which two fifths were right."""
    manifest = granting(tmp_path, "4.1", "ratio-inverted = 0.5")
    credit = {MEAN: 0.75}
    questions = tuple(
        q.model_copy(update={"credit": credit}) if q.id == "4.2" else q for q in manifest.question
    )
    manifest = quick.model_copy(update={"question": questions})
    entries = {
        name: copy_of(CORPUS / name, tmp_path / name)
        for name in ("mistake-ratio-inverted", "mistake-mean-over-negatives", "right-torch")
    }
    grades = grade_all(entries.values(), manifest)
    found = {name: results(grades[place]) for name, place in entries.items()}
    assert {name: result.score for name, result in found.items()} == {
        "mistake-ratio-inverted": 12.5,
        "mistake-mean-over-negatives": 12.75,
        "right-torch": 14,
    }
    part = {t.number: t for t in found["mistake-mean-over-negatives"].tests}
    assert (part["4.2.4"].score, part["4.2.4"].max_score, part["4.2.4"].status) == (
        1.75,
        3,
        "failed",
    )
    assert (part["4.2.5"].score, part["4.2.5"].status) == (2, "passed")


def test_a_misspelt_id_is_told_before_anybody_is_graded(tmp_path, quick):
    manifest = granting(tmp_path, "4.1", "ratio-inverte = 0.5")
    with pytest.raises(ManifestError, match="is it ratio-inverted, misspelt"):
        grade_all([CORPUS / "right-torch"], manifest)
