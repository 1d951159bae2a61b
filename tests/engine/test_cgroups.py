"""Control groups of both versions, on hierarchies that are plain folders; real ones where had."""

import subprocess
from pathlib import Path

import pytest

from autograder.rehearsal.cgroups import Group, Size

SIZE = Size(cpus=0.5, memory_mb=768)


@pytest.fixture
def machine(tmp_path):
    """A Group on mounts of that kind, each a folder of its own; the handed down controllers."""

    def make(*mounts, handed_down=""):
        lines = ["proc /proc proc rw 0 0\n"]
        for kind, options in mounts:
            place = tmp_path / (options or kind)
            place.mkdir()
            (place / "cgroup.subtree_control").write_text(handed_down)
            lines.append(f"cgroup {place} {kind} rw,{options or 'nsdelegate'} 0 0\n")
        (tmp_path / "mounts").write_text("".join(lines))
        return Group(SIZE, tmp_path / "mounts")

    return make


def filled(group, **files):
    """What a kernel would show in the group's folders."""
    for name, text in files.items():
        (group.folders[0] / name.replace("__", ".")).write_text(text)


def emptied(group):
    """What a kernel does by itself when the folder is removed."""
    for folder in group.folders:
        for path in folder.iterdir():
            path.unlink()


def test_version_2(machine):
    """One folder; its figures."""
    with machine(("cgroup2", ""), handed_down="cpu memory pids") as group:
        assert group.enforced
        [folder] = group.folders
        _, limits = group._plan()
        assert limits == {
            "memory.max": str(768 << 20),
            "cpu.max": "50000 100000",
            "memory.swap.max": "0",
        }
        assert group.procs == [folder / "cgroup.procs"]
        filled(
            group,
            memory__peak=f"{300 << 20}\n",
            memory__events="low 0\noom 2\noom_kill 1\n",
            cpu__stat="usage_usec 2500000\nuser_usec 1\n",
        )
        assert (group.peak_mb(), group.cpu_seconds(), group.killed_for_memory()) == (300, 2.5, 1)
        emptied(group)
    assert not folder.exists()


def test_version_1(machine):
    """A folder in each hierarchy; memory and CPU are read where they are."""
    with machine(("cgroup", "cpu"), ("cgroup", "memory"), ("cgroup", "cpuacct")) as group:
        assert [folder.parent.name for folder in group.folders] == ["cpu", "memory", "cpuacct"]
        _, limits = group._plan()
        assert limits["memory.limit_in_bytes"] == str(768 << 20)
        assert limits["cpu.cfs_quota_us"] == "50000"
        (group.folders[1] / "memory.max_usage_in_bytes").write_text(str(10 << 20))
        (group.folders[1] / "memory.oom_control").write_text("under_oom 0\noom_kill 3\n")
        (group.folders[2] / "cpuacct.usage").write_text("1500000000\n")
        assert (group.peak_mb(), group.cpu_seconds(), group.killed_for_memory()) == (10, 1.5, 3)
        emptied(group)
    assert group.folders == []


def test_cpu_and_cpuacct_mounted_as_one(machine):
    """As most distributions had them."""
    with machine(("cgroup", "cpu,cpuacct"), ("cgroup", "memory")) as group:
        assert [folder.parent.name for folder in group.folders] == ["cpu,cpuacct", "memory"]


@pytest.mark.parametrize(
    ("mounts", "handed_down"),
    [((), ""), ([("cgroup2", "")], "pids"), ([("cgroup", "memory")], "")],
    ids=["none", "not handed down", "no cpu"],
)
def test_where_they_cannot_be_had(machine, mounts, handed_down):
    """It is said; nothing is made, nothing of the machine's is switched on."""
    with machine(*mounts, handed_down=handed_down) as group:
        assert (group.enforced, group.procs) == (False, [])
        assert group.why == "no control group for memory and cpu is handed down here"
        assert (group.peak_mb(), group.cpu_seconds(), group.killed_for_memory()) == (None, None, 0)


def test_where_they_may_not_be_made(machine, tmp_path, monkeypatch):
    """Half a group is none."""
    group = machine(("cgroup", "cpu"), ("cgroup", "memory"))
    made = Path.mkdir

    def mkdir(path, *arguments, **more):
        if path.parent.name == "memory":
            raise PermissionError(13, "Permission denied")
        made(path, *arguments, **more)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with group:
        assert group.why == "no control group can be made (Permission denied)"
        assert not group.enforced
    assert [path.name for path in (tmp_path / "cpu").iterdir()] == ["cgroup.subtree_control"]


def test_a_real_one_is_removed_with_who_is_in_it():
    """A process that would outlive it is ended."""
    with Group(SIZE) as group:
        if not group.enforced:
            pytest.skip(group.why)
        enter = "".join(f"echo 0 >{procs}; " for procs in group.procs)
        process = subprocess.Popen(["sh", "-c", f"{enter} echo in; exec sleep 300"],
                                   stdout=subprocess.PIPE)  # fmt: skip
        assert process.stdout.readline() == b"in\n"
        folders = list(group.folders)
    with process:
        assert process.wait(timeout=10) == -9
    assert [folder for folder in folders if folder.exists()] == []
