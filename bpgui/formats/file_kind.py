"""What a file is to bpgui: a session, weights, or a table of patterns; told by a quick look.

Readers decide for themselves whether a file is right. This only says which of them to ask.
"""

import os
import zipfile
from pathlib import Path
from typing import Literal

FileKind = Literal["session", "weights", "table"]

SESSION_SUFFIX = ".bpgui"
_WEIGHTS_ONLY = {".safetensors", ".onnx", ".keras", ".net", ".h", ".py", ".md", ".tex"}
"""Endings that no table has."""
_LOOKED_AT = 65_536
_MOST_NAMES = 10_000
_WEIGHTS_MARK = b'"bpgui-weights"'
_WEIGHTS_COLUMNS = b"layer,unit,source layer,source unit,value"


def kind_of(path: str | os.PathLike[str]) -> FileKind:
    """Return what a file or folder most likely is; a table, where nothing says otherwise.

    Raises
    ------
    OSError
        If it cannot be looked into.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if path.is_dir():
        return "table"
    if suffix == SESSION_SUFFIX:
        return "session"
    if suffix in _WEIGHTS_ONLY:
        return "weights"
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
    if start.startswith(b"PK\x03\x04"):
        return _kind_of_archive(path)
    is_weights = _WEIGHTS_MARK in start[:4096] or _begins_with_weights_columns(start)
    return "weights" if is_weights else "table"


def _begins_with_weights_columns(start: bytes) -> bool:
    """Whether the first line that is no comment names the columns of a table of weights."""
    lines = (line for line in start.splitlines() if line and not line.startswith(b"#"))
    return next(lines, b"").replace(b'"', b"").lower().startswith(_WEIGHTS_COLUMNS)


def _kind_of_archive(path: Path) -> FileKind:
    """Tell weights of this program from other arrays and from spreadsheets."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()[:_MOST_NAMES]
    except (zipfile.BadZipFile, NotImplementedError, OverflowError, ValueError):
        return "table"
    names = {member.filename for member in members}
    has_weights = any(name.startswith("W_") for name in names)
    return "weights" if "header.npy" in names and has_weights else "table"
