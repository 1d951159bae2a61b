"""How fair the grading is, counted: what `make fairness` prints.

Every submission of the ordinary corpus (tests/corpus, but for the attacks, which are no answers),
and every version of tests/versions and of generated.py, is graded; what came of each question is
held against what was known beforehand:

    false fails       fewer points than the answer deserves
    false passes      more
    diagnosed         of the answers that make known mistakes, those whose mistakes were named, all
                      and no other
    wrongly           diagnosed: a mistake was named that the answer does not make

Practice has no points: there, an answer that passes every check of its question counts as one.

Exit status 1 where one of the bounds is not met: no false fail, no false pass, no wrong diagnosis,
and each known mistake recognised at least once. Run as

    PYTHONPATH=tests/engine python -m fairness [--sample N]

where N takes only each Nth submission.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from batch import CORPUS, copy_of, grade_all
from generated import generated
from rich import box
from rich.console import Console
from rich.table import Table
from test_corpus import ENTRIES, expected
from versions import PRACTICE, ROOT, Version, hand_in, written

from autograder import manifest as manifests
from autograder.gradescope import dumped, results
from autograder.manifest import Manifest
from autograder.question import Question
from reference.mistakes import MISTAKES
from reference.mistakes.practice import TOPICS

QUESTIONS = {
    mistake.id: mistake.question
    for mistake in (*(m for topic in TOPICS for m in topic.mistakes), *MISTAKES)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beforehand of one question of one submission."""

    name: str  # for whoever looks for it
    question: str
    points: float
    right: bool
    mistakes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of one submission, graded."""

    known: Known
    points: float
    named: frozenset[str]

    @property
    def failed_falsely(self) -> bool:
        return self.points < self.known.points

    @property
    def passed_falsely(self) -> bool:
        return self.points > self.known.points

    @property
    def diagnosed(self) -> bool:
        return bool(self.named) and self.named == self.known.mistakes

    @property
    def diagnosed_wrongly(self) -> bool:
        return not self.named <= self.known.mistakes

    def __str__(self) -> str:
        known, named = self.known, ", ".join(sorted(self.named)) or "nothing"
        made = ", ".join(sorted(known.mistakes)) or "none that is known"
        return (
            f"{known.question} of {known.name}: {self.points:g} of {known.points:g} points; "
            f"mistakes: {made}; named: {named}"
        )


Submissions = dict[Path, list[Known]]


def corpus(manifest: Manifest, folder: Path, sample: int = 1) -> Submissions:
    """The entries of tests/corpus that need no time limit to be reached."""
    names = [name for name in ENTRIES if not expected(name).get("slow", False)]
    return {
        copy_of(CORPUS / name, folder / name): of_entry(name, manifest) for name in names[::sample]
    }


def of_entry(name: str, manifest: Manifest) -> list[Known]:
    """What an entry's expect.toml says, question by question."""
    verdict, found = expected(name), []
    for question in manifest.question:
        points = float(verdict.get("scores", {}).get(question.id, question.points))
        ids = {id for id in verdict.get("mistakes", []) if QUESTIONS[id] == question.id}
        found.append(
            Known(
                name=name,
                question=question.id,
                points=points,
                right=points == question.points,
                mistakes=frozenset(ids),
            )
        )
    return found


def versions(manifest: Manifest, folder: Path, sample: int = 1) -> Submissions:
    """tests/versions and the generated ones."""
    handed = hand_in([*written(), *generated()], folder)
    return _known(handed, manifest, sample) | practice(manifest, folder / "practice", sample)


def practice(manifest: Manifest, folder: Path, sample: int = 1) -> Submissions:
    """tests/versions/practice."""
    handed = hand_in(written(PRACTICE), folder, "practice.py")
    return _known(handed, manifest, sample)


def _known(handed: dict[Path, tuple[Version, ...]], manifest: Manifest, sample: int) -> Submissions:
    asked = {q.function.name: q for q in manifest.asked}
    return {
        source: [
            Known(
                name=f"{source.name}, {version.function}, {version.name}",
                question=asked[version.function].id,
                points=worth(asked[version.function]) if version.right else version.points,
                right=version.right,
                mistakes=version.mistakes,
            )
            for version in tried
        ]
        for source, tried in list(handed.items())[::sample]
    }


def worth(question: Question) -> float:
    """What a right answer counts."""
    return 1.0 if question.voluntary else question.points


def graded(submissions: Submissions, manifest: Manifest) -> Iterator[Answer]:
    """What came of every question that something is known of."""
    for source, grade in grade_all(submissions, manifest).items():
        entries = json.loads(dumped(results(grade)))["tests"]
        for known in submissions[source]:
            own = [e for e in entries if e["extra_data"]["question"] == known.question]
            points = sum(e.get("score", 0) for e in own)
            if manifest.questions[known.question].voluntary:
                points = float(all(e["status"] == "passed" for e in own) and bool(own))
            yield Answer(known, points, frozenset(i for e in own for i in _named(e["extra_data"])))


def _named(extra: dict[str, Any]) -> list[str]:
    one = extra.get("misconception")
    return [*extra.get("misconceptions", []), *([one] if one else [])]


def table(answers: Iterable[Answer], title: str) -> Table:
    """The confusion table, a line for each question and one for all."""
    answers = list(answers)
    made = Table(title=title, box=box.SIMPLE_HEAD, pad_edge=False)
    for head in (
        "question",
        "right",
        "wrong",
        "false fails",
        "false passes",
        "known",
        "diagnosed",
        "wrongly",
    ):
        made.add_column(head, justify="left" if head == "question" else "right")
    questions = list(dict.fromkeys(answer.known.question for answer in answers))
    for question in sorted(questions):
        made.add_row(question, *_counts([a for a in answers if a.known.question == question]))
    made.add_section()
    made.add_row("all", *_counts(answers))
    return made


def _counts(answers: list[Answer]) -> list[str]:
    counts = (
        sum(a.known.right for a in answers),
        sum(not a.known.right for a in answers),
        sum(a.failed_falsely for a in answers),
        sum(a.passed_falsely for a in answers),
        sum(bool(a.known.mistakes) for a in answers),
        sum(a.diagnosed for a in answers),
        sum(a.diagnosed_wrongly for a in answers),
    )
    return list(map(str, counts))


def offences(answers: Iterable[Answer]) -> list[str]:
    """A sentence for each bound that is not met."""
    answers = list(answers)
    seen = {id for a in answers if a.diagnosed for id in a.named}
    stated = {id for a in answers for id in a.known.mistakes}
    return [
        *(f"false fail: {a}" for a in answers if a.failed_falsely),
        *(f"false pass: {a}" for a in answers if a.passed_falsely),
        *(f"wrong diagnosis: {a}" for a in answers if a.diagnosed_wrongly),
        *(f"never recognised: {id}" for id in QUESTIONS if id in stated and id not in seen),
    ]


def measured(sample: int = 1) -> list[Answer]:
    """Every `sample`th submission, graded."""
    manifest = manifests.read(ROOT / "assignment.toml")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        entries = corpus(manifest, folder / "corpus", sample)
        return list(graded(entries | versions(manifest, folder / "versions", sample), manifest))


def main() -> int:
    parser = argparse.ArgumentParser(description="The confusion table of the grading.")
    parser.add_argument("--sample", type=int, default=1, help="each Nth submission only")
    answers = measured(parser.parse_args().sample)
    console = Console(soft_wrap=True)
    console.print(table(answers, f"{len(answers):,} answers"))
    for answer in answers:
        if answer.known.mistakes and not answer.diagnosed and not answer.diagnosed_wrongly:
            console.print(f"not diagnosed: {answer}", markup=False)
    broken = offences(answers)
    for offence in broken:
        console.print(offence, markup=False)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
