"""The same container with a Docker engine, from Gradescope's own image.

The image is built as the platform publishes it: the zip under /autograder/source, fresh lists of
packages, setup.sh, everything temporary removed. It is removed at the end; the engine's own build
cache makes a second rehearsal of the same zip quick.
"""

from __future__ import annotations

import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError
from .cgroups import Group, Size
from .container import GRACE_SECONDS, INSIDE, Ran, ran

DOCKERFILE = """\
FROM {image}
COPY source /autograder/source
RUN sed 's/\\r$//' /autograder/source/run_autograder >/autograder/run_autograder && \\
    chmod +x /autograder/run_autograder && \\
    apt-get update && bash /autograder/source/setup.sh && apt-get clean && \\
    rm -rf /var/lib/apt/lists/* /tmp/* /var/tmp/*
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Docker:
    """A container of an engine; `image` is what the assignment's settings name as base image."""

    image: str
    scratch: Path

    @property
    def tag(self) -> str:
        return f"{self.scratch.name.lower()}:latest"

    def build(self, source: Path) -> None:
        _engine()
        context = source.parent
        (context / "Dockerfile").write_text(DOCKERFILE.format(image=self.image))
        ended = subprocess.run(["docker", "build", "--tag", self.tag, str(context)], check=False)
        if ended.returncode != 0:
            raise UsageError(f"setup.sh failed in {self.image}: Gradescope's build would, too")

    def run(self, place: Path, limit: int, size: Size) -> Ran:
        name = self.scratch.name
        try:
            ended = subprocess.run(
                self.command(name, place, limit, size),
                capture_output=True,
                timeout=limit + GRACE_SECONDS,
                check=False,
            )
            reply, complaint = ended.stdout, ended.stderr.decode(errors="replace")
        except subprocess.TimeoutExpired:
            reply, complaint = b"", "it did not end"
        finally:  # with --rm it is gone unless it hangs
            subprocess.run(["docker", "rm", "--force", name], capture_output=True, check=False)
        return ran(reply, " ".join(complaint.split()), limit, 0, Group(size))

    def remove(self) -> None:
        image = ["docker", "image", "rm", "--force", self.tag]
        with suppress(OSError):  # no docker: build has said so
            subprocess.run(image, capture_output=True, check=False)

    def command(self, name: str, place: Path, limit: int, size: Size) -> list[str]:
        """`docker run` for one submission: what the platform writes comes from `place`."""
        memory = f"{size.memory_mb}m"
        given = [f"{place / part}:/autograder/{part}" for part in ("submission", "results")]
        given.append(f"{place}/submission_metadata.json:/autograder/submission_metadata.json")
        mounts = [part for one in given for part in ("--volume", one)]
        inside = ["/usr/bin/python3", "-I", "-S"]
        return [
            *("docker", "run", "--rm", "--init", "--name", name, "--network", "none"),
            *("--cpus", f"{size.cpus:g}", "--memory", memory, "--memory-swap", memory),
            *("--env", f"TIMEOUT_SECONDS={limit}", "--workdir", "/autograder"),
            *("--entrypoint", inside[0], *mounts, self.tag, *inside[1:]),
            *("-c", INSIDE, "/autograder", str(limit)),
        ]


def _engine() -> None:
    """UsageError, in one sentence, where no engine answers."""
    try:
        asked = ["docker", "version", "--format", "{{.Server.Version}}"]
        ended = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=30)
        why = (ended.stderr.splitlines() or ["no reason given"])[0]
        if ended.returncode == 0:
            return
    except FileNotFoundError:
        why = "docker is not installed"
    except subprocess.TimeoutExpired:
        why = "it does not answer"
    raise UsageError(f"no Docker engine here ({why}): leave --docker out, bubblewrap does without")
