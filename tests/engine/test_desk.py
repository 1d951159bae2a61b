"""Examiners that load together: each is whole, and none needs another's life."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from batch import CORPUS, untimed_document

from autograder import engine, parcel
from autograder.box.forked import Forked
from autograder.desk import Crew, Desk, Terms
from autograder.errors import BoxError, GraderError
from autograder.submission import prepare


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where the examiners' temporary folders are; nothing of theirs may be left in it."""
    tmp_path.chmod(0o755)
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    yield tmp_path
    until = time.monotonic() + 15
    while left := [*tmp_path.glob("autograder-*"), *started_with(tmp_path)]:
        assert time.monotonic() < until, left
        time.sleep(0.05)


def started_with(place: Path) -> list[str]:
    """Processes that were started with this TMPDIR, or whose arguments name a folder in it."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                text = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            except OSError:
                continue
            if os.fsencode(place) in text:
                found.append(process.name)
    return found


@pytest.fixture
def terms():
    return Terms(engine=engine.fingerprint(), seconds=60.0, unsafe=True)


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    return parcel.pack(*prepare(CORPUS / "right-torch", tmp_path_factory.mktemp("packed")))


def document(desk, packed):
    reply, usable = desk.grade(packed)
    assert usable
    return untimed_document(json.loads(reply.document))


def test_three_are_one_that_loaded(place, terms, packed):
    """Each grades alike; the first one's death is not theirs, nor is the death of one of them."""
    desks = Desk.opened(terms, 3)
    try:
        first, *others = (document(desk, packed) for desk in desks)
        assert others == [first, first]
        assert first["score"] == 14
        head, second, third = desks
        assert isinstance(head.process, subprocess.Popen)
        assert {type(desk.process) for desk in (second, third)} == {Forked}
        assert len({desk.process.pid for desk in desks}) == 3
        head.process.kill()
        with pytest.raises(BoxError, match="a grader process ended"):
            head.grade(packed)
        assert document(second, packed) == document(third, packed) == first
        os.kill(second.process.pid, signal.SIGKILL)
        with pytest.raises(BoxError, match="a grader process ended"):
            second.grade(packed)
        assert document(third, packed) == first
    finally:
        for desk in desks:
            desk.close()
    assert [desk.process.poll() is None for desk in desks] == [False] * 3


@pytest.mark.parametrize("more", [0, 1])
def test_one_for_each_core_keeps_to_it(place, terms, packed, more):
    """Where there are as many as cores; else they stay free to move."""
    ours = os.sched_getaffinity(0)
    desks = Desk.opened(terms, len(ours) + more)
    try:
        for desk in desks:
            desk.ready()
        kept = [os.sched_getaffinity(desk.process.pid) for desk in desks]
        assert kept == ([ours] * len(desks) if more else [{core} for core in sorted(ours)])
        assert document(desks[0], packed)["score"] == 14
    finally:
        for desk in desks:
            desk.close()
    assert os.sched_getaffinity(0) == ours


@pytest.mark.parametrize("seconds", [0.0, 0.3, 1.0])
def test_a_crew_that_ends_before_they_have_said_a_word(place, terms, seconds):
    """While the first one loads: nothing of the three is left, and nobody grades afterwards."""
    crew = Crew(terms, jobs=3)
    crew._take()
    time.sleep(seconds)
    assert len(crew.all) == 3
    crew.close()
    with pytest.raises(GraderError, match="the run was stopped"):
        crew.grade(b"")


@pytest.mark.parametrize("milliseconds", [1, 3, 5, 8, 12])
def test_a_crew_that_is_told_twice_to_end(place, terms, milliseconds):
    """The second word comes while they clear up after the first: nothing is left all the same."""
    crew = Crew(terms, jobs=2)
    crew._take()
    time.sleep(0.4)
    for desk in crew.all:
        desk.end()
    time.sleep(milliseconds / 1000)
    crew.close()


def test_a_stopped_one_is_ended(place, terms, packed, monkeypatch):
    """It does not hear that it should end: its owner sees to it, and it leaves nothing."""
    monkeypatch.setattr("autograder.desk.END_SECONDS", 0.5)
    head, second = Desk.opened(terms, 2)
    second.ready()
    os.kill(second.process.pid, signal.SIGSTOP)
    second.close()
    assert second.process.poll() is not None
    assert document(head, packed)["score"] == 14
    head.close()


def test_why_none_can_grade_is_told_to_each(place, terms):
    """Each is held against the terms before it grades: a sentence for the TA, from each."""
    other = Terms(engine="another", seconds=60.0)
    desks = Desk.opened(other, 2)
    for desk in desks:
        with pytest.raises(GraderError, match="another version of the graders"):
            desk.ready()
        desk.close()
