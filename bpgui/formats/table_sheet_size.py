"""How many cells a sheet spans, measured in its XML before memory is taken for them.

One cell at A1 and one at XFD1048576 span 17 thousand million. No meaning is made of the XML here,
only the largest places in it are found.
"""

import re
from xml.parsers import expat

from bpgui.formats.table_content import Origin

MOST_SHEET_CELLS = 24_000_000
_LONGEST_TAG = 1024
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,9})(\d{1,9})["']""")
_TAG = re.compile(rb"<table:(table-row|table-cell|table)\b([^>]*)>")
_COLUMNS = re.compile(rb"""number-columns-repeated\s*=\s*["'](\d{1,12})["']""")
_ROWS = re.compile(rb"""number-rows-repeated\s*=\s*["'](\d{1,12})["']""")


class XmlCheck:
    """Sees to it that what is read is whole XML without declarations of its own.

    WORKAROUND: the reader of sheets never ends on some XML that breaks off; of python-calamine 0.9.
    """

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse

    def add(self, part: bytes, *, last: bool = False) -> None:
        """Check the next part.

        Raises
        ------
        TableError
            If it is broken.
        """
        try:
            self._parser.Parse(part, last)
        except (expat.ExpatError, LookupError, ValueError):  # an encoding may be unknown, too
            self._refuse()

    def _refuse(self, *_: object) -> None:
        problem = f"“{self._origin.path.name}” is damaged: its XML is broken"
        raise self._origin.error(problem, "Open it in the program that made it, and save it again.")


class SheetMeasure:
    """The rectangle that the cells of a sheet of Excel span, part by part of its XML."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._rest = b""
        self._columns: set[bytes] = set()
        self._rows = (2**40, 0)

    def add(self, part: bytes) -> None:
        """Measure the next part.

        Raises
        ------
        TableError
            If the cells span too many.
        """
        data = self._rest + part
        self._rest = data[-_LONGEST_TAG:]
        found = _PLACE.findall(data)
        if not found:
            return
        self._columns.update({letters for letters, _ in found})
        rows = {int(digits) for digits in {digits for _, digits in found}}
        self._rows = (min(self._rows[0], *rows), max(self._rows[1], *rows))
        columns = [_column(letters) for letters in self._columns]
        width = max(columns) - min(columns) + 1
        check_span(self._origin, self._rows[1] - self._rows[0] + 1, width)


class SpreadsheetMeasure:
    """The same of the sheets of an OpenDocument file, in which equal rows and cells are counted."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._rest = b""
        self._rows = self._width = self._place = self._repeated = 0

    def add(self, part: bytes) -> None:
        """Measure the next part, as `SheetMeasure.add`."""
        data = self._rest + part
        end = data.rfind(b">") + 1
        self._rest = data[end:][-(2**16) :]
        for kind, attributes in _TAG.findall(data[:end]):
            if kind == b"table":
                self._rows = self._width = 0
            elif kind == b"table-row":
                self._place, self._repeated = 0, _number(_ROWS, attributes)
                self._rows += self._repeated
            else:
                self._place += _number(_COLUMNS, attributes)
                if b"value" in attributes:
                    self._width = max(self._width, self._place)
                    check_span(self._origin, self._rows, self._width)


def check_span(origin: Origin, height: int, width: int) -> None:
    """Raise a TableError if a sheet of this size is not read."""
    if height * width > MOST_SHEET_CELLS:
        problem = f"a sheet of “{origin.path.name}” spans {height:,} rows and {width:,} columns"
        remedy = "Delete cells far from the table, or save the sheet as CSV."
        raise origin.error(problem, remedy)


def _column(letters: bytes) -> int:
    """Return which column letters name, 1 for A."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _number(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found.group(1)) if found else 1
