"""ARFF, the format of Weka: attributes with their types, then rows of values, also sparse ones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.formats.number_cells import NumberStyle
from bpgui.formats.table_blocks import Block, blocks_of
from bpgui.formats.table_building import Columns, LeftOut, build_table, check_width
from bpgui.formats.table_content import Origin, Table
from bpgui.formats.table_file import OnRows
from bpgui.formats.table_options import TableOptions
from bpgui.formats.table_rows import Row
from bpgui.formats.table_text import TableText

_NUMBERS = {"numeric", "real", "integer"}
_TEXTS = {"string", "date"}
_REMEDY = "Correct the line."
# A quoted text with \ before what is meant as it is, or letters up to the next sign.
_VALUE = re.compile(
    r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,{}\s'"][^,{}]*?|))\s*(?=[,{}]|$)"""
)
_NAME = re.compile(r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s'"{},]+))\s*""")
_ESCAPED = re.compile(r"\\(.)")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r"}
_LONGEST_LINE = 4 * 2**20
_COMMENT = "%"


@dataclass(frozen=True)
class Attribute:
    """A column as the file declares it; `values` are those of a nominal one, else None."""

    name: str
    is_number: bool
    values: tuple[str, ...] | None = None


def is_arff(text: str) -> bool:
    """Whether a text begins as an ARFF file."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith(_COMMENT):
            return re.match(r"\s*@relation\b", line, re.IGNORECASE) is not None
    return False


def read_arff(text: TableText, options: TableOptions, on_rows: OnRows | None) -> Table:
    """Read a table from ARFF.

    Raises
    ------
    TableError
        If the declarations are broken; line and attribute are named. Rows that do not fit them are
        left out.
    """
    origin = Origin(text.path, "ARFF", encoding=text.encoding)
    attributes, first = _declared(text, origin)
    check_width(origin, len(attributes))
    said = NumberStyle.of(options, decimal_comma=False)
    # A missing value is a question mark without quotes, which `_cells` has made an empty cell.
    style = said if options.missing is not None else NumberStyle(False, frozenset(), frozenset())
    columns = Columns(
        len(attributes),
        [attribute.name for attribute in attributes],
        classes={
            index: attribute.values
            for index, attribute in enumerate(attributes)
            if attribute.values is not None
        },
        texts=frozenset(
            index for index, attribute in enumerate(attributes) if not attribute.is_number
        ),
    )

    def blocks(left_out: LeftOut) -> Iterator[Block]:
        return blocks_of(_rows(text, first, attributes, left_out), len(attributes))

    return build_table(origin, columns, style, blocks, on_rows)


def _declared(text: TableText, origin: Origin) -> tuple[list[Attribute], int]:
    """Return the attributes, and the number of the line that says @data."""
    attributes: list[Attribute] = []
    for number, line in enumerate(text.lines(), 1):
        word, _, rest = line.strip().partition(" ")
        word, tab, more = word.partition("\t")
        rest = f"{more} {rest}" if tab else rest
        match word.lower():
            case "@data":
                if not attributes:
                    break
                return attributes, number
            case "@attribute":
                attributes.append(_attribute(rest, number, origin))
            case "@relation" | "@end":
                pass
            case _ if word and not word.startswith(_COMMENT):
                problem = "this is neither an attribute nor @data"
                raise origin.error(problem, _REMEDY, number)
    problem = f"“{text.path.name}” declares no attributes or has no line @data"
    raise origin.error(problem, "Fetch the file again.")


def _attribute(declaration: str, line: int, origin: Origin) -> Attribute:
    found = _NAME.match(declaration)
    if found is None:
        raise origin.error("an attribute has no name", _REMEDY, line)
    name, kind = _unquoted(found), declaration[found.end() :].strip()
    word = kind.split(None, 1)[0].lower() if kind else ""
    if word in _NUMBERS:
        return Attribute(name, is_number=True)
    if word in _TEXTS:
        return Attribute(name, is_number=False)
    if kind.startswith("{") and kind.endswith("}"):
        values = _split(kind[1:-1])
        if values and len(set(values)) == len(values) and None not in values:
            return Attribute(name, is_number=False, values=tuple(map(str, values)))
    problem = f"the attribute “{name}” has the type “{kind[:40]}”, which is not read"
    remedy = "Use numeric, string, date, or a list of values in braces."
    raise origin.error(problem, remedy, line)


def _rows(
    text: TableText, first: int, attributes: list[Attribute], left_out: LeftOut
) -> Iterator[Row]:
    allowed = [
        None if attribute.values is None else {"", *attribute.values} for attribute in attributes
    ]
    nominal = [index for index, values in enumerate(allowed) if values is not None]
    for number, line in enumerate(text.lines(), 1):
        if number <= first or not line.strip() or line.lstrip().startswith(_COMMENT):
            continue
        cells = _cells(line.strip(), attributes) if len(line) < _LONGEST_LINE else None
        if cells is None:
            left_out.note("the values here are not separated as they should be", number)
        elif len(cells) != len(attributes):
            said = f"{len(cells)} value{'s' * (len(cells) != 1)}"
            problem = f"this row has {said} for {len(attributes)} attributes"
            left_out.note(problem, number)
        else:
            wrong = next((i for i in nominal if cells[i] not in (allowed[i] or ())), None)
            if wrong is None:
                yield Row(number, cells)
            else:
                name = attributes[wrong].name
                problem = f"“{cells[wrong][:40]}” is none of the values of “{name}”"
                left_out.note(problem, number)


def _cells(line: str, attributes: list[Attribute]) -> list[str] | None:
    """Return the cells of a row, missing ones empty; None if the line cannot be read."""
    if line.startswith("{"):
        return _sparse(line, attributes)
    # A weight of the row may follow in braces; all rows count alike here.
    values = _split(re.sub(r",\s*\{[^{}]*\}$", "", line))
    return None if values is None else ["" if value is None else value for value in values]


def _sparse(line: str, attributes: list[Attribute]) -> list[str] | None:
    """Return the cells of a row such as {1 0.5, 3 'red'}; the others are 0 or the first value."""
    inside, brace, _ = line[1:].partition("}")
    cells = ["0" if a.values is None else a.values[0] for a in attributes]
    pairs = _split_quoted(inside) if inside.strip() else []
    if not brace or pairs is None:
        return None
    for pair in pairs:
        index, _, value = pair.strip().partition(" ")
        values = _split(value)
        if not index.isdecimal() or int(index[:6]) >= len(cells) or not values or len(values) != 1:
            return None
        cells[int(index)] = values[0] or ""
    return cells


def _split_quoted(text: str) -> list[str]:
    """Split at the commas that are not in quotes."""
    return re.findall(r"""(?:[^,'"]|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")+""", text)


def _split(text: str) -> list[str | None] | None:
    """Return the values between commas, None for a question mark; None if quotes are broken."""
    if "'" not in text and '"' not in text and "\\" not in text:
        plain = (value.strip() for value in text.split(","))
        return [None if value == "?" else value for value in plain]
    values: list[str | None] = []
    place = 0
    while True:
        found = _VALUE.match(text, place)
        if found is None:
            return None
        values.append(None if found.group(3) == "?" else _unquoted(found))
        place = found.end()
        if place >= len(text):
            return values
        if text[place] != ",":
            return None
        place += 1


def _unquoted(found: re.Match[str]) -> str:
    quoted = found.group(1) if found.group(1) is not None else found.group(2)
    if quoted is None:
        return found.group(3).strip()
    return _ESCAPED.sub(lambda sign: _LETTERS.get(sign.group(1), sign.group(1)), quoted)
