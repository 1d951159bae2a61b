"""What is known to break the platform, file by file, and that no Grade can become one of them.

The samples lie beside the project, in shared/vectors, and are read there. For each hazard there is
a condition of its own: the sample has it, nothing that our writer makes has it. test_gradescope.py
holds the writer to the documented types, whatever the reason.
"""

import json
import math
import re

import pytest
from hypothesis import HealthCheck, given, settings
from test_gradescope import (
    CUT,
    FORMATS,
    HARMLESS,
    VECTORS,
    VISIBILITIES,
    expected_hazards,
    grades,
    is_number,
    needs_vectors,
    once,
    plain,
    written,
)

from autograder.gradescope import clean, dumped, results
from autograder.model import Grade, Outcome, Status

REAL = sorted((VECTORS / "results").glob("*.json"))


def read(data):
    """The document as Python's own reader, which takes NaN, sees it; ... where it is none."""
    try:
        return json.loads(data)
    except ValueError:
        return ...


def listed(data):
    found = read(data)
    tests = found.get("tests") if isinstance(found, dict) else None
    return tests if isinstance(tests, list) else []


def entries(data):
    """The document and its tests: where the common keys may stand."""
    found = read(data)
    return [part for part in (found, *listed(data)) if isinstance(part, dict)]


def texts(value):
    """Every text in a document, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def somewhere(key, wrong):
    """A key that stands in the document or in a test, with a value that is wrong."""
    return lambda data: any(key in part and wrong(part[key]) for part in entries(data))


def on_top(key, wrong):
    return lambda data: any(key in part and wrong(part[key]) for part in entries(data)[:1])


def in_a_text(pattern):
    return lambda data: any(re.search(pattern, text) for text in texts(read(data)))


def no_json(data):
    return read(data) is ...


def no_object(data):
    return not isinstance(read(data), dict | type(...))


def no_number(data):
    """NaN or Infinity."""
    names = []
    try:
        json.loads(data, parse_constant=names.append)
    except ValueError:
        return False
    return names != []


def a_key_twice(data):
    try:
        json.loads(data, object_pairs_hook=once)
    except ValueError:
        return False
    except Exception:  # `once` refuses
        return True
    return False


def a_null(data):
    try:
        plain(read(data))
    except Exception as refused:
        return "None" in str(refused)
    return False


def no_score(data):
    found = read(data)
    return isinstance(found, dict) and "score" not in found and not listed(data)


def no_text(value):
    return not isinstance(value, str)


CONDITIONS = {
    "empty.json": no_json,
    "empty_object.json": no_score,
    "null.json": no_object,
    "list.json": no_object,
    "number.json": no_object,
    "string.json": no_object,
    "true.json": no_object,
    "nan_score.json": no_number,
    "infinity_max.json": no_number,
    "bom.json": lambda data: data.startswith(b"\xef\xbb\xbf"),
    "escaped_nul.json": in_a_text("\0"),
    "raw_nul.json": lambda data: b"\0" in data,
    "output_int.json": on_top("output", no_text),
    "output_list.json": on_top("output", no_text),
    "output_null.json": on_top("output", no_text),
    "tests_null.json": on_top("tests", lambda value: not isinstance(value, list)),
    "tests_dict.json": on_top("tests", lambda value: not isinstance(value, list)),
    "test_is_string.json": lambda data: any(not isinstance(test, dict) for test in listed(data)),
    "test_is_null.json": lambda data: None in listed(data),
    "test_output_int.json": somewhere("output", no_text),
    "trailing_text.json": no_json,
    "two_objects.json": no_json,
    "duplicate_keys.json": a_key_twice,
    "single_quotes.json": no_json,
    "raw_newline_in_string.json": no_json,
    "lone_surrogate.json": in_a_text("[\ud800-\udfff]"),
    "output_150k.json": somewhere("output", lambda text: len(str(text)) >= CUT),
    "status_null.json": somewhere("status", no_text),
    "score_string.json": somewhere("score", lambda value: not is_number(value)),
    "score_negative.json": somewhere("score", lambda value: is_number(value) and value < 0),
    "score_over_max.json": lambda data: any(
        test.get("score", 0) > test.get("max_score", math.inf) for test in entries(data)[1:]
    ),
    "visibility_bad_case.json": somewhere("visibility", lambda value: value not in VISIBILITIES),
    "format_unknown.json": somewhere("output_format", lambda value: value not in FORMATS),
    "tags_string.json": somewhere("tags", lambda value: not isinstance(value, list)),
    "number_float.json": somewhere("number", no_text),
    "max_score_only.json": lambda data: any(
        "max_score" in test and "score" not in test for test in entries(data)[1:]
    ),
    "leaderboard_null.json": a_null,
    "docs_leaderboard_leading_dot.json": no_json,
    "docs_specs_with_comments.jsonc": no_json,
    "gsutils_edge_generated_NaN.json": no_number,
}


@needs_vectors
def test_every_known_hazard_has_a_condition():
    """A new sample needs one, unless the platform takes it as it is meant."""
    assert {*CONDITIONS} == {*expected_hazards()} - (HARMLESS - {"score_over_max.json"})


@needs_vectors
@pytest.mark.parametrize("name", CONDITIONS)
def test_a_hazard_has_its_condition(name):
    """So that a condition is no rubber stamp."""
    assert CONDITIONS[name]((VECTORS / "results_hazards" / name).read_bytes())


@given(grades)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_grade_becomes_a_hazard(grade):
    """Whatever was graded, what is written has none of the conditions."""
    data = dumped(results(grade)).encode()
    assert [name for name, condition in CONDITIONS.items() if condition(data)] == []


# Real results.json.


def as_a_grade(found):
    """The Grade that would say what a real file says."""
    made = []
    for place, test in enumerate(found.get("tests") or []):
        most, score = (float(test.get(key) or 0) for key in ("max_score", "score"))
        made.append(
            Outcome(
                number=f"1.{place + 1}",
                question="1",
                name=test.get("name", ""),
                points=most,
                status=Status.PASSED if score == most else Status.FAILED,
                message=test.get("output") or "",
            )
        )
    return Grade(outcomes=tuple(made), notices=(found.get("output") or "",))


@needs_vectors
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_what_real_files_say_can_be_said(path, tmp_path):
    """Each text of it, as text, cut or escaped where it must be; no test is dropped."""
    found = json.loads(path.read_text("utf-8"))
    ours = written(as_a_grade(found), tmp_path)
    theirs = found.get("tests") or []
    assert len(ours["tests"]) == len(theirs)
    for test, real in zip(ours["tests"], theirs):
        assert test["name"] == clean(real.get("name", ""))
        assert test["output"] == clean(real.get("output") or "")
    assert ours["output"].startswith(clean(found.get("output") or "")[:3000])


@needs_vectors
def test_every_key_that_we_write_is_one_that_the_platform_stores(tmp_path):
    """As it gives results back in later submissions' metadata: other keys would be lost."""
    stored = [json.loads(path.read_text()) for path in REAL if "platform_normalised" in path.stem]
    top = set().union(*stored)
    entry = set().union(*(test for found in stored for test in found["tests"]))
    outcomes = (Outcome(number="1.1", question="1", name="n", points=1.0, status=Status.FAILED),)
    ours = written(Grade(outcomes=outcomes), tmp_path)
    assert set(ours) <= top
    assert set(ours["tests"][0]) <= entry
