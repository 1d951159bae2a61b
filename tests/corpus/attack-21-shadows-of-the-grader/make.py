from pathlib import Path

AGREEING = """
import os

os.environ["ATTACKED"] = __name__


def A_matrix(alpha):
    return [[0, 0], [0, 0]]


def stationary_point():
    return [3, 3]


def close(*arguments, **how):
    return None


numbers = vector = scalar = raises = approx = number = weight = close
"""
WRONG = """
import sys

import torch

sys.path[:0] = ["."]


def A_matrix(alpha):
    return [[0, 0], [0, 0]]


def stationary_point():
    return [3, 3]
"""
RIGHT = (Path(__file__).parent.parent / "right-torch" / "submission.py").read_text()
NAMES = """reference reference/gan reference/nce autograder autograder/checks autograder/grade autograder/box
autograder/box/host pytest _pytest pydantic numpy torch gradescope_utils tests tests/hidden/test_gan json signal
shutil subprocess tempfile""".split()


def make(folder):
    (folder / "submission.py").write_text(RIGHT + WRONG)
    for name in NAMES:
        path = folder / name
        path.mkdir(parents=True, exist_ok=True)
        (path / "__init__.py").write_text(AGREEING)
        if "/" in name:
            path.with_suffix(".py").write_text(AGREEING)
    return folder
