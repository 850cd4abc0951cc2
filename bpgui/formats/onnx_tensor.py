"""The numbers of one tensor in an ONNX file that nobody vouches for."""

import math

import numpy as np

from bpgui.formats.onnx_message import Message
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_layers import MOST_PARAMETERS

# How each type of TensorProto.DataType is stored: as raw bytes, and in which field otherwise.
_KINDS = {
    1: ("<f4", "floats", "<f4"),
    11: ("<f8", "doubles", "<f8"),
    10: ("<f2", "ints", ""),
    6: ("<i4", "ints", ""),
    7: ("<i8", "longs", ""),
}
FLOAT, DOUBLE, HALF, STRING = 1, 11, 10, 8
_MOST_DIMENSIONS = 8


def array_of(tensor: Message, where: str) -> np.ndarray:
    """Return the values of a tensor as 64-bit numbers, or as whole numbers or names.

    Parameters
    ----------
    tensor
        As `read_model` returns it.
    where
        What it is, for the sentences.

    Raises
    ------
    WeightsError
        If its data are in another file, of another type, or not as many as its shape says.
    """
    if tensor.fields.get("external") or tensor.whole("location"):
        raise WeightsError(
            f"{where} is kept in another file; save the model with its weights inside."
        )
    shape = tensor.wholes("dimensions").tolist()
    if len(shape) > _MOST_DIMENSIONS or any(length < 0 for length in shape):
        raise WeightsError(f"{where} has a shape that no tensor has.")
    count = math.prod(shape)
    if count > MOST_PARAMETERS:
        raise WeightsError(f"{where} has more than {MOST_PARAMETERS:,} numbers.")
    values = _values(tensor, where)
    if values.size != count:
        raise WeightsError(f"{where} has {values.size:,} numbers, and its shape {count:,}.")
    return values.reshape(shape)


def _values(tensor: Message, where: str) -> np.ndarray:
    kind = tensor.whole("kind")
    if kind == STRING:
        return np.array(tensor.texts("strings"), dtype=object)
    if kind not in _KINDS:
        raise WeightsError(f"{where} is of a type this program does not read (number {kind}).")
    raw, name, packed = _KINDS[kind]
    whole = raw in {"<i4", "<i8"}
    if "raw" in tensor.fields:
        values = tensor.numbers("raw", raw)
    elif packed:
        values = tensor.numbers(name, packed)
    else:
        values = _from_integers(tensor.wholes(name), raw, where)
    return values.astype(np.int64 if whole else np.float64)


def _from_integers(numbers: np.ndarray, raw: str, where: str) -> np.ndarray:
    """Return numbers that are stored as integers; half ones by their bits."""
    if raw != "<f2":
        return numbers
    if ((numbers < 0) | (numbers >= 2**16)).any():
        raise WeightsError(f"{where} has a number that does not have 16 bits.")
    return numbers.astype("<u2").view("<f2")
