"""Reading SNNS network definition files (.net): sections of rows, checked one by one.

The kernel of SNNS reads them with `scanf`; here a row is a line, and continues on the next where
its connections end in a comma. Lines that begin with # are remarks.
"""

import math
import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.formats.weights_error import WeightsError, check_length
from bpgui.formats.weights_layers import MOST_PARAMETERS

LARGEST_NET = 64 * 2**20
TITLE = "SNNS network definition file"
DESCRIPTION = "# bpgui "
"""Begins the remark in which this program says what SNNS has no words for."""
_SECTION = re.compile(r"(\w[\w ]*) section\s*:\s*")
_BORDER = re.compile(r"-[-|]*-\s*")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
_LINK = re.compile(r"\s*(\d{1,9})\s*:\s*([^,\s]+)\s*", re.ASCII)
_IGNORED = ("subnet definition", "layer definition", "3D translation")


class SnnsUnit(NamedTuple):
    """One row of the unit definition section, its defaults filled in.

    Attributes
    ----------
    line
        Where it stands in the file.
    name
        Empty if it has none.
    bias
        Which some activation functions of SNNS leave aside.
    kind
        "i", "h" or "o".
    function
        The name of its activation function in SNNS.
    """

    line: int
    name: str
    bias: float
    kind: str
    function: str


@dataclass(frozen=True, eq=False)
class SnnsNet:
    """What a file says, in its own order.

    Attributes
    ----------
    units
        By their number less one.
    targets, sources, weights
        One a connection, (n,): from which unit into which, by their numbers less one.
    description
        The JSON in the remark of this program, or None.
    """

    units: list[SnnsUnit]
    targets: IntArray
    sources: IntArray
    weights: FloatArray
    description: str | None


def parse_net(data: bytes, name: str) -> SnnsNet:
    """Return what an SNNS network definition file says.

    Parameters
    ----------
    data
        The file.
    name
        Of the file, for the sentences.

    Raises
    ------
    WeightsError
        Wherever it cannot be understood or means what a network of this program cannot be; the
        sentence names the line.
    """
    check_length(data, name, LARGEST_NET)
    return _Parser(data, name).net()


class _Parser:
    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._text = _decoded(data)
        self._line = 0
        self._description: str | None = None
        self._lines = self._iterate()
        self._units: list[SnnsUnit] = []
        self._targets, self._sources = array("q"), array("q")
        self._weights = array("d")
        self._with_links: set[int] = set()
        self._default = ("h", "Act_Logistic", "Out_Identity")
        self._types: dict[str, tuple[str, str]] = {}

    def net(self) -> SnnsNet:
        """Read the whole file."""
        first = next(self._lines, "")
        if not first.startswith(TITLE):
            self._fail(f"an SNNS network file begins with “{TITLE}”")
        readers: dict[str, Callable[[list[str]], None]] = {
            "unit default": self._read_default,
            "type definition": self._read_type,
            "unit definition": self._read_unit,
            "connection definition": self._read_links,
            "site definition": self._refuse_sites,
            "time delay": self._refuse_delays,
            **dict.fromkeys(_IGNORED, lambda _cells: None),
        }
        for line in self._lines:
            if (match := _SECTION.fullmatch(line)) is not None:
                reader = readers.get(match[1])
                if reader is None:
                    self._fail(f"there is no “{match[1][:40]} section” in such files")
                self._read_section(match[1], reader)
            elif self._units or not (":" in line or line.startswith("generated at")):
                self._fail(f"“{line[:40]}” belongs to no section")
        if not self._units:
            self._fail("there is no unit definition section")
        return SnnsNet(
            self._units,
            np.array(self._targets, dtype=np.intp),
            np.array(self._sources, dtype=np.intp),
            np.array(self._weights, dtype=np.float64),
            self._description,
        )

    # ---- lines and rows --------------------------------------------------------------------

    def _iterate(self) -> Iterator[str]:
        """Iterate over the lines that are neither blank nor remarks."""
        start = 0
        while start < len(self._text):
            end = self._text.find("\n", start)
            end = len(self._text) if end < 0 else end
            line = self._text[start:end].strip()
            self._line += 1
            start = end + 1
            if line.startswith(DESCRIPTION + "{"):
                self._description = line.removeprefix(DESCRIPTION)
            elif line and not line.startswith("#"):
                yield line

    def _read_section(self, title: str, reader: Callable[[list[str]], None]) -> None:
        """Read the rows between the two borders of a section."""
        for line in self._lines:
            if _BORDER.fullmatch(line):
                break
        for line in self._lines:
            if _BORDER.fullmatch(line):
                return
            if _SECTION.fullmatch(line):
                break
            reader([cell.strip() for cell in self._whole_row(line).split("|")])
        self._fail(f"the {title} section does not end with a line of dashes; the file is cut off")

    def _whole_row(self, line: str) -> str:
        """Return a row with the lines on which its connections go on."""
        parts = [line]
        while parts[-1].endswith(",") and (following := next(self._lines, None)) is not None:
            parts.append(following)
        return "".join(parts)

    def _fail(self, problem: str, line: int | None = None) -> NoReturn:
        raise WeightsError(f"“{self._name}”, line {line or self._line}: {problem}.")

    # ---- the sections ----------------------------------------------------------------------

    def _read_default(self, cells: list[str]) -> None:
        if len(cells) != 7:
            self._fail(f"{len(cells)} columns where the defaults of units have 7")
        self._default = (cells[2], cells[5], cells[6])

    def _read_type(self, cells: list[str]) -> None:
        if len(cells) != 4:
            self._fail(f"{len(cells)} columns where a type of units has 4")
        if cells[3]:
            self._refuse_sites(cells)
        self._types[cells[0]] = (cells[1], cells[2])

    def _read_unit(self, cells: list[str]) -> None:
        if not 9 <= len(cells) <= 10:
            self._fail(f"{len(cells)} columns where a unit has 10")
        number, kind_name, name, _, bias, kind, _, function, output, *sites = cells
        if number != str(len(self._units) + 1):
            self._fail(f"unit {len(self._units) + 1} is expected here, not “{number[:20]}”")
        if any(sites):
            self._refuse_sites(cells)
        if kind_name:
            if kind_name not in self._types:
                self._fail(f"there is no type of units “{kind_name[:40]}”")
            function, output = self._types[kind_name]
        kind, function, output = (
            given or default
            for given, default in zip((kind, function, output), self._default, strict=True)
        )
        if output not in ("", "Out_Identity"):
            self._fail(
                f"unit {number} has the output function {output[:40]}; there is only identity"
            )
        if kind not in ("i", "h", "o"):
            self._fail(
                f"unit {number} is of the kind “{kind[:10]}”; there are i, h and o: inputs, hidden "
                "units and outputs"
            )
        value = self._number(bias, f"the bias of unit {number}") if bias else 0.0
        self._units.append(SnnsUnit(self._line, name, value, kind, function))

    def _read_links(self, cells: list[str]) -> None:
        if len(cells) != 3:
            self._fail(f"{len(cells)} columns where connections have 3")
        if cells[1]:
            self._refuse_sites(cells)
        target = self._unit(cells[0])
        seen = set()
        for cell in cells[2].removesuffix(",").split(","):
            match = _LINK.fullmatch(cell)
            if match is None:
                self._fail(f"“{cell.strip()[:30]}” is not a source with its weight, as 3:0.5")
            source = self._unit(match[1])
            if source in seen:
                self._fail(f"unit {target + 1} receives from unit {source + 1} twice")
            seen.add(source)
            self._targets.append(target)
            self._sources.append(source)
            self._weights.append(self._number(match[2], f"the weight from unit {source + 1}"))
        if target in self._with_links:
            self._fail(f"unit {target + 1} has two rows of connections")
        self._with_links.add(target)
        if len(self._weights) > MOST_PARAMETERS:
            self._fail(f"there are more than {MOST_PARAMETERS:,} connections")

    def _refuse_sites(self, _cells: list[str]) -> NoReturn:
        self._fail("units with sites sum their inputs in several ways, which this program cannot")

    def _refuse_delays(self, _cells: list[str]) -> NoReturn:
        self._fail("time delays remember earlier patterns, which this program cannot")

    def _unit(self, number: str) -> int:
        if not (number.isdecimal() and len(number) < 10 and 1 <= int(number) <= len(self._units)):
            self._fail(f"there is no unit {number[:20]}; there are {len(self._units):,}")
        return int(number) - 1

    def _number(self, text: str, what: str) -> float:
        if len(text) > 400 or not _NUMBER.fullmatch(text) or not math.isfinite(float(text)):
            self._fail(f"{what}, “{text[:30]}”, is not a finite number")
        return float(text)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
