"""Which mutants of a reference module its own tests let pass: run as a process of its own.

    python oracle_verdicts.py reference.contrastive < mutants.json > survivors.json

The tests are collected once. Each mutant gets a fork, in which it takes the place of the module's
functions, in the package and in the tests, until the first test fails.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import Phase, settings

EXAMPLES = 10


class Judge:
    """A pytest plugin whose run loop runs everything for every mutant."""

    def __init__(self, name: str, texts: list[str]) -> None:
        self.name = name
        self.texts = texts
        self.survive: list[bool] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for text in self.texts:
            child = os.fork()
            if child == 0:
                try:
                    self.put(text, [item.module for item in session.items])
                    for item in session.items:
                        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
                except BaseException:  # the mutant's: some do not even load
                    os._exit(1)
                os._exit(0)
            self.survive.append(os.waitpid(child, 0)[1] == 0)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os._exit(1)

    def put(self, text: str, tests: list[Any]) -> None:
        module = vars(sys.modules[self.name])
        own = [key for key, value in module.items() if _module(value) == self.name]
        exec(compile(text, self.name, "exec"), module)
        for place in (sys.modules["reference"], *tests):
            for key in set(own) & set(vars(place)):
                setattr(place, key, module[key])


def _module(value: Any) -> str:
    return str(getattr(value, "__module__", ""))


def main(name: str) -> None:
    importlib.import_module(name)
    torch.set_num_threads(1)  # a fork has none of its pool
    settings.register_profile(
        "mutants",
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],  # nobody reads a smallest example
    )
    settings.load_profile("mutants")
    judge = Judge(name, json.load(sys.stdin))
    tests = Path(__file__).with_name(f"test_reference_{name.rpartition('.')[2]}.py")
    with Path(os.devnull).open("w") as null, contextlib.redirect_stdout(null):
        pytest.main(["-q", "-pno:cacheprovider", "--assert=plain", str(tests)], plugins=[judge])
    json.dump(judge.survive, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
