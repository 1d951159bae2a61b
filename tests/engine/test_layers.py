"""No layer is decoration: what gets through while some of them are off.

platforms/table.py claims of each probe which layers hold it, alone or together. From that follows
what must get through with any of them off, and what must not; here it is measured, as root and as
an ordinary user, each time in a fresh worker. docs/security.md shows the claims.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from platforms.enter import Platform
from platforms.measure import SETUID_PROGRAM
from platforms.table import LAYERS, PROBES, Probe, markdown

from autograder.box import jail, landlock, seccomp
from autograder.box.server import ROOT

USER = 58_555  # not one that workers get
USERS = ("root", "user")
SECURITY = ROOT / "docs" / "security.md"
NOTHING: frozenset[str] = frozenset()
ALL = frozenset(LAYERS)
NEWEST = landlock.NEWEST

pytestmark = [
    pytest.mark.skipif(
        landlock.abi() < NEWEST, reason=f"Landlock has ABI {landlock.abi()} here, not {NEWEST}"
    ),
    pytest.mark.skipif(bool(seccomp.unavailable()), reason=seccomp.unavailable()),
]
Cell = tuple[str, frozenset[str], int]


def wanted(who: str) -> set[Cell]:
    """For each claim: with all layers on and all off; with too few off by one; with just enough."""
    cells: set[Cell] = {(PROBES[0].name, frozenset({"no_new_privs"}), NEWEST)}
    for probe in PROBES:
        off = {NOTHING, possible(who, ALL)}
        for opening in probe.openings(who):
            off |= {opening, *(opening - {layer} for layer in opening)}
        cells |= {(probe.name, one, NEWEST) for one in off}
        if probe.abi > 1:
            cells.add(older(probe, who))
    return cells


def older(probe: Probe, who: str) -> Cell:
    """Landlock alone, one ABI before it covers this; without no_new_privs it has nothing to do."""
    return probe.name, possible(who, ALL) - {"landlock", "no_new_privs"}, probe.abi - 1


def possible(who: str, off: frozenset[str]) -> frozenset[str]:
    """An ordinary user's uid is off as it is."""
    return off - {"uid"} if who == "user" else off


@contextlib.contextmanager
def setuid_program() -> Iterator[str]:
    """A `cat` that is root's whoever starts it, and beside it what only root may read; or ""."""
    place = Path(tempfile.mkdtemp(prefix="layers-"))
    try:
        if os.geteuid() != 0 or os.statvfs(place).f_flag & os.ST_NOSUID:
            yield ""
            return
        program = place / "program"
        shutil.copy("/bin/cat", program)
        program.with_suffix(".secret").write_text("root's")
        program.with_suffix(".secret").chmod(0o600)
        program.chmod(0o4755)
        place.chmod(0o755)
        yield str(program)
    finally:
        shutil.rmtree(place)


def measured(cells: dict[str, set[Cell]]) -> dict[str, dict[Cell, str]]:
    """How each cell fares, by user; the users at the same time."""
    with setuid_program() as program, contextlib.ExitStack() as stack:
        running = {}
        for who in cells:
            command = [sys.executable, "-m", "platforms.measure"]
            if who == "user" and os.geteuid() == 0:
                command = Platform(user=USER).command(*command)
            running[who] = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd="/",
                env={
                    "PATH": "/usr/bin:/bin",
                    "PYTHONPATH": f"{ROOT}:{Path(__file__).parent}",
                    "PYTHONDONTWRITEBYTECODE": "1",
                    SETUID_PROGRAM: program,
                },
            )
            stack.enter_context(running[who])
            stack.callback(running[who].kill)
        for who, process in running.items():
            assert process.stdin
            json.dump([[name, sorted(off), abi] for name, off, abi in cells[who]], process.stdin)
            process.stdin.close()
        said = {}
        for who, process in running.items():
            assert process.stdout
            said[who] = dict(zip(cells[who], json.load(process.stdout)))
            assert process.wait(30) == 0
    return said


def users() -> list[str]:
    return [who for who in USERS if not why_not(who)]


def why_not(who: str) -> str:
    hidden = jail.unreadable([sys.executable, str(Path(os.__file__).parent), str(ROOT)])
    if who == "root" and os.geteuid() != 0:
        return "not root"
    if hidden and os.geteuid() == 0:
        return f"another user cannot read {hidden}"
    return ""


@pytest.fixture(scope="module")
def fares() -> dict[str, dict[Cell, str]]:
    return measured({who: wanted(who) for who in users()})


@pytest.fixture(params=USERS)
def who(request: pytest.FixtureRequest) -> str:
    if why_not(request.param):
        pytest.skip(why_not(request.param))
    found: str = request.param
    return found


def needed(probe: Probe, who: str, fared: str) -> None:
    """Skip what cannot be tried here even with every layer off: it would prove nothing."""
    if not probe.applies(who):
        pytest.skip(f"for {who} it does not apply")
    if probe.name == "run_setuid" and os.geteuid() != 0:
        pytest.skip("only root can make a setuid program")
    if probe.name == "dump_core" and resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        pytest.skip("no core dumps here")
    if fared != "through":
        pytest.skip(f"refused here with no layer too: {fared}")


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_what_holds_a_probe(probe: Probe, who: str, fares: dict[str, dict[Cell, str]]) -> None:
    """It gets through where all that hold it are off, and not where one of them is left on."""
    own = {off: said for (name, off, abi), said in fares[who].items()
           if name == probe.name and abi == NEWEST}  # fmt: skip
    needed(probe, who, own[possible(who, ALL)])
    for off, said in own.items():
        if not said.startswith("no box"):
            assert (said == "through") == probe.through(who, off), (sorted(off), said)


@pytest.mark.parametrize("probe", [p for p in PROBES if p.abi > 1], ids=lambda probe: probe.name)
def test_before_landlock_held_it(probe: Probe, who: str, fares: dict[str, dict[Cell, str]]) -> None:
    """An older kernel's Landlock leaves it to the other layers."""
    assert fares[who][older(probe, who)] == "through"


def test_with_every_layer_on(who: str, fares: dict[str, dict[Cell, str]]) -> None:
    """Nothing gets through, but that an ordinary user's code sees what files that user has."""
    through = {name for (name, off, _), said in fares[who].items()
               if not off and said == "through"}  # fmt: skip
    assert through == ({"stat_private"} if who == "user" else set())


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_alone_is_needed(
    layer: str, who: str, fares: dict[str, dict[Cell, str]]
) -> None:
    """With it off, and only it, more gets through; without no_new_privs there is no box."""
    off = frozenset({layer})
    if who == "user" and layer == "uid":
        pytest.skip("an ordinary user has no other uid")
    if layer == "no_new_privs":
        said = fares[who][(PROBES[0].name, off, NEWEST)]
        assert said.startswith("no box: ")
        assert "Landlock: Operation not permitted" in said
        return
    more = [p for p in PROBES if p.through(who, off) and not p.through(who, NOTHING)]
    through = [p.name for p in more if fares[who][(p.name, off, NEWEST)] == "through"]
    assert through


@pytest.mark.alone
@pytest.mark.slow
def test_every_combination(who: str) -> None:
    """What gets through is what the claims say, with any of the layers off."""
    choices = {
        possible(who, frozenset(choice))
        for count in range(len(LAYERS) + 1)
        for choice in itertools.combinations(LAYERS, count)
    }
    cells = {(probe.name, off, NEWEST) for probe in PROBES for off in choices}
    found = measured({who: cells})[who]
    tried = {p for p in PROBES if found[(p.name, possible(who, ALL), NEWEST)] == "through"}
    assert len(tried) > len(PROBES) - 5
    wrong = {
        (probe.name, *sorted(off), said)
        for probe in tried
        for off in choices
        for said in [found[(probe.name, off, NEWEST)]]
        if not said.startswith("no box") and (said == "through") != probe.through(who, off)
    }
    assert wrong == set()
    unstarted = {off for (_, off, _), said in found.items() if said.startswith("no box")}
    assert unstarted == {off for off in choices if needs_more(who, off)}


def needs_more(who: str, off: frozenset[str]) -> bool:
    """Landlock needs no_new_privs of everyone who is not root."""
    root = who == "root" and "uid" in off
    return "no_new_privs" in off and "landlock" not in off and not root


def test_the_document_shows_these_claims() -> None:
    """docs/security.md, between two marks; `python tests/engine/platforms/table.py` prints it."""
    shown = SECURITY.read_text().partition("<!-- layers -->")[2].partition("<!-- end -->")[0]
    assert shown.strip() == markdown().strip()
