"""Reading back the numbers of a Python script, without running it."""

import re

import numpy as np

from bpgui.core.arrays import BoolArray, FloatArray
from bpgui.formats.weights_c_reader import assembled
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile

# Names stand in strings, and each item on a line of its own that is indented.
_LIST = re.compile(r"^([A-Z]\w*) = \[\n((?:    .*\n)*)\]$", re.MULTILINE)


def from_python(data: bytes, given: WeightsFile) -> WeightsFile:
    """Return the weights and scalings in a script that `to_python` wrote; the rest as given.

    Raises
    ------
    WeightsError
        If the script is of another network.
    """
    text = data.decode("utf-8", "replace")
    lists = {match[1]: match.span(2) for match in _LIST.finditer(text)}

    def numbers(name: str, count: int) -> tuple[FloatArray, BoolArray]:
        if name.upper() not in lists:
            raise WeightsError(f"The script has no list “{name.upper()}”.")
        return _numbers(text[slice(*lists[name.upper()])], name.upper(), count)

    return assembled(given, numbers, scaled=lambda end: f"{end.upper()}_OFFSET" in lists)


def _numbers(text: str, name: str, count: int) -> tuple[FloatArray, BoolArray]:
    literals = re.findall(r"[^\s,\[\]]+", text)
    if len(literals) != count:
        raise WeightsError(f"The list “{name}” has {len(literals):,} numbers, not {count:,}.")
    try:
        values = np.array([float(literal) for literal in literals])
    except ValueError as error:
        raise WeightsError(f"In the list “{name}” there is something that is no number.") from error
    return values, np.array([literal != "0" for literal in literals], dtype=np.bool_)
