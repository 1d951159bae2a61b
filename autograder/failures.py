"""What a student reads when a function is missing, raises, dies, or takes too long.

The same words in the box and on a laptop: `student.Student` raises these, whatever is behind it.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Any

from .errors import Died, Missing, Overdue, Raised, StudentError, Untried, layout
from .model import Function
from .reply import CHARS, text, told

NO_ANSWER = "what came back was not an answer"


def raised(function: Function, what: Any) -> StudentError:
    """The function raised `what`; a NotImplementedError of its own says that it is not written."""
    if text(what, "type") == "NotImplementedError" and _is_its_own(what):
        todo = f"not written yet: {function.file} still raises NotImplementedError here"
        return Untried(layout(function.call, [("to do", todo)]))
    return Raised(f"{function.call}\n{told(what)}")


def _is_its_own(what: Any) -> bool:
    """Whether the student's line raises it: torch does too, for what it has not for integers."""
    where = what.get("where")
    line = where[-1] if isinstance(where, list) and where else ""
    return not isinstance(line, str) or not line.strip() or "NotImplementedError" in line


def not_imported(file: str, what: Any) -> Raised:
    """The file raised `what`, before anything in it could be called."""
    return Raised(f"import of {file}\n{told(what)}")


def died(call: str, why: str = NO_ANSWER) -> Died:
    """What was asked for ended the process that should have answered."""
    return Died(layout(call, [("ended", why)]))


def overdue(call: str, seconds: float, left: float, do: str, kept: float) -> Overdue:
    """It did not end within its own `seconds`, or within what was `left` of the submission's.

    `kept`: seconds of those that other functions have to themselves.
    """
    said = f"it did not end within {seconds:g} s" if seconds < left else _used_up(kept)
    look = "is there a loop without end? It is not called again."
    if do == "load":
        look = "is there a loop, or long work, outside of the functions?"
    return Overdue(layout(call, [("stopped", said), ("look at", look)]))


def too_late(call: str, kept: float) -> Overdue:
    """Nothing is asked any more, or nothing more of this one."""
    return Overdue(layout(call, [("stopped", _used_up(kept))]))


def _used_up(kept: float) -> str:
    if kept:
        return "what was left of the submission's time is kept for the functions after it"
    return "the submission had used up its time"


def missing(
    function: Function, instead: Any, loaded: Mapping[str, Any], asked_for: Collection[str]
) -> StudentError:
    """Its file, of which `loaded` tells, has none of that name, or has `instead` under it.

    `asked_for`: every function of the manifest; a name that is none of them may be this, misspelt.
    """
    if isinstance(instead, str) and instead:
        said = f"{function.name} is {instead[:CHARS]} in {function.file}, not a function"
        return Missing(_missing(function, said))
    if loaded.get("problem"):
        said = f"{function.file} raised an error on import, and does not define it"
        return Raised(f"{_missing(function, said)}\n{told(loaded['problem'])}")
    others = [name for name in loaded["names"] if name not in asked_for]
    near = difflib.get_close_matches(function.name, others, 1, 0.6)
    hint = f": is it {near[0]}, misspelt?" if near else ""
    said = f"{function.file} has no such function{hint}"
    return (Missing if near else Untried)(_missing(function, said))


def _missing(function: Function, said: str) -> str:
    return layout(function.call, [("missing", said)])


def notices(files: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What a file lacks, or raised on import, whether or not functions could still be called."""
    found = []
    for file, loaded in files.items():
        if loaded.get("absent"):
            libraries = ", ".join(loaded["absent"])
            found.append(
                f"{file} imports {libraries}, which is not installed here, or was not handed "
                "in: only what uses it fails."
            )
        if loaded.get("problem"):
            rest = "the functions that it defines were called all the same."
            if not loaded["names"]:
                rest = "no function could be called."
            found.append(f"{file} raised an error on import; {rest}\n{told(loaded['problem'])}")
    return found
