"""Part of a question's points for a known mistake, where assignment.toml grants one.

    [question.credit]
    ratio-inverted = 0.5        half of 4.1's points, for this mistake alone

The question is then worth the larger of what its passed checks earned and that fraction of its
points; what is missing is spread over its failed checks by their weights. Two mistakes made
together earn the smaller of their fractions, none where one of them has none. The status of a check
stays as it is.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .errors import ManifestError
from .known import Topic
from .manifest import Manifest
from .model import Outcome, Status


def demand(manifest: Manifest, topics: Iterable[Topic]) -> None:
    """Demand that credit is granted to known mistakes of the same question. ManifestError if not.

    Before any student's code runs: a misspelt id would grant nothing to anybody.
    """
    known = {topic.question: [mistake.id for mistake in topic.mistakes] for topic in topics}
    questions = {name: question for question, names in known.items() for name in names}
    for question in manifest.question:
        for name in question.credit:
            if name in known.get(question.id, ()):
                continue
            key = f"assignment.toml: `question {question.id}.credit.{name}`"
            if name in questions:
                raise ManifestError(f"{key} is a mistake of question {questions[name]}")
            near = difflib.get_close_matches(name, known.get(question.id, ()), 1, 0.5)
            instead = f": is it {near[0]}, misspelt?" if near else ""
            raise ManifestError(f"{key} is no known mistake{instead}")


def credited(outcomes: Sequence[Outcome], manifest: Manifest) -> tuple[Outcome, ...]:
    """The outcomes, the failed ones of a question with what the manifest grants for its mistake."""
    found = list(outcomes)
    for question in manifest.question:
        places = [i for i, o in enumerate(found) if o.question == question.id]
        failed = [i for i in places if found[i].status is Status.FAILED and found[i].points > 0]
        ids = next((d.mistakes for i in failed if (d := found[i].diagnosis)), ())
        fraction = min((question.credit.get(name, 0.0) for name in ids), default=0.0)
        lost = sum(found[i].points for i in failed)
        granted = min(lost, fraction * question.points - sum(found[i].score for i in places))
        if granted <= 0:
            continue
        for i in failed:
            found[i] = replace(found[i], credit=granted * found[i].points / lost)
    return tuple(found)
