"""What `autograder build` packs: exact lists, the same bytes every time, no answer for students."""

import ast
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tokenize
import zipfile
from pathlib import Path

import pytest
from batch import ROOT
from test_architecture import ANSWERS

from autograder import bundle, trial
from autograder.errors import GraderError

PACKED = ROOT / "tests" / "engine" / "packed.txt"  # both lists: [archive], then a name a line


@pytest.fixture(scope="module")
def packed():
    return bundle.pack(ROOT)


@pytest.fixture(scope="module")
def members(packed):
    """What is in student.zip, by name."""
    with zipfile.ZipFile(io.BytesIO(packed.student)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


@pytest.fixture
def checkout(tmp_path):
    """A copy of what this checkout's git knows."""
    place = tmp_path / "checkout"
    for name in tracked("."):
        if not name.startswith("tests/corpus/"):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / name)
    return place


def tracked(*folders):
    """Names of the files that git knows, new ones included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def names(archived):
    with zipfile.ZipFile(io.BytesIO(archived)) as archive:
        return archive.namelist()


# What is in them.


def test_what_is_in_them(packed):
    """To the file: whoever adds one has to say so in packed.txt."""
    found = [f"[{name}]\n" + "\n".join(names(data)) for name, data in packed.named.items()]
    assert "\n".join(found).splitlines() == PACKED.read_text().splitlines()


def test_git_knows_all_of_it(packed):
    """But for assignment.json, which is made; and there is no test or document of ours."""
    known = set(tracked("."))
    assert set(names(packed.autograder)) <= known
    known |= {name.removeprefix("student_template/") for name in known}
    assert set(names(packed.student)) <= {*known, "assignment.json"}
    for name in (*names(packed.autograder), *names(packed.student)):
        assert not re.match("tests/(corpus|engine)|docs|reference/answers", name), name


@pytest.mark.slow
def test_all_that_grading_loads_is_in_it(packed, tmp_path):
    """By what is loaded, not by what is imported in the sources: the oracle of the rule."""
    script = (
        "import sys; sys.argv = ['autograder', 'grade', sys.argv[1], '--output', sys.argv[2]]\n"
        "from autograder.__main__ import main\n"
        "try: main()\n"
        "finally: print(*(m for m in sys.modules if m.startswith(('autograder', 'reference'))))"
    )
    example = ROOT / "reference" / "example"
    command = [sys.executable, "-c", script, example, tmp_path / "results.json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.replace(".", "/") for name in done.stdout.splitlines()[-1].split()}
    assert {"autograder/grade", "reference/gan"} <= loaded
    inside = {re.sub(r"(/__init__)?\.py$", "", name) for name in names(packed.autograder)}
    assert loaded <= inside


def test_they_are_small(packed):
    """Both under 200 KB."""
    assert {name: len(data) for name, data in packed.named.items() if len(data) >= 200_000} == {}


def test_nothing_stands_beside_names_and_contents(packed):
    """No comment, no extra field, no folder, one date, two modes, one order."""
    for data in packed.named.values():
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.comment == b""
            entries = archive.infolist()
        assert [e.filename for e in entries] == sorted({e.filename for e in entries})
        for entry in entries:
            assert (entry.comment, entry.extra, entry.flag_bits) == (b"", b"", 0)
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            runs = entry.filename in ("setup.sh", "run_autograder")
            assert (entry.create_system, entry.external_attr) == (
                3,
                (0o100755 if runs else 0o100644) << 16,
            )


def test_unzip_makes_the_entries_executable(packed, tmp_path):
    """As the platform's own program unpacks it."""
    if shutil.which("unzip") is None:
        pytest.skip("there is no unzip here")
    (tmp_path / "autograder.zip").write_bytes(packed.autograder)
    subprocess.run(["unzip", "-q", "autograder.zip", "-d", "source"], cwd=tmp_path, check=True)
    assert os.access(tmp_path / "source" / "setup.sh", os.X_OK)
    assert os.access(tmp_path / "source" / "run_autograder", os.X_OK)
    assert not os.access(tmp_path / "source" / "assignment.toml", os.X_OK)


@pytest.mark.slow
def test_practice_that_is_off_is_not_given_out(checkout, packed):
    """Neither its file nor its graders; the rest grades as before."""
    replaced(checkout, "assignment.toml", "on = true ", "on = false ")
    without = bundle.pack(checkout)
    left_out = set(names(packed.student)) - set(names(without.student))
    assert left_out == {"practice.py", "pictures.py"} | {
        name for name in names(packed.student) if name.startswith("tests/public/practice/")
    }
    assert trial.try_out(without).startswith("a right submission gets 14/14")


# The same bytes.


def clutter(folder):
    """What a checkout gathers: bytecode, editors' files, a Mac's, a TA's notes and trials."""
    for path in [*folder.rglob("*.py")]:
        home = path.parent
        for name in (
            f"{path.name}~",
            f".{path.name}.swp",
            f"#{path.name}#",
            f"{path.stem} copy.py",
        ):
            (home / name).write_text("junk")
        (home / f".#{path.name}").symlink_to("nobody@nowhere.1234")
        (home / f"{path.name}.orig").write_text("junk")
        (home / f"._{path.name}").write_bytes(b"\0\5\x16\7")
        (home / "__pycache__").mkdir(exist_ok=True)
        (home / "__pycache__" / f"{path.stem}.cpython-311.pyc").write_bytes(b"junk")
        (home / ".DS_Store").write_bytes(b"junk")
    for name in ("autograder/scratch.py", "reference/answers.md", "reference/notes.txt",
                 "student_template/solution.py", "student_template/test_mine.py",
                 "student_template/.venv/lib/x.py", "student_template/results.json",
                 "tests/public/conftest.py", "tests/hidden/Untitled.ipynb", "dist/autograder.zip",
                 "tests/hidden/.ipynb_checkpoints/test_gan-checkpoint.py"):  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("junk")


def test_a_checkout_that_was_lived_in_gives_the_same_bytes(packed, checkout):
    """Other times, modes and order on the disk; clutter of every kind."""
    assert bundle.pack(checkout) == packed
    clutter(checkout)
    for path in checkout.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)
            os.utime(path, (2e9, 2e9))
    assert bundle.pack(checkout) == packed


def test_another_process_gives_the_same_bytes(packed, checkout):
    """Another umask, another hash of strings, another time zone and language."""
    script = (
        "import os, sys; from pathlib import Path; os.umask(0o077); "
        "from autograder import bundle; packed = bundle.pack(Path(sys.argv[1])); "
        "sys.stdout.buffer.write(packed.autograder + packed.student)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, checkout],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONHASHSEED": "7",
            "TZ": "Asia/Tokyo",
            "LANG": "tr_TR",
        },
    )
    assert done.stdout == packed.autograder + packed.student


def test_the_fingerprint_is_of_contents(packed):
    """The same in another compression, such as another zlib's; not where a byte changed."""
    with zipfile.ZipFile(io.BytesIO(packed.student)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert bundle.fingerprint(stored.getvalue()) == bundle.fingerprint(packed.student)
    changed = bundle.archive({**files, "README.md": files["README.md"] + b"\n"})
    assert bundle.fingerprint(changed) != bundle.fingerprint(packed.student)


# No answer for students.


def test_students_get_no_point_and_no_seed(members, manifest):
    """assignment.json has what the public checks need."""
    facts = json.loads(members["assignment.json"])
    assert set(facts) == {"call_seconds", "import_seconds", "questions"}
    told = {"name", "parameters", "file", "tensors", "practice", "tolerance"}
    for question in facts["questions"].values():
        assert set(question) == told
    for name, data in members.items():
        assert str(manifest.seed).encode() not in data, name


def test_students_get_no_bytecode(members):
    """Every member is text of ours."""
    for name, data in members.items():
        assert Path(name).suffix in (".py", ".md", ".ini", ".txt", ".json"), name
        assert b"\0" not in data
        data.decode("ascii" if name.endswith(".json") else "utf-8")


# What the reference or a hidden grader shares with what ships, and that tells nothing.
INNOCENT = [
    "Array = NDArray[np.float64]",
    "@dataclass(frozen=True, slots=True, kw_only=True)",
    "with np.errstate(over='ignore'):",
    "for _ in range(steps):",
    "np.array(states)",
    "np.array([1.0, 0.0])",
    "scalar(CALL, came.value)",
    "scalar(call, came.value)",
    "if came.gradients is None:",
    "raise Mismatch(CALL, ('asked', 'a torch tensor that depends on z and y'), ('got', came.why))",
    "raise Mismatch(call, asked, ('got', came.why))",
    "asked = ('asked', 'a torch tensor that depends on z_pos, y_pos and z_neg')",
    "asked = ('asked', 'a torch tensor that depends on x_hat, mu and log_var')",
    # How functions are called, which the template says.
    "CALL = 'contrastive_loss(z, y, y_neg)'",
    "CALL = 'nce_optimal_energy(p_d, p_n)'",
    "'joint_contrastive_loss', z_pos, y_pos, z_neg, y_neg",
    "came = student.gradient('joint_contrastive_loss', z_pos, y_pos, z_neg, y_neg, wrt=(0, 1, 2))",
    "beta_vae_loss(x, x_hat, mu, log_var, beta)",
    "student.reconstruction_optimum(x, W, b)",
    "parts(call, came, ('mu', 'var'))",
    "numbers(call, list(pair), (2,))",
    # What 2.5a and 2.5b demand is judged in public, by the same words.
    "ROUNDING = 2.4e-07",
    "ROUNDING * np.max(terms)",
    "DISTINCT = 1e-06",
    "DISTINCT * max(np.max(np.abs(a)), np.max(np.abs(b)))",
    "np.max(np.abs(a - b))",
    "np.abs(F) @ np.abs(x)",
    "M = numbers(call, student.change_of_basis(F_a, F_b), (2, 2))",
    "close(f'{call}: M F_a', M @ F_a, F_b, tolerance)",
    # Questions, in words that the answers repeat; the first three unblock without answering.
    "L_NCE, where E is what goes into the sigmoid",
    "the energy that maximises L_NCE",
    "are the rows of y_neg",
    "L_unif, as the assignment defines it",
    "Returns the mean over the rows of X",
    "the evidence lower bound at q",
    "the two eigenvalues of a matrix (alpha)",
    "forward passes for one loss over n anchors with their positives and m",
    "a fair bit that is copied",
]


def squeezed(text):
    """Without spaces, and with one kind of quotes."""
    return re.sub(r"\s+", "", text).replace('"', "'")


def statements(source):
    """Each statement and each value that is computed: layout, comments and quotes do not count."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef)):  # asked for by name
            continue
        if isinstance(node, ast.AnnAssign) and node.value is None:
            continue
        if isinstance(node, ast.stmt):
            yield squeezed(ast.unparse(node).splitlines()[0])
        if isinstance(node, (ast.BinOp, ast.Lambda, ast.Call, ast.List)):
            yield squeezed(ast.unparse(node))


def lines(source):
    """Each line of code as it stands, with its comment and without; a name alone is none."""
    for line in source.splitlines():
        for part in map(squeezed, (line, line.partition("  # ")[0])):
            if not re.match(r"import|from|def|'?[\w.\[\]]+'?,?$", part):
                yield part


def runs(text):
    """Every run of six words, but for formulas: mostly single letters."""
    words = re.findall(r"[a-z]+", text.lower())
    six = (words[i : i + 6] for i in range(len(words) - 5))
    return {" ".join(run) for run in six if sum(len(word) > 2 for word in run) > 3}


def prose(source):
    """The runs of a source's docstrings, strings and comments."""
    kinds = (tokenize.STRING, tokenize.COMMENT)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return runs(" . ".join(token.string for token in tokens if token.type in kinds))


def leaked(members):
    """What of the reference and the hidden graders stands in a member: formulas, lines, sentences.

    Of the mistakes, the example and the hints too.
    """
    texts = {name: data.decode() for name, data in members.items()}
    code = {s for name, text in texts.items() if name.endswith(".py") for s in statements(text)}
    everything = "\n".join(map(squeezed, texts.values()))
    innocent = [squeezed(known) for known in INNOCENT]
    said = set().union(*map(runs, texts.values())) - set().union(*map(runs, INNOCENT))
    secrets = [*ROOT.glob("reference/**/*.py"), *ROOT.glob("tests/hidden/**/*.py")]
    assert len(secrets) >= 14
    key = ROOT / "reference" / "answers.md"
    leaks = {key: runs(key.read_text()) & said} if key.exists() else {}
    for path in secrets:
        if path.parent.name == "figures":  # draws what students draw, and computes no answer
            continue
        source = path.read_text()
        found = {line for line in statements(source) if len(line) >= 12} & code
        found |= {line for line in lines(source) if len(line) >= 20 and line in everything}
        found = {line for line in found if not any(line in known for known in innocent)}
        leaks[path] = found | prose(source) & said
    return {path.relative_to(ROOT).as_posix(): found for path, found in leaks.items() if found}


def test_no_line_of_an_answer_is_in_what_students_get(members):
    """Not as code in another layout, not in a comment, not in words."""
    assert leaked(members) == {}


LEAKS = {
    "code, laid out anew": "def f(alpha):\n  return np.array( [[1., alpha],\n   [-alpha, 1.]] )",
    "a line in a comment": "# an old try: return np.array([[1.0, alpha], [alpha, 1.0]])",
    "a mistake's formula": "def g(alpha):\n    A = A_matrix(alpha) / (1.0 + alpha**2)",
    "a derivation": '"""So g descends it, with learning rate alpha."""',
    "a hint": "HINT = 'Look again at who wants V large and who does not'",
    "a hidden case": "SHAPES = ((), (5,), (3, 4), (2, 3, 4))",
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=LEAKS)
def test_the_search_finds_a_leak(leak):
    """The judge of the test above is no rubber stamp."""
    assert leaked({"x.py": leak.encode()})


def test_no_member_has_the_shape_of_an_answer(members):
    """The patterns that the template and the public graders are held to, in every member."""
    for name, data in members.items():
        text = data.decode()
        found = [pattern for pattern in ANSWERS if re.search(pattern, text, re.M | re.I)]
        assert found == [], name


TOLD = [
    "its variance is 0",
    "the posterior collapses",
    "at a large beta q is the prior",
    "var = beta / (beta + g)",
    "[1 + 1j * alpha, 1 - 1j * alpha]",
    "the two spiral outwards",
    "(z_neg * y_neg).sum(-1)",
    "return 2 * n + m, n * (1 + m) + n + m",
]


@pytest.mark.parametrize("leak", TOLD)
def test_the_patterns_find_what_practice_asks_for(leak):
    assert any(re.search(pattern, leak, re.M | re.I) for pattern in ANSWERS)


# What is tried before anything is written.


@pytest.mark.slow
def test_what_is_packed_grades(packed):
    """Every point for the reference's answers, none for the template."""
    shown = trial.try_out(packed)
    assert shown == "a right submission gets 14/14, the untouched template 0/14"


def replaced(checkout, name, old, new):
    path = checkout / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


BROKEN = {
    "a wrong reference": (
        ("reference/gan.py", "[-alpha, 1.0]]", "[alpha, 1.0]]"),
        "gives a right submission, reference/example, 12/14, not 14/14",
    ),
    "a solved template": (
        ("student_template/submission.py", 'coordinates [d, g], of shape (2,).\n    """\n'
         "    raise NotImplementedError", '"""\n    return [0.0, 0.0]'),
        "gives the untouched template 2/14, not 0/14",
    ),
    "points that disagree": (
        ("tests/hidden/test_gan.py", "@weight(2)", "@weight(3)"),
        "grader 3.1.4 is worth 3 by its @weight and 2 by weights in assignment.toml",
    ),
    "a public check that refuses a right answer": (
        ("tests/public/test_contrastive.py", "1.60943791", "1.70943791"),
        "in student.zip a right submission fails its checks: 1 failed",
    ),
    "a layer that no machine has": (
        ("assignment.toml", "[limits]", 'require = ["moat"]\n[limits]'),
        "assignment.toml requires the layer moat",
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("change", "sentence"), BROKEN.values(), ids=BROKEN)
def test_what_does_not_grade_is_not_packed(checkout, change, sentence):
    """One sentence, which says what would be wrong."""
    replaced(checkout, *change)
    with pytest.raises(GraderError) as raised:
        trial.try_out(bundle.pack(checkout))
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "name",
    ["setup.sh", "requirements.txt", "assignment.toml", "student_template/submission.py",
     "student_template/README.md"],
)  # fmt: skip
def test_a_file_that_is_missing_is_named(checkout, name):
    """Before anything is tried."""
    (checkout / name).unlink()
    with pytest.raises(GraderError, match=re.escape(name)):
        bundle.pack(checkout)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["autograder/errors.py", "reference/nce.py", "reference/example/submission.py"]
)
def test_a_module_that_is_missing_is_found_by_the_trial(checkout, name):
    """Rules cannot know what should be there; the copy that runs does."""
    (checkout / name).unlink()
    with pytest.raises(GraderError):
        trial.try_out(bundle.pack(checkout))


# The command.


def command(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "autograder", "build", *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(cwd)},
    )  # fmt: skip


def test_make_build_writes_both_and_says_what_it_tried(checkout, packed):
    """As the README has it: in dist, what `pack` gives."""
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "grading").touch()  # set up already: that is test-all's
    bin_ = Path(sys.executable).parent
    make = ["make", "--no-print-directory", f"BIN={bin_}", "build"]
    done = subprocess.run(make, cwd=checkout, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1].startswith("a right submission gets 14/14")
    for name, data in packed.named.items():
        assert (checkout / "dist" / name).read_bytes() == data
        assert f"{name}  {len(data) / 1000:.0f} KB" in done.stdout


@pytest.mark.slow
def test_points_are_changed_as_the_readme_says(checkout):
    """In the manifest and in the grader, 3 for question 3.1; the rest follows."""
    readme = (ROOT / "README.md").read_text()
    changes = (
        ("assignment.toml", "points = 2\ntolerance = { rtol = 1e-5", "points = 3"),
        ("assignment.toml", 'weights = { "3.1.4" = 2 }', 'weights = { "3.1.4" = 3 }'),
        ("tests/hidden/test_gan.py", "@weight(2)", "@weight(3)"),
    )
    for name, old, new in changes:
        assert f"`{new}`" in readme
        assert f"`{name}`" in readme
        replaced(checkout, name, old, old.replace(old.partition("\n")[0], new))
    shown = trial.try_out(bundle.pack(checkout))
    assert shown == "a right submission gets 15/15, the untouched template 0/15"


def test_a_refusal_writes_nothing_and_is_one_sentence(checkout, tmp_path):
    """What was built before stays."""
    replaced(checkout, "reference/gan.py", "[-alpha, 1.0]]", "[alpha, 1.0]]")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "autograder.zip").write_text("earlier")
    done = command("--output", tmp_path / "dist", cwd=checkout)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"autograder: nothing was built: .* 12/14, not 14/14\n", done.stderr)
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["autograder.zip"]
    assert (tmp_path / "dist" / "autograder.zip").read_text() == "earlier"


def test_a_folder_that_cannot_be_written_is_named(packed, tmp_path):
    """And no part of an archive is left."""
    (tmp_path / "file").write_text("")
    with pytest.raises(GraderError, match=r"file/autograder\.zip cannot be written: "):
        bundle.write(packed, tmp_path / "file")
