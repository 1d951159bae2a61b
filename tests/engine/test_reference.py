"""The package as a whole (exports, examples, imports), and question 2.5a."""

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import reference

ROOT = Path(reference.__file__).resolve().parents[1]
MODULES = ["reference"] + [
    found.name for found in pkgutil.walk_packages(reference.__path__, "reference.")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    if name.startswith("reference.figures."):
        pytest.importorskip("matplotlib")
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", reference.__all__)
def test_every_exported_function_has_a_worked_example(name: str) -> None:
    function = getattr(reference, name)
    module = sys.modules[function.__module__]
    assert isinstance(module, ModuleType)
    (found,) = doctest.DocTestFinder(recurse=False).find(function, module=module)
    assert found.examples


def test_neither_torch_nor_scipy_is_imported() -> None:
    code = (
        "import sys, reference, reference.mistakes\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "'reference'" in loaded
    assert "'torch'" not in loaded
    assert "'scipy'" not in loaded


def test_the_functions_of_the_student_api_are_all_there() -> None:
    assert set(reference.__all__) == {
        "linear_reparameterization",
        "A_matrix",
        "stationary_point",
        "nce_optimal_energy",
        "contrastive_loss",
        "contrastive_gradient",
        "tangent",
    }


def test_reparameterization_has_the_shapes_asked_for() -> None:
    x, F_a, F_b, z_a, z_b = reference.linear_reparameterization()
    (n,) = x.shape
    assert F_a.shape == F_b.shape == (2, n)
    assert z_a.shape == z_b.shape == (2,)
    assert all(part.dtype == np.float64 for part in (x, F_a, F_b, z_a, z_b))


def test_each_representation_is_its_matrix_times_x() -> None:
    x, F_a, F_b, z_a, z_b = reference.linear_reparameterization()
    for F, z in ((F_a, z_a), (F_b, z_b)):
        by_hand = [sum(float(F[row, k]) * float(x[k]) for k in range(len(x))) for row in range(2)]
        assert z.tolist() == by_hand


def test_the_representations_differ_and_neither_is_degenerate() -> None:
    _, F_a, F_b, z_a, z_b = reference.linear_reparameterization()
    assert abs(z_a - z_b).max() > 0.1
    assert np.linalg.matrix_rank(F_a) == np.linalg.matrix_rank(F_b) == 2


def test_each_call_returns_arrays_of_its_own() -> None:
    for first, second in zip(
        reference.linear_reparameterization(), reference.linear_reparameterization(), strict=True
    ):
        assert not np.shares_memory(first, second)
