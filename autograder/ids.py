"""Names of an export -> ids that are safe as files' names, wherever results are written."""

from __future__ import annotations

import hashlib
import string
from collections import Counter
from pathlib import Path

ID_CHARS = 80
ID_LETTERS = string.ascii_letters + string.digits + "._-"
HANDED_IN = (".zip", ".py")


def safe_ids(names: list[str]) -> dict[str, str]:
    """Name -> an id that is safe as a file's name, on file systems without case too.

    A name that is safe and alone keeps itself; any other gets a part of its hash, so that its id
    does not depend on what else is there.
    """
    sharing = Counter(_safe(name).casefold() for name in names)
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        text = _safe(name)
        if text != stem(name) or sharing[text.casefold()] > 1:
            text += "-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
        while text.casefold() in taken:  # a name that is another's name with its hash
            text += "_"
        taken.add(text.casefold())
        ids[name] = text
    return ids


def stem(name: str) -> str:
    """Without the ending of what can be handed in as a file."""
    return name.removesuffix(Path(name).suffix) if name.lower().endswith(HANDED_IN) else name


def _safe(name: str) -> str:
    text = "".join(c if c in ID_LETTERS else "_" for c in stem(name)[:ID_CHARS])
    return text.strip(".-") or "submission"
