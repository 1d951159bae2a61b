"""Which layers of the box work on this machine, and what the missing ones need.

The report is a worker's own, as it comes out after its canaries: not what should work here, but
what did. A machine is isolated where no canary got through.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .box.host import Box
from .box.jail import Layer
from .box.server import ForkServer
from .errors import BoxError

# What to do about a layer that is off, by words of its reason.
REMEDIES = {
    "not root": "run as root",
    "interpreter needs": "rm -rf .venv && make grade PYTHON=/usr/bin/python3",
    "temporary files": "TMPDIR=/tmp",
    "may not change users": "a container with its default capabilities",
    "libseccomp is": "apt-get install libseccomp2",
    "seccomp": "a kernel, or a container's profile, that allows seccomp and landlock",
    "started without it": "landlock in the kernel's lsm=",
    "the kernel has none": "Linux 5.13 or newer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The layers of one worker, and what follows from them."""

    layers: tuple[Layer, ...]

    @property
    def isolated(self) -> bool:
        return any(layer.name == "canaries" and layer.active for layer in self.layers)

    @property
    def verdict(self) -> str:
        reasons = [layer.reason for layer in self.layers if layer.name == "canaries"]
        return "isolated" if self.isolated else f"not isolated: {''.join(reasons) or 'no worker'}"

    def missing(self, required: Iterable[str]) -> list[str]:
        """Those of `required` that are not active."""
        active = {layer.name for layer in self.layers if layer.active}
        return [name for name in required if name not in active]

    def demand(self, required: Iterable[str]) -> None:
        """BoxError where the manifest requires a layer that is not active."""
        reasons = {layer.name: layer.reason for layer in self.layers}
        for name in self.missing(required):
            why = reasons.get(name, "there is no layer of that name")
            raise BoxError(f"assignment.toml requires the layer {name}, which is off: {why}")

    def demand_for_a_class(self, unsafe: bool = False) -> None:
        """BoxError where other people's submissions are not to be run here, unless told so."""
        if not (self.isolated or unsafe):
            raise BoxError(
                f"a class is not graded here ({self.verdict}): `autograder doctor` tells what "
                "would change it, --unsafe grades all the same"
            )


def remedy(layer: Layer) -> str:
    """What would switch a layer on; "" where it is, or where nothing is known to."""
    if layer.active:
        return ""
    return next((what for words, what in REMEDIES.items() if words in layer.reason), "")


def examine(server: ForkServer, memory_mb: int) -> Report:
    """Start one worker with nothing to do, and take its report."""
    with tempfile.TemporaryDirectory(dir=server.place) as empty:
        box = Box(server, Path(empty), memory_mb, cpu_seconds=10)
        try:
            box.start()
        finally:
            box.stop()
    return Report(layers=box.layers)
