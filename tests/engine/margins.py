"""How much room right answers have: tolerance over error, for every form of right_forms.py.

    PYTHONPATH=. .venv/bin/python tests/engine/margins.py

prints the smallest ratio of each question and table, on the graders' own inputs, computed in
float32. The texts are ours, so they run here and not in the box.
"""

from __future__ import annotations

import runpy
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import right_answers as answers
import right_forms as forms
import torch
from test_graders import Answers, scores

import reference
from autograder import manifest as manifests
from autograder.box.server import ROOT

SEEDS = (None, *range(1, 9))  # the shipped one, and others that a course may choose
SCOPE: dict[str, Any] = {}
exec(compile(answers.SUPPORT, "support", "exec"), SCOPE)


class Room(NamedTuple):
    """tolerance / error where it is smallest: below 1 a right answer fails."""

    ratio: float
    question: str
    table: str
    form: str


def written(function: Any, *texts: str) -> Any:
    """The function as a student's, with `texts` where they can stand, else the first of a table."""

    def pick(options: Sequence[Any]) -> Any:
        return next((option for option in options if option in texts), options[0])

    exec(compile(function(pick), function.__name__, "exec"), SCOPE)
    return SCOPE["A_matrix" if function is answers.a_matrix else function.__name__]


def ratio(came: Any, wanted: Any, margin: Any) -> float:
    error = np.abs(np.asarray(came, dtype=float) - wanted)
    return float(np.min(margin / np.maximum(error, 1e-300)))


def calls(manifest: Any, name: str) -> list[tuple[Any, ...]]:
    student = Answers()
    scores(manifest, [student])
    return [arguments for called, arguments in student.calls if called == name]


def tensors(*arrays: Any) -> list[torch.Tensor]:
    return [torch.from_numpy(np.array(array, dtype=np.float32)) for array in arrays]


def of_matrices(manifest: Any) -> Iterator[Room]:
    tolerance = manifest.tolerance("3.1")
    asked = calls(manifest, "A_matrix")
    for form in forms.MATRICES:
        f = written(answers.a_matrix, form, "a.astype(np.float32)")
        wanted = [reference.A_matrix(*a) for a in asked]
        least = min(ratio(f(*a), w, tolerance.around(w)) for a, w in zip(asked, wanted))
        yield Room(least, "3.1", "matrices", form)


def of_energies(manifest: Any) -> Iterator[Room]:
    tolerance = manifest.tolerance("4.1")
    asked = calls(manifest, "nce_optimal_energy")[:-1]  # without the tails, which cost nothing
    chosen = [("logs", form) for form in forms.LOGS] + [("ratio", form) for form in forms.RATIOS]
    for library in ("torch", "np"):
        for how, form in chosen:
            f = written(answers.nce_optimal_energy, library, how, form)
            wanted = [reference.nce_optimal_energy(*a) for a in asked]
            least = min(
                ratio(f(*tensors(*a)), w, tolerance.around(w)) for a, w in zip(asked, wanted)
            )
            yield Room(least, "4.1", f"{how}, {library}", form)


LOSS = {
    "sphere": forms.SPHERE,
    "positives": forms.POSITIVES,
    "negatives": forms.NEGATIVES,
    "log of sums": forms.LOG_SUMS,
    "means": forms.MEANS,
}


def of_losses(manifest: Any) -> Iterator[Room]:
    """Each form among the first ones of the other tables, then the worst of all tables together."""
    tolerance = manifest.tolerance("4.2")
    asked = calls(manifest, "contrastive_loss")[3:]  # the first three are hand-made
    for what, room in (("4.2 value", value_room), ("4.2 gradient", gradient_room)):
        worst = []
        for table, texts in LOSS.items():
            found = [
                Room(
                    room(written(answers.contrastive_loss, form), asked, tolerance),
                    what,
                    table,
                    form,
                )
                for form in texts
            ]
            yield from found
            worst.append(min(found).form)
        least = room(written(answers.contrastive_loss, *worst), asked, tolerance)
        yield Room(least, what, "the worst of each", "; ".join(worst))


def value_room(f: Any, asked: Any, tolerance: Any) -> float:
    wanted = [reference.contrastive_loss(*a) for a in asked]
    return min(ratio(f(*tensors(*a)).item(), w, tolerance.around(w)) for a, w in zip(asked, wanted))


def gradient_room(f: Any, asked: Any, tolerance: Any) -> float:
    """On the last input, which is that of the gradients."""
    z, y, y_neg = asked[-1]
    leaves = [t.requires_grad_() for t in tensors(z, y)]
    found = torch.autograd.grad(f(*leaves, *tensors(y_neg)).reshape(()), leaves)
    rooms = []
    for points, gradient, exact in zip((z, y), found, reference.contrastive_gradient(z, y, y_neg)):
        wanted = reference.tangent(exact, points)
        came = reference.tangent(gradient.double().numpy(), points)
        rooms.append(ratio(came, wanted, tolerance.around(wanted)))
    return min(rooms)


def of_representations(manifest: Any) -> Iterator[Room]:
    """z in float32, for as many rows as there are ways to make F; n = 50."""
    tolerance = manifest.tolerance("2.5a")
    rounding = runpy.run_path(str(ROOT / "tests/public/test_reparameterization.py"))["ROUNDING"]
    for form in forms.PRODUCTS:
        for made in forms.FIRST:
            for cast in forms.CAST:
                f = written(answers.linear_reparameterization, form, made, cast, "a", 50)
                x, F_a, F_b, z_a, z_b = (np.asarray(part, dtype=float) for part in f())
                rooms = []
                for F, z in ((F_a, z_a), (F_b, z_b)):
                    terms = np.abs(F) @ np.abs(x)
                    margin = tolerance.rtol * terms + rounding * np.max(terms)
                    rooms.append(ratio(z, F @ x, margin))
                yield Room(min(rooms), "2.5a", "products", f"{form}, {made}, {cast}")


EACH = (of_representations, of_matrices, of_energies, of_losses)


def rooms(seed: int | None) -> list[Room]:
    manifest = manifests.read(ROOT / "assignment.toml")
    if seed is not None:
        manifest = manifest.model_copy(update={"seed": seed})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as a student's are in the box
        return [room for each in EACH for room in each(manifest)]


def table(found: list[Room]) -> str:
    """The smallest of each question and table, a line each."""
    least: dict[tuple[str, str], Room] = {}
    for room in sorted(found, reverse=True):
        least[room.question, room.table] = room
    return "\n".join(
        f"{room.question:13} {room.table:18} {room.ratio:8.3g}  {room.form[:70]}"
        for _, room in sorted(least.items())
    )


if __name__ == "__main__":
    print("tolerance / error, float32; below 1 a right answer would fail")
    print(table([room for seed in SEEDS for room in rooms(seed)]))
