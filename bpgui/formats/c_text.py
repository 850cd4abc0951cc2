"""Numbers, names and remarks as C says them, and C++ understands them too."""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence

LONGEST_NAME = 1000
"""Bytes of a name; C99 promises room for 4095 in a string."""
_LONGEST_IDENTIFIER = 40
_PER_LINE = 6


def double(value: float) -> str:
    """Return a literal of type double with the same bits, in hexadecimal."""
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "INFINITY" if value > 0 else "-INFINITY"
    mantissa, exponent = value.hex().split("p")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}p{exponent}"


def string(text: str) -> str:
    """Return a literal of text in UTF-8; what is too long ends in an ellipsis."""
    data = shortened(text).encode("utf-8", "replace")
    return '"' + "".join(_letter(byte) for byte in data) + '"'


def shortened(text: str) -> str:
    """Return a name that is not longer than `LONGEST_NAME`."""
    data = text.encode("utf-8", "replace")
    if len(data) <= LONGEST_NAME:
        return text
    return data[: LONGEST_NAME - 3].decode("utf-8", "ignore") + "…"


def remark(text: str) -> str:
    """Return text that can stand within a comment, on one line.

    Nothing in it ends the comment or begins another, and no letter that is not seen, or that
    turns the direction of reading, is left.
    """
    shown = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    shown = re.sub(r"(?<=[*/?\\])(?=[*/?])", " ", shown)
    return shown if len(shown) <= 60 else shown[:59] + "…"


def identifier(text: str, otherwise: str) -> str:
    """Return a name of ASCII letters, digits and underscores, in lower case.

    Parameters
    ----------
    text
        In any script; accents are left out, and what has no place in C becomes an underscore.
    otherwise
        What it is if nothing of the text remains.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain)[:_LONGEST_IDENTIFIER].strip("_")
    if not re.search("[a-z]", name):
        return otherwise
    return name if name[0].isalpha() else f"n_{name}"


def _letter(byte: int) -> str:
    if byte in b'"\\?':  # a question mark could belong to a trigraph
        return "\\" + chr(byte)
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def wrapped(literals: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a list of numbers."""
    for first in range(0, len(literals), _PER_LINE):
        yield f"    {', '.join(literals[first : first + _PER_LINE])},"
