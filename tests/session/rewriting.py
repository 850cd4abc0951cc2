"""Session files that are changed on purpose, each a proper archive with proper checksums."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np

Parts = dict[str, bytes]


def parts_of(data: bytes) -> Parts:
    """Return the members of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archived(parts: Parts) -> bytes:
    """Return an archive of members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return file.getvalue()


def with_manifest(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return a session file whose manifest is changed in place."""
    parts = parts_of(data)
    said = json.loads(parts["manifest.json"])
    change(said)
    return archived({**parts, "manifest.json": json.dumps(said).encode()})


def with_array(data: bytes, name: str, array: np.ndarray) -> bytes:
    """Return a session file with another array, and the checksum that goes with it."""
    file = io.BytesIO()
    np.save(file, array)
    changed = archived({**parts_of(data), name: file.getvalue()})
    checksum = hashlib.sha256(file.getvalue()).hexdigest()
    return with_manifest(changed, lambda said: said["checksums"].update({name: checksum}))
