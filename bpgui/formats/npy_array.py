"""Reading one .npy array that nobody vouches for: nothing is allocated on its word."""

import re
import zipfile
from collections.abc import Sequence

import numpy as np

from bpgui.formats.weights_error import WeightsError

_MAGIC = b"\x93NUMPY"
LONGEST_HEADER = 4096
_WANTED = ("f8", "b1")
_HEADER = re.compile(
    r"\s*\{\s*'descr'\s*:\s*'([<>|=]?)([fbiuU])(\d{1,7})'\s*,"
    r"\s*'fortran_order'\s*:\s*(True|False)\s*,"
    r"\s*'shape'\s*:\s*\(([\d\s,]{0,40})\)\s*,?\s*\}\s*"
)


def read_member(archive: zipfile.ZipFile, name: str, largest: int) -> np.ndarray:
    """Return one array of an .npz file.

    Parameters
    ----------
    archive
        The .npz file.
    name
        Of the array, without ".npy".
    largest
        How many bytes its values may take.

    Returns
    -------
    ndarray
        Of float64, bool or text, with its own memory.

    Raises
    ------
    WeightsError
        If it is not there, of another type, larger, or not as long as its header says.
    """
    try:
        info = archive.getinfo(f"{name}.npy")
    except KeyError:
        raise WeightsError(f"The array “{name}” is missing.") from None
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise WeightsError(f"The array “{name}” is compressed in a way NumPy does not use.")
    if info.file_size > largest + LONGEST_HEADER:
        raise WeightsError(f"The array “{name}” is larger than the network needs.")
    with archive.open(info) as file:
        # One byte more than promised, so that a member that goes on is found out.
        data = file.read(info.file_size + 1)
    return _parse(data, name, largest)


def _parse(data: bytes, name: str, largest: int) -> np.ndarray:
    start, dtype, shape, fortran = parse_header(data, name)
    count = 1
    for length in shape:
        count *= length
    size = count * dtype.itemsize
    if size > largest or len(data) - start != size:
        raise WeightsError(f"The array “{name}” is not as long as it says.")
    values = np.frombuffer(data, dtype, count, start)
    ordered = values.reshape(shape[::-1]).T if fortran else values.reshape(shape)
    return np.array(ordered, dtype=dtype.newbyteorder("="), order="C")


def parse_header(
    data: bytes, name: str, wanted: Sequence[str] | None = None
) -> tuple[int, np.dtype, tuple[int, ...], bool]:
    """Return where the values begin, their type and shape, and whether columns come first.

    Parameters
    ----------
    data
        Begins as the file does.
    name
        Of the array, for the sentences.
    wanted
        The types it may have, as "f8"; float64, bool and text where not given.
    """
    wide = data[6:7] > b"\x01"
    start = 12 if wide else 10
    length = int.from_bytes(data[8:start], "little")
    found = None
    if data.startswith(_MAGIC) and data[6:7] in b"\x01\x02\x03" and length <= LONGEST_HEADER:
        header = data[start : start + length].decode("latin-1")
        found = _HEADER.fullmatch(header)
    if found is None:
        raise WeightsError(f"The array “{name}” does not begin as a NumPy array of numbers.")
    order, letter, size, fortran, shape = found.groups()
    if wanted is not None and letter + size not in wanted:
        raise WeightsError(f"The array “{name}” must hold values of the type {wanted[0]}.")
    if wanted is None and letter + size not in _WANTED and letter != "U":
        raise WeightsError(f"The array “{name}” must hold numbers of 64 bits.")
    lengths = tuple(int(part) for part in shape.replace(" ", "").split(",") if part)
    return start + length, np.dtype(f"{order}{letter}{size}"), lengths, fortran == "True"
