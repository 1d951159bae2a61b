"""Earlier grades, of a run of ours, an export of the platform's, or a CSV; what is refused."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from batch import ROOT
from class_rows import HOSTILE, eight, made

from autograder import gradebook
from autograder.difference import difference
from autograder.earlier import inside, rows
from autograder.errors import UsageError
from autograder.manifest import read
from autograder.matching import Matching
from autograder.row import Person, Row

VECTORS = ROOT.parent / "shared" / "vectors"
METADATA = """---
submission_1:
  :submitters:
  - :name: Ada
    :sid: '007'
    :email: ada@example.edu
  - :name: Bo
    :sid: 008
  :created_at: 2024-02-01 04:05:06.789012000 Z
  :score: 99.0
  :status: processed
  :results:
    score:
    tests:
    - {name: one, number: '3.1.1', score: 2.0, max_score: 2.0, status: passed, extra_data: }
    - {name: two, number: '4.1.1', score: 0.0, max_score: 3.0, status: , output: no}
    execution_time: '0.5'
  :history:
  - :score: 5.0
    :id: 17
submission_2:
  :submitters: []
  :score: 0.0
  :status: failed
  :results:
    output: "The autograder failed to execute correctly.\\nAsk."
submission_3:
  :submitters: []
  :score: 4.5
submission_4:
  :submitters: []
"""


def grades(text: str, folder: Path, encoding: str = "utf-8") -> list[Row]:
    path = folder / "grades.csv"
    path.write_text(text, encoding=encoding)
    return list(rows(path))


@pytest.mark.parametrize("shape", ["folder", "folder in a folder", "zip", "file"])
def test_the_platforms_own_results(shape, tmp_path):
    """Checks where it has them, else a total; a run that failed is a fault; none is no row."""
    root = tmp_path / "in" / "assignment_1_export"
    root.mkdir(parents=True)
    metadata = root / "submission_metadata.yml"
    metadata.write_text(METADATA)
    path = {"folder": root, "folder in a folder": tmp_path / "in", "file": metadata}.get(shape)
    if path is None:
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(metadata, "assignment_1_export/submission_metadata.yml")
            archive.writestr("assignment_1_export/submission_1/submission_metadata.yml", "x: 1")
    one, two, three = rows(path)
    assert one.people == (
        Person(name="Ada", sid="007", email="ada@example.edu"),
        Person(name="Bo", sid="008"),
    )
    assert [(c.number, c.question, c.status, c.score, c.points) for c in one.checks] == [
        ("3.1.1", "3.1", "passed", 2, 2),
        ("4.1.1", "4.1", "failed", 0, 3),
    ]
    assert (one.id, one.score, one.points, one.fault) == ("submission_1", 2, 5, "")
    assert (two.fault, two.errored) == ("The autograder failed to execute correctly.", True)
    assert (three.score, three.checks, three.fault) == (4.5, (), "")


def test_real_exports():
    """Of the shapes that were seen: read, or refused in a sentence because they hold no grade."""
    if not VECTORS.exists():
        pytest.skip("the vectors are not beside the project here")
    found = {}
    for path in sorted((VECTORS / "metadata_yml").glob("*.yml")):
        try:
            found[path.name[:3]] = [(row.id, row.score, len(row.checks)) for row in rows(path)]
        except UsageError as error:
            found[path.name[:3]] = str(error).rpartition("yml ")[2]
    none = "holds no grades: Gradescope has not graded it yet"
    assert found == {
        "y01": none,
        "y02": [("submission_409194023", 2, 0), ("submission_500000001", 10, 0),
                ("submission_600000002", 0, 0)],
        "y03": none, "y04": none, "y05": none, "y06": none,
        "y07": [("submission_900000003", 12.5, 2)],
        "y08": [("1234567.pdf", 8, 0)],
    }  # fmt: skip


def test_real_grades():
    """The assignment's, with either form of the name; a course's is refused."""
    if not VECTORS.exists():
        pytest.skip("the vectors are not beside the project here")
    course, two_names, one_name = sorted((VECTORS / "grades_csv").glob("*.csv"))
    person = Person(name="Student A", sid="10000001", email="studenta@example.edu")
    for path, id, score, points in ((two_names, "128746829", 8, 12), (one_name, "115742079", 1, 1)):
        (row,) = rows(path)  # B is missing
        assert (row.id, row.people, row.score, row.points) == (id, (person,), score, points)
    with pytest.raises(UsageError, match=r"grades of a course: download those of the assignment"):
        list(rows(course))


def test_a_csv_as_people_save_it(tmp_path):
    """A mark of the byte order, semicolons or tabs, extra columns, no status, empty lines."""
    expected = [("", "007", 3.5), ("", "8", 0.0)]
    for separator, mark in ((",", "\ufeff"), (";", ""), ("\t", "\ufeff")):
        lines = ["Name,SID,Total Score,Note", "A,007,3.5,x", ",,,", "B,8,0,,,,"]
        found = grades(mark + "\r\n".join(lines).replace(",", separator), tmp_path)
        assert [(row.id, row.people[0].sid, row.score) for row in found] == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_as_a_spreadsheet_of_another_country_saves_it(encoding, tmp_path):
    """A comma in the number where a semicolon parts the cells; UTF-16; a line of Excel's own."""
    text = 'sep=;\r\nName;SID;Total Score;Max Points\r\n"Zoë; B";007;3,5;14,0\r\n'
    for written in (text, text.removeprefix("sep=;\r\n"), text.replace("sep", "SEP")):
        (row,) = grades(written, tmp_path, encoding)
        assert (row.people, row.score) == ((Person(name="Zoë; B", sid="007"),), 3.5)
        assert row.points == 14
    with pytest.raises(UsageError, match=r"'3,5' in the column"):  # it may as well be 3 and 5
        grades('SID,Total Score\r\n007,"3,5"\r\n', tmp_path, encoding)


def test_partners_in_a_csv(tmp_path):
    """One submission where they agree; else two, so that nothing is guessed."""
    head = "Name,SID,Total Score,Status,Submission ID\n"
    (one,) = grades(head + "A,1,3,Graded,5\nB,2,3,Graded,5\n", tmp_path)
    assert [person.name for person in one.people] == ["A", "B"]
    assert [r.score for r in grades(head + "A,1,3,Graded,5\nB,2,4,Graded,5\n", tmp_path)] == [3, 4]


def test_missing_and_ungraded_in_a_csv(tmp_path):
    """Nothing was handed in: no row. No total: no grade, and no zero."""
    head = "Name,SID,Total Score,Status,Submission ID,Fault\n"
    text = head + "A,1,,Missing,,\nB,2,,Ungraded,7,the box broke\nC,3,,Ungraded,8,\nD,4,0,Graded,9,"
    assert [(row.id, row.score, row.fault) for row in grades(text, tmp_path)] == [
        ("7", 0, "the box broke"),
        ("8", 0, "it had no grade"),
        ("9", 0, ""),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it has no column 'Total Score'"),
        ("a,b\n1,2\n", "it has no column 'Total Score'"),
        ("SID,Total Score\n1,many\n", "'many' in the column 'Total Score' is no number"),
        ("SID,Total Score\n1,nan\n", "'nan' in the column 'Total Score' is no number"),
        ("SID,Total Score\n1," + "9" * 2_000_000, "is no CSV"),
    ],
)
def test_a_csv_that_is_refused(text, said, tmp_path):
    """In one sentence that names the file."""
    with pytest.raises(UsageError, match=r"grades\.csv") as refused:
        grades(text, tmp_path)
    assert said in str(refused.value)


def run_of(folder: Path, class_: list[Row]) -> Path:
    """What regrade writes, of a class: results.json of each, grades.csv, run.json."""
    (folder / "results").mkdir(parents=True)
    for row in class_:
        tests = [
            {"number": c.number, "name": c.name, "status": c.status, "score": c.score,
             "max_score": c.points, "output": c.output, "extra_data": {"question": c.question}}
            for c in row.checks
        ]  # fmt: skip
        document = {"score": row.score, "tests": tests, "extra_data": {"fault": row.fault}}
        (folder / "results" / f"{row.id}.json").write_text(json.dumps(document))
    gradebook.write(class_, read(ROOT / "assignment.toml"), folder / "grades.csv")
    (folder / "run.json").write_text("{}")
    return folder


def test_an_earlier_run(tmp_path):
    """The same class again: nothing changed, by id; and by its people, had the ids changed."""
    old = run_of(tmp_path / "out", eight())
    assert difference(Matching(rows(old)), eight()).same == 8
    for file in (old / "results").iterdir():
        file.rename(file.with_name(file.name.replace("_", "_77")))
    sheet = (old / "grades.csv").read_text()
    (old / "grades.csv").write_text(sheet.replace("submission_", "").replace("edu,,", "edu,,"))
    found = difference(Matching(rows(old / "grades.csv")), eight())
    assert found.same + len(found.changes) == 8


def test_our_own_grades_with_hostile_names(tmp_path):
    """What was made safe for a spreadsheet is read back as it was: everybody is found again."""
    class_ = list(made(2 * len(HOSTILE)))
    old = run_of(tmp_path / "out", class_)
    found = difference(Matching(rows(old / "grades.csv")), class_)
    assert (found.unclear, found.added, found.vanished, found.lost, found.gained) == ((),) * 5


def test_a_run_that_is_refused(tmp_path):
    """Not finished, or damaged: a comparison with half a class would call the rest new."""
    old = run_of(tmp_path / "out", eight())
    (old / "results" / "submission_3.json").write_text('{"score": 1')
    with pytest.raises(UsageError, match=r"submission_3\.json is damaged"):
        list(rows(old))
    (old / "run.json").unlink()
    with pytest.raises(UsageError, match=r"out is not finished: run the regrade that began it"):
        list(rows(old))
    with pytest.raises(UsageError, match="holds no earlier grades: name a folder that regrade"):
        list(rows(tmp_path))
    with pytest.raises(UsageError, match=r"none cannot be read: No such file"):
        list(rows(tmp_path / "none"))


def test_a_submission_that_its_student_replaced_is_not_gone(tmp_path):
    """Its result still lies in DIR, but DIR's last run was over an export without it."""
    old = run_of(tmp_path / "out", eight())
    shutil.copy(old / "results" / "submission_3.json", old / "results" / "submission_33.json")
    found = difference(Matching(rows(old)), eight())
    assert (found.same, found.vanished) == (8, ())


def test_an_entry_that_is_there_twice_is_one_row(tmp_path):
    """Else its people would stand in two submissions, and be compared with neither."""
    path = tmp_path / "submission_metadata.yml"
    path.write_text(METADATA + METADATA.removeprefix("---\n"))
    assert len(list(rows(path))) == 3


def test_a_zip_that_is_no_export(tmp_path):
    """A spreadsheet is one, too; and one that is damaged."""
    with zipfile.ZipFile(tmp_path / "grades.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(UsageError, match=r"grades\.xlsx holds no submission_metadata.yml: name an"):
        list(rows(tmp_path / "grades.xlsx"))
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("a/submission_metadata.yml", METADATA)
    data = (tmp_path / "export.zip").read_bytes()
    (tmp_path / "export.zip").write_bytes(data.replace(b"example", b"exxmple"))
    with pytest.raises(UsageError, match=r"export\.zip: a/submission_metadata.yml cannot be read"):
        list(rows(tmp_path / "export.zip"))
    (tmp_path / "export.zip").write_bytes(data.replace(b"PK\1\2", b"PK\0\0"))
    with pytest.raises(UsageError, match=r"export\.zip is damaged"):
        list(rows(tmp_path / "export.zip"))


def test_a_zip_as_other_programs_pack_it(tmp_path):
    """With backslashes, and compressed; damaged inside of what is compressed."""
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a\\submission_metadata.yml", METADATA)
    assert len(list(rows(path))) == 3
    data = bytearray(path.read_bytes())
    data[60:70] = b"\xff" * 10
    path.write_bytes(data)
    with pytest.raises(UsageError, match=r"submission_metadata.yml cannot be read"):
        list(rows(path))


def test_what_the_output_would_overwrite(tmp_path):
    """The folder, a file of it, a link to it; not its neighbour."""
    output = tmp_path / "out"
    output.mkdir()
    (tmp_path / "link").symlink_to(output)
    for name in ("out", "out/grades.csv", "link", "link/grades.csv", "x/../out"):
        assert inside(tmp_path / name, output)
    assert not inside(tmp_path / "old", output)
    assert not inside(tmp_path, output)
