"""What the public checks say on a laptop: `python local_texts.py FOLDER...`.

Each in a process of its own, as a student's pytest is; prints {folder: {number: text}}, a line of
JSON for each, the texts as results.json would have them.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from autograder import manifest as manifests
from autograder.box.server import ROOT
from autograder.grade import PUBLIC, collected
from autograder.gradescope import results
from autograder.local import Local
from autograder.model import Grade
from autograder.student import Student


def texts(folder: Path) -> dict[str, str]:
    manifest = manifests.read(ROOT / "assignment.toml")
    shown = {n: w for n, w in manifest.weights.items() if n in ("2.5a.2", "3.2.2")}
    public = manifest.model_copy(
        update={
            "question": tuple(
                q.model_copy(update={"weights": {n: w for n, w in q.weights.items() if n in shown}})
                for q in manifest.question
            )
        }
    )
    face = Student(Local(folder), manifest.functions, manifest.limits.times)
    then = lambda graders: Grade(outcomes=tuple(graders.among(folder).run(face)))  # noqa: E731
    said = results(collected(public, then, (PUBLIC,)))
    return {test.number: test.output for test in said.tests}


def main(folders: list[str]) -> None:
    import torch  # noqa: F401  once, before the forks

    for folder in folders:
        with tempfile.TemporaryFile("w+") as answer:
            pid = os.fork()
            if pid == 0:
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                os.chdir(folder)
                answer.write(json.dumps(texts(Path(folder))))
                answer.flush()
                os._exit(0)
            os.waitpid(pid, 0)
            answer.seek(0)
            print(json.dumps({folder: json.loads(answer.read())}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
