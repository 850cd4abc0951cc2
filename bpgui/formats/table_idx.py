"""IDX files, in which the digits of MNIST come; labels are found beside the pictures."""

import math
import struct
from pathlib import Path

import numpy as np

from bpgui.formats.table_arrays import Part, labels, part_of, table_of_parts
from bpgui.formats.table_content import Origin, Table
from bpgui.formats.table_error import TableError
from bpgui.formats.table_file import OnRows, TableFile, read_file

# Y. LeCun, C. Cortes, C. Burges, "The MNIST database": the third byte of a file is its type.
_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MOST_AXES = 4
_REMEDY = "Fetch the file again."


def is_idx(data: bytes) -> bool:
    """Whether a file begins as an IDX file."""
    return data[:2] == b"\0\0" and data[2:3] in map(_byte, _TYPES) and data[3:4] in b"\1\2\3\4"


def read_idx(file: TableFile, on_rows: OnRows | None) -> Table:
    """Read an IDX file, and the file of labels or pictures beside it.

    Raises
    ------
    TableError
        If it is damaged.
    """
    origin = Origin(file.path, "IDX", unit="row")
    values = _parse(file, origin)
    warnings = []
    other, problem = _other(file.path, origin)
    if other is not None and len(other) != len(values):
        problem = f"the file beside it has {len(other):,} rows, this one {len(values):,}"
        other = None
    if problem:
        warnings.append(f"No labels or pictures were taken from the file beside it: {problem}.")
    if values.ndim == 1 and other is not None and other.ndim > 1:
        values, other = other, values
    first = part_of(origin, values, "value")
    parts = [first]
    if other is not None:
        parts.append(_labels(other, pictured=first.image_shape is not None, origin=origin))
    elif values.ndim == 1:
        parts = [Part(first.values, ("label",), "target")]
    return table_of_parts(origin, parts, on_rows, warnings=warnings)


def _labels(values: np.ndarray, *, pictured: bool, origin: Origin) -> Part:
    found = labels(values, "label", of_pictures=pictured)
    return found or part_of(origin, values, "label", "target")


def _parse(file: TableFile, origin: Origin) -> np.ndarray:
    data, name = file.data, file.path.name
    axes = data[3] if len(data) > 3 else 0
    start = 4 + 4 * axes
    if not is_idx(data) or not 1 <= axes <= _MOST_AXES or len(data) < start:
        raise origin.error(f"“{name}” does not begin as an IDX file", _REMEDY)
    shape = struct.unpack(f">{axes}I", data[4:start])
    dtype = np.dtype(_TYPES[data[2]])
    count = math.prod(shape)
    if len(data) - start != count * dtype.itemsize:
        said, found = count * dtype.itemsize, len(data) - start
        problem = f"“{name}” is damaged: it speaks of {said:,} bytes of values and has {found:,}"
        raise origin.error(problem, _REMEDY)
    return np.frombuffer(data, dtype, count, start).reshape(shape)


def _other(path: Path, origin: Origin) -> tuple[np.ndarray | None, str]:
    """Return what is in the file beside this one, or None; and what is wrong with it, if anything.

    train-images-idx3-ubyte and train-labels-idx1-ubyte belong together, packed or not.
    """
    name = path.name
    for word, other in (("images", "labels"), ("labels", "images")):
        if word in name:
            swapped = name.replace(word, other)
            break
    else:
        return None, ""
    swap = {"labels": ("idx3", "idx1"), "images": ("idx1", "idx3")}[other]
    swapped = swapped.replace(*swap)
    plain = swapped.removesuffix(".gz")
    for candidate in dict.fromkeys((swapped, plain, f"{plain}.gz")):
        beside = path.with_name(candidate)
        if beside.is_file():
            try:
                return _parse(read_file(beside), origin), ""
            except TableError as error:
                return None, error.problem
    return None, ""


def _byte(value: int) -> bytes:
    return bytes([value])
