"""An export is data: whatever its names, its metadata and its zip are made of."""

import io
import os
import shutil
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from batch import ROOT

from autograder import export
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
    """Neither half a class nor a traceback."""
    with pytest.raises(UsageError, match=r"submission_metadata\.yml"):
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
    for entry in found.entries:
        place = tmp_path / "tree" / entry.id
        place.mkdir(parents=True)
        tree, _ = entry.source.prepare(place)
        assert (tree / "submission.py").read_text() == SOURCE


def test_a_changed_byte_changes_the_hash_and_nothing_else_does(tmp_path):
    """Not the time, not the place; but a name, a byte, a link."""
    root = exported(tmp_path)
    source = root / "submission_1"

    def digest(path=source):
        return export.OnDisk(path).digest()

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
    ids = export.safe_ids(names)
    assert export.safe_ids(names[::-1]) == ids
    assert len({text.casefold() for text in ids.values()}) == len(names)
    for text in ids.values():
        assert text
        assert len(text) < 200
        assert not text.startswith((".", "-"))
        assert set(text) <= set(export.ID_LETTERS)


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
        ("other.zip", "there is no submission_metadata.yml in it"),
        ("broken.zip", "is no export"),
    ):
        with pytest.raises(UsageError, match=words) as caught:
            export.read(tmp_path / name)
        assert "\n" not in str(caught.value)
