"""What happens to files on their way, and what people do to them on purpose.

Strategies that flip and cut, that lie in the numbers of headers, and that damage what lies inside
a ZIP or gzip file and pack it again, so that its checksums are right and the inner reader meets it.
"""

import gzip
import io
import re
import struct
import zipfile

from hypothesis import strategies as st

_LIES = (0, 1, 255, 2**15, 2**31 - 1, 2**31, 2**32 - 1, 2**62, 2**63, 2**64 - 1)
_WORDS = (b"null", b"1e999", b"NaN", b"[[", b'"', b"-0", b"\0", b"\xff\xfe", b"\r", b"9" * 400)
_NUMBERS = (b"0", b"-1", b"1e999", b"99999999999999999999", b"1000000000", b"nan", b"", b"0x10")
_HEADER = 400
"""Bytes at either end of a file where its headers are."""


def damages(data: bytes) -> st.SearchStrategy[bytes]:
    """Return strategies for a file that is not what it was."""
    ways = [_changed(data), _flipped(data), _cut(data), _lied(data), _misnumbered(data)]
    if data.startswith(b"PK"):
        ways += [repacked(data)] * 3
    elif data.startswith(b"\x1f\x8b"):
        ways.append(damages(gzip.decompress(data)).map(lambda inner: gzip.compress(inner, 1)))
    return st.one_of(ways)


@st.composite
def repacked(draw: st.DrawFn, data: bytes) -> bytes:
    """Return a ZIP file with one member damaged, left out or there twice, and right checksums."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    at = draw(st.integers(0, len(members) - 1))
    name, inner = members[at]
    way = draw(st.sampled_from(("damaged", "damaged", "damaged", "missing", "renamed", "empty")))
    if way == "damaged" and inner:
        members[at] = (name, draw(damages(inner)))
    elif way == "missing":
        del members[at]
    elif way == "renamed":
        members[at] = (draw(st.sampled_from(("", "../x", "/etc/x", "é", name + "x"))), inner)
    else:
        members[at] = (name, b"")
    return packed(members)


def packed(members: list[tuple[str, bytes]]) -> bytes:
    """Return a ZIP file of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inner in members:
            archive.writestr(zipfile.ZipInfo(name), inner, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _place(data: bytes) -> st.SearchStrategy[int]:
    """Return a place anywhere, and at the ends more often."""
    last = len(data) - 1
    ends = st.integers(0, min(_HEADER, last)) | st.integers(max(0, last - _HEADER), last)
    return st.integers(0, last) | ends


def _changed(data: bytes) -> st.SearchStrategy[bytes]:
    return st.builds(
        lambda at, length, new: data[:at] + new + data[at + length :],
        _place(data),
        st.integers(0, 12),
        st.binary(max_size=12) | st.sampled_from(_WORDS),
    )


def _flipped(data: bytes) -> st.SearchStrategy[bytes]:
    return st.builds(
        lambda at, bit: data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :],
        _place(data),
        st.integers(0, 7),
    )


def _cut(data: bytes) -> st.SearchStrategy[bytes]:
    place = _place(data)
    return place.map(lambda at: data[:at]) | place.map(lambda at: data[at:])


def _lied(data: bytes) -> st.SearchStrategy[bytes]:
    """Return the file with another whole number where one may be, of any size and byte order."""

    def lie(at: int, code: str, order: str, value: int) -> bytes:
        size = struct.calcsize(code)
        new = struct.pack(order + code, value & (2 ** (8 * size) - 1))
        return data[:at] + new + data[at + size :]

    return st.builds(
        lie,
        _place(data),
        st.sampled_from("BHIQ"),
        st.sampled_from("<>"),
        st.sampled_from(_LIES),
    )


def _misnumbered(data: bytes) -> st.SearchStrategy[bytes]:
    """Return the file with another number where one is written in digits."""
    numbers = [match.span() for match in re.finditer(rb"-?\d[\d.]*", data[: 50 * _HEADER])]
    if not numbers:
        return _flipped(data)
    return st.builds(
        lambda span, new: data[: span[0]] + new + data[span[1] :],
        st.sampled_from(numbers),
        st.sampled_from(_NUMBERS),
    )
