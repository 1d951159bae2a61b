"""The platform's model against samples of what it was given, and of what it wrote."""

import json
from pathlib import Path

import pytest

from autograder.harness import CUT, LIMIT, Left, Verdict, overdue, received, truncated
from autograder.model import Visibility
from autograder.seen import page

VECTORS = Path(__file__).parents[3] / "shared" / "vectors"
HAZARDS = VECTORS / "results_hazards"
needs_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason=f"{VECTORS} is not here")
# Posted, as the platform's program was seen to do, but outside of what is documented.
UNDOCUMENTED = {
    *("empty_object", "output_list", "tests_dict", "test_is_string", "lone_surrogate"),
    *("status_null", "score_string", "visibility_bad_case", "format_unknown", "tags_string"),
    *("max_score_only", "number_float", "leaderboard_null"),
}
# A fragment of the documentation that no grader writes: no score anywhere.
SCORELESS = {"r03_docs_leaderboard_only"}


def said(text, **more):
    """What the platform has of a results.json of that text."""
    raw = text if isinstance(text, bytes) else text.encode()
    return received(Left(results=raw, **more))


def expected():
    """Each hazard's file, and what the platform's program did with it."""
    table = HAZARDS / "EXPECTED.tsv"
    lines = table.read_text().splitlines()[1:] if table.is_file() else []
    return [tuple(line.split("\t")) for line in lines]


@needs_vectors
@pytest.mark.parametrize(("name", "what"), expected(), ids=[name for name, _ in expected()])
def test_every_hazard_ends_as_it_was_seen_to(name, what):
    """Posted, refused as JSON, or the program itself failing; an undocumented one is a doubt."""
    found = said((HAZARDS / name).read_bytes(), stdout=b"printed\n")
    if what.startswith("invalid_json"):
        wanted = {Verdict.INVALID_JSON}
    elif what.startswith("http"):
        wanted = {Verdict.HTTP}
    elif "null results" in what:
        wanted = {Verdict.MISSING}
    elif "server" in what:
        wanted = {Verdict.DOUBTFUL}
    else:
        wanted = {Verdict.TAKEN, Verdict.DOUBTFUL}
    assert found.verdict in wanted
    if found.shown:
        doubtful = Path(name).stem in UNDOCUMENTED - {"leaderboard_null"}
        assert (found.verdict is Verdict.DOUBTFUL) == doubtful
    assert bool(found.why) == (found.verdict is not Verdict.TAKEN)
    assert page(found).score in (0, None) or found.verdict is Verdict.TAKEN


def samples():
    return sorted((VECTORS / "results").glob("*.json"))


@needs_vectors
@pytest.mark.parametrize("path", samples(), ids=lambda path: path.stem)
def test_every_real_result_is_taken(path):
    """And its page has its score, for staff; whoever sees every test sees the total."""
    found = said(path.read_bytes())
    document = json.loads(path.read_text())
    if path.stem in SCORELESS:
        assert (found.verdict, "no score" in found.why) == (Verdict.DOUBTFUL, True)
        return
    nulls = [test for test in document.get("tests") or [] if test.get("status", "") is None]
    assert found.verdict is (Verdict.DOUBTFUL if nulls else Verdict.TAKEN), found.why
    if found.verdict is Verdict.TAKEN:
        scores = [test.get("score") or 0 for test in document.get("tests") or []]
        stated = document.get("score")
        assert page(found, staff=True).score == (sum(scores) if stated is None else stated)
        assert len(page(found, staff=True).entries) == len(scores)
        hidden = [t for t in document.get("tests") or [] if t.get("visibility") == "hidden"]
        assert (page(found).score is None) >= bool(hidden)


@needs_vectors
@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("r25_platform_timeout", Left(results=overdue(600, 600.0123), timed_out=True)),
        ("r26_platform_invalid_json", Left(results=b"{")),
        ("r27_platform_http_failure", Left(results=b"[]")),
    ],
)
def test_what_the_platform_writes_itself(name, left):
    """The same objects; of its longer sentences ours are the beginning."""
    real = json.loads((VECTORS / "results" / f"{name}.json").read_text())
    ours = received(left).results
    assert real.keys() == ours.keys()
    assert real["output"].startswith(ours["output"])
    assert {**real, "output": ""} == {**ours, "output": ""}


@pytest.mark.parametrize(
    ("left", "verdict", "why"),
    [
        (Left(results=None), Verdict.MISSING, "there is no results.json"),
        (Left(results=b"null"), Verdict.MISSING, "results.json is null"),
        (Left(results=b""), Verdict.INVALID_JSON, "Expecting value"),
        (Left(results=b'\xef\xbb\xbf{"score": 1}'), Verdict.INVALID_JSON, "BOM"),
        (Left(results=b'{"score": 1} {}'), Verdict.INVALID_JSON, "Extra data"),
        (Left(results=b'"a"'), Verdict.INVALID_JSON, "a JSON string"),
        (Left(results=b"[" * 200_000), Verdict.HTTP, "nested too deep"),
        (Left(results=b"3"), Verdict.HTTP, "the platform's own program fails on it"),
        (Left(results=b'{"score": NaN}'), Verdict.HTTP, "not JSON compliant"),
        (Left(results=b'{"tests": [null]}'), Verdict.HTTP, "NoneType"),
        (Left(results=b'{"score": 1, "output": 3}'), Verdict.HTTP, "has no len()"),
        (Left(results=b"{}"), Verdict.DOUBTFUL, "there is no score"),
        (Left(results=b'{"score": "1"}'), Verdict.DOUBTFUL, "score: input should be a valid"),
        (Left(results=b"", unreadable="Is a directory"), Verdict.HTTP, "Is a directory"),
        (Left(results=None, not_started="Exec format error"), Verdict.AUTOGRADER, "Exec format"),
        (
            Left(results=overdue(20, 20.1), timed_out=True, seconds=20.1),
            Verdict.TIMED_OUT,
            "killed after 20 s",
        ),
    ],
)
def test_what_costs_every_point(left, verdict, why):
    """A TA reads why; a student sees a 0, or nothing that can be relied on."""
    found = received(left)
    assert found.verdict is verdict
    assert why in found.why
    assert page(found).score in (0, None)


def test_texts_are_cut_in_the_middle():
    """Each one alone, at 100,000 characters; what is shorter stays as it is."""
    long = "a" * LIMIT + "end"
    assert truncated("a" * LIMIT) == "a" * LIMIT
    assert len(truncated(long)) == LIMIT - 1
    document = {"score": 1, "output": long, "tests": [{"score": 1, "output": long}]}
    found = said(json.dumps(document), stdout=long.encode())
    assert found.verdict is Verdict.TAKEN
    seen = page(found, staff=True)
    for text in (seen.output, seen.entries[0].output, seen.stdout):
        assert CUT in text
        assert text.endswith("end")


def test_what_is_no_json_goes_to_the_staffs_stdout():
    """Behind what was printed."""
    found = said("{'score': 1}", stdout=b"printed\n")
    assert page(found, staff=True).stdout.startswith("printed\n")
    assert page(found, staff=True).stdout.endswith("{'score': 1}")
    assert page(found).stdout == ""


TESTS = [
    {"number": "1.1", "score": 1, "max_score": 2},
    {"score": 2, "max_score": 2, "name": "second", "visibility": "visible"},
    {"name": "third", "status": "failed"},
    {"name": "fourth"},
]


def test_the_page_of_a_student():
    """Marks, numbers and the total as the platform makes them."""
    seen = page(said(json.dumps({"tests": TESTS, "output": "hello"})))
    assert [entry.status for entry in seen.entries] == ["failed", "passed", "failed", ""]
    assert [entry.number for entry in seen.entries] == ["1.1", "2", "3", "4"]
    assert (seen.score, seen.most, seen.output) == (3, 4, "hello")
    assert seen.formats == ("simple_format",)


@pytest.mark.parametrize("when", [v for v in Visibility if v is not Visibility.VISIBLE])
def test_what_a_student_may_not_see_yet(when):
    """One entry that is withheld hides the total; staff see both."""
    tests = [*TESTS, {"name": "secret", "score": 5, "max_score": 5, "visibility": when.value}]
    found = said(json.dumps({"score": 8, "tests": tests, "output_format": "text"}), stdout=b"out")
    student, staff = page(found), page(found, staff=True)
    assert "secret" not in {entry.name for entry in student.entries}
    assert (student.score, student.withheld, student.stdout) == (None, {when: 1}, "")
    assert (staff.score, staff.withheld, staff.stdout) == (8, {}, "out")


def test_visibility_of_all_and_of_stdout():
    """The top one is the tests' default; stdout has its own."""
    document = {
        "visibility": "after_published",
        "stdout_visibility": "visible",
        "tests": [{"score": 1}, {"score": 1, "visibility": "visible"}],
    }
    seen = page(said(json.dumps(document), stdout=b"out"))
    assert (len(seen.entries), seen.withheld) == (1, {Visibility.AFTER_PUBLISHED: 1})
    assert seen.stdout == "out"
