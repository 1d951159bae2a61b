"""Load a student's file from its source, and describe an exception by the student's own frames.

The file is compiled from its bytes: no import system chooses between submission.py, a stale .pyc
and a submission.so. A statement that raises costs itself and what needs it: the file goes on below
it, as a notebook does, so that a leftover plot, a demo or a `get_ipython()` takes no right
function's points with it, nor does a line that only a notebook understands (docs/decisions.md has
the reasons). An exit and a `raise` are meant, and end the file once it has defined a function; what
was defined by then stays. What was raised first is told all the same. A library that is not
installed costs what uses it, and nothing else (absent.py).
"""

from __future__ import annotations
import __future__

import ast
import re
import sys
import tokenize
import traceback
import types
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from .absent import StandIns

ENGINE = Path(__file__).parents[1]
FRAMES = 4
LINE_CHARS = 160
MESSAGE_CHARS = 600
LIBRARIES = 10  # that may be absent from one file
MAGIC = re.compile(r"([ \t]*)[!%]")  # of IPython: "!pip install", "%matplotlib inline"
MAGICS = 50  # lines of that kind in one file
FEATURES = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A student's file, executed."""

    names: dict[str, Any]
    problem: dict[str, Any] | None = None  # what it raised first, if it did
    absent: tuple[str, ...] = ()  # libraries that it imports and that are not installed


def load(folder: Path, file: str) -> Loaded:
    """Execute folder/file as a module of its own name.

    Raises OSError where the file cannot be read: our copy of it is not there.
    """
    path = folder / file
    data = path.read_bytes()
    module = types.ModuleType(path.stem)
    module.__file__ = str(path)
    sys.modules[path.stem] = module  # a helper may import the submission
    run = _Run(path, module.__dict__)
    try:
        run.whole(source_text(data))
    except BaseException as error:  # the student's: no Python, an exit, an interrupt, a `raise`
        run.problem = run.problem or describe(error, folder)
    return Loaded(names=module.__dict__, problem=run.problem, absent=tuple(run.stand_ins.names))


class _Run:
    """A file being executed: at once, and statement by statement from the first that fails."""

    def __init__(self, path: Path, names: dict[str, Any]) -> None:
        self.path = path
        self.names = names
        self.stand_ins = StandIns()
        self.problem: dict[str, Any] | None = None

    def whole(self, text: str) -> None:
        text, code = self.compiled(text)
        try:
            exec(code, self.names)  # noqa: S102  the box is where a student's code runs
        except (Exception, SystemExit) as error:  # the student's
            statements = ast.parse(text, str(self.path)).body
            at = _place(statements, error, code)
            if at is None:
                raise
            for statement in self.after(statements[at:], error):
                self.one(statement, code.co_flags & FEATURES)

    def compiled(self, text: str) -> tuple[str, types.CodeType]:
        """The text and its code; a line of a notebook's that is no Python is passed over."""
        first: SyntaxError | None = None
        lines = text.split("\n")
        for _ in range(MAGICS):
            try:
                code = compile("\n".join(lines), str(self.path), "exec", dont_inherit=True)
            except SyntaxError as error:
                first = first or error
                at = (error.lineno or 0) - 1
                magic = MAGIC.match(lines[at]) if 0 <= at < len(lines) else None
                if magic is None:
                    raise first from None
                lines[at] = magic[1] + "pass"
                continue
            self.problem = describe(first, self.path.parent) if first else None
            return "\n".join(lines), code
        raise first or SyntaxError

    def after(self, statements: Sequence[ast.stmt], error: BaseException) -> Sequence[ast.stmt]:
        """What is left to do when the first of them has failed, itself again or not."""
        if self.stood_in(error):
            return statements
        self.told(statements[0], error)
        return statements[1:]

    def one(self, statement: ast.stmt, flags: int) -> None:
        code = compile(
            ast.Module([statement], []), str(self.path), "exec", flags=flags, dont_inherit=True
        )
        while True:
            try:
                exec(code, self.names)  # noqa: S102  as above
            except (Exception, SystemExit) as error:  # the student's
                if self.stood_in(error):
                    continue
                self.told(statement, error)
            return

    def stood_in(self, error: BaseException) -> bool:
        """Whether it was a library that is absent, in whose place something stands from now on."""
        name = error.name if isinstance(error, ModuleNotFoundError) else None
        library = name.partition(".")[0][:80] if isinstance(name, str) else ""
        known = self.stand_ins.names
        if not library or library in known or len(known) >= LIBRARIES:
            return False
        self.stand_ins.add(library)
        return True

    def told(self, statement: ast.stmt, error: BaseException) -> None:
        """Keep the first exception for the student. Raises one that is meant to end the file."""
        self.problem = self.problem or describe(error, self.path.parent)
        meant = isinstance(error, SystemExit) or isinstance(statement, ast.Raise)
        if meant and any(self.is_own(value) for value in [*self.names.values()]):
            raise error

    def is_own(self, value: Any) -> bool:
        """Whether it is a function of this file."""
        return isinstance(value, types.FunctionType) and value.__globals__ is self.names


def _place(
    statements: Sequence[ast.stmt], error: BaseException, code: types.CodeType
) -> int | None:
    """Which statement of the file raised; of several in one line the first."""
    lines = [n for frame, n in traceback.walk_tb(error.__traceback__) if frame.f_code is code]
    ends = [i for i, s in enumerate(statements) if lines and lines[0] <= (s.end_lineno or 0)]
    return ends[0] if ends else None


def source_text(data: bytes) -> str:
    """The text of a Python file: as it declares, UTF-8, UTF-16 with its mark, else Latin-1."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return data.decode("latin-1")


def describe(error: BaseException, folder: Path) -> dict[str, Any]:
    """{"type", "message", "where"}: what the student needs of an exception, capped, as text.

    `where` lists the student's own frames, innermost last, each "submission.py, line 3, in f" with
    its source line; for a syntax error the line with a caret under it.
    """
    return {
        "type": type(error).__name__[:80],
        "message": _message(error),
        "where": _syntax(error, folder) or _frames(error, folder),
    }


def _message(error: BaseException) -> str:
    try:
        text = str(error.msg if isinstance(error, SyntaxError) else error)
        return str.__getitem__(text, slice(MESSAGE_CHARS))
    except BaseException:  # the student's own __str__ fails
        return "(its message could not be shown)"


def _syntax(error: BaseException, folder: Path) -> list[str]:
    """Line and caret of a file of the student's; nothing for what an eval() of theirs read."""
    if not isinstance(error, SyntaxError) or not isinstance(error.filename, str):
        return []
    path = Path(error.filename)
    if not _is_own(path, folder) or not isinstance(error.lineno, int):
        return []
    lines = [f"{path.relative_to(folder)}, line {error.lineno}"]
    text = error.text.rstrip() if isinstance(error.text, str) else ""
    if text and len(text) <= LINE_CHARS:
        stripped = text.lstrip()
        offset = error.offset if isinstance(error.offset, int) else 1
        column = offset - 1 - (len(text) - len(stripped))
        lines += [f"  {stripped}", f"  {' ' * max(0, min(column, len(stripped)))}^"]
    return lines


def _frames(error: BaseException, folder: Path) -> list[str]:
    own = [
        (Path(frame.f_code.co_filename), number, frame.f_code.co_name)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if _is_own(Path(frame.f_code.co_filename), folder)
    ]
    told = []
    for path, number, name in own[-FRAMES:]:  # a recursion has a thousand
        told.append(f"{path.relative_to(folder)}, line {number}, in {name}")
        told.append(f"  {_source_line(path, number)}".rstrip())
    return told


def _is_own(path: Path, folder: Path) -> bool:
    """A student's file: in a kit, the engine and a .venv lie in the same folder."""
    ours = ENGINE in path.parents or "site-packages" in path.parts
    return folder in path.parents and not ours


def _source_line(path: Path, number: int) -> str:
    try:
        text = source_text(path.read_bytes())
    except OSError:  # the student's code removed its folder
        return ""
    lines = StringIO(text, newline=None).readlines()  # splitlines() splits at form feeds too
    return lines[number - 1].strip()[:LINE_CHARS] if number <= len(lines) else ""
