"""What students read, word for word: the failed checks of some entries, as in texts.txt."""

import re

from batch import CORPUS, ROOT, copy_of, grade_all

from autograder.gradescope import results

TEXTS = (ROOT / "tests" / "engine" / "texts.txt").read_text()
NAMES = re.findall(r"^== (.*)$", TEXTS, re.M)


def test_the_failed_checks_say_this(quick, tmp_path):
    """A change of a message is a change of texts.txt, where it can be read as a student does."""
    entries = {name: copy_of(CORPUS / name, tmp_path / name) for name in NAMES}
    grades = grade_all(entries.values(), quick)
    lines = []
    for name, place in entries.items():
        lines.append(f"== {name}")
        for test in results(grades[place]).tests:
            if test.status == "failed":
                lines += [f"-- {test.number}", test.output]
    assert "\n".join(lines) + "\n" == TEXTS


def test_a_message_is_a_few_lines():
    """What was called, what was asked and came, up to three entries and a count, the hints."""
    messages = re.split(r"^(?:==|--) .*\n", TEXTS, flags=re.M)
    assert len(messages) > 40
    assert max(len(message.splitlines()) for message in messages) <= 9


def test_no_hidden_check_shows_a_number_of_its_input():
    """Neither expected values nor the student's own; the inputs are told in words."""
    hidden = re.findall(
        r"^-- (?:3\.1\.4|4\.1\.3|4\.2\.4|4\.2\.5)\n(.*?)(?=^--|^==|\Z)", TEXTS, re.M | re.S
    )
    assert len(hidden) >= 10
    for text in hidden:
        compared = text.partition("\n  hint ")[0]
        assert re.findall(r"-?\d+\.\d+", compared.partition("\n")[2]) == []
        assert "expected" not in compared
