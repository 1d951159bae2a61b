"""The same checks as a course writes them with gradescope-utils: one process, no box.

    python benchmarks/baseline.py SUBMISSION_FOLDER RESULTS_JSON

imports the submission beside the graders, runs them under JSONTestRunner, and writes its
results.json. It is the other side of the benchmark of a cold grade.
"""

from __future__ import annotations

import importlib.util
import sys
import types
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from autograder.box.plain import plain  # noqa: E402
from autograder.checks import Tolerance  # noqa: E402
from autograder.student import Gradient  # noqa: E402


class Plain:
    """The student's functions, called directly."""

    def __init__(self, module: types.ModuleType) -> None:
        self.module = module

    def __getattr__(self, name: str) -> Callable[..., Any]:
        function = getattr(self.module, name)

        def call(*arguments: Any) -> Any:
            return plain(function(*map(_tensor, arguments)))

        return call

    def gradient(self, name: str, *arguments: Any, wrt: tuple[int, ...]) -> Gradient:
        leaves = [_tensor(a).requires_grad_(i in wrt) for i, a in enumerate(arguments)]
        value = getattr(self.module, name)(*leaves)
        found = torch.autograd.grad(value, [leaves[i] for i in wrt])
        return Gradient(plain(value), tuple(g.double().numpy() for g in found), "")


def _tensor(value: Any) -> Any:
    isarray = isinstance(value, (np.ndarray, np.generic))
    return torch.from_numpy(np.array(value, np.float32)) if isarray else value


def _module(path: Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _case(student: Plain) -> type[unittest.TestCase]:
    """One method per grader of tests/public and tests/hidden."""
    fixtures = {
        "student": lambda: student,
        "tolerance": lambda: Tolerance(rtol=1e-4, atol=1e-4),
        "rng": lambda: np.random.RandomState(480917),
        "remark": lambda: lambda _text: None,
    }
    methods: dict[str, Any] = {}
    for path in sorted(ROOT.glob("tests/[ph]*/test_*.py")):
        for name, grader in vars(_module(path)).items():
            if name.startswith("test_"):
                methods[f"{name}_{len(methods)}"] = _method(grader, fixtures)
    return type("Graders", (unittest.TestCase,), methods)


def _method(grader: Callable[..., None], fixtures: dict[str, Callable[[], Any]]) -> Any:
    wanted = grader.__code__.co_varnames[: grader.__code__.co_argcount]

    def method(_self: unittest.TestCase) -> None:
        grader(*(fixtures[name]() for name in wanted))

    method.__doc__ = grader.__doc__
    for name in ("__weight__", "__number__"):
        setattr(method, name, getattr(grader, name))
    return method


def main(folder: Path, output: Path) -> None:
    """Grade the submission in `folder` into `output`."""
    sys.path.insert(0, str(folder))
    case = _case(Plain(_module(folder / "submission.py")))
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    with output.open("w") as stream:
        JSONTestRunner(visibility="visible", stream=stream).run(suite)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
