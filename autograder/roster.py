"""submission_metadata.yml: who handed in what, as the platform wrote it.

It is read as a stream of libyaml's events, of which only the submitters and the time are kept. So
nothing is constructed whatever its tags say, a number that was not quoted keeps its zeros, entries
refer to each other without being copied, and the results in it (most of the file) cost nothing;
only a comparison with them asks for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import yaml

from .errors import UsageError
from .row import Person

DEPTH = 20
ANCHORS = 10_000
CHARS = 300  # of one name, number or address
PEOPLE = 100  # of one submission
WANTED = ("submitters", "created_at")
INSTEAD = "export it again, or take that file out of the unpacked folder, to grade without names"
GRADED = ("score", "status", "results")


@dataclass(frozen=True, slots=True)
class Listed:
    """One submission as the metadata lists it."""

    name: str
    people: tuple[Person, ...]
    created_at: str
    graded: dict[str, Any] = field(default_factory=dict)  # of GRADED, what is there: text


def listed(stream: IO[bytes], graded: bool = False) -> Iterator[Listed]:
    """The entries, one by one. UsageError where it is not the YAML that it should be."""
    try:
        yield from _Reader(stream).entries((*WANTED, *GRADED) if graded else WANTED)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise UsageError(f"submission_metadata.yml is damaged{where}: {INSTEAD}") from None


class _Reader:
    """A walk through the events; an alias is what its anchor was, or nothing."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.events = iter(yaml.parse(stream, Loader=_loader()))
        self.anchors: dict[str, Any] = {}

    def entries(self, wanted: tuple[str, ...]) -> Iterator[Listed]:
        for event in self.events:
            if isinstance(event, yaml.MappingStartEvent):
                break
            if isinstance(event, (yaml.SequenceStartEvent, yaml.ScalarEvent)):
                raise UsageError(f"submission_metadata.yml lists no submission: {INSTEAD}")
        for key, event in self.pairs():
            if not isinstance(event, yaml.MappingStartEvent):
                self.skip(event)
                continue
            found: dict[str, Any] = {}
            for inner, value in self.pairs():
                name = inner.lstrip(":")
                if name in wanted and name not in found:
                    found[name] = self.value(value)
                else:
                    self.skip(value)
            people = _people(found.pop("submitters", None))
            yield Listed(key.lstrip(":"), people, _text(found.pop("created_at", None)), found)

    def pairs(self) -> Iterator[tuple[str, Any]]:
        """The rest of a mapping: each key as text, and the event that its value begins with."""
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self.value(event)
            value = next(self.events)
            yield (key if isinstance(key, str) else ""), value

    def value(self, event: Any, depth: int = 0) -> Any:
        """What begins with `event`: text, a list, a dict, or None."""
        found: Any = None
        if isinstance(event, yaml.AliasEvent):
            return self.anchors.get(str(event.anchor))
        if depth > DEPTH:
            self.skip(event)
        elif isinstance(event, yaml.ScalarEvent):
            found = _scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            found = []
            for item in self.events:
                if isinstance(item, yaml.SequenceEndEvent):
                    break
                found.append(self.value(item, depth + 1))
        elif isinstance(event, yaml.MappingStartEvent):
            found = {}
            for key, item in self.pairs():
                found[key.lstrip(":")] = self.value(item, depth + 1)
        self.remember(event, found)
        return found

    def skip(self, event: Any) -> None:
        """Pass over what begins with `event`; text in it may be referred to later."""
        depth = 0
        while True:
            if isinstance(event, yaml.ScalarEvent):
                if event.anchor:
                    self.remember(event, _scalar(event))
            elif isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth == 0:
                return
            event = next(self.events)

    def remember(self, event: Any, found: Any) -> None:
        if event.anchor and len(self.anchors) < ANCHORS:
            self.anchors[event.anchor] = found


def _loader() -> Any:
    """libyaml's parser; PyYAML's own, many times slower, where it was built without."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _scalar(event: yaml.ScalarEvent) -> str | None:
    plain = not event.style
    return None if plain and event.value in ("", "~", "null") else str(event.value)


def _people(found: Any) -> tuple[Person, ...]:
    if isinstance(found, dict):
        found = [found]
    if not isinstance(found, list):
        return ()
    return tuple(
        Person(
            name=_text(one.get("name")), sid=_text(one.get("sid")), email=_text(one.get("email"))
        )
        for one in found[:PEOPLE]
        if isinstance(one, dict)
    )


def _text(value: Any) -> str:
    return value[:CHARS] if isinstance(value, str) else ""
