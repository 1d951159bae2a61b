"""Loading a student's file: from its bytes in any encoding, and what it raised in its own lines."""

import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.box import load as loading
from autograder.box.load import describe, load, source_text

Loaded = tuple[dict[str, Any], dict[str, Any] | None]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Loaded]:
    """Write files into a folder of their own and load submission.py as the worker does."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def write_and_load(source: str | bytes, **others: str | bytes) -> Loaded:
        for name, text in {"submission": source, **others}.items():
            data = text if isinstance(text, bytes) else textwrap.dedent(text).lstrip("\n").encode()
            (tmp_path / f"{name}.py").write_bytes(data)
        broken = ""
        try:
            found = load(tmp_path, "submission.py")
            return found.names, found.problem
        except (LookupError, TypeError, ValueError) as error:
            broken = type(error).__name__  # its context may hold a student's exception that bites
        pytest.fail(f"load raised {broken}")

    yield write_and_load
    for name, module in [*sys.modules.items()]:
        if str(getattr(module, "__file__", None)).startswith(str(tmp_path)):
            del sys.modules[name]


ENCODINGS = {
    "UTF-8": "x = 'é'\n".encode(),
    "UTF-8 with a mark": "x = 'é'\n".encode("utf-8-sig"),
    "declared Latin-1": "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
    "declared cp1252 on line 2": "#!/usr/bin/python\n# vim: fileencoding=cp1252\nx = 'é'\n".encode(
        "cp1252"
    ),
    "Latin-1, not declared": "x = 'é'\n".encode("latin-1"),
    "UTF-8 declared, Latin-1 written": "# coding: utf-8\nx = 'é'\n".encode("latin-1"),
    "an encoding that is none": "# coding: nonsense\nx = 'é'\n".encode("latin-1"),
    "an encoding that is no text": "# coding: rot13\nx = 'é'\n".encode("latin-1"),
    "a mark and another encoding": "# coding: latin-1\nx = 'é'\n".encode(),
    "UTF-16, little-endian": b"\xff\xfe" + "x = 'é'\n".encode("utf-16-le"),
    "UTF-16, big-endian": b"\xfe\xff" + "x = 'é'\n".encode("utf-16-be"),
    "Windows's line ends": "y = 1\r\nx = 'é'\r\n".encode(),
    "old line ends": "y = 1\rx = 'é'\r".encode(),
    "no line end": "x = 'é'".encode(),
    "form feed": "y = 1\n\x0cx = 'é'\n".encode(),
}


@pytest.mark.parametrize("data", ENCODINGS.values(), ids=ENCODINGS)
def test_a_file_is_read_in_the_encoding_it_is_in(run: Any, data: bytes) -> None:
    """As it declares, with its mark, or as Latin-1: a file that an editor saved can be graded."""
    found, problem = run(data)
    assert problem is None
    assert found["x"] in ("é", "Ã©")  # the second where bytes of UTF-8 are declared as Latin-1


def test_the_declared_encoding_is_what_decodes(run: Any) -> None:
    """Declared and undeclared Latin-1 both give the letter itself."""
    for name in ("UTF-16, little-endian", "declared Latin-1", "Latin-1, not declared"):
        assert run(ENCODINGS[name])[0]["x"] == "é"


@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"# only a comment"])
def test_an_empty_file_has_no_names_and_no_problem(run: Any, data: bytes) -> None:
    """Nothing was defined, and nothing went wrong."""
    found, problem = run(data)
    assert problem is None
    assert not [name for name in found if not name.startswith("__")]


@pytest.mark.parametrize(
    "data",
    [
        b"x = 1\n\0y = 2\n",
        "x = 1\n".encode("utf-16-le"),
        b"\xff\xfex",
        b"# coding: undefined\nx = 1\n",
        b"\x80\x04\x95" + bytes(range(256)),
        b"PK\3\4" + bytes(20),
    ],
    ids=["NUL", "UTF-16 without a mark", "cut UTF-16", "undefined", "pickle", "zip"],
)
def test_what_is_no_source_is_told(run: Any, data: bytes) -> None:
    """A problem with a type and a message, never an exception of ours."""
    _, problem = run(data)
    assert problem
    assert problem["type"]
    assert problem["message"]


def test_a_nul_is_named(run: Any) -> None:
    """The message says what is wrong with the file."""
    assert "null bytes" in run(b"x = 1\n\0y = 2\n")[1]["message"]


def test_a_missing_file_is_ours(tmp_path: Path) -> None:
    """Our copy is not there: OSError, which is nobody's answer."""
    with pytest.raises(FileNotFoundError):
        load(tmp_path, "submission.py")


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b"\xef\xbb", b"# coding: \xff", bytes(range(256))]
)
def test_the_text_of_any_bytes_is_text(data: bytes) -> None:
    """Whatever the bytes are: text, or the decoding error that load tells as the student's."""
    try:
        assert isinstance(source_text(data), str)
    except UnicodeError:
        assert data.startswith(b"\xff\xfe")


def test_a_syntax_error_has_its_line_and_a_caret(run: Any) -> None:
    """File and line, the line without its indent, a caret under the place."""
    _, problem = run("def f():\n    x = 1\n    return x +* 2\n")
    assert problem == {
        "type": "SyntaxError",
        "message": "invalid syntax",
        "where": ["submission.py, line 3", "  return x +* 2", "            ^"],
    }


def test_an_indentation_error_has_its_line(run: Any) -> None:
    """Its own type and its own line."""
    _, problem = run("def f():\nreturn 1\n")
    assert problem["type"] == "IndentationError"
    assert problem["where"][:2] == ["submission.py, line 2", "  return 1"]


def test_a_syntax_error_in_tabs_has_its_caret_inside_the_line(run: Any) -> None:
    """However the line is indented."""
    _, problem = run("def f():\n\tif 1:\n\t\treturn )\n")
    assert problem["where"][1] == "  return )"
    assert problem["where"][2] == "         ^"


def test_a_syntax_error_in_a_helper_names_the_helper(run: Any) -> None:
    """The file that is to be mended."""
    _, problem = run("import helper\n", helper="a = 1\nx = (\n")
    assert problem["where"] == ["helper.py, line 2", "  x = (", "      ^"]


def test_a_long_line_is_named_but_not_shown(run: Any) -> None:
    """A caret under 300 characters points nowhere."""
    _, problem = run(f"x = '{'y' * 300}' +\n")
    assert problem["where"] == ["submission.py, line 1"]


@pytest.mark.parametrize(
    "call", ["eval('1 +')", "exec('x = (')", "__import__('ast').literal_eval('[1,')"]
)
def test_a_syntax_error_of_text_evaluated_shows_the_students_line(run: Any, call: str) -> None:
    """The place is the line that evaluates it: "<string>, line 1" is nobody's file."""
    _, problem = run(f"y = 1\nx = {call}\n")
    assert problem["type"] == "SyntaxError"
    assert problem["where"][:2] == ["submission.py, line 2, in <module>", f"  x = {call}"]


def test_a_syntax_error_raised_by_hand_shows_where(run: Any) -> None:
    """It has no line of its own."""
    _, problem = run("raise SyntaxError('mine')\n")
    assert problem == {
        "type": "SyntaxError",
        "message": "mine",
        "where": ["submission.py, line 1, in <module>", "  raise SyntaxError('mine')"],
    }


def test_an_exception_has_the_students_frames_only(run: Any) -> None:
    """Outermost first, each with its source line; nothing of the library's nor ours."""
    _, problem = run(
        """
        import json
        def parse(text):
            return json.loads(text)

        value = parse("{")
        """
    )
    assert problem["type"] == "JSONDecodeError"
    assert problem["where"] == [
        "submission.py, line 5, in <module>",
        '  value = parse("{")',
        "submission.py, line 3, in parse",
        "  return json.loads(text)",
    ]


def test_a_frame_in_a_helper_is_the_students_own(run: Any) -> None:
    """Also one that lies in a package."""
    found, problem = run(
        "import helper\nhelper.half(0)\n", helper="def half(n):\n    return 1 / n\n"
    )
    assert "helper" in found
    assert problem == {
        "type": "ZeroDivisionError",
        "message": "division by zero",
        "where": [
            "submission.py, line 2, in <module>",
            "  helper.half(0)",
            "helper.py, line 2, in half",
            "  return 1 / n",
        ],
    }


def test_a_helper_may_import_the_submission(run: Any) -> None:
    """The module is known by its name while it is loaded."""
    found, problem = run(
        "def f():\n    return 3\nimport helper\n", helper="import submission\nx = submission.f()\n"
    )
    assert problem is None
    assert found["helper"].x == 3
    assert found["__name__"] == "submission"
    assert sys.modules["submission"].__dict__ is found


def test_main_is_not_run(run: Any) -> None:
    """`if __name__ == "__main__"` guards what is not to be graded."""
    assert run("x = 0\nif __name__ == '__main__':\n    x = 1\n")[0]["x"] == 0


def test_features_of_this_file_are_not_the_students(run: Any) -> None:
    """`from __future__ import annotations` here does not change how their code is compiled."""
    assert "annotations" in vars(loading)
    found, _ = run("def f(x: 1 + 1): ...\n")
    assert found["f"].__annotations__ == {"x": 2}


def test_a_stale_pyc_is_not_what_runs(run: Any, tmp_path: Path) -> None:
    """The source is compiled: no import system chooses between it and what lies beside it."""
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "submission.pyc").write_bytes(b"stale")
    (tmp_path / "submission.cpython-311-x86_64-linux-gnu.so").write_bytes(b"stale")
    found, problem = run("x = 1\n")
    assert problem is None
    assert found["x"] == 1


@pytest.mark.parametrize(
    ("last", "kind", "message"),
    [
        ("1 / 0", "ZeroDivisionError", "division by zero"),
        ("raise SystemExit('bye')", "SystemExit", "bye"),
        ("import sys; sys.exit(0)", "SystemExit", "0"),
        ("quit_ = exit; raise SystemExit", "SystemExit", ""),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", ""),
        ("raise GeneratorExit('g')", "GeneratorExit", "g"),
        ("raise BaseException('b')", "BaseException", "b"),
        ("assert f() == 4, 'not four'", "AssertionError", "not four"),
        ("undefined", "NameError", "name 'undefined' is not defined"),
        ("{}['key']", "KeyError", "'key'"),
        ("raise ValueError", "ValueError", ""),
    ],
)
def test_names_defined_before_a_failure_stay(run: Any, last: str, kind: str, message: str) -> None:
    """A demo at the bottom takes no right function's points with it; its exception is told."""
    found, problem = run(f"def f():\n    return 3\n{last}\n")
    assert found["f"]() == 3
    assert (problem["type"], problem["message"]) == (kind, message)
    assert problem["where"] == ["submission.py, line 3, in <module>", f"  {last}"]


BELOW = {
    "a name of notebooks": "get_ipython().run_line_magic('matplotlib', 'inline')",
    "two lines": "print(\n    1 / 0)",
    "a failed check": "assert f() == 4",
    "a block": "for i in range(3):\n    i / (1 - i)",
    "a decorated function": "@undefined\n@property\ndef h():\n    pass",
    "a class": "class C(undefined):\n    x = 1",
    "several in one line": "a = 1; b = a / 0; c = 2",
    "a file that is not there": "open('nothing.npy')",
}


@pytest.mark.parametrize("line", BELOW.values(), ids=BELOW)
def test_what_stands_below_a_failure_is_executed_too(run: Any, line: str) -> None:
    """As in a notebook: the statement costs itself. The first exception is told."""
    found, problem = run(f"def f():\n    return 3\n{line}\ng = f\n{line}\n1 / 0\nx: int = g()\n")
    assert found["x"] == 3
    assert problem["where"][0].startswith("submission.py, line ")
    assert int(problem["where"][0].split(",")[1].split()[1]) < 3 + line.count("\n") + 2


@pytest.mark.parametrize(
    "line", ["!pip install x", "%matplotlib inline", "%%time", "if f:\n    !ls"]
)
def test_a_notebooks_own_lines_are_passed_over(run: Any, line: str) -> None:
    """Colab's scripts have them. The line is told; where more is wrong, nothing is passed over."""
    found, problem = run(f"def f():\n    return '''\n% 1'''\n{line}\nx = f() + str(5\n% 3)\n")
    assert found["x"].endswith("2")
    assert problem["type"] == "SyntaxError"
    assert line.split()[-1] in problem["where"][1]
    found, problem = run(f"x = 1\n{line}\ndef f(:\n")
    assert problem["type"] == "SyntaxError"
    assert "x" not in found


@pytest.mark.parametrize("end", ["raise ValueError('old code below')", "exit()", "quit(1)"])
def test_what_ends_a_file_on_purpose_ends_it(run: Any, end: str) -> None:
    """Below it, an older version may stand. So it does where something failed before."""
    for before in ("", "1 / 0\n"):
        found, problem = run(f"{before}def f(): return 1\n{end}\ndef f(): return 2\n")
        assert found["f"]() == 1
        assert problem


@pytest.mark.parametrize("end", ["raise OSError('no GPU')", "import sys; sys.exit('usage: ...')"])
def test_what_ends_a_file_before_its_first_function_does_not(run: Any, end: str) -> None:
    """There is no older version yet: it is what a script asks for, and no function does."""
    found, problem = run(f"from math import floor\nx = 1\n{end}\ndef f(): return 2\n")
    assert found["f"]() == 2
    assert problem


def test_features_of_the_future_last(run: Any) -> None:
    """Below a failure, annotations are still not evaluated."""
    found, _ = run(
        """
        '''The docstring.'''
        from __future__ import annotations
        1 / 0
        def f(x: undefined) -> nothing: return x
        """
    )
    assert found["f"](3) == 3
    assert found["__doc__"] == "The docstring."


def test_a_recursion_is_told_by_its_innermost_frames(run: Any) -> None:
    """A thousand frames say no more than four."""
    _, problem = run("def f():\n    f()\nf()\n")
    assert problem["type"] == "RecursionError"
    assert problem["where"] == ["submission.py, line 2, in f", "  f()"] * 4


def test_a_recursion_in_a_large_file_is_told_soon(run: Any) -> None:
    """The file is read for the frames that are shown, not for a thousand."""
    start = time.monotonic()
    _, problem = run("# a table of numbers\n" * 20_000 + "def f():\n    f()\nf()\n")
    assert problem["where"] == ["submission.py, line 20002, in f", "  f()"] * 4
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("text", ["\x0c", "\x0b", "\x1c", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_lines_are_counted_as_python_counts_them(run: Any, text: str) -> None:
    """A form feed or a line separator in a text ends no line of Python's."""
    _, problem = run(f"s = '''{text}'''\ns = 0\nraise ValueError(s)\n")
    assert problem["where"] == ["submission.py, line 3, in <module>", "  raise ValueError(s)"]


def test_lines_end_as_the_file_ends_them(run: Any) -> None:
    """Windows's and old line ends count like others."""
    for end in ("\r\n", "\r"):
        _, problem = run(f"x = 1{end}y = 2{end}raise ValueError(x){end}".encode())
        assert problem["where"][1] == "  raise ValueError(x)"


HARD = {
    "__str__ fails": "class E(Exception):\n    def __str__(self): raise KeyError\nraise E\n",
    "__str__ exits": "class E(Exception):\n    def __str__(self): raise SystemExit\nraise E\n",
    "__str__ is no text": "class E(Exception):\n    def __str__(self): return 3\nraise E\n",
    "message of a syntax error": (
        "class M:\n    def __str__(self): raise KeyError\nraise SyntaxError(M())\n"
    ),
}


@pytest.mark.parametrize("source", HARD.values(), ids=HARD)
def test_an_exception_that_cannot_be_shown_is_said_to_be(run: Any, source: str) -> None:
    """Its type is told all the same."""
    _, problem = run(source)
    assert problem["type"] in ("E", "SyntaxError")
    assert problem["message"] == "(its message could not be shown)"
    assert problem["where"][0] == "submission.py, line 3, in <module>"


@pytest.mark.parametrize(
    "details",
    ["(123, 1, 1, 'abc')", "('f', 'one', 1, 'abc')", "('f', 1, 'x', b'abc')", "('f', -5, -7, '')"],
)
def test_a_syntax_error_with_nonsense_in_it_is_told(run: Any, details: str) -> None:
    """What it says of its place is the student's word."""
    _, problem = run(f"raise SyntaxError('nonsense', {details})\n")
    assert (problem["type"], problem["message"]) == ("SyntaxError", "nonsense")


def test_a_giant_message_is_cut(run: Any) -> None:
    """Also a giant name, and a giant line."""
    _, problem = run(
        f"""
        E = type("E" * 1000, (Exception,), {{"__str__": lambda self: "x" * 10**6}})
        raise E("{"y" * 1000}")
        """
    )
    assert len(problem["message"]) == 600
    assert len(problem["type"]) == 80
    assert len(problem["where"][1]) == 160 + len("  ")


def test_a_folder_that_was_removed_costs_only_the_lines(run: Any) -> None:
    """The student's code may remove its files; the frames are told without their source."""
    _, problem = run("import os\nos.remove(__file__)\n1 / 0\n")
    assert problem["where"][0] == "submission.py, line 3, in <module>"


def test_code_made_elsewhere_is_no_frame_of_the_students(run: Any, tmp_path: Path) -> None:
    """A frame that names a file outside of the folder shows nothing of that file."""
    secret = tmp_path.parent / "secret.py"
    secret.write_text("ANSWER = 1 / 0\n")
    _, problem = run(f"exec(compile('1 / 0', {str(secret)!r}, 'exec'))\n")
    assert "ANSWER" not in str(problem)
    assert problem["where"][0] == "submission.py, line 1, in <module>"


def test_an_exception_outside_of_the_folder_has_no_frames(tmp_path: Path) -> None:
    """Nothing of ours is shown."""
    try:
        raise ValueError("ours")
    except ValueError as error:
        found = describe(error, tmp_path)
    assert found == {"type": "ValueError", "message": "ours", "where": []}


# Libraries that are not installed.


@pytest.fixture
def lacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., loading.Loaded]:
    """Load a submission that imports what is not there."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    before = set(sys.modules)

    def write_and_load(source: str, **others: str) -> loading.Loaded:
        for name, text in {"submission": source, **others}.items():
            (tmp_path / f"{name}.py").write_text(textwrap.dedent(text))
        return load(tmp_path, "submission.py")

    yield write_and_load
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.mark.parametrize(
    "line",
    [
        "import no_such_library",
        "import no_such_library.pyplot as plt",
        "from no_such_library import thing, other",
        "from no_such_library.sub.module import thing",
        "from no_such_library import *",
        "import numpy, no_such_library.x.y, no_such_library",
    ],
)
def test_a_library_that_is_absent_costs_what_uses_it(
    lacking: Callable[..., loading.Loaded], line: str
) -> None:
    found = lacking(f"{line}\ndef f():\n    return 1\n")
    assert found.problem is None
    assert found.absent == ("no_such_library",)
    assert found.names["f"]() == 1


def test_several_and_in_a_helper(lacking: Callable[..., loading.Loaded]) -> None:
    found = lacking(
        "import no_such_a\nimport helper\nfrom no_such_b import x\ny = helper.y\n",
        helper="import no_such_c\ny = 2\n",
    )
    assert (found.problem, found.absent) == (None, ("no_such_a", "no_such_c", "no_such_b"))
    assert found.names["y"] == 2


def test_what_uses_it_raises_what_the_import_would_have(
    lacking: Callable[..., loading.Loaded],
) -> None:
    found = lacking(
        """
        import no_such_library as nothing
        from no_such_library.special import logit
        class Net(nothing.Module):
            pass
        def by_module():
            return nothing.deep.er(1)
        def by_name():
            return logit(0.5)
        """
    )
    assert found.problem is None
    assert found.names["Net"]()
    for name in ("by_module", "by_name"):
        with pytest.raises(ModuleNotFoundError, match="No module named 'no_such_library'"):
            found.names[name]()


def test_a_students_own_try_sees_the_error(lacking: Callable[..., loading.Loaded]) -> None:
    """Nothing stands in where the import's failure is provided for."""
    found = lacking(
        """
        try:
            import no_such_library
        except ImportError:
            no_such_library = None
        """
    )
    assert found.absent == ()
    assert found.names["no_such_library"] is None


def test_one_that_is_used_at_once_costs_that_line(lacking: Callable[..., loading.Loaded]) -> None:
    setup = "no_such_library.setup()"
    found = lacking(f"import no_such_library\ndef f(): pass\n{setup}\ndef g(): pass\n")
    assert found.absent == ("no_such_library",)
    assert found.problem is not None
    assert found.problem["type"] == "ModuleNotFoundError"
    assert {"f", "g"} <= set(found.names)


def test_what_stands_above_an_import_runs_once(lacking: Callable[..., loading.Loaded]) -> None:
    """Also where it is a helper's own import that fails."""
    found = lacking(
        """
        runs = []
        runs.append(1)
        import helper
        runs.append(2)
        """,
        helper="import no_such_library\n",
    )
    assert (found.problem, found.names["runs"]) == (None, [1, 2])


def test_what_begins_the_line_of_an_import_runs_twice(
    lacking: Callable[..., loading.Loaded],
) -> None:
    """A line number is all that an exception tells of where a file failed (decision 32)."""
    found = lacking(
        """
        runs = []
        runs.append(1); import no_such_library; runs.append(2)
        runs.append(3)
        """
    )
    assert (found.problem, found.names["runs"]) == (None, [1, 1, 2, 3])


def test_an_error_of_that_kind_that_never_ends(lacking: Callable[..., loading.Loaded]) -> None:
    """Raised by hand, with any name, or a new one each time: it is executed so often."""
    found = lacking("raise ModuleNotFoundError('x', name='numpy')\n")
    assert found.problem is not None
    found = lacking(
        "import random\nraise ModuleNotFoundError('x', name=f'n{random.randrange(10**9)}')\n"
    )
    assert found.problem is not None
    assert len(found.absent) == loading.LIBRARIES
