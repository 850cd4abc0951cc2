"""The messages of an ONNX file, read without trust: nothing is made on the word of the file.

ONNX is Protocol Buffers: a message is a row of fields, each a number, a kind and a content. Only
the fields that a dense network needs are kept; the rest is stepped over. The format is at
https://protobuf.dev/programming-guides/encoding, the numbers of the fields in `onnx.proto`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from bpgui.formats.weights_error import WeightsError

Table = dict[int, tuple[str, "Table | None"]]

_DIMENSION: Table = {1: ("value", None), 2: ("name", None)}
_SHAPE: Table = {1: ("dimensions", _DIMENSION)}
_TYPE: Table = {1: ("tensor", {1: ("kind", None), 2: ("shape", _SHAPE)})}
_VALUE: Table = {1: ("name", None), 2: ("type", _TYPE)}
_PAIR: Table = {1: ("key", None), 2: ("value", None)}
_TENSOR: Table = {
    1: ("dimensions", None),
    2: ("kind", None),
    4: ("floats", None),
    5: ("ints", None),
    6: ("strings", None),
    7: ("longs", None),
    8: ("name", None),
    9: ("raw", None),
    10: ("doubles", None),
    13: ("external", _PAIR),
    14: ("location", None),
}
_ATTRIBUTE: Table = {
    1: ("name", None),
    2: ("float", None),
    3: ("int", None),
    4: ("string", None),
    5: ("tensor", _TENSOR),
    7: ("floats", None),
    8: ("ints", None),
    9: ("strings", None),
    6: ("graph", None),
    11: ("graphs", None),
    22: ("sparse", None),
}
_NODE: Table = {
    1: ("inputs", None),
    2: ("outputs", None),
    3: ("name", None),
    4: ("operator", None),
    5: ("attributes", _ATTRIBUTE),
    7: ("domain", None),
}
_GRAPH: Table = {
    1: ("nodes", _NODE),
    5: ("constants", _TENSOR),
    11: ("inputs", _VALUE),
    12: ("outputs", _VALUE),
    15: ("sparse", None),
}
_MODEL: Table = {
    1: ("ir_version", None),
    7: ("graph", _GRAPH),
    8: ("opsets", {1: ("domain", None), 2: ("version", None)}),
    14: ("metadata", _PAIR),
}
_MOST_FIELDS = 400_000
_LONGEST_TEXT = 64 * 2**20
_LONGEST_LIST = 32 * 2**20


@dataclass
class Message:
    """The fields of a message by their names, in the order of the file."""

    fields: dict[str, list[object]] = field(default_factory=dict)

    def messages(self, name: str) -> list["Message"]:
        """Return the messages of a repeated field."""
        return [one for one in self.fields.get(name, []) if isinstance(one, Message)]

    def message(self, name: str) -> "Message":
        """Return the message of a field, the last that is there; an empty one if there is none."""
        return (self.messages(name) or [Message()])[-1]

    def texts(self, name: str) -> list[str]:
        """Return the texts of a repeated field."""
        return [_text(one) for one in self.fields.get(name, [])]

    def text(self, name: str) -> str:
        """Return the text of a field; empty if there is none."""
        return (self.texts(name) or [""])[-1]

    def whole(self, name: str, default: int = 0) -> int:
        """Return the whole number of a field."""
        found = self.wholes(name)
        return int(found[-1]) if len(found) else default

    def wholes(self, name: str) -> np.ndarray:
        """Return the whole numbers of a repeated field, packed or not, as int64."""
        values = self.fields.get(name, [])
        if sum(len(one) for one in values if isinstance(one, memoryview)) > _LONGEST_LIST:
            raise WeightsError("The file has a list that is too long for a network.")
        parts: list[np.ndarray] = []
        for one in values:
            if isinstance(one, Message):
                raise WeightsError(f"“{name}” must be whole numbers.")
            alone = isinstance(one, int)
            parts.append(np.array([one], np.uint64) if alone else _packed(one))
        return np.concatenate(parts).view(np.int64) if parts else np.zeros(0, np.int64)

    def numbers(self, name: str, dtype: str) -> np.ndarray:
        """Return the numbers of a repeated field of 32 or 64 bits, packed or not."""
        width = np.dtype(dtype).itemsize
        content = self.content(name)
        if len(content) % width:
            raise WeightsError(f"“{name}” is cut off in the middle of a number.")
        return np.frombuffer(content, dtype)

    def content(self, name: str) -> bytes | memoryview:
        """Return the bytes of a field, put together where it comes in parts."""
        parts = [one for one in self.fields.get(name, []) if isinstance(one, memoryview)]
        if len(parts) == 1:
            return parts[0]
        return b"".join(parts)


def read_model(data: bytes) -> Message:
    """Return the model in a file.

    Raises
    ------
    WeightsError
        If it is no Protocol Buffers message, or has too many parts for a network.
    """
    budget = [_MOST_FIELDS]
    return _read(memoryview(data), _MODEL, budget)


def _read(content: memoryview, table: Table, budget: list[int]) -> Message:
    message = Message()
    for number, value in _fields(content, budget):
        if number not in table:
            continue
        name, inner = table[number]
        if inner is not None:
            if not isinstance(value, memoryview):
                raise WeightsError(f"“{name}” is no message.")
            message.fields.setdefault(name, []).append(_read(value, inner, budget))
        else:
            message.fields.setdefault(name, []).append(value)
    return message


def _fields(content: memoryview, budget: list[int]) -> Iterator[tuple[int, int | memoryview]]:
    """Iterate over number and content of each field."""
    at = 0
    while at < len(content):
        budget[0] -= 1
        if budget[0] < 0:
            raise WeightsError("The file has too many parts for a network.")
        key, at = _varint(content, at)
        kind = key & 7
        value: int | memoryview | None = None
        if kind == 0:
            value, at = _varint(content, at)
        elif kind in {1, 2, 5}:
            length = {1: 8, 5: 4}.get(kind, 0)
            if kind == 2:
                length, at = _varint(content, at)
            value, at = content[at : at + length], at + length
        if value is None or at > len(content) or not key >> 3:
            raise WeightsError("The file is damaged, or it is no ONNX file.")
        yield key >> 3, value


def _varint(content: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(content) and shift < 70:
        byte = content[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value & (2**64 - 1), at
        shift += 7
    raise WeightsError("The file is damaged, or it is no ONNX file.")


def _packed(content: object) -> np.ndarray:
    """Return the numbers in a field, seven bits a byte; the last byte of each is below 128."""
    if not isinstance(content, memoryview):
        raise WeightsError("The file has something else where numbers should be.")
    stored = np.frombuffer(content, np.uint8)
    ends = np.flatnonzero(stored < 128)
    if len(stored) and (not len(ends) or ends[-1] != len(stored) - 1):
        raise WeightsError("The file has a list that is cut off in the middle of a number.")
    starts = np.concatenate([[0], ends[:-1] + 1])[: len(ends)]
    lengths = ends - starts + 1
    if lengths.max(initial=0) > 10:
        raise WeightsError("The file has a number of more than 64 bits.")
    numbers = np.zeros(len(ends), np.uint64)
    for place in range(int(lengths.max(initial=0))):
        long = lengths > place
        bits = (stored[starts[long] + place] & 127).astype(np.uint64)
        numbers[long] |= bits << np.uint64(7 * place)
    return numbers


def _text(value: object) -> str:
    if not isinstance(value, memoryview) or len(value) > _LONGEST_TEXT:
        raise WeightsError("The file has something else where a name should be.")
    try:
        return bytes(value).decode("utf-8")
    except UnicodeDecodeError:
        raise WeightsError("The file has a name that is not UTF-8.") from None
