"""results.json by a reader of its own, strict as the platform's contract; and its metadata."""

import dataclasses
import errno
import json
import math
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bounds import nobody, within
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder import gradescope
from autograder.errors import UsageError
from autograder.gradescope import clean, dumped, metadata, results, write
from autograder.model import Diagnosis, Grade, Outcome, Status, Use, Visibility

VECTORS = Path(__file__).parents[3] / "shared" / "vectors"
needs_vectors = pytest.mark.skipif(not VECTORS.is_dir(), reason=f"{VECTORS} is not here")
HAZARDS = ["\0", "\x1b[31m", "\r", "\x7f", "\x85", "\ud800", "\udc80", "\u202e", "\u2066", "\u061c"]
HAZARDS += ["\u200e", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff", "😀", "é", "\n\t", "</pre>"]
OURS = (
    "Something went wrong on our side: this score is not final. The staff can see why; "
    "your submission is kept and will be graded again."
)


# A reader of results.json, from the documented types (gradescope.md, 1.7): it takes what the
# platform is known to take, and refuses every shape that is known or suspected to break it.

VISIBILITIES = {"visible", "hidden", "after_due_date", "after_published"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}
CUT = 100_000  # characters: here the platform cuts


class Refused(Exception):
    """Not a results.json that may be uploaded; the text says why."""


def need(holds: bool, why: str) -> None:
    """Refuse what does not hold."""
    if not holds:
        raise Refused(why)


def is_number(value: Any) -> bool:
    """A JSON number that is finite."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def is_text(value: Any) -> bool:
    """Text without control characters or halves of a character, short of the cut."""
    return (
        isinstance(value, str)
        and len(value) < CUT
        and not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]", value)
    )


def one_of(*allowed: str) -> Any:
    """One of these words."""
    return lambda value: isinstance(value, str) and value in allowed


def list_of(item: Any) -> Any:
    """A list of such items."""
    return lambda value: isinstance(value, list) and all(map(item, value))


def is_leader(value: Any) -> bool:
    """A row of the leaderboard."""
    return (
        isinstance(value, dict)
        and {"name", "value"} <= set(value) <= {"name", "value", "order"}
        and is_text(value["name"])
        and (is_number(value["value"]) or is_text(value["value"]))
        and value.get("order", "asc") in ("asc", "desc")
    )


def is_object(value: Any) -> bool:
    """Any object; what is in it is looked at by `plain`."""
    return isinstance(value, dict)


COMMON = {
    "score": is_number,
    "output": is_text,
    "output_format": one_of(*FORMATS),
    "visibility": one_of(*VISIBILITIES),
    "extra_data": is_object,
}
TOP = COMMON | {
    "tests": lambda value: isinstance(value, list),
    "test_output_format": one_of(*FORMATS),
    "test_name_format": one_of(*FORMATS),
    "stdout_visibility": one_of(*VISIBILITIES),
    "execution_time": is_number,
    "leaderboard": list_of(is_leader),
}
ENTRY = COMMON | {
    "max_score": is_number,
    "status": one_of("passed", "failed"),
    "name": is_text,
    "name_format": one_of(*FORMATS),
    "number": is_text,
    "tags": list_of(is_text),
}


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object without a key that stands twice."""
    need(len(dict(pairs)) == len(pairs), "a key stands twice")
    return dict(pairs)


def plain(value: Any, where: str = "") -> None:
    """No null, no NaN, no text that acts, at any depth, keys included."""
    if isinstance(value, dict):
        for key, inner in value.items():
            need(is_text(key), f"{where} has a key that acts")
            plain(inner, f"{where}.{key}")
    elif isinstance(value, list):
        for inner in value:
            plain(inner, where)
    else:
        need(is_text(value) or is_number(value) or isinstance(value, bool), f"{where} is {value!r}")


def typed(value: Any, keys: dict[str, Any], where: str) -> None:
    """An object of documented keys, each of its type."""
    need(isinstance(value, dict), f"{where} is no object")
    for key, inner in value.items():
        need(key in keys, f"{where}.{key} is not documented")
        need(keys[key](inner), f"{where}.{key} is wrong: {inner!r:.50}")


def accept(data: bytes) -> dict[str, Any]:
    """The document in a file, or Refused."""
    need(data.isascii(), "not ASCII: escaped, or a mark, or raw bytes")
    try:
        found = json.loads(
            data, parse_constant=lambda name: need(False, name), object_pairs_hook=once
        )
    except ValueError as error:
        raise Refused(f"not JSON: {error}") from None
    typed(found, TOP, "results")
    plain(found, "results")
    tests = found.get("tests", [])
    for entry in tests:
        typed(entry, ENTRY, "test")
        need("max_score" not in entry or "score" in entry, "a max_score without a score")
        need(
            0 <= entry.get("score", 0) <= entry.get("max_score", math.inf), "a score out of bounds"
        )
    need(
        "score" in found or (tests and any("score" in entry for entry in tests)),
        "no score at all",
    )
    need(found.get("score", 0) >= 0, "a negative score")
    return found


# Rows of EXPECTED.tsv that the platform takes as they are meant.
HARMLESS = {"mixed_scored_unscored.json", "score_over_max.json"}


def expected_hazards() -> list[str]:
    """The files that EXPECTED.tsv lists."""
    table = VECTORS / "results_hazards" / "EXPECTED.tsv"
    if not table.is_file():
        return []
    return [line.split("\t")[0] for line in table.read_text().splitlines()[1:]]


@needs_vectors
@pytest.mark.parametrize("name", sorted({*expected_hazards()} - HARMLESS))
def test_the_reader_refuses_what_breaks_the_platform(name: str) -> None:
    """The judge of the tests below is no rubber stamp: every known hazard is refused."""
    with pytest.raises(Refused):
        accept((VECTORS / "results_hazards" / name).read_bytes())


@needs_vectors
@pytest.mark.parametrize(
    "name",
    [
        "results/r01_docs_specs_all_keys.json",
        "results/r07_go_numbers_p1.0.json",
        "results/r25_platform_timeout.json",
        "results_hazards/mixed_scored_unscored.json",
    ],
)
def test_the_reader_takes_what_the_platform_documents(name: str) -> None:
    """Nor does it refuse everything."""
    assert accept((VECTORS / name).read_bytes())


# Grades, and what becomes of them.


def outcome(**changes: Any) -> Outcome:
    """A passed outcome of one point, but for the changes."""
    facts = {
        "number": "3.1.1",
        "question": "3.1",
        "name": "A(0) is the identity",
        "points": 1.0,
        "status": Status.PASSED,
    }
    return Outcome(**{**facts, **changes})


def written(grade: Grade, folder: Path) -> dict[str, Any]:
    """The results.json of a grade, by way of the disk, as the reader takes it."""
    path = folder / "results.json"
    write(results(grade), path)
    assert path.read_text() == dumped(results(grade))
    return accept(path.read_bytes())


FAILED = outcome(number="3.1.2", status=Status.FAILED, message="A_matrix(alpha)\n  got  1")
ERRORED = outcome(number="3.2.1", question="3.2", status=Status.ERRORED, message="not your fault")
INFORMS = outcome(number="2.5a.1", question="2.5a", points=0.0)
BETTER = outcome(number="4.1.1", question="4.1", remarks=("log of a ratio", "slow"))
GRADES = {
    "empty": (Grade(), 0, ""),
    "passed": (Grade(outcomes=(outcome(), BETTER)), 2, "Every check passed."),
    "only checks that inform": (Grade(outcomes=(INFORMS,)), 0, "Every check passed."),
    "failed": (
        Grade(outcomes=(outcome(), FAILED)),
        1,
        "Look first at question 3.1: check 3.1.2 says what came.",
    ),
    "failed in several": (
        Grade(
            outcomes=(
                outcome(number="2.5a.1", question="2.5a", status=Status.FAILED),
                FAILED,
                outcome(number="3.1.3", status=Status.FAILED),
                outcome(number="10.1.1", question="10.1", status=Status.FAILED),
            )
        ),
        0,
        "Look first at question 3.1: check 3.1.2 says what came.\nThen at 2.5a, 10.1.",
    ),
    "errored": (Grade(outcomes=(outcome(), ERRORED)), 1, OURS),
    "failed and errored": (
        Grade(outcomes=(FAILED, ERRORED)),
        0,
        f"{OURS}\nLook first at question 3.1: check 3.1.2 says what came.",
    ),
    "a fault of ours": (Grade(fault="the box broke", outcomes=(outcome(),)), 1, OURS),
    "notices": (
        Grade(notices=("'a' was left out: it is a link.", "second"), outcomes=(outcome(),)),
        1,
        "'a' was left out: it is a link.\nsecond\nEvery check passed.",
    ),
    "layers": (
        Grade(layers=(("seccomp", True, ""), ("landlock", False, "kernel\0 5.4"))),
        0,
        "",
    ),
    "the platform's metadata": (
        Grade(submission={"id": "1", "created_at": "2026\ud800"}, seconds=1.23456),
        0,
        "",
    ),
}


@pytest.mark.parametrize(("grade", "score", "output"), GRADES.values(), ids=GRADES)
def test_every_grade_is_a_file_that_the_platform_takes(
    tmp_path: Path, grade: Grade, score: float, output: str
) -> None:
    """Score, and what stands on top for the whole submission."""
    found = written(grade, tmp_path)
    assert found["score"] == score == sum(test.get("score", 0) for test in found["tests"])
    assert found["output"] == output
    assert [test["number"] for test in found["tests"]] == [o.number for o in grade.outcomes]


def test_a_grade_is_written_key_by_key(tmp_path: Path) -> None:
    """The whole document of a grade that has something of everything."""
    two = Diagnosis(mistakes=("a", "b"), hints=("one", "two"))
    told = replace(FAILED, diagnosis=two, credit=0.25)
    grade = Grade(
        outcomes=(outcome(seconds=3.0), told, ERRORED, INFORMS, BETTER),
        timeouts=(("A_matrix(alpha)", 1),),
        uses=(Use(function="A_matrix", calls=2, raised=1, seconds=10.0, longest=9.5),),
        notices=("a notice",),
        fault="the box broke",
        verdict="not isolated: no uid drop",
        printed="hello",
        layers=(("seccomp", True, ""), ("landlock", False, "no kernel for it")),
        seconds=12.34567,
        submission={"id": "17"},
    )
    shown = {"output_format": "text", "visibility": "visible"}
    assert written(grade, tmp_path) == {
        "score": 2.25,
        "output": f"{OURS}\na notice\nRight so far: 2.5a, 4.1.\n"
        "Look first at question 3.1: check 3.1.2 says what came, and gives a hint.\n"
        "Out of time: A_matrix(alpha) once. What ran out of time is not called again.",
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "execution_time": 12.346,
        "tests": [
            {
                "number": "3.1.1",
                "name": "A(0) is the identity",
                "status": "passed",
                "output": "",
                "score": 1.0,
                "max_score": 1.0,
                "extra_data": {"question": "3.1"},
                **shown,
            },
            {
                "number": "3.1.2",
                "name": "A(0) is the identity",
                "status": "failed",
                "output": "A_matrix(alpha)\n  got  1\n  hint      one\n  and       two",
                "score": 0.25,
                "max_score": 1.0,
                "extra_data": {"question": "3.1", "misconceptions": ["a", "b"]},
                **shown,
            },
            {
                "number": "3.2.1",
                "name": "A(0) is the identity",
                "status": "failed",
                "output": "not your fault",
                "score": 0.0,
                "max_score": 1.0,
                "extra_data": {"question": "3.2", "errored": True},
                **shown,
            },
            {
                "number": "2.5a.1",
                "name": "A(0) is the identity",
                "status": "passed",
                "output": "",
                "extra_data": {"question": "2.5a"},
                **shown,
            },
            {
                "number": "4.1.1",
                "name": "A(0) is the identity",
                "status": "passed",
                "output": "remark: log of a ratio\nremark: slow",
                "score": 1.0,
                "max_score": 1.0,
                "extra_data": {"question": "4.1"},
                **shown,
            },
        ],
        "extra_data": {
            "layers": {"seccomp": "on", "landlock": "off; no kernel for it"},
            "verdict": "not isolated: no uid drop",
            "fault": "the box broke",
            "diagnoses": {"3.1": {"mistakes": ["a", "b"], "symptom": "", "hints": ["one", "two"]}},
            "functions": {"A_matrix": {"calls": 2, "raised": 1, "seconds": 10.0, "longest": 9.5}},
            "timeouts": {"A_matrix(alpha)": 1},
            "unexplained": "",
            "submission": {"id": "17"},
            "answers": {},
        },
    }


def test_what_is_for_staff_is_not_where_students_read(tmp_path: Path) -> None:
    """A fault, a traceback of ours and what was printed stand in no text that is shown."""
    grade = Grade(
        outcomes=(outcome(status=Status.ERRORED, message="not you", detail="Traceback: secret"),),
        fault="secret fault",
        printed="secret print",
    )
    found = written(grade, tmp_path)
    assert "secret" not in json.dumps([found["output"], found["tests"]])
    assert found["extra_data"]["fault"] == "secret fault"


@pytest.mark.parametrize("visibility", Visibility)
def test_visibility_is_in_the_platforms_words(tmp_path: Path, visibility: Visibility) -> None:
    """Of an entry, and of what is printed."""
    grade = Grade(outcomes=(outcome(visibility=visibility),))
    assert written(grade, tmp_path)["tests"][0]["visibility"] == visibility.value
    assert results(grade, visibility).stdout_visibility is visibility
    assert json.loads(dumped(results(grade, visibility)))["stdout_visibility"] == visibility.value


# Text that acts.


@pytest.mark.parametrize("text", [*HAZARDS, *[f"a{text}b" * 3 for text in HAZARDS]], ids=ascii)
@pytest.mark.parametrize("place", ["message", "name", "remark", "notice", "fault", "layer", "id"])
def test_no_text_acts_wherever_it_stands(tmp_path: Path, text: str, place: str) -> None:
    """Control characters, direction marks and halves of characters come as their escapes."""
    made = outcome(
        message=text if place == "message" else "",
        name=text if place == "name" else "n",
        remarks=(text,) if place == "remark" else (),
    )
    grade = Grade(
        outcomes=(made,),
        notices=(text,) if place == "notice" else (),
        fault=text if place == "fault" else "",
        layers=(("seccomp", False, text if place == "layer" else ""),),
        submission={"id": text if place == "id" else ""},
    )
    assert written(grade, tmp_path)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text\n\tof two lines: é 😀 中文 ±", None),
        ("\0", "\\u0000"),
        ("\x1b[31mred\x1b[0m", "\\u001b[31mred\\u001b[0m"),
        ("a\rb\r\n", "a\\u000db\\u000d\n"),
        ("\x07\x08\x0c\x7f\x9b", "\\u0007\\u0008\\u000c\\u007f\\u009b"),
        ("\ud800\udfff", "\\ud800\\udfff"),
        ("gnp.\u202eexe", "gnp.\\u202eexe"),
        ("\u061c\u200e\u2066\u2069", "\\u061c\\u200e\\u2066\\u2069"),
        ("\u2028\u2029\ufeff\uffff", "\\u2028\\u2029\\ufeff\\uffff"),
        ("a\u0301\u0323\u0489\u0302b\u0301", None),
        ("a" + "\u0301" * 6 + "b", "a" + "\u0301" * 4 + "\\u0301\\u0301b"),
        ("\u200b\u2060\xad\U000e0041", "\\u200b\\u2060\\u00ad\\U000e0041"),
        ("👩\u200d🔬 می\u200cشود", None),
        ("<script>&amp;</pre>", None),
        ("", None),
    ],
    ids=ascii,
)
def test_clean_escapes_what_acts_and_keeps_the_rest(text: str, shown: str | None) -> None:
    """Text is shown as text: the platform escapes HTML, a terminal needs nothing more."""
    assert clean(text) == (text if shown is None else shown)


@pytest.mark.parametrize(
    "text", ["x" * 10**7, "\0" * 10**7, "😀" * 10**6, "\n" * 10**6, "\ud800" * 9000]
)
def test_a_giant_text_is_cut_in_the_middle(tmp_path: Path, text: str) -> None:
    """Head and tail are kept, and there is room to the platform's own cut."""
    short = clean(text)
    assert len(short) <= gradescope.TEXT
    assert "\n[...]\n" in short
    assert short[0] == clean(text[:1])[0]
    grade = Grade(outcomes=(outcome(message=text, remarks=(text,)),), notices=(text,), fault=text)
    found = written(grade, tmp_path)
    assert len(found["output"]) < CUT
    assert len(found["tests"][0]["output"]) < CUT


@pytest.mark.parametrize("size", [7_999, 8_000, 8_001, 40_000])
def test_a_text_up_to_the_limit_stays_whole(size: int) -> None:
    """One more is cut, to no more than the limit."""
    text = "".join(chr(97 + place % 26) for place in range(size))
    assert (clean(text) == text) == (size <= gradescope.TEXT)
    assert len(clean(text)) <= gradescope.TEXT
    assert clean(text)[:3900] == text[:3900]


texts = st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from("".join(HAZARDS))))
amounts = st.floats(0, 100, allow_subnormal=True)
outcomes = st.builds(
    Outcome,
    number=st.sampled_from(["1.1", "2.5a.2", "3.10.1"]),
    question=st.sampled_from(["1", "2.5a", "3.10"]),
    name=texts,
    points=amounts | st.just(0.0),
    status=st.sampled_from(Status),
    message=texts,
    remarks=st.lists(texts, max_size=2).map(tuple),
    visibility=st.sampled_from(Visibility),
    seconds=amounts,
    detail=texts,
)
grades = st.builds(
    Grade,
    outcomes=st.lists(outcomes, max_size=4).map(tuple),
    notices=st.lists(texts, max_size=2).map(tuple),
    fault=texts,
    verdict=texts,
    printed=texts,
    layers=st.lists(
        st.tuples(st.sampled_from(["seccomp", "uid"]), st.booleans(), texts), max_size=2
    ).map(tuple),
    seconds=st.floats(0, 1e5),
    submission=st.dictionaries(st.sampled_from(["id", "created_at"]), texts, max_size=2),
)


@given(grades)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_grade_has_the_shape_of_what_breaks_the_platform(grade: Grade) -> None:
    """Whatever was graded: ASCII, no null, no NaN, no text that acts, no test dropped."""
    text = dumped(results(grade))
    assert text.isascii()
    assert text.endswith("}\n")
    found = accept(text.encode())
    assert len(found["tests"]) == len(grade.outcomes)
    assert math.isclose(found["score"], sum(o.score for o in grade.outcomes), abs_tol=1e-9)
    for test, made in zip(found["tests"], grade.outcomes):
        assert ("score" in test) == ("max_score" in test) == (made.points > 0)
        assert test["status"] == ("passed" if made.status is Status.PASSED else "failed")


@pytest.mark.parametrize("name", ["score", "execution_time"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0, None, "1", True])
def test_a_number_that_is_none_is_never_written(name: str, value: Any) -> None:
    """The model refuses what the platform would: by mistake of ours it cannot be made."""
    facts = results(Grade()).model_dump()
    with pytest.raises(ValueError, match=name):
        gradescope.Results.model_validate({**facts, name: value})


def test_results_are_frozen() -> None:
    """A grade is not changed on its way out."""
    with pytest.raises(ValueError, match="frozen"):
        results(Grade()).score = 14


# Writing.


def test_a_file_is_written_where_there_is_no_folder_yet(tmp_path: Path) -> None:
    """And can be read by whoever uploads it."""
    path = tmp_path / "a" / "b" / "results.json"
    write(results(Grade()), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [*path.parent.iterdir()] == [path]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """Whatever somebody put there before."""
    (tmp_path / "secret").write_text("old")
    (tmp_path / "results.json").symlink_to("secret")
    write(results(Grade()), tmp_path / "results.json")
    assert (tmp_path / "secret").read_text() == "old"
    assert not (tmp_path / "results.json").is_symlink()


def test_the_old_file_stands_until_the_new_one_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who reads in between reads a whole file."""
    path = tmp_path / "results.json"
    write(results(Grade(seconds=1)), path)
    old = path.read_text()
    seen = []

    def looked(descriptor: int) -> None:
        seen.append((path.read_text(), os.fstat(descriptor).st_size))

    monkeypatch.setattr(os, "fsync", looked)
    write(results(Grade(seconds=2)), path)
    assert seen == [(old, len(dumped(results(Grade(seconds=2)))))]
    assert json.loads(path.read_text())["execution_time"] == 2


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize("kind", [OSError, KeyboardInterrupt])
def test_a_failure_at_any_step_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, kind: type[BaseException]
) -> None:
    """No part of the new one, and no temporary file."""
    path = tmp_path / "results.json"
    path.write_text("old")

    def fail(*_: Any) -> None:
        raise kind(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
    with pytest.raises(UsageError if kind is OSError else kind) as raised:
        write(results(Grade()), path)
    if kind is OSError:
        assert str(raised.value) == f"{path} cannot be written: No space left on device"
    assert {found.name: found.read_text() for found in tmp_path.iterdir()} == {
        "results.json": "old"
    }


def test_a_file_that_may_not_grow_leaves_the_old_one_alone(tmp_path: Path) -> None:
    """A limit of the process, as a disk that ends in the middle of the file."""
    path = tmp_path / "results.json"
    path.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(UsageError, match=r"results\.json cannot be written: File too large$"):
            write(results(Grade(outcomes=(outcome(message="x" * 5000),))), path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert {found.name: found.read_text() for found in tmp_path.iterdir()} == {
        "results.json": "old"
    }


FULL = """
import sys
from pathlib import Path
from autograder.errors import UsageError
from autograder.gradescope import results, write
from autograder.model import Grade
path = Path(sys.argv[1]) / "results.json"
path.write_text("old")
try:
    write(results(Grade(fault="x" * 7000, notices=("y" * 7000,))), path)
except UsageError as error:
    print(error)
print(*(f"{found.name} {found.read_text()}" for found in path.parent.iterdir()))
"""


def test_a_full_disk_leaves_the_old_file_alone(tmp_path: Path) -> None:
    """A real one, of eight kilobytes."""
    shell = 'mount -t tmpfs -o size=8k none "$1" && exec "$2" -c "$3" "$1"'
    command = ["unshare", "-m", "sh", "-c", shell, "sh", str(tmp_path), sys.executable, FULL]
    if shutil.which("unshare") is None or os.geteuid() != 0:
        pytest.skip("a disk of one's own needs root and unshare")
    environment = {**os.environ, "PYTHONPATH": str(Path(gradescope.__file__).parents[1])}
    ended = subprocess.run(command, capture_output=True, text=True, env=environment)
    if "mount" in ended.stderr or "unshare" in ended.stderr:
        pytest.skip(f"a disk of one's own is refused: {ended.stderr.strip()}")
    assert ended.stdout.splitlines() == [
        f"{tmp_path / 'results.json'} cannot be written: No space left on device",
        "results.json old",
    ]


def test_a_folder_that_is_closed_keeps_its_old_file() -> None:
    """The sentence names the path."""
    with nobody() as place:
        folder = place / "results"
        folder.mkdir()
        path = folder / "results.json"
        path.write_text("old")
        folder.chmod(0o555)
        with pytest.raises(UsageError) as raised:
            write(results(Grade()), path)
        assert str(raised.value) == f"{path} cannot be written: Permission denied"
        assert [*folder.iterdir()] == [path]
        assert path.read_text() == "old"


@pytest.mark.parametrize("path", ["file/results.json", "folder", "x" * 300 + "/results.json"])
def test_a_path_that_cannot_be_is_named(tmp_path: Path, path: str) -> None:
    """A file where a folder must be, a folder where the file must be, a name without end."""
    (tmp_path / "file").write_text("old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=f"^{tmp_path / path} cannot be written: "):
        write(results(Grade()), tmp_path / path)
    assert {found.name for found in tmp_path.rglob("*")} == {"file", "folder"}


# Metadata.


def real_metadata() -> list[Path]:
    """Files that the platform wrote."""
    return sorted((VECTORS / "metadata_json").glob("*.json"))


@needs_vectors
@pytest.mark.parametrize("path", real_metadata(), ids=lambda path: path.stem)
def test_every_real_metadata_is_read(path: Path, tmp_path: Path) -> None:
    """Its id and time where it has them, as text; a grade that holds it can be written."""
    found, document = metadata(path), json.loads(path.read_text())
    assert all(isinstance(key, str) and isinstance(value, str) for key, value in found.items())
    for key in ("id", "created_at", "submission_method"):
        assert found.get(key) == (str(document[key]) if document.get(key) is not None else None)
    if "previous_submissions" in document:
        assert found["previous_submissions"] == str(len(document["previous_submissions"]))
    assert written(Grade(submission=found), tmp_path)["extra_data"]["submission"] == found


def test_metadata_is_what_the_platform_says(tmp_path: Path) -> None:
    """Numbers may come as text, keys may be unknown."""
    path = tmp_path / "metadata.json"
    path.write_text(
        '{"id": "17", "created_at": "2026-01-02T03:04:05.000000-08:00", "users": [null],'
        ' "submission_method": "upload", "previous_submissions": [{"score": "20.0"}, null]}'
    )
    assert metadata(path) == {
        "id": "17",
        "created_at": "2026-01-02T03:04:05.000000-08:00",
        "submission_method": "upload",
        "previous_submissions": "2",
    }


GARBAGE = {
    "empty": b"",
    "text": b"not json",
    "null": b"null",
    "number": b"3",
    "list": b"[1, 2]",
    "empty object": b"{}",
    "nulls": b'{"id": null, "created_at": null, "previous_submissions": null}',
    "wrong types": b'{"id": {}, "created_at": [1], "submission_method": 1.5}',
    "NaN": b'{"id": NaN, "created_at": Infinity}',
    "deep": b"[" * 200_000,
    "deep object": b'{"id":' * 100_000,
    "digits": b'{"id": ' + b"9" * 100_000 + b"}",
    "binary": bytes(range(256)) * 10,
    "UTF-16": '{"id": 1}'.encode("utf-16"),
    "cut": b'{"id": 1, "created_at": "20',
    "too large": b'{"id": 1}' + b" " * (9 << 20),
}


@pytest.mark.parametrize("data", GARBAGE.values(), ids=GARBAGE)
def test_metadata_that_is_garbage_is_nothing(tmp_path: Path, data: bytes) -> None:
    """It never fails: a grade does not depend on it."""
    (tmp_path / "metadata.json").write_bytes(data)
    assert metadata(tmp_path / "metadata.json") == {}


@pytest.mark.parametrize("name", ["missing.json", "", "file/metadata.json", "a\0b", "x" * 300])
def test_metadata_that_is_not_there_is_nothing(tmp_path: Path, name: str) -> None:
    """Locally there is none; a folder is none either."""
    (tmp_path / "file").write_text("{}")
    assert metadata(tmp_path / name) == {}


def test_metadata_that_would_block_is_nothing(tmp_path: Path) -> None:
    """A FIFO is not waited for."""
    os.mkfifo(tmp_path / "metadata.json")
    with within(3):
        assert metadata(tmp_path / "metadata.json") == {}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=5,
    ).flatmap(
        lambda value: st.dictionaries(
            st.sampled_from(["id", "created_at", "submission_method", "previous_submissions"]),
            st.just(value),
        )
    )
)
@settings(max_examples=60, deadline=None)
def test_metadata_of_any_shape_can_be_written(document: dict[str, Any]) -> None:
    """Texts or nothing, and the grade that holds them is a file that the platform takes."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "metadata.json"
        path.write_text(json.dumps(document))
        found = metadata(path)
    assert all(isinstance(value, str) for value in found.values())
    assert accept(dumped(results(Grade(submission=found))).encode())


def test_what_was_wrong_of_ours_stands_there_for_staff():
    """By check, at the top, which students do not see; and nothing where nothing was."""
    ours = dataclasses.replace(ERRORED, detail="Traceback\x1b[31m of ours")
    found = results(Grade(outcomes=(outcome(), ours)))
    assert found.extra_data["details"] == {ours.number: "Traceback\\u001b[31m of ours"}
    assert "Traceback" not in "".join(test.output for test in found.tests) + found.output
    assert "details" not in results(Grade(outcomes=(outcome(),))).extra_data
