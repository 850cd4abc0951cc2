"""The records of a text of JSON, one after another, so that a window goes on beside the reading."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bpgui.formats.table_content import Origin
from bpgui.formats.table_error import TableError

_SPACE = re.compile(r"[ \t\r\n]*")
_REMEDY = "Write a list of objects, an object of lists, or an object a line."


@dataclass(frozen=True)
class Broken:
    """A record that cannot be read, or where the reading ends, and why."""

    error: TableError


class JsonRecords:
    """A text of JSON that holds a table in any of the usual ways.

    Parameters
    ----------
    text
        A list of records, an object with a list a column, one with the keys "columns" and "data",
        one that holds a list of records, or a record a line.
    origin
        For the sentences.

    Attributes
    ----------
    names
        The names of the columns, where they are said once for all; known after the first record.
    """

    def __init__(self, text: str, origin: Origin) -> None:
        self._text, self._origin = text, origin
        self._decoder = json.JSONDecoder(object_pairs_hook=_unique)
        self.names: list[str] | None = None

    def __iter__(self) -> Iterator[Any]:
        start = self._skip(0)
        if self._has_record_a_line(start):
            return self._lines()
        if self._text[start : start + 1] == "[":
            return self._list(start)
        return self._object(start)

    def _has_record_a_line(self, start: int) -> bool:
        """Whether the first line is a value of its own, and others follow."""
        end = self._text.find("\n", start)
        if end < 0 or not self._text[end:].strip():
            return False
        try:
            _, stop = self._value(start)
        except TableError:
            return False
        return stop <= end and not self._text[stop:end].strip()

    def _lines(self) -> Iterator[Any]:
        place = 0
        while place < len(self._text):
            end = self._text.find("\n", place)
            end = len(self._text) if end < 0 else end
            start = self._skip(place)
            if start < end:
                yield self._line(start, end)
            place = end + 1

    def _line(self, start: int, end: int) -> Any:  # noqa: ANN401 - any JSON
        try:
            value, stop = self._value(start)
        except TableError as error:
            return Broken(error)
        if self._text[stop:end].strip() or stop > end:
            return Broken(self._error(min(stop, end), "the line goes on after its record"))
        return value

    def _list(self, start: int) -> Iterator[Any]:
        """Yield the members of a list; where it breaks off, what is wrong."""
        place = self._skip(start + 1)
        if self._text[place : place + 1] == "]":
            return
        while True:
            try:
                value, place = self._value(place)
            except TableError as error:
                yield Broken(error)
                return
            yield value
            place = self._skip(place)
            sign = self._text[place : place + 1]
            if sign == "]":
                if self._skip(place + 1) < len(self._text):
                    yield Broken(self._error(place + 1, "the text goes on after its end"))
                return
            if sign != ",":
                yield Broken(self._error(place, "a comma is missing, or the list breaks off"))
                return
            place = self._skip(place + 1)

    def _object(self, start: int) -> Iterator[Any]:
        try:
            value, stop = self._value(start)
            if self._skip(stop) < len(self._text):
                raise self._error(stop, "the text goes on after its end")
        except TableError as error:
            yield Broken(error)
            return
        if not isinstance(value, dict):
            yield Broken(self._origin.error("the JSON is a single value, and no table", _REMEDY))
            return
        yield from self._members(value)

    def _members(self, value: dict[str, Any]) -> Iterator[Any]:
        """Yield the records of an object of lists, or of one that has a list of them."""
        columns, data = value.get("columns"), value.get("data")
        if isinstance(columns, list) and isinstance(data, list):
            self.names = [str(name) for name in columns]
            yield from data
            return
        lists = {name: column for name, column in value.items() if isinstance(column, list)}
        nested = [column for column in lists.values() if column and isinstance(column[0], dict)]
        if len(nested) == 1:
            yield from nested[0]
        elif lists and len(lists) == len(value):
            lengths = {name: len(column) for name, column in lists.items()}
            if len(set(lengths.values())) > 1:
                said = ", ".join(f"“{name}” {length:,}" for name, length in [*lengths.items()][:5])
                problem = f"the columns are of different lengths: {said}"
                yield Broken(self._origin.error(problem, "Give each column a value a row."))
                return
            names = list(lists)
            for values in zip(*lists.values(), strict=True):
                yield dict(zip(names, values, strict=True))
        else:
            yield value

    def _value(self, start: int) -> tuple[Any, int]:
        try:
            return self._decoder.raw_decode(self._text, start)
        except json.JSONDecodeError as error:
            raise self._error(error.pos, f"the JSON is broken: {error.msg.lower()}") from None
        except _TwiceError as error:
            raise self._error(start, str(error)) from None
        except RecursionError:
            raise self._error(start, "the JSON is nested too deeply to be a table") from None
        except ValueError:  # an integer of thousands of digits
            raise self._error(start, "a number here is too long") from None

    def _skip(self, place: int) -> int:
        found = _SPACE.match(self._text, place)
        return found.end() if found else place

    def _error(self, place: int, problem: str) -> TableError:
        line = self._text.count("\n", 0, place) + 1
        column = place - self._text.rfind("\n", 0, place)
        return TableError(self._origin.path, line, column, problem, _REMEDY)


class _TwiceError(Exception):
    """An object says something twice."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _TwiceError(f"“{twice[:40]}” is said twice in one object")
    return entries
