"""Whose fault is a type.

    AssertionError                  the student's
    ├── checks.Mismatch             a wrong answer
    └── StudentError
        ├── Missing                 no file, or no such function
        │   └── Untried             not written yet
        ├── Raised                  an exception, with the student's own frames only
        ├── Overdue                 the clock ended it
        └── Died                    exit, signal, memory, or an answer that is not a frame
    GraderError                     ours: never worded as the student's; exit status 2
    ├── ManifestError               assignment.toml is wrong, or disagrees with the graders
    ├── BoxError                    the box could not be made, or broke
    │   └── Unproven                a call was ended, and it may not have been at fault
    └── UsageError                  the caller's: a path that is not there, a folder not writable

An AssertionError is the student's; anything else is ours. Whatever goes wrong while reading from
the box is the student's: what comes out of it is the student's word.

The text of a StudentError is what the student reads; the text of a GraderError is one sentence for
a TA, naming the file, the key or the command to run.
"""

from __future__ import annotations

from collections.abc import Sequence

Lines = Sequence[tuple[str, str]]


def layout(call: str, lines: Lines) -> str:
    """A message as students read it: what was called, then labelled lines."""
    return "\n".join([call, *(f"  {label:9} {text}" for label, text in lines)])


class StudentError(AssertionError):
    """The student's code did not give an answer that could be compared."""


class Missing(StudentError):
    """No submission.py, or no such function in it."""


class Untried(Missing):
    """The function still raises NotImplementedError, or was taken out of the file."""


class Raised(StudentError):
    """The student's code raised an exception."""


class Overdue(StudentError):
    """The student's code was still running when its time was over."""


class Died(StudentError):
    """The student's process ended, or what it sent was not an answer."""


class GraderError(Exception):
    """A fault of ours."""


class ManifestError(GraderError):
    """assignment.toml is wrong, or disagrees with the graders."""


class BoxError(GraderError):
    """The box could not be made, or broke."""


class Unproven(BoxError):
    """A call was ended for what others may have done: it can be asked again."""


class UsageError(GraderError):
    """What the caller asked for cannot be done."""
