"""The wire: what goes in comes out, and whatever else comes in is a WireError within the caps."""

import json
import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.box import grammar, wire
from autograder.box.grammar import Named, Other, Tensor, WireError
from autograder.box.wire import decode, encode, frame_size

QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
NAMES = [*grammar.DTYPES]
MEMORY = 64 * grammar.HEAD_BYTES  # an empty list takes 64 bytes or so, and two characters


def frame(head: bytes | str, body: bytes = b"") -> bytes:
    """A frame as an enemy makes it: the lengths are right, the rest is anything."""
    data = head.encode("utf-8", "surrogatepass") if isinstance(head, str) else head
    return wire.PREFIX.pack(wire.MAGIC, len(data), len(body)) + data + body


def same(a: object, b: object) -> bool:
    """Equal in kind and in every bit, NaN and minus zero included."""
    if isinstance(a, np.ndarray):
        little = a.dtype.newbyteorder("<")
        return (
            isinstance(b, np.ndarray)
            and (a.dtype.name, a.shape) == (b.dtype.name, b.shape)
            and a.astype(little).tobytes() == b.tobytes()
        )
    if type(a) is not type(b):
        return False
    if isinstance(a, Tensor):
        return same(a.array, b.array)
    if isinstance(a, Named):
        return a.fields == b.fields and same(a.items, b.items)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return [*a] == [*b] and all(same(a[key], b[key]) for key in a)
    return repr(a) == repr(b)


def views(array: np.ndarray) -> st.SearchStrategy[np.ndarray]:
    """The same numbers lying otherwise in memory, and parts of them."""
    made = [array, array.T, np.asfortranarray(array), array[..., :1] if array.ndim else array]
    if array.ndim:
        made += [array[::2], array[::-1], np.broadcast_to(array, (2, *array.shape))]
    return st.sampled_from(made)


dtypes = st.builds(
    lambda name, order: np.dtype(name).newbyteorder(order),
    st.sampled_from(NAMES),
    st.sampled_from("<>"),
)
shapes = hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
arrays = hnp.arrays(dtypes, shapes).flatmap(views)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**grammar.INT_BITS) + 1, 2**grammar.INT_BITS - 1),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=20),
    st.binary(max_size=20),
    arrays,
    arrays.map(Tensor),
    st.text(max_size=20).map(Other),
)


def nests(inner: st.SearchStrategy) -> st.SearchStrategy:
    """One level more of every container that the grammar has."""
    items = st.lists(inner, max_size=4)
    return st.one_of(
        items,
        items.map(tuple),
        st.dictionaries(st.text(max_size=5), inner, max_size=4),
        items.map(lambda found: Named(tuple(f"f{i}" for i in range(len(found))), tuple(found))),
    )


values = st.recursive(leaves, nests, max_leaves=12)
# Trees that are nearly of the grammar: the right tags over the wrong things.
trees = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 2**70), st.floats(), st.text(max_size=3))
    | st.sampled_from(["nan", "inf", "-inf", *NAMES]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*"fcytdaTno", "x", ""]), inner, max_size=2)
        | st.tuples(
            st.sampled_from("aT"),
            st.sampled_from(NAMES),
            st.lists(st.integers(-1, 3) | st.integers(0, 2**26), max_size=18),
        ).map(lambda t: {t[0]: [t[1], t[2]]})
    ),
    max_leaves=10,
)


def survives(data: bytes) -> None:
    """Decode gives a value of the grammar, which can be encoded again, or raises WireError."""
    try:
        value = decode(data)
    except WireError:
        return
    assert same(decode(encode(value)), value)


@given(values)
@QUICK
def test_what_is_encoded_comes_out_as_it_went_in(value: grammar.Value) -> None:
    """Every value of the grammar survives the trip, bit by bit and kind by kind."""
    data = encode(value)
    assert len(data) == frame_size(data[: wire.PREFIX.size])
    assert same(value, decode(data))


@given(arrays)
@QUICK
def test_arrays_come_out_fresh(array: np.ndarray) -> None:
    """A decoded array is writable, little-endian, in C order and no view of the frame."""
    found = decode(encode(array))
    assert found.flags.writeable
    assert found.flags.c_contiguous
    assert found.flags.owndata
    assert found.dtype == np.dtype(array.dtype.name).newbyteorder("<")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (1,) * grammar.NDIM])
def test_every_dtype_crosses_in_every_shape(name: str, shape: tuple[int, ...]) -> None:
    """0-d, empty and many-dimensional arrays of each dtype on the list cross."""
    assert same(decode(encode(np.ones(shape, name))), np.ones(shape, name))


@pytest.mark.parametrize(
    "value",
    [
        *(math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308),
        *(complex(math.nan, -math.inf), complex(-0.0, 0.0)),
        *("", "\0", "\u2028", "😀", "]}", '"', "nan"),
        *({}, {"": None}, {"f": "nan"}, {"a": ["float64", [2]]}, [], (), [[]], [()], ([],)),
        *(2**grammar.INT_BITS - 1, -(2**grammar.INT_BITS) + 1, True, 1, 1.0),
        *(Named((), ()), Named(("a", "a"), (1, 2)), Other(""), b"\0\xff"),
    ],
    ids=repr,
)
def test_values_at_the_edges_cross(value: grammar.Value) -> None:
    """Special floats, odd texts, empty containers, and data that looks like a tag."""
    assert same(decode(encode(value)), value)


def test_a_lone_surrogate_is_replaced_on_the_way_in() -> None:
    """Text that is no Unicode crosses as text that is."""
    sent = ["a\ud800", {"k\udfff": Other("\udc80")}]
    assert decode(encode(sent)) == ["a?", {"k?": Other("?")}]


def deep(levels: int) -> list:
    """A list in a list in a list."""
    made: list = []
    for _ in range(levels):
        made = [made]
    return made


def endless() -> list:
    """A list that contains itself."""
    made: list = []
    made.append(made)
    return made


BEYOND = {
    "broadcast view of 8 GB": lambda: np.broadcast_to(1.0, 10**9),
    "broadcast view of 512 MB": lambda: np.broadcast_to(1j, grammar.BODY_BYTES),
    "tensor over a broadcast view": lambda: Tensor(np.broadcast_to(np.float32(1), (10**5, 10**5))),
    "array one byte too large": lambda: np.zeros(grammar.BODY_BYTES + 1, np.uint8),
    "arrays that are too large together": lambda: (
        [np.zeros(grammar.BODY_BYTES // 2 + 1, np.uint8)] * 2
    ),
    "bytes that are too large": lambda: bytes(grammar.BODY_BYTES + 1),
    "text that is too large": lambda: "x" * (grammar.HEAD_BYTES + 1),
    "texts that are too large together": lambda: ["x" * 10_000] * 300,
    "too many values": lambda: [0] * (grammar.NODES + 1),
    "too many values, nested": lambda: [[0] * 1000] * 100,
    "too deep": lambda: deep(grammar.DEPTH + 1),
    "no end": endless,
    "integer of 4,097 bits": lambda: 2**grammar.INT_BITS,
    "integer of 400,000 bits": lambda: [-(10**120_000)],
    "17 dimensions": lambda: np.zeros((1,) * (grammar.NDIM + 1)),
    "empty, of a shape that no reader takes": lambda: np.empty((0, grammar.BODY_BYTES + 1)),
    "empty, of a shape beyond any buffer": lambda: np.empty((0, 2**25, 2**25, 2**11), bool),
}


@pytest.mark.parametrize("make", BEYOND.values(), ids=BEYOND)
def test_what_is_beyond_a_cap_is_refused_before_it_is_made(make: object) -> None:
    """Encode raises WireError and takes no memory of the size that was claimed."""
    value = make()
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            encode(value)
        assert tracemalloc.get_traced_memory()[1] < 3 * grammar.BODY_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "value",
    [
        *(object(), {1}, frozenset(), range(3), iter([]), int, len, ...),
        *(
            np.int64(1),
            np.bool_(True),
            np.array(["a"]),
            np.array([None]),
            np.array("2020", "M8[D]"),
        ),
        *(np.zeros(2, [("a", int)]), np.longdouble(1), np.zeros(2, np.longdouble), bytearray(b"a")),
        *(
            {1: 2},
            {None: 1},
            {b"k": 1},
            Named(("a",), ()),
            Named((1,), (2,)),
            Other(5),
            Tensor([1]),
        ),
    ],
    ids=lambda value: f"{type(value).__name__}-{value!r:.25}".partition(" at 0x")[0],
)
def test_what_is_outside_the_grammar_is_refused(value: object) -> None:
    """Encode raises WireError, and nothing else, for what no reader would take."""
    with pytest.raises(WireError):
        encode([value])


def test_a_message_names_what_does_not_cross() -> None:
    """The texts of WireError say what was wrong, in a sentence's worth."""
    with pytest.raises(WireError, match=r"^a set does not cross$"):
        encode({1})
    with pytest.raises(WireError, match=r"^an integer of 4,097 bits$"):
        encode(2**grammar.INT_BITS)
    with pytest.raises(WireError, match=r"shape \(1000000000,\): 8,000,000,000 bytes"):
        encode(np.broadcast_to(1.0, 10**9))


@given(st.binary(max_size=200))
@QUICK
def test_random_bytes_are_no_frame(data: bytes) -> None:
    """Bytes without the magic are refused; as a head, whatever they are, they do no harm."""
    with pytest.raises(WireError):
        decode(data)
    survives(frame(data))
    survives(frame(data[:100], data[100:]))


@given(trees, st.binary(max_size=80))
@settings(QUICK, max_examples=400)
def test_heads_that_are_nearly_right_do_no_harm(tree: object, body: bytes) -> None:
    """JSON with the right tags over the wrong things is a value or a WireError."""
    survives(frame(json.dumps(tree), body))
    survives(frame(json.dumps(tree)))


SAMPLE = [
    {"x": np.arange(6.0).reshape(2, 3), "y": (1, None, 2.5, "é😀")},
    Named(("z", "w"), (Tensor(np.ones(3, np.float32)), 1 - 2j)),
    [b"bytes", math.inf, Other("a set"), np.array([True, False])],
]


def test_a_frame_cut_anywhere_is_refused() -> None:
    """Every prefix of a frame, and a frame with a byte more, raises WireError."""
    data = encode(SAMPLE)
    for size in range(len(data)):
        with pytest.raises(WireError):
            decode(data[:size])
    with pytest.raises(WireError):
        decode(data + b"\0")


def test_a_head_cut_anywhere_is_refused() -> None:
    """The same with lengths that agree: what was cut is the JSON."""
    data = encode(SAMPLE)
    size = wire.PREFIX.unpack(data[: wire.PREFIX.size])[1]
    head, body = (
        data[wire.PREFIX.size : wire.PREFIX.size + size],
        data[wire.PREFIX.size + size :],
    )
    for end in range(size):
        with pytest.raises(WireError):
            decode(frame(head[:end], body))


def test_every_byte_of_a_frame_may_be_wrong() -> None:
    """One byte changed, anywhere, to anything, gives a value or a WireError."""
    data = encode(SAMPLE)
    for place in range(len(data)):
        for new in (0, 1, 0x22, 0x39, 0x5B, 0x7B, 0x80, 0xFF, data[place] ^ 1):
            survives(data[:place] + bytes([new]) + data[place + 1 :])


@given(st.data())
@QUICK
def test_several_bytes_of_a_frame_may_be_wrong(data: st.DataObject) -> None:
    """Spliced, doubled and overwritten frames give a value or a WireError."""
    made = bytearray(encode(SAMPLE))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(made)))
        end = data.draw(st.integers(start, min(len(made), start + 8)))
        made[start:end] = data.draw(st.binary(max_size=8))
    survives(bytes(made))
    size = wire.PREFIX.unpack(encode(SAMPLE)[: wire.PREFIX.size])[1]
    survives(frame(bytes(made[wire.PREFIX.size :][:size]), bytes(made[wire.PREFIX.size + size :])))


HOSTILE = {
    "200,000 brackets": frame("[" * 200_000),
    "brackets and braces": frame('{"t":[' * 50_000),
    "2 MB of brackets": frame("[" * grammar.HEAD_BYTES),
    "200,000 nodes": frame("[" + ",".join(["0"] * 200_000) + "]"),
    "700,000 empty lists": frame("[" + ",".join(["[]"] * 699_000) + "]"),
    "33 levels": frame("[" * (grammar.DEPTH + 2) + "]" * (grammar.DEPTH + 2)),
    "a huge shape": frame('{"a":["float64",[1000000,1000000]]}'),
    "a negative shape": frame('{"a":["float64",[-1,-1]]}'),
    "a shape of floats": frame('{"a":["float64",[1.0]]}', bytes(8)),
    "a shape of bools": frame('{"a":["float64",[true]]}', bytes(8)),
    "an empty shape that is huge": frame('{"a":["float64",[0,1099511627776]]}'),
    "an empty shape beyond any buffer": frame('{"a":["bool",[0,33554432,33554432,2048]]}'),
    "a shape of 17": frame(json.dumps({"a": ["int8", [1] * 17]}), b"a"),
    "a shape with 10^5 digits": frame('{"a":["int8",[' + "9" * 100_000 + "]]}"),
    "a bool of 7": frame('{"a":["bool",[1]]}', b"\7"),
    "a dtype object": frame('{"a":["object",[1]]}', bytes(8)),
    "a structured dtype": frame('{"a":[[["a","int8"]],[1]]}', b"a"),
    "a dtype by its code": frame('{"a":["<f8",[1]]}', bytes(8)),
    "a dtype that is unhashable": frame('{"a":[{"f":"nan"},[1]]}', bytes(8)),
    "a lone surrogate": frame('"\\ud800"'),
    "a raw surrogate": frame('"\ud800"'),
    "a surrogate as a key": frame('{"d":[["\\udfff",1]]}'),
    "a surrogate as a description": frame('{"o":"\\udfff"}'),
    "a surrogate as a field": frame('{"n":[["\\udfff"],[1]]}'),
    "10^5 digits": frame("9" * 100_000),
    "an integer of 4,097 bits": frame(str(2**grammar.INT_BITS)),
    "a tag that is none": frame('{"pickle":"gASV"}'),
    "two tags": frame('{"f":"nan","o":"x"}'),
    "no tag": frame("{}"),
    "a float tag over a list": frame('{"f":[]}'),
    "a complex of texts": frame('{"c":["1","2"]}'),
    "a complex of three": frame('{"c":[1.0,2.0,3.0]}'),
    "bytes of a negative length": frame('{"y":-1}'),
    "bytes longer than the body": frame('{"y":9}', b"12345678"),
    "bytes of length true": frame('{"y":true}', b"1"),
    "an entry that is no pair": frame('{"d":[["k"]]}'),
    "an entry whose key is a number": frame('{"d":[[1,2]]}'),
    "a namedtuple of unequal lengths": frame('{"n":[["a","b"],[1]]}'),
    "a namedtuple of text": frame('{"n":["ab",[1,2]]}'),
    "a namedtuple with numbers for names": frame('{"n":[[1],[2]]}'),
    "an array longer than the body": frame('{"a":["float64",[2]]}', bytes(15)),
    "a body longer than the arrays": frame('{"a":["float64",[1]]}', bytes(9)),
    "a body without arrays": frame("0", b"x"),
    "no head": frame(""),
    "two values": frame("1 2"),
    "not UTF-8": frame(b'"\xff"'),
    "NaN": frame("NaN"),
    "Infinity": frame("[-Infinity]"),
    "a float too large for one": frame("1e999"),
    "the magic alone": wire.MAGIC,
    "another magic": b"AGW2" + frame("0")[4:],
    "a head length that lies": wire.PREFIX.pack(wire.MAGIC, 9, 0) + b"0",
    "a head length of 4 GB": wire.PREFIX.pack(wire.MAGIC, 2**32 - 1, 0) + b"0",
    "a body length of 16 EB": wire.PREFIX.pack(wire.MAGIC, 1, 2**64 - 1) + b"0",
    "nothing": b"",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_frames_are_refused_within_the_memory_of_a_frame(data: bytes) -> None:
    """Each is a WireError, and decoding it takes no more than the caps allow."""
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            decode(data)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


def test_a_tag_that_stands_twice_is_one_value_of_the_grammar() -> None:
    """JSON's last one wins, as everywhere; it cannot bring two values in."""
    survives(frame('{"f":"nan","f":"inf"}'))
    survives(frame('{"d":[["k",1],["k",2]]}'))


@pytest.mark.parametrize(
    ("prefix", "size"),
    [
        (wire.PREFIX.pack(wire.MAGIC, 0, 0), wire.PREFIX.size),
        (wire.PREFIX.pack(wire.MAGIC, 5, 7), wire.PREFIX.size + 12),
        (
            wire.PREFIX.pack(wire.MAGIC, grammar.HEAD_BYTES, grammar.BODY_BYTES),
            wire.PREFIX.size + grammar.HEAD_BYTES + grammar.BODY_BYTES,
        ),
    ],
)
def test_the_size_of_a_frame_is_in_its_prefix(prefix: bytes, size: int) -> None:
    """Prefix, head and body, up to the caps."""
    assert frame_size(prefix) == size


@pytest.mark.parametrize(
    ("magic", "head", "body", "says"),
    [
        (b"AGW0", 1, 1, "not a frame"),
        (wire.MAGIC, grammar.HEAD_BYTES + 1, 0, "a frame that is too large"),
        (wire.MAGIC, 0, grammar.BODY_BYTES + 1, "a frame that is too large"),
    ],
)
def test_the_size_of_a_frame_is_capped(magic: bytes, head: int, body: int, says: str) -> None:
    """A reader that allots by the prefix allots no more than the caps."""
    with pytest.raises(WireError, match=f"^{says}$"):
        frame_size(wire.PREFIX.pack(magic, head, body))
