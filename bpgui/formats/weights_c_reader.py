"""Reading back the numbers of a C header, to see that it says what the network says."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bpgui.core.arrays import BoolArray, FloatArray
from bpgui.data.scaling import Scaling
from bpgui.formats.c_text import identifier
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile

# A remark is one line long, and whatever a name says stands in remarks and strings.
_ARRAY = r"^static const double {}_(\w+)\[[\d *]+\] = \{{$"
_TOKEN = re.compile(r"/\*.*?\*/|([^\s,/}]+)|\}")

Numbers = Callable[[str, int], tuple[FloatArray, BoolArray]]


def from_c(data: bytes, given: WeightsFile) -> WeightsFile:
    """Return the weights and scalings in a header that `to_c` wrote; the rest as given.

    Raises
    ------
    WeightsError
        If the header is of another network.
    """
    text = data.decode("utf-8", "replace")
    array = _ARRAY.format(identifier(given.dataset_name, "network"))
    starts = {match[1]: match.end() for match in re.finditer(array, text, re.MULTILINE)}

    def numbers(name: str, count: int) -> tuple[FloatArray, BoolArray]:
        if name not in starts:
            raise WeightsError(f"The header has no array “{name}”.")
        return _numbers(text, starts[name], name, count)

    return assembled(given, numbers, scaled=lambda end: f"{end}_offset" in starts)


def assembled(given: WeightsFile, numbers: Numbers, scaled: Callable[[str], bool]) -> WeightsFile:
    """Return a file with the numbers of an exported program.

    Parameters
    ----------
    given
        The network whose layers these are.
    numbers
        Returns the so many numbers of an array, and which of them stand for something present.
    scaled
        Whether the program scales its "input" or its "target".
    """
    network = given.network
    values, present = network.parameters.copy(), network.present.copy()
    for k, layer in enumerate(network.layers[1:], start=1):
        rows, there = (network.as_matrix(vector, k) for vector in (values, present))
        for s in layer.sources:
            columns = network.columns(k, s)
            shape = layer.units, network.layers[s].units
            found = numbers(f"w_{k}_{s}", shape[0] * shape[1])
            rows[:, columns], there[:, columns] = (array.reshape(shape) for array in found)
        if layer.bias:
            rows[:, -1], there[:, -1] = numbers(f"b_{k}", layer.units)
    scalings = [
        _scaling(given_scaling, end, numbers) if scaled(end) else _none(given_scaling)
        for end, given_scaling in (
            ("input", given.input_scaling),
            ("target", given.target_scaling),
        )
    ]
    read = replace(network, parameters=values, present=present)
    return replace(given, network=read, input_scaling=scalings[0], target_scaling=scalings[1])


def _none(given: Scaling) -> Scaling:
    return Scaling.identity(given.columns)


def _scaling(given: Scaling, end: str, numbers: Numbers) -> Scaling:
    offset, scale = (numbers(f"{end}_{what}", given.columns)[0] for what in ("offset", "scale"))
    return replace(given, offset=offset, scale=scale)


def _numbers(text: str, start: int, name: str, count: int) -> tuple[FloatArray, BoolArray]:
    values: list[float] = []
    present: list[bool] = []
    for match in _TOKEN.finditer(text, start):
        if match[0] == "}":
            break
        if match[1] is not None:
            try:
                values.append(float.fromhex(match[1]))
            except (ValueError, OverflowError):
                raise WeightsError(
                    f"In the array “{name}”, “{match[1][:30]}” is no number."
                ) from None
            present.append(match[1] != "0")
    if len(values) != count:
        raise WeightsError(f"The array “{name}” has {len(values):,} numbers, not {count:,}.")
    return np.array(values), np.array(present, dtype=np.bool_)
