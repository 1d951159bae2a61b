"""After a question's graders: which known mistake explains everything that was answered.

A wrong diagnosis is worse than none. A mistake is named only where its formula gives every value
and every gradient that the student's function gave, to the question's tolerance, on the graders'
inputs and on a few more that tell the mistakes apart; where it is the only one that does; and where
the right answer does not. So nothing is asked and nothing computed for a question that passed.

What the mistakes are is handed in: a `Topic` for each question (reference.mistakes). The engine
knows no answer, and works without them.

The further questions are asked when all graders are done: they take no other check's time, and
nothing that they break can change a result. A slow function is not asked. The slowest of its calls
does not count for that: the machine may have stood still, and a regrade must say the same again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from .checks import Mismatch, Tolerance, parts
from .errors import Raised, StudentError
from .formulas import Case, read
from .known import Topic
from .model import Diagnosis, Outcome, Status
from .student import Record, Student

SLOW = 2.0  # seconds: a function that took longer twice is not asked again
IN_VAIN = 0.5  # seconds of calls that raised, and then none more is made
ASKING = 5.0  # seconds for all further calls of one question


def diagnosed(
    outcomes: Iterable[Outcome],
    student: Student,
    topics: Iterable[Topic],
    tolerance: Callable[[str], Tolerance],
) -> tuple[Outcome, ...]:
    """The outcomes, each failed one with what is known of why its question failed."""
    outcomes = tuple(outcomes)
    by_question = {topic.question: topic for topic in topics}
    failed = dict.fromkeys(o.question for o in outcomes if o.status is Status.FAILED)
    for question in failed:
        topic = by_question.get(question)
        if topic is None:
            continue
        complete = _ask(student, topic)
        records = [r for r in student.records if r.function == topic.function]
        found = diagnosis(topic, records, tolerance(question)) if complete else None
        if found is not None:
            outcomes = tuple(
                replace(o, diagnosis=found)
                if o.question == question and o.status is Status.FAILED
                else o
                for o in outcomes
            )
    return outcomes


def _ask(student: Student, topic: Topic) -> bool:
    """Ask what tells the mistakes apart. Whether everything was asked."""
    before = [r for r in student.records if r.function == topic.function]
    if any(isinstance(r.error, StudentError) and not isinstance(r.error, Raised) for r in before):
        return False
    if sum(_all_but_the_slowest(r for r in before if r.error)) > IN_VAIN:
        return False
    if max(_all_but_the_slowest(before), default=0.0) > SLOW:
        return not topic.inputs
    with student.within(ASKING):
        for arguments in topic.inputs:
            try:
                getattr(student, topic.function)(*arguments)
            except Raised:  # an answer too: what it says is in the record
                continue
            except StudentError:  # too slow, or dead: it is not worth a fresh worker
                return False
    return True


def _all_but_the_slowest(records: Iterable[Record]) -> list[float]:
    return sorted(record.seconds for record in records)[:-1]


def diagnosis(topic: Topic, records: Sequence[Record], tolerance: Tolerance) -> Diagnosis | None:
    """The one mistake, or the one pair, that explains every record; else what can be seen."""
    if topic.faults is not None:
        return _by_its_faults(topic, records, tolerance)
    with np.errstate(all="ignore"):
        case = Case(topic, records, tolerance)
        singles = [(mistake, (mistake.id,)) for mistake in topic.mistakes]
        pairs = [(pair, pair.ids) for pair in topic.pairs]
        found = case.the_only_one(singles) or case.the_only_one(pairs)
        if found:
            return _told(topic, *found)
        symptom = case.first_seen()
        return Diagnosis(symptom=symptom.id, hints=(symptom.hint,)) if symptom else None


def _told(topic: Topic, ids: tuple[str, ...], constant: tuple[float, ...] = ()) -> Diagnosis:
    hints = {mistake.id: mistake.hint for mistake in topic.mistakes}
    families = {mistake.id for mistake in topic.mistakes if mistake.families}
    more = "".join(" " + topic.constant.format(f"{number:.2g}") for number in constant)
    shown = tuple(hints[name] + (more if name in families else "") for name in ids)
    return Diagnosis(mistakes=ids, hints=shown)


def _by_its_faults(
    topic: Topic, records: Sequence[Record], tolerance: Tolerance
) -> Diagnosis | None:
    """Every answer has the same faults, one or two of them."""
    found = {_faults(topic, record, tolerance) for record in records}
    ids = found.pop() if len(found) == 1 else ()
    return _told(topic, ids) if 1 <= len(ids) <= 2 else None


def _faults(topic: Topic, record: Record, tolerance: Tolerance) -> tuple[str, ...]:
    assert topic.faults is not None
    if record.error is not None:
        return ()
    try:
        answer = parts("", record.answer, topic.parts) if topic.parts else (record.answer,)
    except Mismatch:
        return ()
    margins = {"rtol": tolerance.rtol, "atol": tolerance.atol}
    with np.errstate(all="ignore"):
        return topic.faults(*map(read, answer), **margins)
