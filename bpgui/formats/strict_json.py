"""Reading JSON whose every value is checked before it is used."""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn, TypeVar

from bpgui.formats.weights_error import WeightsError

T = TypeVar("T")
Object = Mapping[str, Any]


def parse_object(text: bytes | str, name: str, again: str = "Export the weights again.") -> Object:
    """Return the JSON object a file holds.

    Parameters
    ----------
    text
        The file.
    name
        Of the file, for the sentence.
    again
        What the sentence advises.

    Raises
    ------
    WeightsError
        If it is no JSON object, holds NaN or infinity, or says something twice.
    """
    try:
        value = json.loads(
            text, parse_float=_float, parse_constant=_refuse, object_pairs_hook=_unique
        )
    except RecursionError:
        raise WeightsError(f"“{name}” is nested too deeply to be read.") from None
    except WeightsError as error:
        raise WeightsError(f"“{name}”: {error}") from None
    except json.JSONDecodeError as error:
        raise WeightsError(
            f"“{name}” is not complete JSON: line {error.lineno}, column {error.colno}: "
            f"{error.msg.lower()}. {again}"
        ) from None
    except ValueError:  # bytes that are no UTF-8; an integer of thousands of digits
        raise WeightsError(f"“{name}” is not JSON text. {again}") from None
    return as_object(value, f"“{name}”")


def member(entries: Object, key: str, where: str) -> Any:  # noqa: ANN401 - any JSON
    """Return what an object says under this key."""
    if key not in entries:
        raise WeightsError(f"{where} does not say “{key}”.")
    return entries[key]


def as_object(value: Any, where: str) -> Object:  # noqa: ANN401 - any JSON
    """Return the value if it is an object."""
    return value if isinstance(value, dict) else _wrong(where, "an object in braces")


def as_list(value: Any, where: str) -> Sequence[Any]:  # noqa: ANN401 - any JSON
    """Return the value if it is a list."""
    return value if isinstance(value, list) else _wrong(where, "a list")


def as_text(value: Any, where: str) -> str:  # noqa: ANN401 - any JSON
    """Return the value if it is text that can be written to a file again."""
    if isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value):
        return value
    return _wrong(where, "text")


def as_truth(value: Any, where: str) -> bool:  # noqa: ANN401 - any JSON
    """Return the value if it is true or false."""
    return value if isinstance(value, bool) else _wrong(where, "true or false")


def as_whole(value: Any, where: str) -> int:  # noqa: ANN401 - any JSON
    """Return the value if it is a whole number that is not negative and has few digits."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53:
        return value
    return _wrong(where, "a whole number")


def as_number(value: Any, where: str) -> float:  # noqa: ANN401 - any JSON
    """Return the value if it is a finite number."""
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**1023:
        return float(value)
    return _wrong(where, "a finite number")


def as_many(value: Any, each: Callable[[Any, str], T], where: str) -> tuple[T, ...]:  # noqa: ANN401
    """Return the members of a list, each checked."""
    return tuple(each(one, where) for one in as_list(value, where))


def _wrong(where: str, wanted: str) -> NoReturn:
    raise WeightsError(f"{where} must be {wanted}.")


def _float(text: str) -> float:
    """Return a number; a function of Python's own, so that other threads get their turns."""
    return float(text)


def _refuse(constant: str) -> NoReturn:
    raise WeightsError(f"{constant} is not a number a network can have.")


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for key, value in pairs:
        if key in entries:
            raise WeightsError(f"“{key}” is said twice.")
        entries[key] = value
    return entries
