"""What a student reads first, on top of all checks, and what staff read beside them.

For the student: what is right, what to look at first, what ran out of time; a few kind lines, about
those checks only that students may see now. For staff: what was recognised, how long each function
took. Both are functions of one Grade.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .model import Grade, Outcome, Status, Visibility

OURS = (
    "Something went wrong on our side: this score is not final. The staff can see why; "
    "your submission is kept and will be graded again."
)


def summary(grade: Grade) -> str:
    """The text on top, for the student."""
    lines = [OURS] if grade.ours else []
    lines += grade.notices
    shown = [o for o in grade.outcomes if o.visibility is Visibility.VISIBLE]
    questions = {o.question: [p for p in shown if p.question == o.question] for o in shown}
    wrong = {q: them for q, them in questions.items() if _any(them, Status.FAILED)}
    right = [q for q in questions if q not in wrong and not _any(questions[q], Status.ERRORED)]
    if shown and not wrong and not grade.ours:
        lines.append("Every check passed." if shown == list(grade.outcomes) else LATER)
    elif wrong:
        if right:
            lines.append(f"Right so far: {', '.join(right)}.")
        said = {o.message for them in wrong.values() for o in them if o.status is Status.FAILED}
        if not said <= set(grade.notices):  # no file, say: that is all there is to look at
            lines += _to_do(wrong)
    if grade.timeouts:
        times = [f"{call} {_times(count)}" for call, count in grade.timeouts]
        lines.append(f"Out of time: {', '.join(times)}. What ran out of time is not called again.")
    return "\n".join(lines)


LATER = "Every check that is shown now passed; others are shown later."


def _any(outcomes: Iterable[Outcome], status: Status) -> bool:
    return any(outcome.status is status for outcome in outcomes)


def _to_do(wrong: dict[str, list[Outcome]]) -> list[str]:
    """Where most points are to be had comes first."""

    def lost(question: str) -> float:
        return sum(o.points - o.score for o in wrong[question])

    first, *others = sorted(wrong, key=lost, reverse=True)  # stable: else as they are numbered
    check = next(o for o in wrong[first] if o.status is Status.FAILED)
    hint = ", and gives a hint" if check.diagnosis else ""
    lines = [f"Look first at question {first}: check {check.number} says what came{hint}."]
    if others:
        lines.append(f"Then at {', '.join(sorted(others, key=list(wrong).index))}.")
    return lines


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def for_staff(grade: Grade) -> dict[str, Any]:
    """What students do not see: diagnoses by question, and the time of each function."""
    diagnoses = {o.question: o.diagnosis for o in grade.outcomes if o.diagnosis}
    return {
        "diagnoses": {
            question: {
                "mistakes": list(found.mistakes),
                "symptom": found.symptom,
                "hints": list(found.hints),
            }
            for question, found in diagnoses.items()
        },
        "functions": {
            use.function: {
                "calls": use.calls,
                "raised": use.raised,
                "seconds": round(use.seconds, 4),
                "longest": round(use.longest, 4),
            }
            for use in grade.uses
        },
        "timeouts": dict(grade.timeouts),
        "unexplained": grade.unexplained,
    }
