"""How a panel is looked at, as a saved session keeps it: simple values, read without trust."""

import math
from collections.abc import Mapping

StoredView = Mapping[str, object]
"""What a panel wrote of its view, or what a file claims that it wrote."""

_LARGEST = 1e15


def stored_numbers(stored: StoredView, key: str, count: int) -> list[float] | None:
    """Return a list of so many numbers of a sensible size, or None where there is none."""
    value = stored.get(key)
    if not isinstance(value, list) or len(value) != count:
        return None
    numbers = [float(x) for x in value if type(x) in (int, float) and abs(x) < _LARGEST]
    return numbers if len(numbers) == count and all(map(math.isfinite, numbers)) else None


def stored_word(stored: StoredView, key: str, words: tuple[str, ...]) -> str | None:
    """Return the one of some words that was stored, or None."""
    value = stored.get(key)
    return value if isinstance(value, str) and value in words else None


def stored_count(stored: StoredView, key: str) -> int:
    """Return a whole number that was stored; 0 where there is none."""
    value = stored.get(key)
    return value if type(value) is int and 0 <= value < _LARGEST else 0


def stored_part(stored: StoredView, key: str) -> StoredView:
    """Return a view that was stored inside another; an empty one where there is none."""
    value = stored.get(key)
    return value if isinstance(value, dict) else {}
