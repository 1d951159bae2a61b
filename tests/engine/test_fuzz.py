"""Whatever a student's process sends, there is an answer: a value, or whose fault it is.

From the outside in: bytes into the wire, bytes from a real worker into the box, decoded values into
the face, into every comparison, into the shipped graders, and grades into results.json and the
table. What each may raise is said at its head; time and memory are bounded where bytes come in.
"""

import contextlib
import dataclasses
import importlib.util
import io
import itertools
import json
import re
import subprocess
import sys
import tempfile
import time
import tracemalloc
import warnings
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from batch import ALONE
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from rich.console import Console
from test_gradescope import HAZARDS, accept, grades
from test_wire import frame, survives, values

from autograder import checks, wording
from autograder.box import grammar, wire
from autograder.box.host import Box
from autograder.box.server import ROOT, ForkServer
from autograder.checks import Mismatch, Tolerance
from autograder.cli import report
from autograder.errors import Died, Overdue, StudentError
from autograder.grade import collected
from autograder.gradescope import clean, dumped, results
from autograder.model import Function, Grade, Limits, Status
from autograder.student import Student


def often(count):
    """Settings of a property that is tried `count` times."""
    return settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        database=None,
    )


# The wire. decode and frame_size: a value or WireError, in time and memory of the frame's size.

BYTES_A_BYTE = 300  # an object of one key is 8 characters, and a dict of 184 bytes in 232
BYTES_ALWAYS = 1 << 19
heads = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
        st.just({"f": "nan"}), st.just({"c": [0.0, 1.0]}), st.just({"o": "a set"}),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(lambda items: {"t": items}),
        st.lists(st.tuples(st.text(max_size=3), inner).map(list), max_size=3).map(
            lambda pairs: {"d": pairs}
        ),
        st.lists(inner, max_size=3).map(lambda items: {"n": [["x"] * len(items), items]}),
    ),
    max_leaves=15,
)  # fmt: skip
LIES = [
    None, True, -1, 0, 1, 2**31, 2**64, 2**grammar.INT_BITS, 0.5, 1e308, -0.0, "", "nan", "NaN",
    "float64", "\ud800", "\0", [], [[]], {}, {"f": "inf"}, {"f": 0}, {"y": 1 << 40}, {"y": -1},
    {"a": ["float64", [1 << 40]]}, {"T": ["bool", [0, 1 << 40]]}, {"a": ["object", [1]]},
    {"a": []}, {"t": None}, {"d": [[1, 2]]}, {"n": [[], [1]]}, {"o": None}, {"c": [1, 2]},
    {"x": 1}, {"t": [], "d": []},
]  # fmt: skip


def places(tree, place=()):
    """The way to every node of a JSON tree."""
    yield place
    if isinstance(tree, (dict, list)):
        for key, inner in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from places(inner, (*place, key))


def replaced(tree, place, new):
    """The tree with `new` at `place`."""
    if not place:
        return new
    copy = tree.copy()
    copy[place[0]] = replaced(tree[place[0]], place[1:], new)
    return copy


@st.composite
def with_one_lie(draw):
    """A frame of the grammar, true but in one place: a node, a length, a byte of the body."""
    data = wire.encode(draw(values))
    size = wire.PREFIX.unpack(data[: wire.PREFIX.size])[1]
    head, body = data[wire.PREFIX.size :][:size], data[wire.PREFIX.size + size :]
    tree = json.loads(head)
    kind = draw(st.sampled_from(["node", "node", "node", "body", "length", "twice"]))
    if kind == "body":
        body = body[: draw(st.integers(0, len(body)))] + draw(st.binary(max_size=3))
    elif kind == "length":
        head_size, body_size = (max(0, n + draw(st.integers(-2, 2))) for n in (size, len(body)))
        return wire.PREFIX.pack(wire.MAGIC, head_size, body_size) + head + body
    else:
        place = draw(st.sampled_from(list(places(tree))))
        lie = draw(st.sampled_from(LIES) | heads) if kind == "node" else [tree, tree]
        tree = replaced(tree, place, lie)
    return frame(json.dumps(tree), body)


def bounded(data):
    """Decoding these bytes: a value that can be sent again or WireError; time and memory."""
    start = time.monotonic()
    tracemalloc.start()
    try:
        with contextlib.suppress(grammar.WireError):
            wire.decode(data)
        assert tracemalloc.get_traced_memory()[1] < BYTES_ALWAYS + BYTES_A_BYTE * len(data)
    finally:
        tracemalloc.stop()
    assert time.monotonic() - start < 1
    survives(data)


@given(with_one_lie())
@often(500)
def test_a_frame_with_one_lie(data):
    """True everywhere but in one place."""
    bounded(data)


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: f"{lie!r:.30}")
def test_every_lie(lie):
    """Alone, and in each container."""
    for tree in (lie, [lie], {"t": [0, lie]}, {"d": [["k", lie]]}, {"n": [["a"], [lie]]}):
        for body in (b"", b"\7", bytes(16)):
            bounded(frame(json.dumps(tree), body))


@pytest.mark.slow
@given(with_one_lie())
@often(20_000)
def test_a_frame_with_one_lie_many_times(data):
    """The same, for an hour's worth of luck."""
    bounded(data)


@given(st.binary(max_size=400), heads, st.binary(max_size=40))
@often(200)
def test_bytes_that_pretend_to_be_a_frame(noise, head, body):
    """Noise as a frame, as a head, as a body."""
    for data in (noise, frame(noise), frame(json.dumps(head), noise), frame(noise + body, body)):
        bounded(data)
    bounded(wire.encode(body)[: -len(body) or None] + noise)


@given(st.binary(min_size=wire.PREFIX.size, max_size=wire.PREFIX.size), st.integers(0, 2**64 - 1))
@often(300)
def test_a_prefix_of_any_bytes(noise, body):
    """A size within the caps, or WireError."""
    most = wire.PREFIX.size + grammar.HEAD_BYTES + grammar.BODY_BYTES
    for data in (noise, wire.MAGIC + noise[4:], wire.PREFIX.pack(wire.MAGIC, body % 2**32, body)):
        with contextlib.suppress(grammar.WireError):
            assert wire.PREFIX.size <= wire.frame_size(data) <= most


REPEATED = ["[", '{"t":[', '[{"t":', '{"d":[["k",', '{"n":[["a"],[', '"', "9", "-", "[[],", "{}"]
REPEATED += ['{"o":"a"},', '{"a":["bool",[0]]},', '{"c":[0.0,0.0]},', "1e5,", "\\u0000", " "]


@pytest.mark.parametrize("text", REPEATED)
@pytest.mark.parametrize("closed", [False, True])
def test_one_thing_over_and_over(text, closed):
    """A head as large as may be, of one token: refused in seconds, within its memory."""
    head = text * (grammar.HEAD_BYTES // len(text) - 1)
    data = frame(f"[{head.rstrip(',')}]" if closed else head)
    start = time.process_time()
    value = None
    with contextlib.suppress(grammar.WireError):
        value = wire.decode(data)
    wire.encode(value)  # what was read is within the caps of what is written
    assert time.process_time() - start < 5


ATHERIS = """
import sys
import atheris
import numpy
with atheris.instrument_imports(include=["autograder.box.wire"]):
    from autograder.box import grammar, wire


def one(data):
    cut = data[0] * len(data) // 256 if data else 0
    wrapped = wire.PREFIX.pack(wire.MAGIC, len(data[:cut]), len(data[cut:])) + data
    for frame in (data, wrapped):
        try:
            value = wire.decode(frame)
        except grammar.WireError:
            continue
        again = wire.encode(value)
        assert wire.encode(wire.decode(again)) == again


atheris.Setup(sys.argv, one)
atheris.Fuzz()
"""


@pytest.mark.slow
def test_what_coverage_finds(tmp_path):
    """atheris, guided by what decode does: a value that is sent again as it came, or WireError."""
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not installed: pip install atheris, in an environment of its own")
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for i, value in enumerate([{"a": np.zeros(2)}, (1, 2j, None), [b"x", grammar.Other("a set")]]):
        (seeds / str(i)).write_bytes(wire.encode(value))
        (seeds / f"head-{i}").write_bytes(b"\xff" + wire.encode(value)[wire.PREFIX.size :])
    done = subprocess.run(
        [sys.executable, "-c", ATHERIS, "-max_total_time=60", "-max_len=4096", "-timeout=5",
         "-rss_limit_mb=1024", str(seeds)],
        cwd=tmp_path, env={"PYTHONPATH": f"{ROOT}:{':'.join(sys.path)}"},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert re.search(r"Done \d{4,} runs", done.stderr), done.stderr[-500:]


# The box. ask: a dict with the request's id, Died or Overdue.


@pytest.fixture(scope="module")
def sends():
    """What the box makes of bytes that its worker writes on the wire before it answers."""
    text = "import os\ndef f(data, after):\n    os.write(4, data)\n    return [data, after]\n"
    with ForkServer(["numpy"]) as server, contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fuzz-")))
        (folder / "submission.py").write_text(text)
        box = Box(server, folder, 256, 600)
        stack.callback(box.stop)

        def send(data, after):
            if not box.running:
                box.start()
                box.ask({"do": "load", "file": "submission.py"}, 5)
            message = {"do": "call", "file": "submission.py", "function": "f"}
            reply = box.ask({**message, "arguments": [data, after]}, 0.05)
            return type(reply["id"]), reply["id"] - box._asked

        yield send


@pytest.mark.alone
@pytest.mark.parametrize("count", [1, pytest.param(20, marks=pytest.mark.slow)])
def test_a_worker_that_writes_anything(sends, count):
    """Into the pipe, before its answer: one to what was asked, Died or Overdue, and no hang."""

    @given(
        st.binary(min_size=1, max_size=200)
        | with_one_lie()
        | values.map(wire.encode)
        | st.fixed_dictionaries({"id": st.integers(1, 9), "value": values}).map(wire.encode)
        | values.map(wire.encode).flatmap(lambda d: st.integers(1, len(d)).map(lambda n: d[:n])),
        st.integers(),
    )
    @often(60 * count)
    def anything(data, after):
        start = time.monotonic()
        with contextlib.suppress(Died, Overdue):
            assert sends(data, after) == (int, 0)
        assert time.monotonic() - start < 2

    anything()


# The face. Its functions: a value or StudentError; problems(): texts.

FUNCTIONS = {
    "f": Function(name="f", parameters=("x",)),
    "g": Function(name="g", parameters=("z", "y"), tensors=True),
}
RAISED = {"type": "ValueError", "message": "no", "where": ["submission.py, line 3, in f", "  x"]}
LOADS = [
    {"names": ["f", "g"], "problem": None},
    {"names": ["ff", "gg"], "problem": RAISED},
    {"raised": RAISED},
]
GRADIENTS = [grammar.Tensor(np.ones((2, 3), np.float32)), grammar.Tensor(np.ones(2, np.float32))]
REPLIES = [
    {"value": 1.0},
    {"missing": True},
    {"raised": RAISED},
    {"raised": {"type": "NotImplementedError", "message": "", "where": []}},
    {"value": 1.0, "gradients": GRADIENTS, "why": ""},
    {"value": [1.0], "gradients": None, "why": "a list"},
]
hard = st.sampled_from(
    [
        None, "", [], {}, (), True, -1, 2**4000, 1e308, float("nan"), complex("nan"), b"",
        "x" * 9999,
        np.zeros(0), np.zeros(()), np.array([[True]]), np.full((2, 3), np.nan), np.ones(2, "<c8"),
        grammar.Tensor(np.zeros((2, 3))), grammar.Tensor(np.zeros((3, 2), np.int8)),
        grammar.Other("a set"),
        grammar.Named(("x",), (None,)), [np.zeros(2), "x"], [[1, 2], [3]], {"type": None},
        [None, 5], {"": {"": {}}}, [GRADIENTS[0], None], GRADIENTS[::-1],
    ]
)  # fmt: skip


@st.composite
def hostile(draw, true):
    """A reply with one part, at any depth, replaced by anything, left out, or doubled."""
    reply = draw(st.sampled_from(true))
    ways = list(places(reply))[1:]
    place = draw(st.sampled_from(ways))
    kind = draw(st.sampled_from(["other", "other", "gone", "more", "whole"]))
    if kind == "whole":
        return draw(st.dictionaries(st.sampled_from([*reply, "id", "value", "why"]), values | hard))
    if kind == "more":
        return {**reply, draw(st.text(max_size=5)): draw(values)}
    if kind == "gone":
        return {key: part for key, part in reply.items() if key != place[0]}
    return replaced(reply, place, draw(hard | values))


class Scripted:
    """A transport whose every reply comes from `next_reply(what is asked)`."""

    def __init__(self, next_reply):
        self.next_reply = next_reply
        self.running = False

    def start(self):
        """As a box starts."""
        self.running = True

    def ask(self, message, seconds):
        """As a box answers, dies and is late."""
        reply = self.next_reply(message)
        if isinstance(reply, StudentError):
            self.running = False
            raise reply
        return reply


ends = st.sampled_from([Died("it ended"), Overdue("late")])
loads = st.sampled_from(LOADS) | hostile(LOADS) | ends
answers = st.sampled_from(REPLIES) | hostile(REPLIES) | ends


@given(st.lists(loads, min_size=12, max_size=12), st.lists(answers, min_size=12, max_size=12))
@often(300)
def test_the_face_of_a_hostile_process(first, then):
    """Any value in place of any part of a reply: the student's fault, or a value."""
    face = Student(
        Scripted(lambda message: (first if message["do"] == "load" else then).pop()),
        FUNCTIONS,
        Limits(),
    )
    z, y = np.ones((2, 3)), np.ones(2)
    calls = [
        lambda: face.f(0.5),
        lambda: face.g(z, y),
        lambda: face.gradient("g", z, y, wrt=(0, 1)),
    ]
    for call in [*calls, *calls]:
        with contextlib.suppress(StudentError):
            call()
    assert all(isinstance(problem, str) for problem in face.problems())
    assert len(face.records) == 6


@given(hostile(LOADS), st.sampled_from(REPLIES))
@often(200)
def test_a_hostile_import(first, reply):
    """Names and a problem, or why there are none; whatever is asked after it."""
    face = Student(
        Scripted(lambda message: first if message["do"] == "load" else reply), FUNCTIONS, Limits()
    )
    for _ in range(2):
        with contextlib.suppress(StudentError):
            face.f(0.5)
    assert all(isinstance(problem, str) for problem in face.problems())


@given(hostile(REPLIES[-2:]))
@often(300)
def test_a_hostile_gradient(reply):
    """A gradient for each argument, real and of its shape, or why there is none."""
    loads = {"names": ["g"], "problem": None}
    script = Scripted(lambda message: loads if message["do"] == "load" else reply)
    face = Student(script, FUNCTIONS, Limits())
    with contextlib.suppress(StudentError):
        found = face.gradient("g", np.ones((2, 3)), np.ones(2), wrt=(0, 1))
        assert isinstance(found.why, str)
        if found.gradients is not None:
            assert [(g.shape, g.dtype.name) for g in found.gradients] == [
                ((2, 3), "float64"),
                ((2,), "float64"),
            ]


# Comparisons: a result or Mismatch, whose texts are texts.

numbers = st.one_of(
    st.floats(),
    st.floats(width=32),
    st.integers(),
    st.integers(-(2**4000), 2**4000),
    st.booleans(),
    st.complex_numbers(),
)
shapes = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
arrays = st.builds(
    lambda name, shape, fill: np.full(shape, fill).astype(name, casting="unsafe"),
    st.sampled_from([*grammar.DTYPES]),
    shapes,
    st.sampled_from([0, 1, -1, 200, 0.5]),
) | hnp.arrays(np.float64, shapes)
nearly = st.recursive(
    numbers | arrays | arrays.map(grammar.Tensor) | hard,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, min_size=5, max_size=5).map(tuple)
        | st.lists(inner, min_size=2, max_size=2)
        | st.lists(inner, min_size=1, max_size=3).map(
            lambda items: grammar.Named(("x", "F_a", "F_b")[: len(items)], tuple(items))
        )
        | st.dictionaries(st.sampled_from(["x", "F_a", "F_b", "z_a", "z_b"]), inner)
    ),
    max_leaves=8,
)
anything = values | nearly
tolerances = st.builds(
    Tolerance, rtol=st.sampled_from([0.0, 1e-4, 1.0]), atol=st.sampled_from([0.0, 1e-300, 1.0])
)


def raised(compare):
    """The Mismatch that it raises, or None."""
    try:
        compare()
    except Mismatch as error:
        return error
    return None


@given(anything, hnp.arrays(np.float64, shapes, elements=st.floats(allow_nan=False)), tolerances)
@often(400)
def test_every_comparison_of_anything(value, expected, tolerance):
    """numbers, vector, scalar, close, close_scalar, parts: only Mismatch; describe: a text."""
    for compare in (
        lambda: checks.numbers("f()", value),
        lambda: checks.numbers("f()", value, expected.shape),
        lambda: checks.vector("f()", value),
        lambda: checks.vector("f()", value, 2),
        lambda: checks.scalar("f()", value),
        lambda: checks.close("f()", value, expected, tolerance),
        lambda: checks.close_scalar("f()", value, 1.0, tolerance),
        lambda: checks.parts("f()", value, ("x", "F_a")),
        lambda: checks.parts("f()", value, ("x", "F_a", "F_b", "z_a", "z_b")),
    ):
        error = raised(compare)
        for text in (str(error), error.open) if error else ():
            assert text.startswith("f()\n")
            assert len(text) < 100_000
    assert isinstance(wording.describe(value), str)


@given(hnp.arrays(np.float64, shapes, elements=st.floats(allow_nan=False)), tolerances)
@often(150)
def test_what_is_expected_is_close_to_itself(expected, tolerance):
    """And with a NaN in it nothing is."""
    if np.isfinite(expected).all():
        checks.close("f()", expected.copy(), expected, tolerance)
    if expected.size:
        spoilt = expected.copy()
        spoilt.flat[0] = np.nan
        with pytest.raises(Mismatch):
            checks.close("f()", spoilt, expected, tolerance)


# The shipped graders: no answer of a student's makes them fail for a reason of ours.


SPECIAL = [0.0, 1.0, -1.0, 0.3, 1e300, 5e-324, float("nan"), float("inf")]
choices = st.tuples(  # an answer that is nearly right, or anything; and a gradient
    st.sampled_from(SPECIAL),
    st.sampled_from(["as it is", "float32", "complex", "tensor"]),
    st.none() | st.none() | nearly.map(lambda value: [value]),
    st.sampled_from(SPECIAL),
)


def in_shape(message, special, kind):
    """An answer of the shape that was asked for, so that a grader goes all its way."""
    arguments = message["arguments"]
    made = {
        "linear_reparameterization": lambda: tuple(
            np.full(shape, special) for shape in ((3,), (2, 3), (2, 3), (2,), (2,))
        ),
        "A_matrix": lambda: np.full((2, 2), special),
        "stationary_point": lambda: np.full(2, special),
        "nce_optimal_energy": lambda: np.full(arguments[0].array.shape, special),
        "contrastive_loss": lambda: special,
    }[message["function"]]()
    if not isinstance(made, np.ndarray):
        return made
    with np.errstate(over="ignore"):
        return {
            "as it is": made,
            "float32": made.astype("float32"),
            "complex": made.astype("complex128"),
            "tensor": grammar.Tensor(made),
        }[kind]


def process(chosen):
    """What a submission's process answers, call by call."""
    turns = itertools.cycle(chosen)

    def reply(message):
        if message["do"] == "load":
            return {"names": ["f"], "problem": None}
        special, kind, other, slope = next(turns)
        value = in_shape(message, special, kind) if other is None else other[0]
        if message["do"] == "call":
            return {"value": value}
        shapes = [message["arguments"][i].array.shape for i in message["wrt"]]
        gradients = [grammar.Tensor(np.full(shape, slope)) for shape in shapes]
        return {"value": value, "gradients": gradients, "why": ""}

    return reply


@pytest.mark.parametrize("count", [100, pytest.param(3000, marks=pytest.mark.slow)])
def test_the_graders_of_anything(manifest, count):
    """No check errors, the total is a number up to 14, and results.json is written."""

    def then(graders):
        @given(st.lists(choices, min_size=1, max_size=7))
        @often(count)
        def anything(chosen):
            face = Student(Scripted(process(chosen)), manifest.functions, Limits())
            with warnings.catch_warnings():  # of overflows; they are no errors where graders run
                warnings.simplefilter("ignore")
                grade = Grade(
                    outcomes=tuple(graders.among(ALONE).run(face)), notices=tuple(face.problems())
                )
            errored = [o.detail for o in grade.outcomes if o.status is Status.ERRORED]
            assert errored == []
            assert 0 <= grade.score <= 14
            accept(dumped(results(grade)).encode())

        anything()
        return True

    assert collected(manifest, then)


LARGE = [0.0, 1.0, -1.0, 1.5, 3.0, 1e-3, 1e-100, 2.0**512, 2.0**1022, -(2.0**1022), 2.0**1023]
large = st.sampled_from(LARGE)


@st.composite
def representations(draw):
    """x, F_a, F_b, z_a, z_b of two dimensions, some of z as NumPy says; a row may cancel."""
    x = np.array(draw(st.lists(large, min_size=2, max_size=2)))
    found = []
    for _ in range(2):
        F = np.array(draw(st.lists(large, min_size=4, max_size=4))).reshape(2, 2)
        if draw(st.booleans()):
            x[0] = x[1] = draw(st.sampled_from([1.0, 1.5, 3.0]))
            F[0] = draw(large) * np.array([1, -1])
        found.append(F)
    with np.errstate(all="ignore"):
        zs = [
            F @ x if draw(st.booleans()) else np.array([5.0, -7.0]) * (F[0, 0] or 1) for F in found
        ]
    return x, *found, *zs


# |F| |x| overflows, F x is 0: any z would be within an infinite tolerance.
CANCELS = np.array([[2.0**1023, -(2.0**1023)], [1.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 2.0]])
CANCELLED = (np.array([1.5, 1.5]), *CANCELS, np.array([2.0**1023, 5.0]), np.array([0.0, 3.0]))


@pytest.mark.parametrize("count", [500, pytest.param(20_000, marks=pytest.mark.slow)])
def test_what_passes_2_5a_is_true(manifest, count):
    """Whatever overflows: z = F x by exact fractions, relative to the terms of F x."""

    def then(graders):
        @given(representations())
        @example(CANCELLED)
        @often(count)
        def anything(answer):
            loads = {"names": ["f"], "problem": None}
            script = Scripted(lambda m: loads if m["do"] == "load" else {"value": answer})
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                first = itertools.islice(
                    graders.among(ALONE).run(Student(script, manifest.functions, Limits())), 2
                )
                (outcome,) = (o for o in first if o.number == "2.5a.2")
            if outcome.status is not Status.PASSED:
                return
            x, F_a, F_b, z_a, z_b = answer
            for F, z in ((F_a, z_a), (F_b, z_b)):
                terms = [[Fraction(f) * Fraction(v) for f, v in zip(row, x)] for row in F]
                scale = max(sum(map(abs, row)) for row in terms)
                for row, value in zip(terms, z):
                    assert abs(sum(row) - Fraction(value)) <= Fraction(1, 5000) * scale

        anything()
        return True

    assert collected(manifest, then)


# Outputs: every grade can be written and shown.


acting = st.lists(st.sampled_from([*HAZARDS, "a", "[bold]", "x" * 3000]) | st.text(max_size=5)).map(
    "".join
)


@given(grades, acting)
@often(80)
def test_every_grade_can_be_written_and_shown(grade, text):
    """results.json and the table of any texts: harmless, and the total stands in the last line."""
    grade = dataclasses.replace(grade, fault=text, notices=(text,), printed=text)
    accept(dumped(results(grade)).encode())
    file = io.StringIO()
    with contextlib.redirect_stderr(io.StringIO()) as said:
        report(grade, Path("results.json"), Console(file=file, width=100))
    shown = file.getvalue()
    assert shown.splitlines()[-1] == f"{grade.score:g}/{grade.points:g}"
    for printed in (shown, said.getvalue()):
        assert re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", printed) is None


@given(acting, st.integers(100, 9000))
@often(200)
def test_a_text_that_was_cleaned_is_clean(text, limit):
    """Once is enough, it is never longer than was said, and JSON takes it."""
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    assert clean(cleaned, limit) == cleaned
    assert json.loads(json.dumps(cleaned, allow_nan=False)) == cleaned
    cleaned.encode("utf-8")
