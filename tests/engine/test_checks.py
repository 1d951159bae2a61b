"""Comparisons: kind, shape and finiteness before values, and the exact text of each mismatch."""

import contextlib
import re
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder import checks
from autograder.box.grammar import DTYPES, Named, Other, Tensor
from autograder.checks import (
    Mismatch,
    Tolerance,
    close,
    close_scalar,
    numbers,
    parts,
    scalar,
    vector,
)
from autograder.wording import describe, show

TOLERANCE = Tolerance(rtol=1e-4, atol=1e-4)
EXACT = Tolerance(rtol=0.0, atol=0.0)
HIDDEN = "  asked     the right answer, for an input that is not shown"
FEW = list(range(7))


def bare(text: str) -> str:
    """A text without what depends on the input: what a hidden case shows."""
    text = re.sub(r"(shape \([^)]*\)|a single number|a str|a bytes): .*", r"\1", text)
    text = re.sub(r"(a dict) with the keys .*", r"\1", text)
    text = re.sub(r"complex: .*", "complex numbers", text)
    return re.sub(r"got       .*: (\d+ of \d+ not finite)", r"got       \1", text)


def told(function: Callable[..., Any], *arguments: Any) -> tuple[str, str]:
    """What is read where the case is public, and where it is hidden."""
    with pytest.raises(Mismatch) as raised:
        function("f(x)", *arguments)
    return raised.value.open, str(raised.value)


# Values.

WRONG = {
    "a number": (
        -1.60944,
        1.60944,
        ["  expected  1.60944 ± 0.00026", "  got       -1.60944"],
        [HIDDEN, "  got       another number"],
    ),
    "a number far away": (
        1e308,
        -1e308,
        ["  expected  -1e+308 ± 1e+304", "  got       1e+308"],
        [HIDDEN, "  got       another number"],
    ),
    "a vector": (
        [1, 2.5],
        [1, 2],
        [
            "  expected  [1, 2] ± 0.0002",
            "  got       [1, 2.5]",
            "  wrong     1 of 2 entries differ",
        ],
        [HIDDEN, "  got       1 of 2 entries differ"],
    ),
    "a matrix": (
        [[1, 0.1], [-0.1, 1]],
        [[1, -0.1], [0.1, 1]],
        [
            "  expected  [[1, -0.1], [0.1, 1]] ± 0.00011",
            "  got       [[1, 0.1], [-0.1, 1]]",
            "  wrong     2 of 4 entries differ",
        ],
        [HIDDEN, "  got       2 of 4 entries differ"],
    ),
    "six entries": (
        [0, 1, 2, 3, 4, 5],
        np.zeros(6),
        [
            "  expected  [0, 0, 0, 0, 0, 0] ± 0.0001",
            "  got       [0, 1, 2, 3, 4, 5]",
            "  wrong     5 of 6 entries differ",
        ],
        [HIDDEN, "  got       5 of 6 entries differ"],
    ),
    "many entries": (
        np.arange(10_000.0).reshape(100, 100),
        np.zeros((100, 100)),
        [
            "  expected  0, 0, 0, ... (10,000 entries) ± 0.0001",
            "  got       0, 1, 2, ... (10,000 entries)",
            "  at        [0, 1]: expected 0, got 1",
            "  at        [0, 2]: expected 0, got 2",
            "  at        [0, 3]: expected 0, got 3",
            "  wrong     9999 of 10000 entries differ",
        ],
        [HIDDEN, "  got       9999 of 10000 entries differ"],
    ),
    "one of many entries": (
        np.eye(1, 2000, 1234)[0],
        np.zeros(2000),
        [
            "  expected  0, 0, 0, ... (2,000 entries) ± 0.0001",
            "  got       0, 0, 0, ... (2,000 entries)",
            "  at        [1234]: expected 0, got 1",
            "  wrong     1 of 2000 entries differ",
        ],
        [HIDDEN, "  got       1 of 2000 entries differ"],
    ),
    "a boolean": (
        True,
        0.0,
        ["  expected  0 ± 0.0001", "  got       1"],
        [HIDDEN, "  got       another number"],
    ),
    "a large integer": (
        10**30,
        0.0,
        ["  expected  0 ± 0.0001", "  got       1e+30"],
        [HIDDEN, "  got       another number"],
    ),
}


@pytest.mark.parametrize(("got", "expected", "opened", "closed"), WRONG.values(), ids=WRONG)
def test_a_wrong_value_is_told_in_two_texts(
    got: Any, expected: Any, opened: list[str], closed: list[str]
) -> None:
    """The public one has what was expected and where it differs, the hidden one neither."""
    assert told(close, got, expected, TOLERANCE) == (
        "\n".join(["f(x)", *opened]),
        "\n".join(["f(x)", *closed]),
    )


RIGHT = {
    "the same": ([[1.0, 2.0]], [[1, 2]]),
    "within the tolerance": ([1.0001, 0.00009], [1, 0]),
    "float32": (np.float32([0.1, 1e6]), [0.1, 1e6]),
    "float16": (np.float16([0.5]), [0.5]),
    "integers": (np.int8([1, -1]), [1, -1]),
    "unsigned": (np.uint64([1]), [1]),
    "booleans": (np.array([True, False]), [1, 0]),
    "a boolean": (False, 0.0),
    "complex without an imaginary part": (np.array([1 + 0j, 2 - 0j]), [1, 2]),
    "complex by rounding": (np.array([1 - 2e-17j, 30 + 3e-6j]), [1, 30]),
    "a complex number": (2 + 0j, 2),
    "a tensor": (Tensor(np.ones((2, 1), np.float32)), [[1], [1]]),
    "tensors in a list": ([Tensor(np.ones(2)), (1, 1)], np.ones((2, 2))),
    "a namedtuple": (Named(("d", "g"), (0, 1.0)), [0, 1]),
    "namedtuples": ([Named(("a",), (1,)), Named(("b",), (2,))], [[1], [2]]),
    "large integers": ([10**20, -(2**70)], [1e20, -(2.0**70)]),
    "a large integer": (10**30, 1e30),
    "a large integer and a float": ([10**20, 1.5], [1e20, 1.5]),
    "a large integer and an array": ([10**20, np.array(1.5)], [1e20, 1.5]),
    "beyond int64, within uint64": ([2**63, -1], [2.0**63, -1]),
    "nothing": ([], np.zeros(0)),
    "no rows": (np.zeros((0, 3)), np.zeros((0, 3))),
}


@pytest.mark.parametrize(("got", "expected"), RIGHT.values(), ids=RIGHT)
def test_a_right_value_is_right_in_whatever_style(got: Any, expected: Any) -> None:
    """Nothing is raised and nothing is returned."""
    assert close("f(x)", got, expected, TOLERANCE) is None


def test_the_tolerance_is_a_closed_interval_around_what_was_expected() -> None:
    """On the margin is right, beyond it is wrong; the margin grows with the expected value."""
    half = Tolerance(rtol=0.0, atol=0.5)
    close("f", [0.5, -0.5], [0, 0], half)
    told(close, np.nextafter(0.5, 1), 0, half)
    relative = Tolerance(rtol=0.5, atol=0.0)
    close("f", [1.0, 3.0, -3.0, 0.0], [2, 2, -2, 0], relative)
    told(close, 3.0, 1.5, relative)
    told(close, 5e-324, 0.0, relative)
    assert Tolerance(rtol=0.1, atol=1.0).around(np.array([0.0, -10.0])).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (3.1415, 2.7182),
        (np.full((2, 2), 3.5), np.full((2, 2), 2.8)),
        (np.full(13, 3), np.full(13, 2)),
    ],
    ids=["number", "matrix", "long"],
)
def test_the_closed_text_holds_no_digit_of_what_was_expected(got: Any, expected: Any) -> None:
    """Nor its sign, nor its margin: all in it is asked or came."""
    _, before = told(close, got, expected, EXACT)
    for other in (np.multiply(expected, -7e5), np.add(expected, 987.654)):
        opened, closed = told(close, got, other, Tolerance(rtol=1e-3, atol=0.77))
        assert closed == before
        assert closed != opened


def test_a_mismatch_is_the_students() -> None:
    """An AssertionError, whose text is the closed one unless somebody says otherwise."""
    error = Mismatch("f()", ("expected", "1"), closed=[("asked", "it")])
    assert isinstance(error, AssertionError)
    assert (error.open, str(error)) == ("f()\n  expected  1", "f()\n  asked     it")
    assert str(Mismatch("f()", ("asked", "a"))) == Mismatch("f()", ("asked", "a")).open
    assert str(Mismatch("f()", ("expected", "1"), closed=[])) == "f()"


# Kind, shape, finiteness: all before values.

KINDS = {
    "None": (None, "None (is a `return` missing?)"),
    "Other": (Other("a generator"), "a generator"),
    "text": ("abc", "a str: 'abc'"),
    "a long text": ("é\n" * 100, "a str: " + ascii("é\n" * 20)),
    "a number in quotes": ("1.5", "a str: '1.5'"),
    "bytes": (b"a\xff", "a bytes: b'a\\xff'"),
    "dict": ({"x": 1, "z\x1b": 2}, "a dict with the keys 'x', 'z\\x1b'"),
    "dict of a long key": ({"é" * 900_000: 1}, f"a dict with the keys {'é' * 40!a}"),
    "a long dict": (
        dict.fromkeys("abcdefgh"),
        "a dict with the keys 'a', 'b', 'c', 'd', 'e', 'f'",
    ),
    "an empty dict": ({}, "an empty dict"),
    "ragged": (
        [[1, 2], [3]],
        "a list that is no array of numbers: its rows have lengths 2, 1",
    ),
    "ragged tuple of arrays": (
        (np.ones(2), Tensor(np.ones(3))),
        "a tuple that is no array of numbers: its rows have lengths 2, 3",
    ),
    "ragged twice": (
        [[1, [2, 3]], [4]],
        "a list that is no array of numbers: its rows have lengths 2, 1",
    ),
    "many ragged rows": (
        [[0] * n for n in range(1, 9)],
        "a list that is no array of numbers: its rows have lengths 1, 2, 3, 4, 5, 6",
    ),
    "a number and a row": (
        [1, [2, 3]],
        "a list that is no array of numbers: its rows have lengths 2",
    ),
    "list of texts": (["1", "2"], "a list that is no array of numbers: it holds a str: '1'"),
    "list of bytes": ([b"1"], "a list that is no array of numbers: it holds a bytes: b'1'"),
    "list with None": (
        [1, None],
        "a list that is no array of numbers: it holds None (is a `return` missing?)",
    ),
    "None in a row": (
        [[1, None], [2, 3]],
        "a list that is no array of numbers: it holds None (is a `return` missing?)",
    ),
    "symbols in a matrix": (
        [[1.0, Other("a symbolic expression, x, that is not a number")], [0, 1]],
        "a list that is no array of numbers: it holds a symbolic expression, x, "
        "that is not a number",
    ),
    "list of dicts": (
        [{"a": 1}],
        "a list that is no array of numbers: it holds a dict with the keys 'a'",
    ),
    "namedtuple with text": (
        Named(("a", "b"), (1, "x")),
        "a tuple that is no array of numbers: it holds a str: 'x'",
    ),
    "an integer beyond any float": (10**400, "an int that is no array of numbers"),
    "a list of one": ([10**400, 1.0], "a list that is no array of numbers"),
    "a matrix and a vector": (
        (np.eye(2), np.ones(2)),
        "a tuple that is no array of numbers: what it holds has the shapes (2, 2), (2,)",
    ),
    "a large integer and a complex array": (
        [10**20, np.array(1j)],
        "a list that is no array of numbers",
    ),
    "a large integer and a complex": ([10**20, 1j], "a list that is no array of numbers"),
}


@pytest.mark.parametrize("check", [numbers, vector, scalar])
@pytest.mark.parametrize(("value", "words"), KINDS.values(), ids=KINDS)
def test_what_is_no_array_of_numbers_is_told(check: Any, value: Any, words: str) -> None:
    """One text for both cases: it holds only what was asked and what came."""
    asked = {numbers: "numbers", vector: "a vector", scalar: "a single number"}[check]
    opened, closed = told(check, value)
    text = f"f(x)\n  asked     {asked}\n  got       {words}"
    assert (opened, closed) == (text, bare(text))


SHAPES = {
    "a number for a vector": (1.0, (3,), "an array of shape (3,)", "a single number: 1"),
    "one entry for a vector": ([1.0], (3,), "an array of shape (3,)", "shape (1,): [1]"),
    "one entry for a number": ([1.0], (), "a single number", "shape (1,): [1]"),
    "a row for a vector": (
        [[1, 1, 1]],
        (3,),
        "an array of shape (3,)",
        "shape (1, 3): [[1, 1, 1]]",
    ),
    "a column": ([[1], [1]], (2,), "an array of shape (2,)", "shape (2, 1): [[1], [1]]"),
    "a vector for a matrix": (
        np.ones(4),
        (2, 2),
        "an array of shape (2, 2)",
        "shape (4,): [1, 1, 1, 1]",
    ),
    "transposed": (
        np.ones((3, 2)),
        (2, 3),
        "an array of shape (2, 3)",
        "shape (3, 2): [[1, 1], [1, 1], [1, 1]]",
    ),
    "long": (np.ones(7), (8,), "an array of shape (8,)", "shape (7,): 1, 1, 1, ... (7 entries)"),
    "empty": ([], (2,), "an array of shape (2,)", "shape (0,), empty"),
    "empty rows": (
        np.zeros((100_000, 0)),
        (2,),
        "an array of shape (2,)",
        "shape (100000, 0), empty",
    ),
    "NaN of another shape": ([np.nan], (), "a single number", "shape (1,): [nan]"),
    "complex of another shape": ([1j], (), "a single number", "shape (1,): [0+1j]"),
    "text": ("1", (), "a single number", "a str: '1'"),
    "ragged": (
        [[1], [1, 2]],
        (2, 2),
        "an array of shape (2, 2)",
        "a list that is no array of numbers: its rows have lengths 1, 2",
    ),
}


@pytest.mark.parametrize(("value", "shape", "asked", "got"), SHAPES.values(), ids=SHAPES)
def test_another_shape_is_told_before_any_value(
    value: Any, shape: tuple[int, ...], asked: str, got: str
) -> None:
    """Broadcasting makes nothing right, and a hidden case shows as much."""
    text = f"f(x)\n  asked     {asked}\n  got       {got}"
    assert told(numbers, value, shape) == (text, bare(text))
    assert told(close, value, np.ones(shape), TOLERANCE) == (text, bare(text))


UNREAL = {
    "NaN": ([1, np.nan, 3], "finite numbers", "[1, nan, 3]: 1 of 3 not finite"),
    "infinity": ([np.inf, -np.inf], "finite numbers", "[inf, -inf]: 2 of 2 not finite"),
    "one NaN": (float("nan"), "finite numbers", "nan: 1 of 1 not finite"),
    "NaN among many": (
        np.where(np.arange(10) == 9, np.nan, 1.0),
        "finite numbers",
        "1, 1, 1, ... (10 entries): 1 of 10 not finite",
    ),
    "float16's infinity": (
        np.array([np.inf], np.float16),
        "finite numbers",
        "[inf]: 1 of 1 not finite",
    ),
    "complex": ([1 + 2j, 3], "real numbers", "complex: [1+2j, 3+0j]"),
    "a small imaginary part": ([1 + 1e-5j], "real numbers", "complex: [1+1e-05j]"),
    "an infinite imaginary part": (
        [complex(1, float("inf"))],
        "real numbers",
        "complex: [1+infj]",
    ),
    "an imaginary NaN": ([complex(1, float("nan"))], "real numbers", "complex: [1+nanj]"),
    "complex NaN": ([complex(float("nan"), 0)], "finite numbers", "[nan]: 1 of 1 not finite"),
    "many complex": (
        np.full(7, 1 + 2j, np.complex64),
        "real numbers",
        "complex: 1+2j, 1+2j, 1+2j, ... (7 entries)",
    ),
}


@pytest.mark.parametrize(("value", "asked", "got"), UNREAL.values(), ids=UNREAL)
def test_what_is_not_finite_or_not_real_is_told(value: Any, asked: str, got: str) -> None:
    """NaN is never right, not even where NaN was computed by us."""
    text = f"f(x)\n  asked     {asked}\n  got       {got}"
    assert told(numbers, value) == (text, bare(text))
    assert told(close, value, np.full(np.shape(value), np.nan), TOLERANCE) == (text, bare(text))


def test_nothing_is_close_to_a_nan_of_ours() -> None:
    """A comparison with NaN is wrong, whatever came."""
    told(close, 1.0, np.nan, TOLERANCE)
    told(close, [1.0, 2.0], [1.0, np.nan], TOLERANCE)


def test_numbers_come_as_float64() -> None:
    """Whatever dtype they had, and the array is not the student's own."""
    came = np.array([1, 2], np.int8)
    found = numbers("f", came)
    assert found.dtype == np.float64
    assert not np.shares_memory(found, came)
    assert numbers("f", [[1, 2]], (1, 2)).tolist() == [[1, 2]]


# Vectors, numbers, parts.


@pytest.mark.parametrize(
    "value", [[1, 2], (1, 2), [[1, 2]], [[1], [2]], np.array([[1], [2]]), Tensor(np.array([1, 2]))]
)
def test_a_vector_may_come_as_a_row_or_a_column(value: Any) -> None:
    """It is (n,) to the grader."""
    assert vector("f", value).tolist() == vector("f", value, 2).tolist() == [1, 2]


@pytest.mark.parametrize("value", [[3], [[3]], np.array([[3.0]])])
def test_a_vector_of_one_is_a_vector(value: Any) -> None:
    """Its row is its column."""
    assert vector("f", value).tolist() == vector("f", value, 1).tolist() == [3]


@pytest.mark.parametrize(
    ("value", "size", "asked", "got"),
    [
        (3.0, None, "a vector", "a single number: 3"),
        ([], None, "a vector", "shape (0,), empty"),
        ([[]], None, "a vector", "shape (1, 0), empty"),
        ([[1, 2], [3, 4]], None, "a vector", "shape (2, 2): [[1, 2], [3, 4]]"),
        ([[[1, 2]]], None, "a vector", "shape (1, 1, 2): [[[1, 2]]]"),
        ([1, 2, 3], 2, "a vector of 2 numbers", "shape (3,): [1, 2, 3]"),
        ([1], 2, "a vector of 2 numbers", "shape (1,): [1]"),
        (5, 2, "a vector of 2 numbers", "a single number: 5"),
        (FEW, 2, "a vector of 2 numbers", "shape (7,): 0, 1, 2, ... (7 entries)"),
    ],
)
def test_what_is_no_vector_is_told(value: Any, size: int | None, asked: str, got: str) -> None:
    """By its shape."""
    text = f"f(x)\n  asked     {asked}\n  got       {got}"
    assert told(vector, value, size) == (text, bare(text))


@pytest.mark.parametrize(
    "value", [2, 2.0, True + 1, np.array(2), [2], [[2.0]], Tensor(np.full((1, 1, 1), 2)), 2 + 0j]
)
def test_a_number_may_come_as_an_array_of_one(value: Any) -> None:
    """In whatever number of dimensions."""
    assert scalar("f", value) == 2
    assert isinstance(scalar("f", value), float)
    assert close_scalar("f", value, 2.0, EXACT) is None


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ([1, 2], "shape (2,): [1, 2]"),
        ([], "shape (0,), empty"),
        (FEW, "shape (7,): 0, 1, 2, ... (7 entries)"),
        ([np.nan, 1], "shape (2,): [nan, 1]"),
    ],
)
def test_what_is_no_single_number_is_told(value: Any, got: str) -> None:
    """The N terms of a mean are not the mean."""
    text = f"f(x)\n  asked     a single number\n  got       {got}"
    assert told(scalar, value) == (text, bare(text))
    assert told(close_scalar, value, 1.0, TOLERANCE) == (text, bare(text))


def test_a_number_in_an_array_of_one_is_told_as_a_number() -> None:
    """Its brackets are no fault and are not shown."""
    assert told(close_scalar, [[2.0]], 1.0, TOLERANCE)[0] == (
        "f(x)\n  expected  1 ± 0.0002\n  got       2"
    )


NAMES = ("x", "F", "z")


@pytest.mark.parametrize(
    "value",
    [
        (1, [2], 3),
        [1, [2], 3],
        {"x": 1, "F": [2], "z": 3},
        {"z": 3, "more": 0, "F": [2], "x": 1},
        Named(NAMES, (1, [2], 3)),
        Named(("z", "F", "x"), (3, [2], 1)),
        Named(("more", *NAMES), (0, 1, [2], 3)),
        Named(("a", "b", "c"), (1, [2], 3)),
        Named(("x", "x", "x"), (1, [2], 3)),
    ],
    ids=repr,
)
def test_parts_come_in_order_or_by_name(value: Any) -> None:
    """A tuple, a list, a namedtuple of any names, a dict with those keys."""
    assert parts("f", value, NAMES) == (1, [2], 3)


@pytest.mark.parametrize("kind", [np.asarray, lambda rows: Tensor(np.asarray(rows))])
def test_parts_of_one_shape_may_come_as_one_array(kind: Any) -> None:
    """np.stack([mu, var]) unpacks like the pair of them; of numbers each part is a number."""
    rows = parts("f", kind([[1.0, 2], [3, 4], [5, 6]]), NAMES)
    assert [row.tolist() for row in rows] == [[1, 2], [3, 4], [5, 6]]
    assert parts("f", kind([1, 2, 3]), NAMES) == (1, 2, 3)


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ((1, 2), "a tuple of 2 values"),
        ([1, 2, 3, 4], "a list of 4 values"),
        ((), "a tuple of 0 values"),
        (Named(("x", "F"), (1, 2)), "a tuple of 2 values"),
        ({"x": 1, "F": 2}, "a dict with the keys 'x', 'F'"),
        ({"X": 1, "f": 2, "z": 3}, "a dict with the keys 'X', 'f', 'z'"),
        (None, "None (is a `return` missing?)"),
        (3.0, "a single number: 3"),
        (np.ones((2, 3)), "shape (2, 3): [[1, 1, 1], [1, 1, 1]]"),
        (Tensor(np.ones(2)), "shape (2,): [1, 1]"),
        ("xFz", "a str: 'xFz'"),
        (Other("a set"), "a set"),
    ],
    ids=repr,
)
def test_parts_that_are_not_there_are_told(value: Any, got: str) -> None:
    """The names that were asked for, and what came."""
    text = f"f(x)\n  asked     (x, F, z)\n  got       {got}"
    assert told(parts, value, NAMES) == (text, bare(text))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.0, "1"),
        (1 / 3, "0.333333"),
        (-0.0, "-0"),
        (1e-10, "1e-10"),
        (123456789.0, "1.23457e+08"),
        (True, "1"),
        (1 - 2j, "1-2j"),
        (np.float32(0.1), "0.1"),
        ([], "[]"),
        ([[1, 2], [3, 4]], "[[1, 2], [3, 4]]"),
        (np.zeros((1, 1, 2)), "[[[0, 0]]]"),
        (FEW, "0, 1, 2, ... (7 entries)"),
        (np.arange(10**6), "0, 1, 2, ... (1,000,000 entries)"),
        (np.full((4, 2), 1j, np.complex64), "0+1j, 0+1j, 0+1j, ... (8 entries)"),
    ],
    ids=repr,
)
def test_numbers_are_shown_as_they_are_read(value: Any, shown: str) -> None:
    """Six digits; short arrays whole, long ones by their beginning."""
    assert show(value) == shown


# Whatever comes out of the box is the student's: no value breaks a comparison.

dtypes = st.sampled_from([*DTYPES])
arrays = hnp.arrays(dtypes, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3))
answers = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.integers(-(2**4095), 2**4095),
        st.floats(),
        st.complex_numbers(),
        st.text(max_size=5),
        st.binary(max_size=5),
        st.text(max_size=5).map(Other),
        arrays,
        arrays.map(Tensor),
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.lists(inner, max_size=3).map(
            lambda items: Named(tuple("xFz"[: len(items)]), tuple(items))
        )
    ),
    max_leaves=10,
)
CHECKS = {
    "numbers": lambda value: numbers("f", value),
    "shape": lambda value: numbers("f", value, (2,)),
    "vector": lambda value: vector("f", value, 2),
    "scalar": lambda value: scalar("f", value),
    "close": lambda value: close("f", value, [1.0, 2.0], TOLERANCE),
    "close_scalar": lambda value: close_scalar("f", value, 1.0, TOLERANCE),
    "parts": lambda value: parts("f", value, NAMES),
    "describe": describe,
}


@given(answers)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_answer_breaks_a_comparison(value: Any) -> None:
    """It passes, or it is a Mismatch of a few short lines: never an error of ours."""
    for check in CHECKS.values():
        try:
            check(value)
        except Mismatch as error:
            texts = (error.open, str(error))
            assert max(map(len, texts)) < 2000
            assert max(text.count("\n") for text in texts) < 8


@given(hnp.arrays(np.float64, 3, elements=st.floats(-1e6, 1e6)), st.floats(0, 0.1), st.floats(0, 1))
@settings(max_examples=100, deadline=None)
def test_closeness_is_the_formula(expected: Any, rtol: float, atol: float) -> None:
    """|got - expected| <= atol + rtol |expected|, entry by entry."""
    tolerance = Tolerance(rtol=rtol, atol=atol)
    margin = atol + rtol * np.abs(expected)
    close("f", expected, expected, tolerance)
    close("f", (expected + 0.5 * margin).tolist(), expected, tolerance)
    for place in range(3):
        off = expected.copy()
        off[place] += 2 * margin[place] + 1e-6
        assert "1 of 3 entries differ" in told(close, off, expected, tolerance)[1]


LARGE = {
    "texts among which one is long": lambda: [""] * 20_000 + ["x" * 10_000],
    "bytes among which one is long": lambda: [b""] * 20_000 + [b"x" * 10_000],
    "numbers and a long text": lambda: [0] * 20_000 + ["x" * 10_000],
    "rows with a long text": lambda: [["", "x" * 10_000]] * 10_000,
    "empty beyond what NumPy counts": lambda: np.zeros((0, 2**10, 2**10), bool),
}


@pytest.mark.parametrize("make", LARGE.values(), ids=LARGE)
def test_what_is_small_on_the_wire_stays_small(make: Any) -> None:
    """NumPy would give each item of a list the room of the longest."""
    value = make()
    tracemalloc.start()
    try:
        for check in CHECKS.values():
            with contextlib.suppress(Mismatch):
                check(value)
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["shape", "vector", "scalar", "close", "close_scalar", "parts"])
def test_an_array_of_another_size_is_not_converted(name: str) -> None:
    """32 MB of booleans would be 256 MB of floats, on a machine of 768."""
    value = np.zeros(2**25, bool)
    tracemalloc.start()
    try:
        with pytest.raises(Mismatch):
            CHECKS[name](value)
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()


def test_a_constant_of_the_graders_is_what_it_says() -> None:
    """Graders use it for "the same": beyond float32's rounding, below any intended difference."""
    assert np.finfo(np.float32).eps < checks.DISTINCT < 1e-3
