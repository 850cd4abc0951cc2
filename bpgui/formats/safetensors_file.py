"""The tensors of a safetensors file that nobody vouches for: nothing is read on its word."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.formats import strict_json as strict
from bpgui.formats.weights_error import WeightsError, check_length

LARGEST_SAFETENSORS = 512 * 2**20
_LARGEST_HEADER = 20 * 2**20
_MOST_TENSORS = 10_000
_MOST_DIMENSIONS = 8
_SIZES = {
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1,
    "U64": 8, "U32": 4, "U16": 2, "U8": 1, "BOOL": 1,
}  # fmt: skip
_FLOATS = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}


@dataclass(frozen=True, eq=False)
class TensorPlace:
    """A tensor of a file: its type, shape and bytes."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    content: memoryview

    def values(self) -> FloatArray:
        """Return the numbers as 64-bit ones, each exactly what the file says."""
        if self.dtype == "BF16":
            wide = np.frombuffer(self.content, "<u2").astype("<u4") << 16
            return wide.view("<f4").astype(np.float64).reshape(self.shape)
        if self.dtype not in _FLOATS:
            raise WeightsError(
                f"The tensor “{self.name}” is of the type {self.dtype}; weights are F64, F32, F16 "
                "or BF16."
            )
        stored = np.frombuffer(self.content, _FLOATS[self.dtype])
        return stored.astype(np.float64).reshape(self.shape)


def begins(data: bytes) -> bool:
    """Whether the bytes begin as a safetensors file: the length of a JSON object, and it."""
    length = int.from_bytes(data[:8], "little")
    return data[8:9] == b"{" and 2 <= length <= len(data) - 8


def read_tensors(data: bytes, name: str) -> tuple[dict[str, TensorPlace], Mapping[str, str]]:
    """Return the tensors and the metadata of a file.

    Parameters
    ----------
    data
        The file.
    name
        Of the file, for the sentences.

    Raises
    ------
    WeightsError
        If it is damaged, or larger than this program takes.
    """
    check_length(data, name, LARGEST_SAFETENSORS)
    if not begins(data):
        raise WeightsError(f"“{name}” is no safetensors file, or it is cut off.")
    length = int.from_bytes(data[:8], "little")
    if length > _LARGEST_HEADER:
        raise WeightsError(f"The header of “{name}” is larger than {_LARGEST_HEADER // 2**20} MB.")
    entries = dict(strict.parse_object(data[8 : 8 + length], f"{name}: header"))
    metadata = strict.as_object(entries.pop("__metadata__", {}), "“__metadata__”")
    for key, value in metadata.items():
        strict.as_text(value, f"“{key[:40]}” in “__metadata__”")
    if len(entries) > _MOST_TENSORS:
        raise WeightsError(f"“{name}” has more than {_MOST_TENSORS:,} tensors.")
    body = memoryview(data)[8 + length :]
    places = [_place(key, value, body) for key, value in entries.items()]
    _check_filled(sorted(places, key=lambda place: place[0]), len(body), name)
    return {tensor.name: tensor for _, _, tensor in places}, metadata


def _place(name: str, value: object, body: memoryview) -> tuple[int, int, TensorPlace]:
    """Return where a tensor begins and ends, and the tensor."""
    where = f"The tensor “{name[:80]}”"
    entry = strict.as_object(value, where)
    dtype = strict.as_text(strict.member(entry, "dtype", where), f"{where}, “dtype”,")
    shape = strict.as_many(strict.member(entry, "shape", where), strict.as_whole, where)
    ends = strict.as_many(strict.member(entry, "data_offsets", where), strict.as_whole, where)
    if dtype not in _SIZES:
        raise WeightsError(f"{where} is of a type this program does not know, “{dtype[:20]}”.")
    if len(shape) > _MOST_DIMENSIONS:
        raise WeightsError(f"{where} has {len(shape)} dimensions.")
    size = _SIZES[dtype]
    for length in shape:
        size *= length
    if len(ends) != 2 or not ends[0] <= ends[1] <= len(body) or ends[1] - ends[0] != size:
        raise WeightsError(f"{where} is not as long as its shape says.")
    return ends[0], ends[1], TensorPlace(name, dtype, shape, body[ends[0] : ends[1]])


def _check_filled(places: list[tuple[int, int, TensorPlace]], size: int, name: str) -> None:
    """Refuse tensors that share bytes, and bytes that belong to no tensor."""
    at = 0
    for start, stop, tensor in places:
        if start != at:
            raise WeightsError(f"“{name}”: “{tensor.name[:80]}” does not begin where it should.")
        at = stop
    if at != size:
        raise WeightsError(f"“{name}” is longer or shorter than its tensors.")
