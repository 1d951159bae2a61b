"""The answers, each derived from first principles in the module that holds it.

For staff and for the grader process only: nothing below this package is ever put in student.zip or
shown to the box, so the modules may speak freely (errata of the assignment included).

    question  function                    module
    2.5a      linear_reparameterization   reparameterization.py
    3.1       A_matrix                    gan.py
    3.2       stationary_point            gan.py
    4.1       nce_optimal_energy          nce.py
    4.2       contrastive_loss            contrastive.py, with its gradient and `tangent`
    the rest  17 practice functions       practice/, reachable as reference.NAME too

A module's docstring derives and numbers the equations, a comment `# (4)` on a line of code says
which of them the line is, and `reference.mistakes` says which of them a known wrong answer breaks.

NumPy only. The grader process never pays for torch; torch is the oracle in the tests of this
package, which share no code with it.
"""

import importlib
from typing import Any

from reference.contrastive import contrastive_gradient, contrastive_loss, tangent
from reference.gan import A_matrix, stationary_point
from reference.nce import nce_optimal_energy
from reference.reparameterization import linear_reparameterization

__all__ = [
    "A_matrix",
    "contrastive_gradient",
    "contrastive_loss",
    "linear_reparameterization",
    "nce_optimal_energy",
    "stationary_point",
    "tangent",
]


def __getattr__(name: str) -> Any:
    """A practice answer; imported when it is asked for, so that practice left out costs nothing."""
    practice = importlib.import_module("reference.practice")
    if name not in practice.__all__:
        raise AttributeError(f"the reference has no answer {name!r}")
    return getattr(practice, name)
