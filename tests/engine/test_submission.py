"""What is handed in becomes a safe tree: nothing leaves it, nothing is lost without a word."""

import contextlib
import io
import os
import random
import shutil
import socket
import stat
import struct
import tempfile
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bounds import nobody, within
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder import handed as caps
from autograder import members as zips
from autograder import submission
from autograder.errors import BoxError, GraderError, Missing, UsageError
from autograder.submission import prepare

CODE = b"def A_matrix(alpha):\n    return [[1, -alpha], [alpha, 1]]\n"


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    """A folder that a student hands in."""
    folder = tmp_path / "handed"
    folder.mkdir()
    return folder


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An empty folder of ours, with a neighbour that nothing may touch."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "secret.txt").write_text("secret")
    made = tmp_path / "ours" / "tree"
    made.mkdir()
    return made


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Path]:
    """Write a zip of {name: bytes}, or of (ZipInfo or name, bytes) pairs."""

    def write(members: Any, name: str = "hw.zip", method: int = zipfile.ZIP_DEFLATED) -> Path:
        (tmp_path / name).write_bytes(packed(members, method))
        return tmp_path / name

    return write


def packed(members: Any, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The bytes of a zip."""
    buffer = io.BytesIO()
    pairs = members.items() if isinstance(members, dict) else members
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as made:
        warnings.simplefilter("ignore")  # duplicates are meant
        for name, data in pairs:
            made.writestr(name, data)
    return buffer.getvalue()


def member(name: str, mode: int) -> zipfile.ZipInfo:
    """A member with a Unix mode."""
    made = zipfile.ZipInfo(name)
    made.create_system = 3
    made.external_attr = mode << 16
    return made


def patched(data: bytes, name: str, local: int, central: int, kind: str, value: int) -> bytes:
    """A zip whose headers of `name` say `value` at these offsets, in both of its lists."""
    made = bytearray(data)
    for magic, at_name, offset in ((b"PK\3\4", 30, local), (b"PK\1\2", 46, central)):
        start = made.find(magic)
        while start >= 0:
            if made[start + at_name :].startswith(name.encode()):
                struct.pack_into(kind, made, start + offset, value)
            start = made.find(magic, start + 4)
    return bytes(made)


def declared(data: bytes, name: str, size: int) -> bytes:
    """A zip that lies about the size of a member."""
    return patched(data, name, 22, 24, "<I", size)


def files(folder: Path) -> dict[str, bytes]:
    """Every regular file below, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def state(folder: Path) -> dict[str, Any]:
    """All that could be changed about a folder."""
    paths = [folder, *sorted(folder.rglob("*"))]
    infos = [(path, path.lstat()) for path in paths]
    return {
        str(path): (
            info.st_mode,
            info.st_size,
            info.st_mtime_ns,
            info.st_ino,
            path.read_bytes() if stat.S_ISREG(info.st_mode) else b"",
        )
        for path, info in infos
    }


def missing(source: Path, tree: Path) -> str:
    """What the student reads where nothing can be graded."""
    with pytest.raises(Missing) as raised:
        prepare(source, tree)
    return str(raised.value)


# A folder, a zip, a file.


@pytest.mark.parametrize("place", ["", "hw/"])
@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_submission_lies_at_the_root_or_in_one_folder(
    handed: Path, tree: Path, archive: Any, place: str, form: str
) -> None:
    """Folder or zip: the folder that holds submission.py comes back, its helpers beside it."""
    members = {f"{place}submission.py": CODE, f"{place}helper.py": b"x = 1\n", "notes.txt": b"n"}
    source = archive(members)
    if form == "folder":
        with zipfile.ZipFile(source) as found:
            found.extractall(handed)
        source = handed
    assert prepare(source, tree) == (tree / place if place else tree, [])
    assert files(tree) == members


def test_one_file_is_taken_whatever_it_is_called(tmp_path: Path, tree: Path) -> None:
    """Whoever names one .py file means it."""
    (tmp_path / "my hw (2).py").write_bytes(CODE)
    assert prepare(tmp_path / "my hw (2).py", tree) == (tree, [])
    assert files(tree) == {"submission.py": CODE}


def test_a_link_that_the_caller_names_is_followed(handed: Path, tmp_path: Path, tree: Path) -> None:
    """It is the caller's own."""
    (handed / "submission.py").write_bytes(CODE)
    (tmp_path / "link").symlink_to(handed)
    assert prepare(tmp_path / "link", tree) == (tree, [])


def test_a_zip_by_another_name_is_a_zip(archive: Any, tree: Path) -> None:
    """What it is tells its beginning, not its suffix."""
    assert prepare(archive({"submission.py": CODE}, "hw.bin"), tree) == (tree, [])


def test_a_folder_that_holds_one_zip_is_that_zip(handed: Path, tree: Path, archive: Any) -> None:
    """Nothing is left of the zip itself."""
    inner = {"hw/submission.py": CODE, "hw/data.txt": b"1"}
    shutil.move(archive(inner), handed / "hw.zip")
    assert prepare(handed, tree) == (tree / "hw", [])
    assert files(tree) == inner


def test_a_zip_may_hold_a_file_of_its_own_name(handed: Path, tree: Path, archive: Any) -> None:
    """It is not overwritten while it is read: what comes after it is not lost."""
    inner = {"submission.py": CODE, "hw.zip": b"an older one", "weights.txt": b"1"}
    shutil.move(archive(inner), handed / "hw.zip")
    assert prepare(handed, tree) == (tree, [])
    assert files(tree) == inner


def test_another_file_may_be_wanted(handed: Path, tree: Path) -> None:
    """A question's file is named by the manifest."""
    (handed / "second.py").write_bytes(CODE)
    assert prepare(handed, tree, "second.py") == (tree, [])


def test_the_nearest_of_several_is_taken(handed: Path, tree: Path) -> None:
    """The root's; else the only one of the least depth: a copy further down is a backup."""
    for place in ("hw", "hw/old", "hw/old/older"):
        (handed / place).mkdir(parents=True, exist_ok=True)
        (handed / place / "submission.py").write_bytes(CODE)
    assert prepare(handed, tree)[0] == tree / "hw"
    (handed / "submission.py").write_bytes(CODE)
    assert prepare(handed, tree)[0] == tree


def test_two_candidates_are_not_chosen_between(handed: Path, tree: Path) -> None:
    """The text names where they lie."""
    for place in ("a", "b\x1b[2J"):
        (handed / place).mkdir()
        (handed / place / "submission.py").write_bytes(CODE)
    assert missing(handed, tree) == (
        "submission.py lies in 2 folders ('a', 'b\\x1b[2J'): hand in one."
    )


def test_a_folder_by_the_name_of_the_file_is_none(handed: Path, tree: Path) -> None:
    """submission.py/ is looked into, not read."""
    (handed / "submission.py").mkdir()
    (handed / "submission.py" / "submission.py").write_bytes(CODE)
    assert prepare(handed, tree)[0] == tree / "submission.py"


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_what_systems_leave_behind_is_left_out_in_silence(
    handed: Path, tree: Path, archive: Any, form: str
) -> None:
    """__MACOSX, ._files, caches and compiled sources are not the student's work."""
    junk = [
        "__MACOSX/hw/._submission.py",
        "__MACOSX/submission.py",
        "hw/._submission.py",
        "hw/.DS_Store",
        "hw/__pycache__/submission.cpython-311.pyc",
        "hw/.git/config",
        "hw/.ipynb_checkpoints/submission.py",
        "hw/submission.pyc",
    ]
    source = archive({"hw/submission.py": CODE, **dict.fromkeys(junk, b"junk")})
    if form == "folder":
        with zipfile.ZipFile(source) as found:
            found.extractall(handed)
        source = handed
    assert prepare(source, tree) == (tree / "hw", [])
    assert files(tree) == {"hw/submission.py": CODE}


def test_weights_of_a_model_are_kept(handed: Path, tree: Path) -> None:
    """.pth is torch's suffix too, and means nothing in a folder that is only on the path."""
    for name in ("submission.py", "model.pth", "model.pt", "data.npy", "names.json"):
        (handed / name).write_bytes(b"x = 1")
    assert prepare(handed, tree) == (tree, [])
    assert set(files(tree)) == {path.name for path in handed.iterdir()}


def test_compiled_code_is_left_out_with_a_word(handed: Path, tree: Path) -> None:
    """A submission.so would stand before submission.py, and nobody could read it."""
    (handed / "submission.py").write_bytes(CODE)
    (handed / "submission.cpython-311-x86_64-linux-gnu.so").write_bytes(b"\x7fELF")
    folder, notices = prepare(handed, tree)
    assert files(folder) == {"submission.py": CODE}
    assert notices == [
        "'submission.cpython-311-x86_64-linux-gnu.so' was left out: compiled code is not used."
    ]


@pytest.mark.parametrize("form", ["folder", "zip", "file"])
def test_what_was_handed_in_is_never_changed(
    handed: Path, tree: Path, archive: Any, form: str
) -> None:
    """Not a byte, a mode, a time or a link of it."""
    (handed / "submission.py").write_bytes(CODE)
    (handed / "sub").mkdir()
    (handed / "sub" / "data.txt").write_bytes(b"1")
    (handed / "link").symlink_to("submission.py")
    (handed / "sub").chmod(0o555)
    (handed / "hw.zip").write_bytes(packed({"submission.py": CODE, "x.txt": b"1"}))
    before = state(handed)
    prepare(
        {"folder": handed, "zip": handed / "hw.zip", "file": handed / "submission.py"}[form], tree
    )
    (tree / "submission.py").write_bytes(b"changed")
    assert state(handed) == before


# What is not there.


@pytest.mark.parametrize(
    ("names", "hint"),
    [
        (["Submission.py"], "is 'Submission.py' it? Rename it to submission.py."),
        (["submision.py", "a.py"], "is 'submision.py' it? Rename it to submission.py."),
        (
            ["hw/submission (1).py", "b.py"],
            "is 'hw/submission (1).py' it? Rename it to submission.py.",
        ),
        (["mine.py", "data.csv"], "is 'mine.py' it? Rename it to submission.py."),
        (
            ["homework.ipynb", "data.csv"],
            "a notebook is not graded: export it as a script named submission.py.",
        ),
        (
            ["submission.ipynb"],
            "a notebook is not graded: export it as a script named submission.py.",
        ),
        (["a.py", "b.py"], "what came is 'a.py', 'b.py'."),
        (["submission.txt"], "what came is 'submission.txt'."),
        (["submission.tar.gz", "a.doc"], "what came is 'a.doc', 'submission.tar.gz'."),
        (
            [f"{letter}.txt" for letter in "abcdefgh"],
            "what came is 'a.txt', 'b.txt', 'c.txt', 'd.txt', 'e.txt', 'f.txt', ....",
        ),
        ([], "there is no file at all."),
    ],
)
def test_a_missing_file_is_told_with_what_came(
    handed: Path, tree: Path, names: list[str], hint: str
) -> None:
    """The nearest name, the only script, the notebook, or the first of what is there."""
    for name in names:
        (handed / name).parent.mkdir(exist_ok=True)
        (handed / name).write_bytes(b"")
    assert missing(handed, tree) == f"No submission.py was handed in: {hint}"


def test_hostile_names_are_shown_as_text(handed: Path, tree: Path) -> None:
    """No control character, no direction mark, no bytes that are no text, nothing long."""
    for name in (b"a\x1b[31m\n.txt", "b\u202egnp.txt".encode(), b"c\xff.txt", b"d" * 250):
        (handed / os.fsdecode(name)).write_bytes(b"")
    text = missing(handed, tree)
    assert text.isascii()
    assert text.isprintable()
    assert text.startswith(
        "No submission.py was handed in: what came is "
        "'a\\x1b[31m\\n.txt', 'b\\u202egnp.txt', 'c\\udcff.txt', 'ddd"
    )
    assert "ddd...'" in text
    assert len(text) < 250


def test_a_source_that_is_not_there_is_the_callers(tmp_path: Path, tree: Path) -> None:
    """UsageError, naming the path."""
    path = tmp_path / "nowhere"
    with pytest.raises(UsageError, match=f"^{path} cannot be read: No such file or directory$"):
        prepare(path, tree)


def test_a_fifo_is_no_submission_and_does_not_hang(tmp_path: Path, tree: Path) -> None:
    """Nothing that could block is opened."""
    os.mkfifo(tmp_path / "submission.py")
    with within(5), pytest.raises(UsageError, match=r"neither a folder, a zip nor a \.py file$"):
        prepare(tmp_path / "submission.py", tree)


@pytest.mark.parametrize("name", ["folder", "hw.zip", "submission.py"])
def test_a_source_that_cannot_be_read_is_the_callers(name: str) -> None:
    """The student is told nothing; the caller is told the path."""
    with nobody() as place:
        (place / "tree").mkdir()
        source = place / name
        source.mkdir() if name == "folder" else source.write_bytes(packed({"submission.py": CODE}))
        source.chmod(0)
        with pytest.raises(UsageError, match=f"^{source} cannot be read"):
            prepare(source, place / "tree")


def test_what_cannot_be_read_inside_is_named() -> None:
    """A folder or a file that its modes close is left out, and said so."""
    with nobody() as place:
        tree, handed = place / "tree", place / "handed"
        for folder in (tree, handed, handed / "closed"):
            folder.mkdir()
        (handed / "submission.py").write_bytes(CODE)
        (handed / "data.txt").write_bytes(b"1")
        (handed / "data.txt").chmod(0)
        (handed / "closed").chmod(0)
        try:
            assert prepare(handed, tree) == (
                tree,
                [
                    "'closed' was left out: the folder could not be read (Permission denied).",
                    "'data.txt' was left out: it could not be read (Permission denied).",
                ],
            )
        finally:
            (handed / "closed").chmod(0o700)


@pytest.mark.parametrize("closed", ["submission.py", "helper.py", "hw"])
def test_no_student_loses_a_point_for_what_we_cannot_read(closed: str) -> None:
    """A script, or the folder that would hold it: the caller is told, and nobody is graded."""
    with nobody() as place:
        tree, handed = place / "tree", place / "handed"
        for folder in (tree, handed, handed / "hw"):
            folder.mkdir()
        below = handed / "hw" if closed == "hw" else handed
        for name in ("submission.py", "helper.py"):
            (below / name).write_bytes(CODE)
        (handed / closed).chmod(0)
        try:
            with pytest.raises(UsageError, match=f"{closed} cannot be read: Permission denied$"):
                prepare(handed, tree)
        finally:
            (handed / closed).chmod(0o700)


# What would leave the folder.


def test_links_and_special_files_are_left_out_with_a_word(
    handed: Path, tree: Path, tmp_path: Path
) -> None:
    """A link to a file of the grader's, to a folder, to nothing; a FIFO, a socket, a hard link."""
    secret = tmp_path / "ours" / "secret.txt"
    (handed / "submission.py").write_bytes(CODE)
    (handed / "a-link").symlink_to(secret)
    (handed / "b-folder").symlink_to(secret.parent)
    (handed / "c-dangling").symlink_to("nowhere")
    (handed / "d-self").symlink_to("d-self")
    os.mkfifo(handed / "e-fifo")
    os.link(secret, handed / "f-hard")
    with within(5):
        folder, notices = prepare(handed, tree)
    assert files(folder) == {"submission.py": CODE}
    assert notices == [
        "'a-link' was left out: it is a link or no regular file.",
        "'b-folder' was left out: it is a link or no regular file.",
        "'c-dangling' was left out: it is a link or no regular file.",
        "'d-self' was left out: it is a link or no regular file.",
        "'e-fifo' was left out: it is a link or no regular file.",
        "1 more files were left out.",
    ]


def test_a_hard_link_is_left_out(handed: Path, tree: Path, tmp_path: Path) -> None:
    """It may be another's file."""
    (handed / "submission.py").write_bytes(CODE)
    os.link(tmp_path / "ours" / "secret.txt", handed / "data.txt")
    folder, (notice,) = prepare(handed, tree)
    assert files(folder) == {"submission.py": CODE}
    assert notice.startswith("'data.txt' was left out: it is a hard link")


def test_a_socket_is_left_out(handed: Path, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no regular file."""
    (handed / "submission.py").write_bytes(CODE)
    monkeypatch.chdir(handed)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket")
        assert prepare(handed, tree)[1] == [
            "'socket' was left out: it is a link or no regular file."
        ]


def test_a_link_in_place_of_the_file_is_no_submission(
    handed: Path, tree: Path, tmp_path: Path
) -> None:
    """The notice stands in the text, where the student looks for the reason."""
    (handed / "submission.py").symlink_to(tmp_path / "ours" / "secret.txt")
    assert missing(handed, tree) == (
        "No submission.py can be graded:\n"
        "'submission.py' was left out: it is a link or no regular file."
    )


@pytest.mark.parametrize("swap", ["link", "fifo", "gone"])
def test_a_file_that_is_swapped_before_it_is_opened_is_left_out(
    handed: Path, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swap: str
) -> None:
    """No link is followed and no FIFO waited for, whatever was there a moment ago."""
    (handed / "submission.py").write_bytes(CODE)
    target = handed / "data.txt"
    target.write_bytes(b"1")
    lstat = Path.lstat

    def swapped(path: Path) -> os.stat_result:
        found = lstat(path)
        if path == target and stat.S_ISREG(found.st_mode):
            target.unlink()
            if swap == "link":
                target.symlink_to(tmp_path / "ours" / "secret.txt")
            elif swap == "fifo":
                os.mkfifo(target)
        return found

    monkeypatch.setattr(Path, "lstat", swapped)
    with within(3):
        _, (notice,) = prepare(handed, tree)
    assert notice.startswith("'data.txt' was left out: it ")
    assert b"secret" not in files(tree).values()


OUTSIDE = [
    "../secret.txt",
    "../../evil.py",
    "hw/../../secret.txt",
    "..",
    "/etc/evil.py",
    "//evil.py",
    "\\evil.py",
    "..\\secret.txt",
    "hw\\..\\..\\secret.txt",
    "C:\\evil.py",
    "C:evil.py",
    "c:/evil.py",
    "\\\\host\\share\\evil.py",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_path_that_leads_out_of_the_zip_is_left_out(
    archive: Any, tree: Path, tmp_path: Path, name: str
) -> None:
    """Traversal, absolute, backslash and drive names, with a notice; the rest is graded."""
    shown = ascii(str(Path(name.replace("\\", "/"))))
    assert prepare(archive([(name, b"evil"), ("submission.py", CODE)]), tree) == (
        tree,
        [f"{shown} was left out: its path leads out of the zip."],
    )
    assert files(tmp_path / "ours") == {"secret.txt": b"secret", "tree/submission.py": CODE}


def test_names_of_windows_are_folders(archive: Any, tree: Path) -> None:
    """Backslashes separate; an entry that ends in one is a folder."""
    members = {"hw\\": b"", "hw\\submission.py": CODE, "hw\\data\\": b"", "hw\\data\\a.txt": b"1"}
    assert prepare(archive(members), tree) == (tree / "hw", [])
    assert files(tree) == {"hw/submission.py": CODE, "hw/data/a.txt": b"1"}


def test_a_colon_in_a_name_is_no_drive(archive: Any, tree: Path) -> None:
    """Macs write such names."""
    assert prepare(archive({"submission.py": CODE, "run 12:30.csv": b"1"}), tree) == (tree, [])
    assert "run 12:30.csv" in files(tree)


@pytest.mark.parametrize(
    "mode",
    [stat.S_IFLNK | 0o777, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK, 0o170000],
    ids=oct,
)
def test_a_member_that_says_it_is_special_is_left_out(archive: Any, tree: Path, mode: int) -> None:
    """A link's target is not written as a file either."""
    source = archive([("submission.py", CODE), (member("a", mode), b"/etc/passwd")])
    assert prepare(source, tree) == (tree, ["'a' was left out: it is a link or no regular file."])
    assert files(tree) == {"submission.py": CODE}


def test_modes_of_members_are_not_taken_over(archive: Any, tree: Path) -> None:
    """No setuid, no file that we could not read again."""
    prepare(archive([(member("submission.py", stat.S_IFREG | 0o6000), CODE)]), tree)
    mode = (tree / "submission.py").stat().st_mode
    assert mode & 0o7000 == 0
    assert mode & 0o400


def test_a_duplicate_is_one_file(archive: Any, tree: Path) -> None:
    """The last one wins, as with unzip."""
    source = archive([("submission.py", b"first"), ("./submission.py", CODE)])
    assert prepare(source, tree) == (tree, [])
    assert files(tree) == {"submission.py": CODE}


def test_a_file_where_a_folder_must_be_costs_itself(archive: Any, tree: Path) -> None:
    """Whichever comes second is left out, with a word."""
    source = archive([("a", b"1"), ("a/b.txt", b"2"), ("submission.py", CODE)])
    folder, (notice,) = prepare(source, tree)
    assert files(folder) == {"a": b"1", "submission.py": CODE}
    assert notice.startswith("'a/b.txt' was left out: it could not be unpacked (")


def test_names_that_are_too_long_are_left_out(archive: Any, tree: Path) -> None:
    """By their bytes, and by the number of folders."""
    source = archive({"submission.py": CODE, "é" * 120: b"", "/".join("a" * 30): b""})
    _, notices = prepare(source, tree)
    assert files(tree) == {"submission.py": CODE}
    assert len(notices) == 2
    assert all(notice.endswith(" was left out: its name is too long.") for notice in notices)
    assert all(notice.isascii() for notice in notices)


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_path_that_a_copy_could_not_have_is_left_out(
    handed: Path, tree: Path, archive: Any, form: str
) -> None:
    """A worker's copy lies in a folder of a longer name: the whole must be short enough too."""
    long = "/".join(["d" * 190] * 6)
    source = spread(form, {"submission.py": CODE, f"{long}/a": b""}, handed, archive)
    folder, (notice,) = prepare(source, tree)
    assert folder == tree
    assert set(files(tree)) == {"submission.py"}
    assert notice.endswith(" was left out: its name is too long.")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("form", ["folder", "zip"])
def test_folders_have_a_cap_too(handed: Path, tree: Path, archive: Any, form: str) -> None:
    """A worker may make so many files and folders, and its copy of these counts."""
    nested = {f"{n}/{n}/{n}/a.txt": b"" for n in range(5)}
    source = spread(form, {**nested, "submission.py": CODE, "help/er.py": b""}, handed, archive)
    folder, notices = prepare(source, tree)
    assert set(files(folder)) == {"submission.py", "help/er.py", "0/0/0/a.txt", "1/1/1/a.txt"}
    assert notices == [
        f"'{n}/{n}/{n}/a.txt' was left out: it lies in one of more than 9 folders."
        for n in (2, 3, 4)
    ]


@pytest.mark.parametrize("name", ["", "\0submission.py", "/", ".", "./", "\\"])
def test_a_member_without_a_name_is_nothing(archive: Any, tree: Path, name: str) -> None:
    """It breaks nothing, and there is nothing to tell."""
    data = packed([("x" * max(1, len(name)), b"1"), ("submission.py", CODE)])
    raw = name.encode() or b"\0"
    source = archive({})
    source.write_bytes(data.replace(b"x" * len(raw), raw))
    folder, _ = prepare(source, tree)
    assert files(folder) == {"submission.py": CODE}


# Caps and bombs.


def test_an_encrypted_member_is_left_out(archive: Any, tree: Path) -> None:
    """Nobody has the password."""
    source = archive({})
    data = packed({"submission.py": CODE, "data.txt": b"1"})
    source.write_bytes(patched(data, "data.txt", 6, 8, "<H", 1))
    assert prepare(source, tree) == (tree, ["'data.txt' was left out: it is encrypted."])
    source.write_bytes(patched(data, "submission.py", 6, 8, "<H", 1))
    shutil.rmtree(tree)
    tree.mkdir()
    assert missing(source, tree) == (
        "No submission.py was handed in: what came is 'data.txt'.\n"
        "'submission.py' was left out: it is encrypted."
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("size", [100, 20 << 20])
def test_a_bomb_takes_no_more_than_it_declares(
    archive: Any, tree: Path, method: int, size: int
) -> None:
    """However it is packed: 32 MB of zeros that call themselves 100 bytes, or 20 MB."""
    source = archive({"submission.py": CODE})
    with zipfile.ZipFile(source, "a", method) as made:
        made.writestr("data.bin", bytes(32 << 20))
    source.write_bytes(declared(source.read_bytes(), "data.bin", size))
    tracemalloc.start()
    try:
        folder, _ = prepare(source, tree)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert files(folder)["submission.py"] == CODE
    assert sum(map(len, files(folder).values())) <= len(CODE) + size
    assert peak < 2.5 * size + (8 << 20)


def test_a_member_that_declares_too_much_is_left_out(archive: Any, tree: Path) -> None:
    """It is not even opened."""
    source = archive({"submission.py": CODE, "data.bin": b"1"})
    source.write_bytes(declared(source.read_bytes(), "data.bin", 0xFFFFFFF0))
    assert prepare(source, tree) == (
        tree,
        ["'data.bin' was left out: 4,294,967,280 bytes, and 67,108,864 are the most."],
    )


def test_a_nested_bomb_is_a_file(archive: Any, tree: Path) -> None:
    """A zip inside a zip stays as it is."""
    inner = packed({"a.bin": bytes(10 << 20)})
    assert prepare(archive({"submission.py": CODE, "in.zip": inner}), tree) == (tree, [])
    assert files(tree) == {"submission.py": CODE, "in.zip": inner}


def crowded(count: int) -> bytes:
    """A zip whose list of contents has `count` entries more than contents."""
    data = packed({"submission.py": CODE}, zipfile.ZIP_STORED)
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    entries = bytearray()
    for number in range(count):
        name = f"{number:x}".encode()
        head = struct.pack(
            "<4sBBHHHHHIIIHHHHHII", b"PK\1\2", 20, 3, 20, *[0] * 7, len(name), *[0] * 6
        )
        entries += head + name
    listed = data[start:end] + bytes(entries)
    last = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 1, 1, len(listed), start, 0)
    return data[:start] + listed + last


def test_a_list_of_contents_without_end_takes_bounded_memory(archive: Any, tree: Path) -> None:
    """A name costs 50 bytes in the zip and 1,000 in memory: their number is capped first."""
    source = archive({})
    source.write_bytes(crowded(100_000))
    tracemalloc.start()
    try:
        with contextlib.suppress(Missing):
            prepare(source, tree)
        assert tracemalloc.get_traced_memory()[1] < 32 << 20
    finally:
        tracemalloc.stop()


def test_many_notices_are_a_few_and_a_count(archive: Any, tree: Path) -> None:
    """Five are told, the rest are counted."""
    members = {"submission.py": CODE, **{f"../{number}": b"" for number in range(20)}}
    _, notices = prepare(archive(members), tree)
    assert len(notices) == 6
    assert notices[-1] == "15 more files were left out."


@pytest.mark.usefixtures("small")
def test_what_is_not_even_looked_at_is_told(handed: Path, tree: Path) -> None:
    """More files than are listed, which comes first; a folder that lies too deep."""
    for number in range(60):
        (handed / f"z{number}").touch()
    (handed / "submission.py").write_bytes(CODE)
    _, notices = prepare(handed, tree)
    assert notices[0] == "Only 50 files were looked at, and there are more."
    for path in handed.glob("z*"):
        path.unlink()
    (handed / "/".join("d" * 30)).mkdir(parents=True)
    deep = "/".join("d" * 20)
    assert prepare(handed, tree / "new")[1] == [
        f"'{deep}' was left out: it lies in more than 19 folders."
    ]


@pytest.mark.usefixtures("small")
def test_what_must_come_in_is_looked_at_first(handed: Path, tree: Path) -> None:
    """However many pictures lie in the same folder, and come before it by their names."""
    for number in range(60):
        (handed / f"a{number}.png").touch()
    (handed / "submission.py").write_bytes(CODE)
    (handed / "model.py").write_bytes(CODE)
    assert {"submission.py", "model.py"} < set(files(prepare(handed, tree)[0]))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("form", ["folder", "members"])
def test_a_folder_of_pictures_does_not_hide_the_one_beside_it(
    handed: Path, tree: Path, archive: Any, form: str
) -> None:
    """Nor where they are members of an export, in the order of their names."""
    crowd = {**{f"data/{number}.png": b"" for number in range(60)}, "hw/submission.py": CODE}
    if form == "folder":
        assert prepare(spread("folder", crowd, handed, archive), tree)[0] == tree / "hw"
        return
    with zipfile.ZipFile(archive(crowd)) as opened:
        members = [(member.filename, member) for member in opened.infolist()]
        assert submission.prepare_members(opened, members, tree)[0] == tree / "hw"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Caps that a test can reach."""
    sizes = {"SOURCE_BYTES": 100, "TREE_BYTES": 1000, "FILES": 10, "FOLDERS": 9, "LISTED": 50}
    for name, size in sizes.items():
        known = [module for module in (caps, zips, submission) if hasattr(module, name)]
        assert known, name
        for module in known:
            monkeypatch.setattr(module, name, size)


def spread(form: str, members: dict[str, bytes], handed: Path, archive: Any) -> Path:
    """The members as a folder or as a zip."""
    if form == "zip":
        return archive(members)
    for name, data in members.items():
        (handed / name).parent.mkdir(parents=True, exist_ok=True)
        (handed / name).write_bytes(data)
    return handed


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("form", ["folder", "zip"])
def test_what_is_too_large_is_left_out_with_its_size(
    handed: Path, tree: Path, archive: Any, form: str
) -> None:
    """A source, a file, and what would fill the tree."""
    members = {
        "submission.py": CODE,
        "a.py": bytes(101),
        "b.txt": bytes(1001),
        "c.txt": bytes(900),
        "d.txt": bytes(900),
    }
    assert prepare(spread(form, members, handed, archive), tree) == (
        tree,
        [
            "'a.py' was left out: 101 bytes, and 100 are the most.",
            "'b.txt' was left out: 1,001 bytes, and 1,000 are the most.",
            "'d.txt' was left out: there is more than 1,000 bytes or 10 files.",
        ],
    )
    assert set(files(tree)) == {"submission.py", "c.txt"}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("form", ["folder", "zip"])
@pytest.mark.parametrize("place", ["", "hw/"])
@pytest.mark.parametrize(
    "many", ["data/{}.txt", "hw/data/{}.txt", "env/lib/{}.py", "hw/.venv/lib/{}.py"]
)
def test_the_submission_comes_in_whatever_else_is_there(
    handed: Path, tree: Path, archive: Any, form: str, place: str, many: str
) -> None:
    """A data set or a virtual environment beside it does not use up its place, nor its helpers'."""
    crowd = {many.format(number): b"" for number in range(40)}
    members = {**crowd, f"{place}submission.py": CODE, f"{place}helper.py": b"x = 1\n"}
    folder, _ = prepare(spread(form, members, handed, archive), tree)
    assert files(folder)["submission.py"] == CODE
    assert files(folder)["helper.py"] == b"x = 1\n"
    assert len(files(tree)) == 10


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("form", ["folder", "zip"])
def test_the_submission_comes_in_before_other_sources(
    handed: Path, tree: Path, archive: Any, form: str
) -> None:
    """Also where more of them lie further up than may come in."""
    crowd = {f"{number}.py": b"" for number in range(20)}
    source = spread(form, {**crowd, "hw/submission.py": CODE}, handed, archive)
    assert prepare(source, tree)[0] == tree / "hw"


@pytest.mark.usefixtures("small")
def test_a_folder_is_looked_at_from_the_top(handed: Path, tree: Path, archive: Any) -> None:
    """More files than are listed lie below; what lies at the root is seen all the same."""
    crowd = {f"data/{number}.txt": b"" for number in range(80)}
    source = spread("folder", {**crowd, "submission.py": CODE}, handed, archive)
    assert prepare(source, tree)[0] == tree


@pytest.mark.usefixtures("small")
def test_one_file_that_is_too_large_is_told(tmp_path: Path, tree: Path) -> None:
    """A source has its cap also by itself."""
    (tmp_path / "mine.py").write_bytes(bytes(101))
    assert missing(tmp_path / "mine.py", tree) == (
        "No submission.py can be graded:\n'mine.py' was left out: 101 bytes, and 100 are the most."
    )


def test_folders_without_end_are_cut(handed: Path, tree: Path) -> None:
    """Twenty levels are copied; there is an end to it."""
    deep = handed / "/".join("d" * 60)
    deep.mkdir(parents=True)
    (deep / "submission.py").write_bytes(CODE)
    assert missing(handed, tree).startswith("No submission.py can be graded:\n")


# What is broken.


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"not a zip", b"PK\5\6" + bytes(17), bytes(1000), CODE], ids=repr
)
def test_what_is_called_a_zip_and_is_none_is_told(tmp_path: Path, tree: Path, data: bytes) -> None:
    """The student reads what to do."""
    source = tmp_path / "hw.zip"
    source.write_bytes(data)
    text = missing(source, tree)
    assert text.startswith("'hw.zip' is not a zip that can be opened (")
    assert text.endswith("\n  Make it anew, or hand in submission.py itself.")


def test_a_zip_cut_anywhere_is_told(tmp_path: Path, tree: Path) -> None:
    """An upload that broke off: Missing, never an error of ours."""
    data = packed({"hw/submission.py": CODE, "hw/data.txt": b"1" * 50})
    for size in range(0, len(data), 7):
        (tmp_path / "hw.zip").write_bytes(data[:size])
        assert "hw.zip" in missing(tmp_path / "hw.zip", tree)
        assert files(tree) == {}


def test_a_broken_member_costs_only_itself(archive: Any, tree: Path) -> None:
    """A bad checksum is told, the rest is graded."""
    source = archive({"submission.py": CODE, "data.txt": b"GOOD"}, method=zipfile.ZIP_STORED)
    source.write_bytes(source.read_bytes().replace(b"GOOD", b"EVIL"))
    assert prepare(source, tree) == (
        tree,
        ["'data.txt' was left out: it could not be unpacked (BadZipFile)."],
    )


def test_zips_with_any_bytes_wrong_are_graded_or_told(tmp_path: Path) -> None:
    """Damaged zips by the hundred: a tree or Missing, and nothing outside of the tree."""
    source = packed({"hw/submission.py": CODE * 5, "hw/data.txt": b"abc" * 99, "ünï.txt": b"a"})
    chance = random.Random(1)
    (tmp_path / "ours").mkdir()
    for _ in range(200):
        data = bytearray(source)
        for _ in range(chance.choice([1, 1, 2, 4])):
            data[chance.randrange(len(data))] = chance.choice(
                [0, 1, 0x7F, 0xFF, ord("/"), ord(".")]
            )
        (tmp_path / "hw.zip").write_bytes(data)
        tree = tmp_path / "ours" / "tree"
        tree.mkdir()
        with contextlib.suppress(Missing):
            prepare(tmp_path / "hw.zip", tree)
        shutil.rmtree(tree)
        assert {path.name for path in tmp_path.rglob("*")} == {"ours", "hw.zip"}


names = st.lists(
    st.sampled_from(["a", "..", ".", "", "C:", "\\", "submission.py", "é", "\x1b", " ", "x" * 250])
    | st.text(max_size=4),
    min_size=1,
    max_size=4,
).flatmap(lambda parts: st.sampled_from("/\\").map(lambda mark: mark.join(parts)))


@given(st.lists(names.filter(lambda name: name.split("\0")[0]), max_size=6))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_members_of_any_name_stay_in_the_tree(found: list[str]) -> None:
    """Whatever they are called; and every text of ours is printable ASCII."""
    with tempfile.TemporaryDirectory() as place:
        source, tree = Path(place, "hw.zip"), Path(place, "tree")
        tree.mkdir()
        source.write_bytes(packed([(name, b"1") for name in found]))
        try:
            folder, texts = prepare(source, tree)
            assert (folder / "submission.py").is_file()
        except Missing as error:
            texts = str(error).splitlines()
        assert all(text.isascii() and text.isprintable() for text in texts)
        assert {path.name for path in Path(place).iterdir()} == {"hw.zip", "tree"}
        assert not any(path.is_symlink() for path in tree.rglob("*"))


@pytest.mark.parametrize("form", ["folder", "zip", "file"])
@pytest.mark.parametrize("code", ["ENOSPC", "EROFS", "EDQUOT"])
def test_a_full_disk_is_our_fault(
    handed: Path,
    tree: Path,
    archive: Any,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    code: str,
) -> None:
    """Never "No submission.py was handed in" to a student who did."""
    import errno

    source = spread("zip" if form == "zip" else "folder", {"submission.py": CODE}, handed, archive)

    def full(*_: Any) -> None:
        raise OSError(getattr(errno, code), os.strerror(getattr(errno, code)))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(GraderError) as raised:
        prepare(source / "submission.py" if form == "file" else source, tree)
    assert isinstance(raised.value, (BoxError, UsageError))
    assert str(tree) in str(raised.value)
