"""NumPy's .npy files, of which nothing is believed before it was checked, and nothing is run."""

import ast
import math
import re

import numpy as np

from bpgui.formats.table_arrays import part_of, table_of_parts
from bpgui.formats.table_content import Origin, Table
from bpgui.formats.table_file import OnRows, TableFile

NPY = b"\x93NUMPY"
_LONGEST_HEADER = 16_384
_TYPE = re.compile(r"[<>|=]?(?:f[248]|[iu][1248]|b1|[US]\d{1,4})")
_REMEDY = "Save it again with numpy.save, as numbers or texts of a fixed length."


def read_npy(file: TableFile, on_rows: OnRows | None) -> Table:
    """Read the array of a .npy file as a table.

    Raises
    ------
    TableError
        If it is damaged, or neither rows and columns nor pictures.
    """
    origin = Origin(file.path, "NPY", unit="row")
    values = parse_npy(file.data, origin, file.path.name)
    return table_of_parts(origin, [part_of(origin, values, "column")], on_rows)


def parse_npy(data: bytes, origin: Origin, name: str) -> np.ndarray:
    """Return the array that the bytes of a .npy file hold; it shares their memory.

    Raises
    ------
    TableError
        If it is damaged, or holds anything but numbers, truth values and texts.
    """
    dtype, shape, fortran, start = npy_header(data, origin, name)
    count = math.prod(shape)
    if len(data) - start != count * dtype.itemsize:
        problem = f"“{name}” is damaged: it is not as long as it says"
        raise origin.error(problem, _REMEDY)
    values = np.frombuffer(data, dtype, count, start)
    return values.reshape(shape[::-1]).T if fortran else values.reshape(shape)


def npy_header(
    data: bytes, origin: Origin, name: str
) -> tuple[np.dtype, tuple[int, ...], bool, int]:
    """Return the type, the shape, whether columns come first, and where the values begin."""
    wide = data[6:7] > b"\x01"
    start = 12 if wide else 10
    length = int.from_bytes(data[8:start], "little")
    damaged = origin.error(f"“{name}” does not begin as a NumPy array", _REMEDY)
    if not data.startswith(NPY) or data[6:7] not in b"\x01\x02\x03" or length > _LONGEST_HEADER:
        raise damaged
    try:
        header = ast.literal_eval(data[start : start + length].decode("latin-1").strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise damaged from None
    if not isinstance(header, dict) or header.keys() != {"descr", "fortran_order", "shape"}:
        raise damaged
    shape, fortran = header["shape"], header["fortran_order"]
    if not isinstance(shape, tuple) or not isinstance(fortran, bool) or len(shape) > 8:
        raise damaged
    if not all(type(length) is int and 0 <= length < 2**40 for length in shape):
        raise damaged
    dtype = _dtype(header["descr"])
    if dtype is None:
        objects = "O" in str(header["descr"])
        what = "Python objects" if objects else "values of another kind than numbers and texts"
        raise origin.error(f"“{name}” holds {what}, which are not read", _REMEDY)
    return dtype, shape, fortran, start + length


def _dtype(description: object) -> np.dtype | None:
    """Return the type that a header describes, None if it is none of those that are read."""
    if isinstance(description, str):
        plain = _TYPE.fullmatch(description) and not description.endswith(("U0", "S0"))
        return np.dtype(description) if plain else None
    if not isinstance(description, list) or not 0 < len(description) <= 1_000:
        return None
    fields = []
    for field in description:
        if not isinstance(field, tuple) or len(field) != 2 or not isinstance(field[0], str):
            return None
        dtype = _dtype(field[1]) if isinstance(field[1], str) else None
        if dtype is None:
            return None
        fields.append((field[0], dtype))
    try:
        return np.dtype(fields)
    except ValueError:  # two fields of the same name
        return None
