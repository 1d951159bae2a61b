"""grades.csv: Gradescope's columns, everybody's row, and nothing that a spreadsheet runs."""

import csv

import pytest
from batch import ROOT

from autograder.gradebook import BEFORE, write
from autograder.row import Check, Person, Row

VECTORS = ROOT.parent / "shared" / "vectors" / "grades_csv"


def written(rows, manifest, tmp_path):
    write(rows, manifest, tmp_path / "grades.csv")
    with (tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check(question, score, points, status="passed"):
    return Check(
        number=f"{question}.1",
        name="n",
        question=question,
        status=status,
        score=score,
        points=points,
    )


ADA = Person(name="Ada King Lovelace", sid="0012", email="ada@example.edu")
CHECKS = (check("2.5a", 2.0, 2.0), check("3.1", 0.0, 2.0, "failed"))


def test_one_row_a_person_with_the_platforms_names(manifest, tmp_path):
    """Partners share what they got; zeros stay; lateness and views are not made up."""
    row = Row(
        id="submission_17",
        people=(ADA, Person(name="Bob", sid="13")),
        created_at="2023-12-04 07:11:22.333444000 Z",
        score=2.0,
        points=14.0,
        checks=CHECKS,
    )
    ada, bob = written([row], manifest, tmp_path)
    assert tuple(ada)[: len(BEFORE)] == BEFORE
    assert (ada["First Name"], ada["Last Name"]) == ("Ada King", "Lovelace")
    assert (bob["First Name"], bob["Last Name"]) == ("Bob", "")
    assert (ada["SID"], bob["SID"]) == ("0012", "13")
    for one in (ada, bob):
        assert (one["Total Score"], one["Max Points"], one["Status"]) == ("2.0", "14.0", "Graded")
        assert (one["Submission ID"], one["Submission Time"]) == ("17", "2023-12-04 07:11:22 +0000")
        assert one["2.5a: Two linear representations of one x (2.0 pts)"] == "2.0"
        assert (one["Lateness (H:M:S)"], one["View Count"], one["Fault"]) == ("", "", "")


def test_the_names_are_those_of_real_files(manifest, tmp_path):
    """Every column that a real export of grades has, but for its sections' names."""
    if not VECTORS.exists():
        pytest.skip("the vectors are not beside the project here")
    (ours,) = written([Row(id="a")], manifest, tmp_path)
    text = (VECTORS / "c02_assignment_grades_first_last.csv").read_text()
    real = next(csv.reader(text.splitlines()))
    plain = [name for name in real if ": " not in name and name != "section_name"]
    assert [name for name in ours if ": " not in name and name != "Fault"] == plain


def test_what_is_our_fault_has_no_total(manifest, tmp_path):
    """Nobody enters a zero for it; the questions that were judged keep their scores."""
    errored = (check("2.5a", 2.0, 2.0), check("3.1", 0.0, 2.0, "errored"))
    one, two = written(
        [Row(id="a", checks=errored), Row(id="b", fault="no\nroom", checks=CHECKS)],
        manifest,
        tmp_path,
    )
    assert (one["Total Score"], one["Status"]) == ("", "Ungraded")
    assert one["Fault"] == "a check could not be made"
    assert [v for k, v in one.items() if k.startswith(("2.5a", "3.1"))] == ["2.0", ""]
    assert (two["Total Score"], two["Fault"]) == ("", "no room")


@pytest.mark.parametrize(
    "name",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\n=1", "\r=1", '=HYPERLINK("x")', "＝1",
        "\u200e=1", "|calc", "\x00=1",
    ],
)  # fmt: skip
def test_nothing_is_a_formula(name, manifest, tmp_path):
    """In no column that is a student's: each cell begins with what is only text."""
    row = Row(id=f"{name}", people=(Person(name=name, sid=name, email=name),), fault=name)
    (one,) = written([row], manifest, tmp_path)
    for key, value in one.items():
        assert not value.lstrip().startswith(("=", "+", "-", "@", "＝", "|")), key
        assert "\n" not in value
        assert "\t" not in value


def test_rows_are_not_held(manifest, tmp_path):
    """A class is written from an iterator, one row at a time."""
    seen = []

    def rows():
        for number in range(3):
            seen.append(number)
            yield Row(id=str(number))

    assert len(written(rows(), manifest, tmp_path)) == 3
    assert seen == [0, 1, 2]
