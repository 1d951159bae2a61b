"""A file that appears whole or not at all: a reader never sees half of it, nor does a full disk
cost what was there before.
"""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from .errors import UsageError


def write(path: Path, text: str) -> None:
    """Write `text`. UsageError, naming the file, where that cannot be."""
    try:
        if path.exists() and not (path.is_file() or path.is_symlink()):  # /dev/null, say
            raise FileExistsError(errno.EEXIST, "it is no regular file")
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
        whole = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            whole.chmod(0o644)
            whole.replace(path)
        except BaseException:  # ours, a full disk or a Ctrl-C: no half file stays
            whole.unlink()
            raise
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
