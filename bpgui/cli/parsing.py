"""How arguments are read: one parser class, and the kinds of values that options take.

What is wrong is told in one sentence, as everywhere in this program; argparse would add the usage.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn

from typing_extensions import override

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

LARGEST_WHOLE = 2**53


class Parser(argparse.ArgumentParser):
    """A parser that ends with one sentence and the status 2 when it does not understand."""

    def __init__(self, name: str, summary: str, examples: str = "") -> None:
        super().__init__(
            prog=f"bpgui {name}".strip(),
            description=summary,
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    @override
    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Write a message with whatever the stream's encoding lacks written as escapes."""
        encoding = getattr(file, "encoding", None) or "utf-8"
        super()._print_message(message.encode(encoding, "backslashreplace").decode(encoding), file)

    @override
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help.\n")


def whole(smallest: int) -> Callable[[str], int]:
    """Return a reader of whole numbers that are not too small."""

    def read(text: str) -> int:
        try:
            value = int(text.replace("_", ""))
        except ValueError:
            value = smallest - 1
        if not smallest <= value <= LARGEST_WHOLE:
            raise argparse.ArgumentTypeError(
                f"a whole number of at least {smallest} is needed, not {text!r}"
            )
        return value

    return read


def number(low: float, high: float = math.inf) -> Callable[[str], float]:
    """Return a reader of numbers in a range; fractions such as 1/3 are understood too."""

    def read(text: str) -> float:
        value = _value(text)
        if not (math.isfinite(value) and low <= value <= high):
            wanted = f"of at least {low:g}" if math.isinf(high) else f"from {low:g} to {high:g}"
            raise argparse.ArgumentTypeError(f"a number {wanted} is needed, not {text!r}")
        return value

    return read


def _value(text: str) -> float:
    above, _, below = text.partition("/")
    try:
        return float(above) / float(below or "1")
    except (ValueError, ZeroDivisionError, OverflowError):
        return math.nan


def sizes(text: str) -> tuple[int, ...]:
    """Read the units of the hidden layers, as in 8,8; "none" and 0 stand for no hidden layer."""
    if text.strip().lower() in {"", "0", "none"}:
        return ()
    read = whole(1)
    return tuple(read(part.strip()) for part in text.split(","))


def names(text: str) -> tuple[str, ...]:
    """Read names that commas part; one with a comma in it stands in double quotes."""
    found = tuple(part.strip() for part in next(csv.reader([text], skipinitialspace=True), []))
    if not all(found) or not found:
        raise argparse.ArgumentTypeError(f"names with commas between them are needed, not {text!r}")
    return found


def update(text: str) -> str | int:
    """Read the patterns between two updates: "sweep", "pattern", or how many."""
    if text in {"sweep", "pattern"}:
        return text
    try:
        return whole(1)(text)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(
            f"sweep, pattern or a number of patterns is needed, not {text!r}"
        ) from None


def close_ones(word: str, known: list[str]) -> str:
    """Return a question for a word that is not known but nearly: " Did you mean “x”?", or ""."""
    folded = {name.casefold(): name for name in known}
    matches = get_close_matches(word.casefold(), list(folded), n=3, cutoff=0.6)
    if not matches:
        return ""
    quoted = [f"“{folded[match]}”" for match in matches]
    return f" Did you mean {' or '.join(quoted)}?"
