"""Chance where no seed is given: the same for every worker, so that a regrade agrees.

Whatever asks the system for a seed gets one of ours instead: nothing in the box needs a key that
nobody can guess. What stays chance is what is read past these names: os.urandom, the clock, a
process's number, where an object lies. Not the seed that hidden inputs come from.
"""

from __future__ import annotations

import random
import sys
from typing import Any

SEED = 1


def seed() -> None:
    """Once, in the fork server: torch's first seeding takes ten milliseconds."""
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(SEED)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(SEED)


def steady() -> None:
    """In each worker: a fork draws Python's own seed anew.

    SystemRandom, secrets and NumPy's default_rng() ask the system through one name; a Random that
    is told no seed, and torch.seed(), do so in C.
    """
    random.seed(SEED)
    drawn = random.Random(SEED)  # noqa: S311  no key is drawn in the box
    vars(random)["_urandom"] = drawn.randbytes
    _random(drawn)
    if "torch" in sys.modules:
        _torch(sys.modules["torch"], drawn)


def _random(drawn: random.Random) -> None:
    seeding = random.Random.seed

    def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
        """Initialize internal state from a seed."""
        seeding(self, drawn.getrandbits(128) if a is None else a, version)

    type.__setattr__(random.Random, "seed", seed)
    vars(random)["seed"] = seed.__get__(random.__dict__["_inst"])


def _torch(torch: Any, drawn: random.Random) -> None:
    def seed() -> int:
        """Sets the seed for generating random numbers, and returns it."""
        return int(torch.manual_seed(drawn.getrandbits(63)).initial_seed())

    for module in (torch, sys.modules.get("torch.random", torch)):
        module.seed = seed
