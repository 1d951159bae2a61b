"""The corpus is the specification: each submission in tests/corpus gets its verdict.

An entry is a folder with the submission, or a make.py that builds it, and expect.toml:

    why = "..."                 score = 12            of 14
    [scores]                    "3.1" = 0             the questions below full marks
    [says]                      "3.1" = ["..."]       texts of its failed checks' output
    notices = ["..."]           texts that occur anywhere in results.json
    never = ["..."]             texts that occur nowhere in it
    mistakes = ["..."]          ids of the known mistakes that it makes, and no others
    symptoms = ["..."]          ids of what is seen where none explains it, and no others
    slow = true                 only in `make test-all`, and at the real time limits
"""

import json
import sys

import pytest
from batch import CORPUS, copy_of, grade_all

from autograder.gradescope import dumped, results
from reference.mistakes import MISTAKES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# attack-* run in test_attacks.py, which also looks at what they left behind.
ENTRIES = sorted(
    path.name
    for path in CORPUS.iterdir()
    if (path / "expect.toml").exists() and not path.name.startswith("attack-")
)
KEYS = {"why", "score", "scores", "says", "notices", "never", "mistakes", "symptoms", "slow"}


def expected(name):
    return tomllib.loads((CORPUS / name / "expect.toml").read_text("utf-8"))


def marked(name):
    slow = expected(name).get("slow", False)
    return pytest.param(name, marks=[pytest.mark.slow] if slow else [])


def _hurried(name):
    """Graded with the short limits: not what is right, and may train on a busy machine."""
    return not (name.startswith("right-") or expected(name).get("slow", False))


@pytest.fixture(scope="session")
def verdicts(request, tmp_path_factory, quick, manifest):
    """results.json of every selected entry, graded in one session."""
    chosen = [
        item.callspec.params["name"]
        for item in request.session.items
        if "verdicts" in getattr(item, "fixturenames", ())
    ]
    place = tmp_path_factory.mktemp("corpus")
    found = {}
    for hurried, limits in ((True, quick), (False, manifest)):
        names = [name for name in chosen if _hurried(name) is hurried]
        if names:
            sources = {name: copy_of(CORPUS / name, place / name / "in") for name in names}
            grades = grade_all(sources.values(), limits)
            found |= {name: dumped(results(grades[source])) for name, source in sources.items()}
    return found


@pytest.mark.parametrize("name", list(map(marked, ENTRIES)))
def test_entry_gets_its_verdict(name, verdicts, manifest):
    """Score, points of each question, and what the student is told."""
    text, wanted = verdicts[name], expected(name)
    assert set(wanted) <= KEYS
    found = json.loads(text)
    assert set(diagnosed(found)) == set(wanted.get("mistakes", []))
    symptoms = {e["extra_data"]["symptom"] for e in found["tests"] if "symptom" in e["extra_data"]}
    assert symptoms == set(wanted.get("symptoms", []))
    full = {q.id: q.points for q in manifest.asked}
    scores = dict.fromkeys(full, 0.0)
    for entry in found["tests"]:
        scores[entry["extra_data"]["question"]] += entry.get("score", 0)
    told = {
        question: "\n".join(
            e["output"]
            for e in found["tests"]
            if e["extra_data"]["question"] == question and e["status"] == "failed"
        )
        for question in full
    }
    assert found["extra_data"]["fault"] == ""
    assert scores == full | wanted.get("scores", {}), told
    assert found["score"] == wanted["score"] == sum(scores.values())
    assert sum(entry.get("max_score", 0) for entry in found["tests"]) == 14
    if wanted["score"] == 14:  # practice too, which has no points
        assert {e["status"] for e in found["tests"]} == {"passed"}, told
    for question, texts in wanted.get("says", {}).items():
        assert [text for text in texts if text not in told[question]] == []
    shown = "\n".join(_texts(found))
    assert [words for words in wanted.get("notices", []) if words not in shown] == []
    assert [words for words in wanted.get("never", []) if words in shown] == []


def diagnosed(found):
    """The ids in results.json, each with its hint at the end of the entry's output."""
    hints = {mistake.id: mistake.hint for mistake in MISTAKES}
    ids = []
    for entry in found["tests"]:
        data = entry["extra_data"]
        one, two = data.get("misconception"), data.get("misconceptions", [])
        assert not (one and two)
        assert len(two) in (0, 2)
        here = [one] if one else two
        assert entry["status"] == "failed" or not here
        last = entry["output"].rpartition("\n  hint      ")[2] if here else ""
        assert [name for name in here if hints[name] not in last] == []
        ids += here
    for question in {entry["extra_data"]["question"] for entry in found["tests"]}:
        same = [
            {k: v for k, v in entry["extra_data"].items() if k.startswith("misconception")}
            for entry in found["tests"]
            if entry["extra_data"]["question"] == question and entry["status"] == "failed"
        ]
        assert same == same[:1] * len(same)
    return ids


def _texts(value):
    """Every text in a JSON document."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [value] if isinstance(value, str) else []
