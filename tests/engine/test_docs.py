"""Documents run: commands, tables, paths; and what must not stand anywhere."""

import re
import subprocess

import pytest
from batch import ROOT

README = (ROOT / "README.md").read_text()
KEY = (ROOT / "reference" / "answers.md").read_text()
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT, capture_output=True, text=True, check=True,
).stdout.split("\n")[:-1]  # fmt: skip


def test_the_readme_grades_as_it_says():
    """Its command without make, run literally, ends as the text below it."""
    line = re.search(r"^\$ (\.venv/bin/python -m autograder .*)$", README, re.M).group(1)
    if not (ROOT / ".venv" / "bin" / "python").exists():
        pytest.skip("the environment is not in .venv here")
    done = subprocess.run(
        line.split(), cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    ending = re.search(r"```text\n(.*?)```", README, re.S).group(1)
    assert done.stdout.endswith(ending)
    (ROOT / "results.json").unlink()


def test_make_help_lists_what_the_documents_name():
    """Every `make x` of a document is a target."""
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    targets = {line.split()[0] for line in listed.stdout.splitlines()}
    for document in ("README.md", "CONTRIBUTING.md"):
        named = re.findall(r"(?:\$ |`)make ([a-z-]+)", (ROOT / document).read_text())
        assert named
        assert set(named) <= targets


def test_what_a_tired_ta_searches_for_is_what_is_said():
    """Each sentence that the README explains is one of ours, or of the platform's."""
    rows = re.findall(r"^\| (.*) \| .* \|$", README.partition("looks wrong")[2], re.M)
    quoted = [words for row in rows for words in re.findall(r'"([^"]+)"', row)]
    theirs = {"The autograder failed to execute correctly", "Your submission timed out", "Killed"}
    assert theirs < set(quoted)
    ours = "".join(path.read_text() for path in (ROOT / "autograder").glob("*.py"))
    assert [words for words in set(quoted) - theirs if words not in ours] == []


def test_every_part_has_its_row(manifest):
    """Sixteen of them, with the key's points; calls and checks are the manifest's."""
    table = re.findall(r"^\| (\d\S+) \| ([\d +]+) \| (.*) \| (.*) \|$", README, re.M)
    points = {part: sum(map(int, count.split("+"))) for part, count, _, _ in table}
    key = re.findall(r"^\| \[([^\]]+)\]\(#\w+\) \| (\d+) \|", KEY, re.M)
    assert points == {part: int(count) for part, count in key}
    assert len(table) == len(points) == 16
    by_program = sum(question.points for question in manifest.question)
    assert f"{sum(points.values())} points, of which {by_program:g} are given by program" in README
    runs = {part: what for part, _, what, _ in table}
    for question in manifest.question:
        assert points[question.id] == question.points
        assert f"`{question.call}`; " in runs[question.id]
        assert all(number in runs[question.id] for number in question.weights)
    for question in manifest.asked:
        part = question.id if question.id in runs else question.id[:-1]
        where = runs.get(part, runs["2.1"])  # eq. 1 has no part of its own
        assert (
            not question.practice or f"`{question.function.name}`" in where.split("practice: ")[1]
        )
    assert {part for part, _, _, by_hand in table if by_hand == "nothing"} == {
        question.id for question in manifest.question if question.id != "4.2"
    }


def test_decisions_are_as_their_first_line_says():
    """Numbered, ten lines each at most: context, choice, price."""
    head, *parts = re.split(r"^## ", (ROOT / "docs" / "decisions.md").read_text(), flags=re.M)
    assert "Numbered, ten lines each at most: context, choice, price." in head
    for number, part in enumerate(parts, 1):
        title, *lines = part.strip().splitlines()
        assert title.startswith(f"{number}. ")
        assert len(lines) <= 10, title
        words = [word for line in lines for word in re.findall(r"^(Context|Choice|Price): ", line)]
        assert words == ["Context", "Choice", "Price"], title


def test_files_that_documents_name_exist():
    """Every `path/like.this` in the documents."""
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for path in re.findall(r"`([\w./-]+/[\w.-]*)`", document.read_text()):
            if not path.startswith((".", "/", "path/", "dist/")):
                assert (ROOT / path).exists(), f"{document.name} names {path}"


def test_no_host_of_a_registry_and_no_path_of_a_machine():
    """Nothing tracked names where packages come from here, or where this checkout lies."""
    forbidden = re.compile(r"pypi\.org|pythonhosted|download\.pytorch|deb\.debian|/work/")
    for name in TRACKED:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".sh", ".txt", "") and path.is_file():
            text = path.read_text("utf-8", "replace")
            found = [] if path.name == "test_docs.py" else forbidden.findall(text)
            assert found == [], name


def test_the_assignments_sentences_are_not_copied():
    """No run of ten words of the assignment's text stands in the project."""
    assignment = ROOT.parent / "shared" / "assignment.md"
    if not assignment.exists():
        pytest.skip("the assignment's text is not beside the project here")
    source = tens(assignment.read_text())
    for name in TRACKED:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml") and path.is_file():
            assert source & tens(path.read_text("utf-8", "replace")) == set(), name


def tens(text):
    """Every run of ten words, but for formulas: mostly single letters."""
    words = re.findall(r"[a-z]+", text.lower())
    runs = {tuple(words[i : i + 10]) for i in range(len(words) - 9)}
    return {run for run in runs if sum(len(word) > 2 for word in run) > 4}
