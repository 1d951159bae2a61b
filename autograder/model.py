"""What is asked and what the grader says, as frozen values.

Every output is a function of one `Grade`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function that is asked of the student."""

    name: str
    parameters: tuple[str, ...] = ()
    file: str = "submission.py"
    tensors: bool = False  # arrays go in as torch float32 tensors

    @property
    def call(self) -> str:
        """As it is written in messages: "contrastive_loss(z, y, y_neg)"."""
        return f"{self.name}({', '.join(self.parameters)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds of wall-clock time for one call, and for one import."""

    call: float = 10.0
    importing: float = 20.0


class Status(enum.Enum):
    """Whose fault: nobody's, the student's, ours."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"


class Visibility(enum.Enum):
    """When students see an entry (Gradescope's words)."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What is known of why a question failed; it stands on each of its failed outcomes."""

    mistakes: tuple[str, ...] = ()  # ids: one, or two that were made together
    symptom: str = ""  # where none explains it: what was seen, by its id
    hints: tuple[str, ...] = ()  # a sentence for each, for the student


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one grader said."""

    number: str  # "3.1.2"; text, so that 3.10 is not 3.1
    question: str  # "3.1"
    name: str  # what was checked, in a sentence
    points: float  # that it is worth; 0 for a check that only informs
    status: Status
    message: str = ""  # for the student: why it failed, or that we did
    remarks: tuple[str, ...] = ()  # right, but could be better: never costs a point
    visibility: Visibility = Visibility.VISIBLE
    seconds: float = 0.0
    detail: str = ""  # for staff: our traceback, where the fault is ours
    diagnosis: Diagnosis | None = None  # of its question, where it failed
    credit: float = 0.0  # points that the manifest grants in spite of the failure

    @property
    def score(self) -> float:
        return self.points if self.status is Status.PASSED else self.credit


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What one function of the student's was asked, and how long it took."""

    function: str
    calls: int
    raised: int  # of the calls, those that gave no answer
    seconds: float
    longest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """All that is known of one submission."""

    outcomes: tuple[Outcome, ...] = ()
    notices: tuple[str, ...] = ()  # for the student, of the submission as a whole
    fault: str = ""  # a fault of ours that no single outcome carries, in a sentence for staff
    timeouts: tuple[tuple[str, int], ...] = ()  # what the clock ended in the graders: how often
    uses: tuple[Use, ...] = ()  # of each function, the diagnosis included; for staff
    unexplained: str = ""  # for staff: why no hints could be given, where the fault is ours
    printed: str = ""  # what the student's code wrote to stdout and stderr; for staff
    layers: tuple[tuple[str, bool, str], ...] = ()  # of the box: name, active, why not
    verdict: str = ""  # on them: "isolated", or what is within the code's reach
    seconds: float = 0.0
    submission: dict[str, str] = field(default_factory=dict)  # ids and times from the platform
    answers: dict[str, str] = field(default_factory=dict)  # question -> hash of what was answered

    @property
    def score(self) -> float:
        return sum(outcome.score for outcome in self.outcomes)

    @property
    def points(self) -> float:
        return sum(outcome.points for outcome in self.outcomes)

    @property
    def ours(self) -> bool:
        """Something went wrong that is not the student's doing."""
        return bool(self.fault) or any(o.status is Status.ERRORED for o in self.outcomes)


def order(number: str) -> tuple[tuple[int, str], ...]:
    """Sort key of a number: "3.2" before "3.10", "2.5a" after "2.5"."""
    parts = []
    for part in number.split("."):
        digits = part.rstrip("abcdefghijklmnopqrstuvwxyz")
        parts.append((int(digits) if digits.isdecimal() else 0, part[len(digits) :]))
    return tuple(parts)
