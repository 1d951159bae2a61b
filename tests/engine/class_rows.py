"""Classes for the tests of the difference and the report: rows by hand, and many hostile ones."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from autograder.row import Check, Person, Row

POINTS = {"2.5a": 2.0, "3.1": 2.0, "3.2": 2.0, "4.1": 3.0, "4.2": 5.0}
HOSTILE = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "</title></style></script><script>document.title='owned'</script>",
    "<!--<script>",
    "{{ 7 * 7 }}{% for x in y %}",
    "${7*7}`#{7*7}",
    "\u202ednammoc\u202c \u2067right to left\u2069 \u200f",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "javascript:document.title='owned'",
    "W" * 3000,
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "nul\x00byte",
    "lone \udcff surrogate \ud800",
    "' onmouseover='document.title=1",
    "&lt;b&gt; &#x27; &amp;",
    "a\u0300\u0301\u0302" * 40,
    "line\r\nbreak\u2028and\u2029more",
    "José Ångström 李小龍 \U0001f600",
    "]]><svg onload=document.title='owned'>",
)


def check(number: str, score: float, points: float, output: str = "", status: str = "") -> Check:
    return Check(
        number=number,
        name=f"what {number} asks",
        question=number.rpartition(".")[0],
        status=status or ("passed" if score >= points else "failed"),
        score=score,
        points=points,
        output=output,
    )


def made(count: int, seed: int = 1, hostile: bool = True, gain: float = 0.0) -> Iterator[Row]:
    """A class of `count`; a share `gain` of those who failed 4.2 passes, as in a second grading."""
    random, luck = Random(seed), Random(seed + 1)
    mistakes = {
        "2.5a": ["inconsistent", "not-linear"],
        "3.1": ["alternating-update", "roles-swapped", "both-descend"],
        "3.2": ["value-not-point", "not-stationary"],
        "4.1": ["ratio-inverted", "ratio-not-log"],
        "4.2": ["mean-over-negatives", "sign-flipped", "wrong-axis"],
    }
    for at in range(count):
        skill, text = random.gauss(0.9, 0.8), HOSTILE[at % len(HOSTILE)] if hostile else ""
        people = tuple(
            Person(
                name=f"{text or 'Student'} {at}{'ab'[one]}",
                sid=f"{text if at % 3 == 0 else ''}{10_000_000 + 2 * at + one}",
                email=f"s{at}{'ab'[one]}@example.edu",
            )
            for one in range(1 + (random.random() < 0.3))
        )
        checks, found, answers = [], {}, {}
        for hard, (question, points) in enumerate(POINTS.items()):
            right = random.gauss(skill, 0.7) > 0.25 * hard
            kind = random.randrange(len(mistakes[question]) + 2)
            if question == "4.2" and not right and luck.random() < gain:
                right = True
            known = kind < len(mistakes[question])
            answers[question] = f"{question}-{'right' if right else kind if known else at}"
            if not right and known:
                found[question] = (mistakes[question][kind],)
            said = f"{text}\n  expected  a scalar\n  got       {kind}"
            checks.append(check(f"{question}.1", 0, 0, "", "passed" if right else "failed"))
            checks.append(check(f"{question}.2", points * right, points, "" if right else said))
        errored = at % 331 == 330
        yield Row(
            id=f"submission_{900_000_000 + at}",
            people=people,
            score=0.0 if errored else sum(c.score for c in checks),
            points=14.0,
            checks=tuple(checks),
            mistakes=found,
            hints={i: f"hint of {i}: {text[:60]}" for ids in found.values() for i in ids},
            answers=answers,
            fault=f"the box could not be made: {text}" if errored else "",
            seconds=round(random.expovariate(20) + 0.03, 3),
        )


def eight() -> list[Row]:
    """A class that is checked by hand: 3.1 has 2 points, 4.1 has 3, 4.2 has 5.

        Ada  Ben+Bo  Cem  Dee  Eve  Fay  Gus  Hal
    3.1  2     2      2    2    2    0    0
    4.1  3     3      3    0    0    3    0    a fault of ours
    4.2  5     5      0    5    0    0    0
        10    10      5    7    2    3    0
    """
    swapped, inverted = ("roles-swapped",), ("ratio-inverted",)
    return [
        _one(1, "Ada", (2, 3, 5)),
        _one(2, "Ben Bo", (2, 3, 5), seconds=0.5),
        _one(3, "Cem", (2, 3, 0), {"4.2": ("sign-flipped",)}, {"4.2": "x"}),
        _one(4, "Dee", (2, 0, 5), {"4.1": inverted}, {"4.1": "i"}),
        _one(5, "Eve", (2, 0, 0), {"4.1": inverted}, {"4.1": "i", "4.2": "u"}),
        _one(6, "Fay", (0, 3, 0), {"3.1": swapped, "4.2": ("sign-flipped",)},
             {"3.1": "s", "4.2": "x"}),
        _one(7, "Gus", (0, 0, 0), {"3.1": swapped}, {"3.1": "s", "4.1": "z", "4.2": "u"}),
        replace(_one(8, "Hal", (0, 0, 0)), fault="the box could not be made", seconds=9.0),
    ]  # fmt: skip


def _one(at, names, scores, mistakes=None, answers=None, seconds=0.1) -> Row:
    people = tuple(
        Person(name=name, sid=f"00{at}{name}", email=f"{name.lower()}@example.edu")
        for name in names.split()
    )
    checks = tuple(
        check(f"{question}.1", score, points, "" if score else f"\nnot {question}")
        for question, score, points in zip(("3.1", "4.1", "4.2"), scores, (2, 3, 5))
    )
    found = mistakes or {}
    return Row(
        id=f"submission_{at}",
        people=people,
        score=sum(scores),
        points=10,
        checks=checks,
        mistakes=found,
        hints={name: f"about {name}" for names in found.values() for name in names},
        answers={"3.1": "right", "4.1": "right", "4.2": "right"} | (answers or {}),
        seconds=seconds,
    )


def changed(row: Row, number: str, score: float, status: str = "") -> Row:
    """The row with another verdict of one check."""
    checks = tuple(
        check(c.number, score, c.points, status=status) if c.number == number else c
        for c in row.checks
    )
    return replace(row, checks=checks, score=sum(c.score for c in checks))


def before() -> list[Row]:
    """What `eight` was in an earlier grading."""
    ada, pair, cem, dee, eve, fay, _, hal = eight()
    return [
        ada,
        changed(replace(pair, id="submission_22"), "4.2.1", 0),  # they handed in again
        changed(cem, "4.2.1", 5),
        changed(dee, "4.2.1", 0),
        replace(eve, checks=(*eve.checks, check("4.2.2", 0, 0))),
        replace(fay, fault="the fork server died", score=0, checks=()),
        changed(replace(hal, fault=""), "3.1.1", 2),
        _one(9, "Ivy", (2, 0, 0)),
    ]
