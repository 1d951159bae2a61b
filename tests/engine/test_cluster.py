"""The same class on a dask.distributed cluster: a real scheduler, and workers that may be lost."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from batch import CORPUS, ROOT, untimed

from autograder import batch
from benchmarks import classes
from benchmarks.clusters import cluster

NAMES = ("right-torch", "mistake-no-log", "function-raises", "attack-54-kills-the-grader")


def results(output: Path) -> dict[str, dict]:
    return untimed(output / "results")


def test_a_lost_worker_loses_nothing(tmp_path):
    """Two workers, one killed in the middle: every row is there, as on this machine alone."""
    pytest.importorskip("torch")
    pytest.importorskip("distributed")
    mixed = classes.build(tmp_path / "class", [CORPUS / name for name in NAMES * 4])
    with cluster(tmp_path, 2) as (address, workers):
        command = [sys.executable, "-m", "autograder", "regrade", mixed, "--scheduler", address,
                   "--output", tmp_path / "there"]  # fmt: skip
        run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until = time.monotonic() + 90
        while not list((tmp_path / "there").glob("results/s*.json")):
            assert run.poll() is None, run.communicate()
            assert time.monotonic() < until
            time.sleep(0.005)
        workers[0].send_signal(signal.SIGKILL)
        _, said = run.communicate(timeout=120)
    assert run.returncode == 0, said
    assert batch.run(mixed, tmp_path / "here") == 0
    assert len(results(tmp_path / "there")) == 16
    assert results(tmp_path / "there") == results(tmp_path / "here")
    sheets = [(tmp_path / name / "grades.csv").read_bytes() for name in ("there", "here")]
    assert sheets[0] == sheets[1]


def test_no_scheduler_is_one_sentence(tmp_path, capsys):
    """Not a traceback, and nothing is written that would be in the way."""
    pytest.importorskip("distributed")
    shutil.copytree(CORPUS / "right-torch", tmp_path / "class" / "ada")
    assert batch.run(tmp_path / "class", tmp_path / "out", scheduler="nonsense://") == 2
    assert "there is no scheduler at nonsense://" in capsys.readouterr().err


def test_no_address_is_one_sentence_to_the_end(tmp_path):
    """dask's own client leaves a traceback behind at the end, and waits 20 s for it."""
    pytest.importorskip("distributed")
    shutil.copytree(CORPUS / "right-torch", tmp_path / "class" / "ada")
    command = [sys.executable, "-m", "autograder", "regrade", tmp_path / "class", "--output",
               tmp_path / "out", "--scheduler", "nonsense"]  # fmt: skip
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("autograder: there is no scheduler at nonsense: ")
    assert len(done.stderr.splitlines()) == 1, done.stderr


@pytest.mark.slow
def test_the_benchmark_of_a_cluster_ends(tmp_path):
    """It waits for what its commands leave to it, not for the cluster's own processes."""
    pytest.importorskip("distributed")
    measure = (
        "import sys, pathlib; from benchmarks import regrading; "
        "print(*regrading.on_a_cluster(2, pathlib.Path(sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", measure, tmp_path], cwd=ROOT, capture_output=True, text=True,
        timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("two dask workers / local pool")
