"""Writing a ZIP archive of JSON and .npy arrays, part by part, with a checksum of each array."""

import contextlib
import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, BinaryIO, Self, cast

import numpy as np

from bpgui.formats.archive import MANIFEST, OnBytes, allowance

PIECE = 2**20
"""Bytes that are compressed and written in one go."""
_SAMPLE = 2**16
_WORTH_IT = 0.75
_LARGEST_32 = 2**31 - 2**20


class ArchiveWriter:
    """An archive being written, in a ``with`` block; `finish` makes it whole.

    Parameters
    ----------
    file
        To write to and to seek in.
    on_bytes
        Called with how many bytes of an array were written, each time; what it raises ends it.
    compress
        Whether arrays are deflated where a sample of them says that it is worth it.

    Attributes
    ----------
    checksums
        The SHA-256 of each array written, as hexadecimal digits.
    """

    def __init__(self, file: BinaryIO, on_bytes: OnBytes, *, compress: bool = True) -> None:
        self.checksums: dict[str, str] = {}
        self._file, self._on_bytes, self._compress = file, on_bytes, compress
        self._zip = zipfile.ZipFile(file, "w")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError, ValueError):  # of what is given up, or done already
            self._zip.close()

    def add_array(
        self, name: str, dtype: np.dtype, shape: Sequence[int], parts: Iterable[np.ndarray]
    ) -> None:
        """Write an array whose numbers come in parts."""
        pieces = npy_pieces(dtype, shape, parts)
        header = next(pieces)
        first = next(pieces, b"")
        size = len(header) + dtype.itemsize * int(np.prod(shape, dtype=object))
        digest = hashlib.sha256()
        with self._opened(name, first, size) as member:
            for piece in chain((header, first), pieces):
                digest.update(piece)
                member.write(piece)
                self._on_bytes(len(piece))
        self.checksums[name] = digest.hexdigest()

    def finish(self, manifest: Mapping[str, Any]) -> bool:
        """Write the manifest and the directory; whether `Archive` will read what there is.

        An archive is refused whose arrays are very much larger than the file.
        """
        text = json.dumps(manifest, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        data = text.encode("utf-8", "replace")
        with self._opened(MANIFEST, data, len(data)) as member:
            for first in range(0, len(data), PIECE):
                member.write(data[first : first + PIECE])
        total = sum(info.file_size for info in self._zip.infolist())
        self._zip.close()
        return total <= allowance(self._file.tell())

    def _opened(self, name: str, first: bytes, size: int) -> BinaryIO:
        deflated = self._compress and is_worth_compressing(first)
        info = zipfile.ZipInfo(name)  # of no date: the same session makes the same bytes
        info.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
        info._compresslevel = 1  # type: ignore[attr-defined] # noqa: SLF001 - public from 3.13 on
        return cast(BinaryIO, self._zip.open(info, "w", force_zip64=size > _LARGEST_32))


def npy_pieces(
    dtype: np.dtype, shape: Sequence[int], parts: Iterable[np.ndarray]
) -> Iterator[bytes]:
    """Yield the bytes of a .npy file: its header, then its numbers in pieces of some size."""
    header = io.BytesIO()
    stored = dtype.newbyteorder("<")
    np.lib.format.write_array_header_1_0(
        header, {"descr": stored.str, "fortran_order": False, "shape": tuple(shape)}
    )
    yield header.getvalue()
    gathered = bytearray()
    for part in parts:
        gathered += np.ascontiguousarray(part, stored).data.cast("B") if part.size else b""
        if len(gathered) >= PIECE:
            yield bytes(gathered)
            gathered.clear()
    if gathered:
        yield bytes(gathered)


def is_worth_compressing(data: bytes) -> bool:
    """Whether the beginning of some data gets much smaller."""
    sample = data[:_SAMPLE]
    return len(zlib.compress(sample, 1)) < _WORTH_IT * len(sample)
