"""What a student may return, as data: array-likes are read as their numbers, the rest is named."""

import array
import collections
import ctypes
import datetime
import enum
import functools
import math
import sys
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from bounds import within
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder import checks, wording
from autograder.box import wire
from autograder.box.grammar import Named, Other, Tensor
from autograder.box.plain import description, live, plain
from autograder.box.worker import _encoded

torch = pytest.importorskip("torch")

pytestmark = pytest.mark.filterwarnings(
    "ignore:the matrix subclass:PendingDeprecationWarning",
    "ignore:Sparse:UserWarning",
    "ignore:ComplexHalf:UserWarning",
)

Point = collections.namedtuple("Point", "d g")
alpha = sympy.Symbol("alpha")


class Lying(np.ndarray):
    """An array whose methods say something else."""

    shape = (9, 9)
    nbytes = 0

    def __array__(self, *arguments: Any, **named: Any) -> Any:
        raise RuntimeError

    def astype(self, *arguments: Any, **named: Any) -> Any:
        return "no"

    tobytes = tolist = copy = astype


class Own(torch.Tensor):
    """A subclass as students write it."""


class Holder:
    """Not an array, but NumPy can read it."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.array([1.0, 2.0])


class Sequential:
    """A length and items: NumPy reads it as a sequence."""

    def __init__(self, *items: Any) -> None:
        self.items = items

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, i: int) -> Any:
        return self.items[i]


class Level(enum.IntEnum):
    """A number by another name."""

    TWO = 2


class Endless(list):
    """A list that claims two items and has no end."""

    def __len__(self) -> int:
        return 2

    def __iter__(self) -> Iterator[int]:
        while True:
            yield 1


class Quoted(str):
    """A text that is its own text."""

    __slots__ = ()

    def __str__(self) -> str:
        return self


def reply(value: Any) -> Any:
    """`value` as the grader gets it: in a reply, over the wire."""
    return wire.decode(_encoded({"id": 1, "value": plain(value)}))["value"]


VECTORS = {
    "float64": lambda: np.array([1.0, 2.0]),
    "float32": lambda: np.array([1, 2], np.float32),
    "float16": lambda: np.array([1, 2], np.float16),
    "int8": lambda: np.array([1, 2], np.int8),
    "uint64": lambda: np.array([1, 2], np.uint64),
    "big-endian": lambda: np.array([1, 2], ">f4"),
    "longdouble": lambda: np.array([1, 2], np.longdouble),
    "complex without an imaginary part": lambda: np.array([1, 2], np.complex64),
    "clongdouble without an imaginary part": lambda: np.array([1, 2], np.clongdouble),
    "strided": lambda: np.array([2.0, 0.0, 1.0])[::-2],
    "read-only": lambda: np.broadcast_to([1.0, 2.0], (2,)),
    "masked, nothing hidden": lambda: np.ma.array([1.0, 2.0], mask=[False, False]),
    "a subclass that lies": lambda: np.array([1.0, 2.0]).view(Lying),
    "objects: integers": lambda: np.array([1, 2], object),
    "objects: sympy": lambda: np.array([sympy.Integer(1), sympy.Rational(4, 2)], object),
    "objects: fractions": lambda: np.array([Fraction(1), Fraction(2)], object),
    "objects: tensors": lambda: np.array([torch.ones(()), 2 * torch.ones(())], object),
    "list": lambda: [1, 2.0],
    "tuple": lambda: (1.0, 2),
    "list of NumPy numbers": lambda: [np.float32(1), np.int64(2)],
    "list of 0-d arrays": lambda: [np.array(1.0), np.array(2)],
    "list of 0-d tensors": lambda: [torch.tensor(1.0, requires_grad=True), torch.tensor(2)],
    "list of sympy numbers": lambda: [sympy.Integer(1), sympy.sqrt(4)],
    "list of a Fraction and a Decimal": lambda: [Fraction(1), Decimal(2)],
    "list of a bool and an enum": lambda: [True, Level.TWO],
    "a class of the student's own": lambda: Sequential(1.0, Level.TWO),
    "ctypes": lambda: (ctypes.c_double * 2)(1, 2),
    "a point of sympy": lambda: sympy.Point(1, 2),
    "range": lambda: range(1, 3),
    "namedtuple": lambda: Point(1, 2),
    "deque": lambda: collections.deque([1, 2]),
    "array.array": lambda: array.array("d", [1, 2]),
    "memoryview": lambda: memoryview(np.array([1.0, 2.0])),
    "torch.Size": lambda: torch.Size([1, 2]),
    "object with __array__": Holder,
    "mpmath": lambda: [mpmath.mpf(1), mpmath.mpc(2, 0)],
    "tensor": lambda: torch.tensor([1.0, 2.0]),
    "tensor that requires grad": lambda: torch.tensor([1.0, 2.0], requires_grad=True) * 1,
    "parameter": lambda: torch.nn.Parameter(torch.tensor([1.0, 2.0])),
    "tensor of a subclass": lambda: torch.tensor([1.0, 2.0]).as_subclass(Own),
    "tensor under inference": lambda: torch.inference_mode()(torch.tensor)([1.0, 2.0]),
    "float16 tensor": lambda: torch.tensor([1.0, 2.0]).half(),
    "bfloat16 tensor": lambda: torch.tensor([1.0, 2.0]).bfloat16(),
    "int64 tensor": lambda: torch.tensor([1, 2]),
    "uint8 tensor": lambda: torch.tensor([1, 2], dtype=torch.uint8),
    "complex tensor": lambda: torch.tensor([1, 2], dtype=torch.complex128),
    "conjugated tensor": lambda: torch.tensor([1 + 0j, 2 + 0j]).conj(),
    "negated view": lambda: torch.tensor([1 - 1j, 2 - 2j]).conj().imag,
    "sparse tensor": lambda: torch.tensor([1.0, 2.0]).to_sparse(),
    "flipped tensor": lambda: torch.tensor([2.0, 1.0]).flip(0),
    "sympy Tuple": lambda: sympy.Tuple(1, 2),
    "sympy Array": lambda: sympy.Array([1, 2]),
}
SQUARE = [[1.0, 2.0], [3.0, 4.0]]
MATRICES = {
    "nested list": lambda: SQUARE,
    "classes of the student's own": lambda: Sequential(Sequential(*SQUARE[0]), SQUARE[1]),
    "a matrix expression of sympy": lambda: sympy.Identity(2) * sympy.ImmutableMatrix(SQUARE),
    "a matrix of mpmath": lambda: mpmath.matrix(SQUARE),
    "nested tuple": lambda: tuple(map(tuple, SQUARE)),
    "rows in a tuple": lambda: ([1, 2], [3, 4]),
    "list of arrays": lambda: [np.array(row) for row in SQUARE],
    "list of tensors": lambda: [torch.tensor(row, requires_grad=True) for row in SQUARE],
    "list of 1x1 objects": lambda: [[sympy.Integer(1), Fraction(2)], [Decimal(3), np.float16(4)]],
    "namedtuple of rows": lambda: Point([1, 2], (3, 4)),
    "matrix": lambda: np.matrix(SQUARE),
    "Fortran order": lambda: np.asfortranarray(SQUARE),
    "transposed": lambda: np.array([[1, 3], [2, 4]]).T,
    "transposed tensor": lambda: torch.tensor([[1.0, 3.0], [2.0, 4.0]]).T,
    "sparse COO tensor": lambda: torch.tensor(SQUARE).to_sparse(),
    "sparse CSR tensor": lambda: torch.tensor(SQUARE).to_sparse_csr(),
    "memoryview": lambda: memoryview(np.array(SQUARE)),
    "sympy Matrix": lambda: sympy.Matrix(SQUARE),
    "sympy Matrix, evaluated": lambda: sympy.Matrix([[1, alpha], [3, 4]]).subs(alpha, 2),
    "sympy ImmutableMatrix": lambda: sympy.ImmutableMatrix([[1, 2], [3, 4]]),
    "sympy SparseMatrix": lambda: sympy.SparseMatrix([[1, 2], [3, 4]]),
    "sympy Array": lambda: sympy.Array([[1, 2], [3, 4]]),
}
SCALARS = {
    "float": lambda: 2.0,
    "int": lambda: 2,
    "Fraction": lambda: Fraction(4, 2),
    "Decimal": lambda: Decimal("2.0"),
    "np.float64": lambda: np.float64(2),
    "np.longdouble": lambda: np.longdouble(2),
    "0-d array": lambda: np.array(2),
    "0-d object": lambda: np.array(sympy.Integer(2), object),
    "0-d tensor": lambda: torch.tensor(2.0, requires_grad=True) * 1,
    "mpf": lambda: mpmath.mpf(2),
    "complex": lambda: 2 + 0j,
    "sympy Integer": lambda: sympy.Integer(2),
    "sympy expression": lambda: sympy.log(sympy.E**2),
    "sympy Array of rank 0": lambda: sympy.Array(2),
    "enum": lambda: Level.TWO,
}


@pytest.mark.parametrize("make", VECTORS.values(), ids=VECTORS)
def test_every_vector_that_numpy_can_read_is_read(make: Any) -> None:
    """An answer is right in whatever style it is written."""
    assert checks.numbers("f", reply(make()), (2,)).tolist() == [1, 2]


@pytest.mark.parametrize("make", MATRICES.values(), ids=MATRICES)
def test_every_matrix_that_numpy_can_read_is_read(make: Any) -> None:
    """Rows may be lists, arrays, tensors, or symbols with values."""
    assert checks.numbers("f", reply(make()), (2, 2)).tolist() == SQUARE


@pytest.mark.parametrize("make", SCALARS.values(), ids=SCALARS)
def test_every_number_is_read(make: Any) -> None:
    """Python's, NumPy's, torch's and sympy's numbers are one number."""
    assert checks.scalar("f", reply(make())) == 2


@pytest.mark.parametrize(
    ("value", "size"),
    [(sympy.pi, math.pi), (sympy.Rational(1, 3), 1 / 3), (Fraction(1, 3), 1 / 3), (10**20, 1e20)],
)
def test_exact_numbers_come_as_the_nearest_float(value: Any, size: float) -> None:
    """Nothing is lost that a float can hold."""
    assert checks.scalar("f", reply(value)) == size


@pytest.mark.parametrize("value", [np.ones(2), np.float32(1), torch.ones(2), [np.ones(1)]])
def test_a_result_is_base_data(value: Any) -> None:
    """Arrays come as ndarrays proper and tensors as Tensor, with their dtypes."""
    found = plain(value)
    inner = found[0] if isinstance(found, list) else found
    bare = inner.array if isinstance(inner, Tensor) else inner
    assert isinstance(inner, Tensor) == isinstance(value, torch.Tensor)
    assert type(bare) is np.ndarray


def test_a_namedtuple_keeps_its_names() -> None:
    """Values asked for together may come by name."""
    assert plain(Point(1, [2])) == Named(("d", "g"), (1, [2]))


def test_a_dict_keeps_its_keys_as_text() -> None:
    """Keys are text on the wire."""
    assert plain({"x": 1, 2: (3,)}) == {"x": 1, "2": (3,)}


@pytest.mark.parametrize("value", [True, None, "text", "é\0😀", b"bytes", 3, -0.5, 1j, (), [], {}])
def test_plain_data_stays_as_it_is(value: Any) -> None:
    """What is base data already comes out the same, and of the same type."""
    found = plain(value)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("value", [Quoted("text"), np.str_("text")])
def test_a_text_of_a_subclass_is_text(value: str) -> None:
    """No subclass crosses: its methods are the student's."""
    assert type(plain(value)) is str
    assert plain(value) == "text"


def generator() -> Iterator[int]:
    """Yields where it should return."""
    yield 1


async def coroutine() -> int:
    """Never awaited."""
    return 1


def selfish() -> list[Any]:
    """A list that contains itself."""
    made: list[Any] = []
    made.append(made)
    return made


def knot() -> dict[str, Any]:
    """A dict that contains itself."""
    made: dict[str, Any] = {}
    made["a"] = made
    return made


NO_DATA = {
    "generator": (generator, "a generator (does it `yield` where it should `return`?)"),
    "class": (lambda: int, "a class"),
    "function": (lambda: generator, "a function, not yet called"),
    "partial": (lambda: functools.partial(int), "a function, not yet called"),
    "module": (lambda: math, "a module"),
    "set": (lambda: {1, 2}, "a set"),
    "object": (object, "an object"),
    "map": (lambda: map(int, [1]), "a map"),
    "dict's keys": ({1: 2}.keys, "a dict_keys"),
    "date": (lambda: datetime.date(2020, 1, 1), "a date"),
    "dtype": (lambda: torch.float32, "a dtype"),
    "long list": (lambda: [0] * 100_001, "a list of 100,001 items"),
    "long range": (lambda: range(10**9), "a range of 1,000,000,000 items"),
    "long tuple": (lambda: (0,) * 100_001, "a tuple of 100,001 items"),
    "long text": (lambda: "x" * 10_001, "a str of length 10,001"),
    "long bytes": (lambda: bytes(10_001), "a bytes of length 10,001"),
    "large integer": (lambda: 10**5000, "an integer of 16,610 bits"),
    "large array": (
        lambda: np.zeros(10**7),
        "an array of shape (10000000,): 80,000,000 bytes",
    ),
    "array that claims 8 GB": (
        lambda: np.broadcast_to(1.0, 10**9),
        "an array of shape (1000000000,): 8,000,000,000 bytes",
    ),
    "tensor that claims 4 GB": (
        lambda: torch.ones(1).expand(10**9),
        "a tensor of shape (1000000000,), too large to send",
    ),
    "sparse tensor that would take 4 GB": (
        lambda: torch.sparse_coo_tensor(torch.tensor([[0]]), torch.tensor([1.0]), (10**9,)),
        "a tensor of shape (1000000000,), too large to send",
    ),
    "Fraction without end": (lambda: Fraction(10**400), "a Fraction too large for a float"),
    "symbol": (lambda: alpha, "a symbolic expression, alpha, that is not a number"),
}


@pytest.mark.parametrize(("make", "words"), NO_DATA.values(), ids=NO_DATA)
def test_what_is_no_data_is_named(make: Any, words: str) -> None:
    """The student reads what it was that came, and nothing of its size is made."""
    value = make()
    tracemalloc.start()
    try:
        found = reply(value)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == Other(words)
    assert peak < 4 << 20


def test_a_coroutine_is_named() -> None:
    """An `async def` gives no answer until it is awaited."""
    made = coroutine()
    assert reply(made) == Other("a coroutine (is the function an `async def`?)")
    made.close()


@pytest.mark.parametrize(
    "value",
    [
        np.array(["2020"], "M8[D]"),
        np.datetime64("2020"),
        np.timedelta64(1, "s"),
        np.array(["a"]),
        np.zeros(2, [("a", int)]),
        np.void(b"abc"),
        np.zeros((1,) * 17),
    ],
    ids=lambda value: str(value.dtype),
)
def test_an_array_of_no_numbers_is_named_by_its_dtype(value: Any) -> None:
    """Dates, texts, records, too many dimensions."""
    found = reply(value)
    assert isinstance(found, Other)
    assert found.description.startswith(f"an array of {value.dtype} ")


ODD = {
    "tensor without data": lambda: torch.ones(2, device="meta"),
    "half complex tensor": lambda: torch.ones(2, dtype=torch.complex32),
    "float8 tensor": lambda: torch.ones(2).to(torch.float8_e4m3fn),
    "range beyond any index": lambda: range(10**30),
    "sympy truth": lambda: sympy.true,
    "sympy set": lambda: sympy.FiniteSet(1),
    "signalling NaN": lambda: Decimal("sNaN"),
    "complex infinity": lambda: sympy.zoo,
}


@pytest.mark.parametrize("make", ODD.values(), ids=ODD)
def test_what_cannot_be_converted_is_said_and_does_not_raise(make: Any) -> None:
    """An exception of ours would be told as the student's, and name none of their lines."""
    assert isinstance(plain(make()), (Other, float, complex, Tensor))


@pytest.mark.parametrize("make", [selfish, knot], ids=["list", "dict"])
def test_what_contains_itself_is_said_to(make: Any) -> None:
    """The description arrives: it lies where the wire still takes it."""
    found = reply(make())
    while isinstance(found, (list, dict)):
        found = found[0] if isinstance(found, list) else found["a"]
    assert found == Other("something nested too deep, or that contains itself")


def test_what_contains_itself_twice_has_an_end() -> None:
    """Two to the power of the depth is no number of items to walk through."""
    made: list[Any] = []
    made += [made, made]
    with within(2):
        assert isinstance(reply(made), (list, Other))


def test_a_list_that_lies_about_its_length_has_an_end() -> None:
    """At most as many items are taken as may cross."""
    with within(2):
        reply(Endless())


def test_a_list_nested_deeply_but_within_the_cap_is_sent() -> None:
    """Twenty levels are no fault."""
    made: Any = 1.0
    for _ in range(20):
        made = [made]
    assert reply(made) == made


@pytest.mark.parametrize(
    "make",
    [
        lambda: [[0] * 60_000] * 2,
        lambda: [[0] * 90_000] * 90_000,
        lambda: dict.fromkeys(range(100_001)),
        lambda: [np.zeros(1 << 18)] * 3,
        lambda: ["x" * 10_000] * 300,
    ],
    ids=["lists", "lists of lists", "dict", "arrays", "texts"],
)
def test_many_values_that_are_too_many_together_are_said_to_be(make: Any) -> None:
    """Each is small enough, the whole is not: the reply says so, it does not break."""
    with within(5):
        found = reply(make())
    assert isinstance(found, Other)
    assert found.description.startswith("too much to send: ")


def test_a_dict_with_a_giant_key_is_answered() -> None:
    """A key is a text like any other: it is capped, or the whole is said to be too large."""
    assert len(str(reply({"k" * 10**7: 1}))) < 20_000


objects = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.complex_numbers(),
        st.text(),
        st.text(st.characters(categories=["Cs", "Lu"]), max_size=3),
        st.binary(),
        st.fractions(),
        st.decimals(),
        st.sampled_from([int, alpha, sympy.pi, np.float32(1), torch.ones(2), object(), {1}, math]),
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=2).map(tuple)
        | st.tuples(inner, inner).map(lambda pair: Point(*pair))
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
        | st.lists(inner, max_size=3).map(lambda items: np.array([*items, None], object)[:-1])
    ),
    max_leaves=12,
)


@given(objects)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_result_always_encodes(value: Any) -> None:
    """Whatever a function returns, its reply is a frame that the grader can read and describe."""
    found = reply(value)
    assert wording.describe(found)


def test_live_makes_a_tensor_that_is_the_students_own() -> None:
    """A Tensor becomes a torch tensor of its dtype that may be written to; the rest stays."""
    (sent,) = wire.decode(wire.encode([Tensor(np.ones((2, 3), np.float32))]))
    tensor = live(sent)
    assert tensor.dtype == torch.float32
    assert tensor.shape == (2, 3)
    tensor += 1
    assert live(0.1) == 0.1
    assert live("a") == "a"


@pytest.mark.parametrize(
    ("value", "words"),
    [(Decimal(1), "a Decimal"), (iter([]), "a list_iterator"), (..., "an ellipsis")],
)
def test_a_description_has_the_right_article(value: Any, words: str) -> None:
    """A student's word for it, with "an" before a vowel."""
    assert description(value) == words


def test_a_description_is_not_long() -> None:
    """A class may have any name."""
    assert len(description(type("x" * 1000, (), {})())) < 100


def test_torch_and_sympy_are_looked_for_and_not_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they were not imported no value of theirs can exist."""
    for name in ("torch", "sympy"):
        monkeypatch.setitem(sys.modules, name, None)
    assert plain([1, (2.0,), {"a": np.ones(1)}]) == [1, (2.0,), {"a": np.ones(1)}]
