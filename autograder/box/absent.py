"""A library that is not installed stands in as a module that fails where it is used.

A right file with `import seaborn` on its first line would lose every function else. It is only done
after the import has failed out of the student's file: a `try: import ...` of theirs sees the
ImportError that it asks for. Whatever is taken from such a module may be named, passed and
inherited from; called, it raises what the import would have.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from typing import Any


class Thing:
    """Something of an absent library, named and not used yet."""

    def __init__(self, library: str) -> None:
        self.__library = library

    def __getattr__(self, name: str) -> Thing:
        if name.startswith("__"):
            raise AttributeError(name)
        return Thing(self.__library)

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise ModuleNotFoundError(
            f"No module named {self.__library!r} (it is not installed here)", name=self.__library
        )

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[Any, ...]:
        return ()


class Absent(types.ModuleType):
    """The module itself; its submodules are found by `StandIns`."""

    def __getattr__(self, name: str) -> Thing:
        if name.startswith("__"):
            raise AttributeError(name)
        return Thing(self.__name__.partition(".")[0])


class StandIns(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the libraries in `names`, after everybody else has failed to."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def add(self, name: str) -> None:
        if self not in sys.meta_path:
            sys.meta_path.append(self)
        self.names.append(name)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in self.names:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return Absent(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing to execute."""
