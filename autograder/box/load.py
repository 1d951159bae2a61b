"""Load a student's file from its source, and describe an exception by the student's own frames.

The file is compiled from its bytes: no import system chooses between submission.py, a stale .pyc
and a submission.so. Names that were defined before the file failed stay usable: a demo at the
bottom that raises, exits or reads stdin takes no right function's points with it (docs/decisions.md
has the reasons); the exception is told all the same. A library that is not installed costs what
uses it, and nothing else (absent.py).
"""

from __future__ import annotations

import sys
import tokenize
import traceback
import types
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A student's file, executed."""

    names: dict[str, Any]
    problem: dict[str, Any] | None = None  # what it raised, if it did
    absent: tuple[str, ...] = ()  # libraries that it imports and that are not installed


def load(folder: Path, file: str) -> Loaded:
    """Execute folder/file as a module of its own name, again without each library that is absent.

    Raises OSError where the file cannot be read: our copy of it is not there.
    """
    path = folder / file
    data = path.read_bytes()
    stand_ins = StandIns()
    while True:
        module = types.ModuleType(path.stem)
        module.__file__ = str(path)
        sys.modules[path.stem] = module  # a helper may import the submission
        try:
            code = compile(source_text(data), str(path), "exec", dont_inherit=True)
            exec(code, module.__dict__)  # noqa: S102  the box is where a student's code runs
        except BaseException as error:  # the student's, SystemExit and KeyboardInterrupt included
            library = _absent(error)
            if library and library not in stand_ins.names and len(stand_ins.names) < LIBRARIES:
                stand_ins.add(library)
                continue
            problem = describe(error, folder)
            return Loaded(names=module.__dict__, problem=problem, absent=tuple(stand_ins.names))
        return Loaded(names=module.__dict__, absent=tuple(stand_ins.names))


def _absent(error: BaseException) -> str:
    """The library whose import failed, or ""."""
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    return name.partition(".")[0][:80] if isinstance(name, str) else ""


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
