"""From the bytes of a text file to UTF-8, whatever encoding they are in."""

import codecs
import io
from dataclasses import dataclass
from pathlib import Path

from bpgui.formats.table_error import TableError
from bpgui.formats.table_file import TableFile

# What UTF-32 begins with begins with what UTF-16 begins with, so that it comes first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PART = 2**20
_SAMPLE = 2**16
# Text codecs of Python that are none for files.
_NO_ENCODINGS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs"}
_WESTERN = "cp1252"
_ASIAN = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr")
_GUESSED = (_WESTERN, "cp1250", "cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", *_ASIAN)
_ALPHABETS = ("Cyrillic", "Greek", "Hebrew", "Arabic")
_FEW_LETTERS = 8
_COHERENT = 0.2


@dataclass(frozen=True)
class TableText:
    """A text and what it was written in.

    Attributes
    ----------
    path
        The file.
    data
        The text as UTF-8, with no errors and no NUL in it.
    encoding
        The name of the Python codec that decoded it.
    guessed
        Whether the encoding is a guess by the letters: neither said by anyone nor UTF-8.
    start
        Where the text begins in `data`, after a byte order mark.
    """

    path: Path
    data: bytes
    encoding: str
    guessed: bool = False
    start: int = 0

    def lines(self) -> io.TextIOWrapper:
        r"""Return an iterator over the lines, each with a "\n" at its end."""
        stream = io.BytesIO(self.data)
        stream.seek(self.start)
        return io.TextIOWrapper(stream, encoding="utf-8", newline=None)

    def whole(self) -> str:
        """Return all of it."""
        return self.data[self.start :].decode()


def decode(file: TableFile, encoding: str | None) -> TableText:
    """Return a file as text.

    Parameters
    ----------
    file
        In UTF-8 with or without a byte order mark, in UTF-16 or UTF-32, or else in an encoding that
        its letters suggest.
    encoding
        The codec if it is known.

    Raises
    ------
    TableError
        If the file is no text, or not in this encoding; the sentence names the line.
    """
    path, data = file.path, file.data
    if encoding is not None:
        return _transcoded(path, data, _checked_codec(path, encoding))
    mark, codec = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", ""))
    wide = "" if codec else _wide_codec(data)
    if codec in {"", "utf-8-sig"} and not wide and _first_wrong(data, "utf-8") is None:
        return _without_nul(TableText(path, data, codec or "utf-8", start=len(mark)))
    if codec or wide:
        return _transcoded(path, data, codec or wide, guessed=not codec)
    if b"\0" in data:
        raise _binary(path, data.count(b"\n", 0, data.index(b"\0")) + 1)
    return _guess(path, data)


def _checked_codec(path: Path, encoding: str) -> str:
    """Return the codec's name if it is one for text files."""
    try:
        "".encode(encoding)
        name = codecs.lookup(encoding).name
    except LookupError:
        name = "undefined"
    if name in _NO_ENCODINGS:
        raise TableError(
            path,
            None,
            None,
            f"“{encoding}” is no encoding of text files that bpgui knows",
            "Choose one such as UTF-8 or Windows-1252.",
        )
    return name


def _wide_codec(data: bytes) -> str:
    """Return the codec of UTF-16 without a byte order mark, or "" if it is none."""
    sample = data[:_SAMPLE]
    if len(sample) < 4 or sample.count(b"\0") < len(sample) / 4:
        return ""
    even, odd = sample[::2].count(b"\0"), sample[1::2].count(b"\0")
    codec = "utf-16-le" if odd > even else "utf-16-be"
    # Numbers in binary have zeros on both sides.
    unlike = min(even, odd) > len(sample) / 50
    return "" if unlike or _first_wrong(data, codec) is not None else codec


def _guess(path: Path, data: bytes) -> TableText:
    """Decode a text that is no UTF-8 by the codec that its letters suggest."""
    wrong = _first_wrong(data, "utf-8") or 0
    start = max(0, min(wrong - _SAMPLE // 4, len(data) - _SAMPLE))
    # Whole lines, so that no letter of several bytes is cut.
    start = data.rfind(b"\n", 0, start) + 1 if start else 0
    for codec in dict.fromkeys((_suggested(data[start : start + _SAMPLE]), _WESTERN)):
        if _first_wrong(data, codec) is None:
            return _transcoded(path, data, codec, guessed=True)
    return _transcoded(path, data, "latin-1", guessed=True)


def _suggested(sample: bytes) -> str:
    """Return the codec that makes words of another alphabet of some text, else Windows-1252.

    Few letters outside ASCII fit many codecs; then it is most often a text of Western Europe, or a
    sign such as ° or µ.
    """
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_GUESSED)).best()
    if best is None:
        return _WESTERN
    foreign = sum(byte >= 0x80 for byte in sample)
    if best.encoding in _ASIAN:
        return best.encoding if foreign >= _FEW_LETTERS else _WESTERN
    other = any(word in name for name in best.alphabets for word in _ALPHABETS)
    return best.encoding if other and best.coherence >= _COHERENT else _WESTERN


def _transcoded(path: Path, data: bytes, codec: str, *, guessed: bool = False) -> TableText:
    """Return the text as UTF-8; in parts, as a window may be waiting."""
    decoder = codecs.getincrementaldecoder(codec)()
    view = memoryview(data)
    parts = []
    lines = 1
    try:
        for start in range(0, len(data), _PART):
            text = decoder.decode(view[start : start + _PART], final=start + _PART >= len(data))
            parts.append(text.encode())
            lines += parts[-1].count(b"\n")
    except (UnicodeDecodeError, UnicodeEncodeError):
        problem = f"“{path.name}” is not in the encoding {codec} throughout"
        raise TableError(
            path, lines, None, problem, "Choose another encoding, or save it as UTF-8."
        ) from None
    return _without_nul(TableText(path, b"".join(parts), codec, guessed))


def _without_nul(text: TableText) -> TableText:
    place = text.data.find(b"\0")
    if place >= 0:
        raise _binary(text.path, text.data.count(b"\n", 0, place) + 1)
    return text


def _binary(path: Path, line: int) -> TableError:
    problem = f"“{path.name}” is a binary file (it contains NUL bytes), not a table"
    remedy = "Save the data as CSV in the program that made them, and open that file."
    return TableError(path, line, None, problem, remedy)


def _first_wrong(data: bytes, codec: str) -> int | None:
    """Return about where a codec fails, None if nowhere; in parts, as a window may be waiting."""
    decoder = codecs.getincrementaldecoder(codec)()
    view = memoryview(data)
    for start in range(0, max(len(data), 1), _PART):
        try:
            decoder.decode(view[start : start + _PART], final=start + _PART >= len(data))
        except UnicodeDecodeError as error:
            return start + error.start
    return None
