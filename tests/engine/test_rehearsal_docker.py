"""The path through a Docker engine, with a `docker` that notes what it is told: none is here."""

import base64
import json
import os
import shlex
import subprocess
import zipfile

import pytest

from autograder.errors import UsageError
from autograder.harness import Verdict
from autograder.rehearsal import command
from autograder.rehearsal.docker import Docker
from autograder.rehearsal.play import rehearse

SIZE = command.SIZES["0.5/0.75"]
IMAGE = "gradescope/autograder-base:ubuntu-22.04"
RESULTS = base64.b64encode(b'{"score": 3}').decode()
REPLY = {
    "results": RESULTS, "unreadable": "", "stdout": base64.b64encode(b"hello").decode(),
    "seconds": 1.5, "exit_status": 0, "timed_out": False, "not_started": "", "left": 0,
    "cpu": 0.7, "charged_mb": 300.0, "killed_for_memory": 0,
}  # fmt: skip


class Engine:
    """What stands on the path as `docker`: each call's arguments, and the answers to them."""

    def __init__(self, folder):
        self.folder = folder
        self.answers("version", 0)
        self.answers("build", 0)
        self.answers("run", 0, json.dumps(REPLY))
        script = (
            '#!/bin/sh\nprintf "%s\\n" "$(printf "<%s>" "$@")" >>LOG\n'
            '[ "$1" != build ] || cat "$4/Dockerfile" >DOCKERFILE\n'
            'cat "OUT-$1" 2>/dev/null\ncat "ERR-$1" >&2 2>/dev/null\n'
            'exit "$(cat "STATUS-$1" 2>/dev/null || echo 0)"\n'
        )
        (folder / "docker").write_text(script.replace("LOG", f"{folder}/log").replace(
            "DOCKERFILE", f"{folder}/dockerfile").replace("OUT-", f"{folder}/out-").replace(
            "ERR-", f"{folder}/err-").replace("STATUS-", f"{folder}/status-"))  # fmt: skip
        (folder / "docker").chmod(0o755)

    def answers(self, verb, status, out="", error=""):
        (self.folder / f"status-{verb}").write_text(str(status))
        (self.folder / f"out-{verb}").write_text(out)
        (self.folder / f"err-{verb}").write_text(error)

    def calls(self, verb):
        log = (self.folder / "log").read_text().split("\n<")
        calls = [line.removeprefix("<").rstrip(">\n").split("><") for line in log]
        return [call[1:] for call in calls if call[0] == verb]


@pytest.fixture
def engine(tmp_path, monkeypatch):
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return Engine(folder)


@pytest.fixture
def play(tmp_path):
    """Rehearse one submission through the engine."""

    def run(limit=20):
        scratch = tmp_path / "scratch"
        source = scratch / "image" / "source"
        source.mkdir(parents=True)
        (source / "run_autograder").write_text("#!/bin/sh\r\n")
        handed = tmp_path / "handed"
        handed.mkdir()
        (handed / "submission.py").write_text("")
        container = Docker(image=IMAGE, scratch=scratch)
        [one] = rehearse(source, [handed], container, SIZE, limit, scratch)
        return one

    return run


def test_a_run(engine, play):
    """The image is built of the zip, a fresh container of the size runs it, all is removed."""
    one = play()
    assert (one.found.verdict, one.found.results, one.problems) == (
        Verdict.TAKEN, {"score": 3}, ())  # fmt: skip
    assert (one.found.stdout, one.ran.charged_mb, one.ran.cpu_seconds) == ("hello", 300, 0.7)
    [built] = engine.calls("build")
    [ran] = engine.calls("run")
    assert built[:2] == ["--tag", "scratch:latest"]
    for wanted in (["--cpus", "0.5"], ["--memory", "768m"], ["--memory-swap", "768m"],
                   ["--network", "none"], ["--env", "TIMEOUT_SECONDS=20"], ["--rm"],
                   ["--workdir", "/autograder"], ["--entrypoint", "/usr/bin/python3"]):  # fmt: skip
        at = ran.index(wanted[0])
        assert ran[at : at + len(wanted)] == wanted
    mounted = [ran[at + 1].partition(":")[2] for at, word in enumerate(ran) if word == "--volume"]
    assert mounted == [
        "/autograder/submission",
        "/autograder/results",
        "/autograder/submission_metadata.json",
    ]
    image = ran.index("scratch:latest")
    assert ran[image + 1 : image + 4] == ["-I", "-S", "-c"]
    assert ran[-2:] == ["/autograder", "20"]
    compile(ran[image + 4], "inside", "exec")
    assert engine.calls("rm") == [["--force", "scratch"]]
    assert engine.calls("image") == [["rm", "--force", "scratch:latest"]]


def test_the_image(engine, play):
    """As the platform publishes it: what it runs parses, and nothing temporary stays in it."""
    play()
    text = (engine.folder / "dockerfile").read_text()
    assert text.startswith(f"FROM {IMAGE}\nCOPY source /autograder/source\nRUN ")
    run = text.partition("RUN ")[2]
    subprocess.run(["bash", "-n"], input=run, text=True, check=True)
    assert [part.strip() for part in run.replace("\\\n", "").split("&&")][-4:] == [
        "apt-get update",
        "bash /autograder/source/setup.sh",
        "apt-get clean",
        "rm -rf /var/lib/apt/lists/* /tmp/* /var/tmp/*",
    ]
    assert shlex.split(run)[:2] == ["sed", r"s/\r$//"]


@pytest.mark.parametrize(
    ("verb", "status", "error", "sentence"),
    [
        ("version", 1, "Cannot connect\n", r"no Docker engine here \(Cannot connect\): leave"),
        ("build", 1, "", "setup.sh failed in gradescope/autograder-base:ubuntu-22.04"),
        ("run", 125, "no space\nleft", "the container ended without a reply: no space left"),
    ],
)
def test_what_an_engine_cannot_do(engine, play, verb, status, error, sentence):
    """A sentence each; what was made is removed."""
    engine.answers(verb, status, error=error)
    with pytest.raises(UsageError, match=sentence):
        play()
    assert engine.calls("image") == [["rm", "--force", "scratch:latest"]]


def test_a_container_that_was_killed_for_memory(engine, play):
    """What the container itself counted is told."""
    full = {**REPLY, "results": None, "exit_status": -9, "killed_for_memory": 1}
    engine.answers("run", 0, json.dumps(full))
    one = play()
    assert one.found.verdict is Verdict.MISSING
    assert "the container's memory was full, and a process was killed" in one.problems


def test_no_docker(tmp_path, monkeypatch):
    """What to do instead."""
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("setup.sh", "")
        opened.writestr("run_autograder", "")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match=r"docker is not installed.*bubblewrap does without"):
        command.run(archive, [archive], "0.5/0.75", 20, image=IMAGE)
