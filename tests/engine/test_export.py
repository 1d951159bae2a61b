"""An export is data: whatever its names, its metadata and its zip are made of."""

import io
import os
import shutil
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from batch import ROOT

from autograder import export, ids, members, sources, submission
from autograder.errors import Missing, UsageError
from autograder.roster import listed

VECTORS = ROOT.parent / "shared" / "vectors" / "metadata_yml"
SOURCE = "def A_matrix(alpha):\n    return 1\n"
METADATA = """\
---
submission_1:
  :submitters:
  - :name: Ada
    :sid: '0012'
    :email: ada@example.edu
  - :name: Bob
    :sid: 0013
  :created_at: 2026-02-01 04:05:06.789012000 Z
  :score: 3.0
  :results:
    score: 3.0
    tests:
    - {name: x, output: "a: b"}
  :history:
  - :submitters: []
    :id: 7
submission_2:
  :submitters: []
submission_3:
  :submitters:
  - :name: Zoë
"""


def exported(folder: Path, metadata: str = METADATA) -> Path:
    """An export of two submissions that are there, one that is empty, and a listed one missing."""
    root = folder / "assignment_5_export"
    for name in ("submission_1", "submission_2"):
        (root / name).mkdir(parents=True)
    (root / "submission_1" / "submission.py").write_text(SOURCE)
    (root / "submission_metadata.yml").write_text(metadata)
    return root


def zipped(root: Path, target: Path, above: str = "") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(root.rglob("*")):
            archive.write(path, f"{above}{path.relative_to(root.parent)}")
    return target


def source_of(entry: export.Entry, tmp_path: Path) -> str:
    """The submission.py that an entry hands in, as it is graded."""
    place = tmp_path / "tree" / entry.id
    place.mkdir(parents=True)
    tree, _ = entry.source.prepare(place)
    return (tree / "submission.py").read_text()


def roster(text: str):
    return {one.name: one for one in listed(io.BytesIO(text.encode()))}


def test_everybody_of_a_group_is_read_and_numbers_stay_text():
    """Partners, zeros in front with and without quotes, the time as it is written."""
    found = roster(METADATA)
    assert [p.name for p in found["submission_1"].people] == ["Ada", "Bob"]
    assert [p.sid for p in found["submission_1"].people] == ["0012", "0013"]
    assert found["submission_1"].created_at == "2026-02-01 04:05:06.789012000 Z"
    assert found["submission_2"].people == ()


def test_real_metadata_is_read():
    """Every vector: entries, people, keys with and without a colon."""
    if not VECTORS.exists():
        pytest.skip("the vectors are not beside the project here")
    counts = {}
    for path in sorted(VECTORS.glob("*.yml")):
        with path.open("rb") as stream:
            found = list(listed(stream))
        counts[path.name[:3]] = [len(one.people) for one in found]
    assert counts["y01"] == [2, 1]
    assert counts["y02"] == [1, 2, 1, 0]
    assert counts["y06"] == [1, 2]
    assert counts["y07"] == [1]
    assert counts["y08"] == [1]


@pytest.mark.parametrize(
    "tag", ["!ruby/object:Gem::Installer", "!!python/object/apply:os.system", "!!binary", "!x"]
)
def test_no_tag_constructs_anything(tag, tmp_path):
    """What is tagged is read as what stands there."""
    found = roster(f"submission_1:\n  :submitters:\n  - :name: {tag} 'touch {tmp_path}/x'\n")
    assert found["submission_1"].people[0].name.startswith("touch ")
    assert list(tmp_path.iterdir()) == []


def test_an_alias_is_what_its_anchor_was():
    """The platform writes one for a text that is used twice; ten levels of ten cost nothing."""
    found = roster(
        "submission_1:\n  :results:\n    output: &1 Ada\n  :submitters: &2\n  - :name: *1\n"
        "submission_2:\n  :submitters: *2\n"
    )
    assert found["submission_2"].people[0].name == "Ada"
    levels = "\n".join(f"  x{i}: &x{i} [{', '.join([f'*x{i - 1}'] * 10)}]" for i in range(1, 30))
    bomb = f"submission_1:\n  x0: &x0 [a]\n{levels}\n  :submitters: *x29\n"
    assert roster(bomb)["submission_1"].people == ()


def test_large_metadata_is_never_in_memory_whole():
    """6 MB of results pass through in less than 3 MB."""
    results = "".join(f"    - name: n{i}\n      output: {'o' * 1000}\n" for i in range(20))
    entries = "".join(
        f"submission_{i}:\n  :submitters:\n  - :name: n\n  :results:\n    tests:\n{results}"
        for i in range(300)
    )
    stream = io.BytesIO(entries.encode())
    tracemalloc.start()
    count = sum(1 for _ in listed(stream))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 300
    assert peak < 3 << 20


@pytest.mark.parametrize(
    "text", ["- a\n- b\n", "text", "", "submission_1: [", "a: 'b", "\t", "\x00", "a: b\n"]
)
def test_damaged_metadata_is_one_sentence(text, tmp_path):
    """Neither half a class nor a traceback; and how to go on."""
    with pytest.raises(UsageError, match=r"submission_metadata\.yml .*, to grade without names$"):
        export.read(exported(tmp_path, text))


def test_a_folder_and_its_zip_hold_the_same(tmp_path):
    """In order, with what is missing said; hashes that do not depend on where it lies."""
    root = exported(tmp_path)
    zipped(root, tmp_path / "plain.zip")
    junk = root / "__MACOSX"
    junk.mkdir()
    (junk / "._submission_1").write_bytes(b"\0\5\26\7")
    (root / ".DS_Store").write_bytes(b"\0")
    zipped(root, tmp_path / "mac.zip", above="a folder on top/")
    for path in (root, root.parent, tmp_path / "plain.zip", tmp_path / "mac.zip"):
        if path == root.parent:  # one more folder on top
            path = tmp_path / "top"
            shutil.copytree(root, path / "x" / root.name)
        found = export.read(path)
        assert [entry.id for entry in found.entries] == [f"submission_{i}" for i in (1, 2, 3)]
        assert found.identity == "assignment_5_export"
        assert [p.sid for p in found.entries[0].people] == ["0012", "0013"]
        place = tmp_path / "tree"
        place.mkdir()
        tree, notices = found.entries[0].source.prepare(place)
        assert (tree / "submission.py").read_text() == SOURCE
        assert notices == []
        shutil.rmtree(place)
        place.mkdir()
        if found.entries[1].source:
            with pytest.raises(Missing, match="no file at all"):
                found.entries[1].source.prepare(place)
        place.rmdir()
        assert "is listed, but not in the export" in found.entries[2].missing


def entries_of(path: Path) -> tuple[export.Entry, ...]:
    return export.read(path).entries


def test_a_folder_of_submissions(tmp_path):
    """Folders, zips and .py files; the rest is named."""
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "submission.py").write_text(SOURCE)
    (tmp_path / "bob.py").write_text(SOURCE)
    with zipfile.ZipFile(tmp_path / "cy.ZIP", "w") as archive:
        archive.writestr("submission.py", SOURCE)
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".DS_Store").write_text("x")
    found = export.read(tmp_path)
    assert [entry.id for entry in found.entries] == ["ada", "bob", "cy"]
    assert found.ignored == ("notes.txt",)
    assert [source_of(entry, tmp_path) for entry in found.entries] == [SOURCE] * 3


def test_whose_id_is_not_its_name_has_its_name_beside_it(tmp_path):
    """Nobody knows who ___-78704c6fe1 is, nor which of two anna is meant."""
    names = ["anna.py", "ada.py", "Anna.py", "anna.zip", "李 小龍.py", "José.py", "bad\udcff.py"]
    for name in names:
        (tmp_path / name).write_text(SOURCE)
    (tmp_path / "anna").mkdir()
    found = {entry.people[0].name if entry.people else entry.id for entry in entries_of(tmp_path)}
    assert found == {"ada", "anna", *names} - {"ada.py"}


def test_an_id_takes_no_listed_name_away(tmp_path):
    """Who is listed stays as listed; a key that is no id stands for who is not."""
    root = exported(tmp_path, '"a/b":\n  :submitters: []\n"c/d":\n  :submitters:\n  - :name: Ada\n')
    assert [[p.name for p in e.people] for e in entries_of(root)] == [["a/b"], ["Ada"], [], []]


def test_a_changed_byte_changes_the_hash_and_nothing_else_does(tmp_path):
    """Not the time, not the place; but a name, a byte, a link."""
    root = exported(tmp_path)
    source = root / "submission_1"

    def digest(path=source):
        return sources.OnDisk(path).digest()

    first = digest()
    os.utime(source / "submission.py", (1, 1))
    shutil.copytree(source, tmp_path / "copy")
    assert digest() == digest(tmp_path / "copy") == first
    (source / "submission.py").write_text(SOURCE.replace("1", "2"))
    second = digest()
    (source / "submission.py").rename(source / "x.py")
    third = digest()
    (source / "link").symlink_to("x.py")
    assert len({first, second, third, digest()}) == 4


@pytest.mark.parametrize(
    "names",
    [
        ["a", "A", "ä", "Ä", "a ", " a", "a/../b", "..", ".", "", "a\0b", "a\nb", "a.zip", "a.py"],
        ["submission", "submission-" + "0" * 10, "\ud800", "\u202e", "x" * 300, "x" * 301],
        ["-rf", "--", "~", "$(id)", "con", "a;b", "a'b", 'a"b', "a|b", "*", "?", "\\", "%00"],
    ],
)
def test_ids_are_safe_and_never_shared(names):
    """On a file system without case too, whatever the order."""
    found = ids.safe_ids(names)
    assert ids.safe_ids(names[::-1]) == found
    assert len({text.casefold() for text in found.values()}) == len(names)
    for text in found.values():
        assert text
        assert len(text) < 200
        assert not text.startswith((".", "-"))
        assert set(text) <= set(ids.ID_LETTERS)


def test_names_in_the_metadata_are_looked_up_not_followed(tmp_path):
    """A path, a link, the metadata itself: each is a row that says that there is nothing."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "submission.py").write_text(SOURCE)
    root = exported(
        tmp_path,
        "../secret:\n  :score: 1\nsubmission_metadata.yml:\n  :score: 1\n"
        f"{tmp_path}/secret:\n  :score: 1\nsubmission_9:\n  :score: 1\n",
    )
    (root / "submission_9").symlink_to(tmp_path / "secret")
    found = export.read(root)
    sources = {entry.id: entry.source for entry in found.entries if entry.source}
    assert set(sources) == {"submission_1", "submission_2"}
    assert sum(bool(entry.missing) for entry in found.entries) == 4


def test_a_hostile_zip_stays_inside_its_row(tmp_path):
    """Paths that lead out and links are left out, and that is said."""
    link = zipfile.ZipInfo("assignment_5_export/submission_1/link.py")
    link.external_attr = 0o120777 << 16
    path = tmp_path / "hostile.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("assignment_5_export/submission_metadata.yml", METADATA)
        archive.writestr("assignment_5_export/submission_1/submission.py", SOURCE)
        archive.writestr("assignment_5_export/submission_1/../submission_2/submission.py", "evil")
        archive.writestr("assignment_5_export/../../outside.py", "evil")
        archive.writestr("/etc/outside.py", "evil")
        archive.writestr(link, "/etc/passwd")
    found = {entry.id: entry for entry in export.read(path).entries}
    place = tmp_path / "tree"
    place.mkdir()
    tree, notices = found["submission_1"].source.prepare(place)
    assert sorted(p.name for p in tree.iterdir()) == ["submission.py"]
    assert len(notices) == 2
    assert found["submission_2"].source is None


def test_what_is_no_export_is_one_sentence(tmp_path):
    """Not there, a file, an empty folder, one submission, a zip of something else."""
    (tmp_path / "text.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "submission.py").write_text(SOURCE)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("submission.py", SOURCE)
    (tmp_path / "broken.zip").write_bytes((tmp_path / "other.zip").read_bytes()[:-30])
    for name, words in (
        ("gone", "cannot be read"),
        ("text.txt", "is no export"),
        ("empty", "holds no submission"),
        ("one", "is one submission"),
        ("other.zip", "is one submission"),
        ("broken.zip", "is no export: it is damaged, or was not downloaded whole"),
    ):
        with pytest.raises(UsageError, match=words) as caught:
            export.read(tmp_path / name)
        assert "\n" not in str(caught.value)


# Exports as people mangle them.


def names_of(path: Path, output: Path | None = None) -> list[str]:
    return [entry.id for entry in export.read(path, output).entries]


def zip_of(path: Path, contents: dict[str, str | bytes], **how) -> Path:
    with zipfile.ZipFile(path, "w", **how) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return path


TWO = {"submission_1/submission.py": SOURCE, "submission_2/submission.py": SOURCE}


def test_a_damaged_zip_is_one_sentence(tmp_path):
    """Its list of contents, the metadata in it: never a traceback."""
    whole = zipped(exported(tmp_path), tmp_path / "whole.zip").read_bytes()
    packed = zip_of(
        tmp_path / "packed.zip",
        {"submission_metadata.yml": METADATA * 9, **TWO},
        compression=zipfile.ZIP_DEFLATED,
    ).read_bytes()
    begin = packed.index(b"submission_metadata.yml") + len("submission_metadata.yml")
    for data in (
        whole.replace(b"PK\1\2", b"PK\0\0"),
        packed[:begin] + bytes(200) + packed[begin + 200 :],
        packed[:begin] + b"\xff" * 9 + packed[begin + 9 :],
    ):
        (tmp_path / "broken.zip").write_bytes(data)
        with pytest.raises(
            UsageError, match=r"broken\.zip.* is damaged .*export it again"
        ) as caught:
            export.read(tmp_path / "broken.zip")
        assert "\n" not in str(caught.value)


def test_what_is_damaged_in_the_export_is_no_students_fault(tmp_path):
    """A member that cannot be unpacked is an errored row, and not a zero."""
    root = exported(tmp_path)
    data = zipped(root, tmp_path / "export.zip").read_bytes()
    (tmp_path / "export.zip").write_bytes(data.replace(b"return 1", b"return 2"))
    (one, *_) = export.read(tmp_path / "export.zip").entries
    (tmp_path / "tree").mkdir()
    with pytest.raises(UsageError, match=r"'submission\.py' is damaged in the export.*again"):
        one.source.prepare(tmp_path / "tree")


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_was_made_in_another_way_costs_nobody_anything(compression, tmp_path):
    """It is refused as a whole: the students did not compress it."""
    path = zip_of(tmp_path / "e.zip", {"submission_metadata.yml": METADATA, **TWO},
                   compression=compression)  # fmt: skip
    with pytest.raises(UsageError, match=r"unpack it, and name the folder"):
        export.read(path)


def test_an_encrypted_zip_is_refused_as_a_whole(tmp_path):
    """Its contents, not its list, are what is encrypted."""
    data = bytearray(zip_of(tmp_path / "e.zip", TWO).read_bytes())
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 1)
    (tmp_path / "e.zip").write_bytes(data)
    with pytest.raises(UsageError, match=r"e\.zip is encrypted"):
        export.read(tmp_path / "e.zip")


@pytest.mark.parametrize("above", ["", "assignment_5_export/", "a/b/"])
def test_a_zip_without_metadata_is_a_folder_of_submissions(above, tmp_path):
    """Folders, zips and .py files, below the folders that hold all of it; the rest is named."""
    inner = zip_of(tmp_path / "inner.zip", {"submission.py": SOURCE}).read_bytes()
    nothing = ("submission_1/", ".DS_Store", "notes.txt", "__MACOSX/._submission_1")
    handed_in = {
        **dict.fromkeys(nothing, ""),
        "submission_2/submission.py": SOURCE,
        "Ada (1).py": SOURCE,
        "submission_3.zip": inner,
    }
    contents = {above: ""} if above else {}  # the folder itself has an entry too
    contents |= {above + name: data for name, data in handed_in.items()}
    found = export.read(zip_of(tmp_path / "export.zip", contents))
    assert len(found.entries) == 4
    assert found.ignored == ("notes.txt",)
    empty, *others = sorted(found.entries, key=lambda entry: entry.id != "submission_1")
    with pytest.raises(Missing):
        source_of(empty, tmp_path)
    assert [source_of(entry, tmp_path) for entry in others] == [SOURCE] * 3


def test_a_zip_of_one_submission_says_so(tmp_path):
    """As a folder of one does."""
    path = zip_of(tmp_path / "hw.zip", {"hw/submission.py": SOURCE})
    with pytest.raises(UsageError, match="is one submission: grade it"):
        export.read(path)


def test_a_zip_with_backslashes(tmp_path):
    """Some programs of Windows write them, in every name."""
    texts = {"submission_metadata.yml": METADATA, **TWO, "submission_4/": ""}
    path = zip_of(
        tmp_path / "e.zip",
        {f"assignment_5_export/{name}".replace("/", "\\"): text for name, text in texts.items()},
    )
    found = export.read(path)
    assert [bool(e.source) for e in found.entries] == [True, True, False, True]
    assert found.identity == "assignment_5_export"


@pytest.mark.parametrize("packed", [False, True])
def test_submissions_that_were_zipped_one_by_one_keep_their_people(packed, tmp_path):
    """submission_1.zip and submission_2.py are what the metadata calls submission_1 and _2."""
    root = exported(tmp_path)
    for name in ("submission_1", "submission_2"):
        shutil.rmtree(root / name)
    zip_of(root / "submission_1.ZIP", {"submission.py": SOURCE})
    (root / "submission_2.py").write_text(SOURCE)
    found = export.read(zipped(root, tmp_path / "e.zip") if packed else root)
    assert [entry.id for entry in found.entries] == [f"submission_{i}" for i in (1, 2, 3)]
    assert [p.name for p in found.entries[0].people] == ["Ada", "Bob"]
    assert [source_of(entry, tmp_path) for entry in found.entries[:2]] == [SOURCE] * 2


def test_nobody_of_an_entry_that_is_there_twice_is_lost(tmp_path):
    """Each person once."""
    ada = METADATA[METADATA.index("submission_1") : METADATA.index("  - :name: Bob")]
    (one, *_) = export.read(exported(tmp_path, f"{METADATA}{ada}  - :name: Cy\n")).entries
    assert [person.name for person in one.people] == ["Ada", "Bob", "Cy"]


def test_more_ways_to_write_the_metadata():
    """A symbol as an entry's key; one submitter without a list."""
    found = roster(":submission_1:\n  :submitters:\n    :name: Ada\n    :sid: 007\n")
    assert [(p.name, p.sid) for p in found["submission_1"].people] == [("Ada", "007")]


def test_damaged_metadata_says_how_to_go_on(tmp_path):
    """The class can be graded without names, and the sentence tells how."""
    root = exported(tmp_path, METADATA + "submission_4: [")
    with pytest.raises(UsageError, match=r"damaged, line \d+: export it again, or .*without names"):
        export.read(root)
    (root / "submission_metadata.yml").unlink()
    assert names_of(root) == ["submission_1", "submission_2"]


def test_without_metadata_the_folder_above_is_no_submission(tmp_path):
    """What the export lies in is passed over, as it is with metadata."""
    root = exported(tmp_path / "unpacked")
    (root / "submission_metadata.yml").unlink()
    assert names_of(tmp_path / "unpacked") == ["submission_1", "submission_2"]


def test_links_in_a_folder_of_submissions_have_a_row(tmp_path):
    """It says that they are not followed."""
    (tmp_path / "else").mkdir()
    (tmp_path / "class" / "bob").mkdir(parents=True)
    (tmp_path / "class" / "ada").symlink_to(tmp_path / "else")
    ada, bob = export.read(tmp_path / "class").entries
    assert (ada.id, ada.missing) == ("ada", "it is a link, which is not followed")
    assert bob.source


@pytest.mark.parametrize("metadata", [True, False])
def test_an_output_in_the_export_is_no_submission(metadata, tmp_path):
    """Beside the submissions, or beside the folder that holds them; not in one of them."""
    root = exported(tmp_path / "unpacked")
    if not metadata:
        (root / "submission_metadata.yml").unlink()
    before = names_of(root)
    for place in (root, root.parent):
        output = place / "graded"
        output.mkdir()
        found = export.read(place, output)
        assert [entry.id for entry in found.entries] == before
        assert (found.ignored, found.identity) == ((), "assignment_5_export")
        output.rmdir()
    with pytest.raises(UsageError, match=r"lies in a submission: name another --output"):
        export.read(root, root / "submission_1" / "graded")


def test_an_export_beside_its_zip_is_no_submission(tmp_path):
    """A folder of downloads: which of them is meant cannot be guessed."""
    root = exported(tmp_path)
    zipped(root, tmp_path / "submissions.zip")
    with pytest.raises(
        UsageError, match=r"holds 'assignment_5_export': name that, or move it away"
    ):
        export.read(tmp_path)


@pytest.mark.parametrize("name", ["assignment_5_export.zip", "assignment_5_export (1).zip"])
def test_an_exports_zip_is_no_submission(name, tmp_path):
    """A folder of downloads, a zip of the zip: a whole class would be one student, with a zero."""
    inner = zipped(exported(tmp_path / "there"), tmp_path / "inner.zip").read_bytes()
    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / name).write_bytes(inner)
    outer = zip_of(tmp_path / "outer.zip", {name: inner})
    for path in (tmp_path / "downloads", outer):
        with pytest.raises(UsageError, match=r"holds 'assignment_5_export.*zip': name that, or"):
            export.read(path)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("where", ["data", "."])
def test_many_files_never_hide_the_one_that_counts(where, packed, tmp_path, monkeypatch):
    """Beyond the most that are looked at, what is not a script comes last; for the hash as well."""
    for module in (members, submission):
        monkeypatch.setattr(module, "LISTED", 20)
    root = exported(tmp_path)
    (root / "submission_1" / where).mkdir(exist_ok=True)
    for at in range(30):
        (root / "submission_1" / where / f"{at}.txt").write_text("x")

    def first() -> sources.Source:
        path = zipped(root, tmp_path / "e.zip") if packed else root
        return export.read(path).entries[0].source

    before = first().digest()
    (tmp_path / "tree").mkdir()
    tree, notices = first().prepare(tmp_path / "tree")
    assert (tree / "submission.py").read_text() == SOURCE
    assert notices == ["Only 20 files were looked at, and there are more."]
    (root / "submission_1" / "submission.py").write_text(SOURCE.replace("1", "2"))
    assert first().digest() != before
