"""CSV and its relatives: texts whose rows are lines, and whose cells are parted by a character."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from bpgui.formats.number_cells import NumberStyle
from bpgui.formats.table_blocks import Block, blocks_of, byte_block
from bpgui.formats.table_building import Columns, LeftOut, build_table, preview_size
from bpgui.formats.table_content import Origin, Table
from bpgui.formats.table_delimiter import find_delimiter, has_decimal_comma
from bpgui.formats.table_error import TableError
from bpgui.formats.table_file import OnRows
from bpgui.formats.table_header import has_header
from bpgui.formats.table_lines import WHITE_SPACE, Lines
from bpgui.formats.table_options import TableOptions
from bpgui.formats.table_rows import Row, rows_of
from bpgui.formats.table_text import TableText

_SAMPLE = 200
_BLOCK = 2**18
_MOST_BROKEN = 100
_FORMATS = {",": "CSV", ";": "CSV", "\t": "TSV", WHITE_SPACE: "White-space text"}


def read_delimited(text: TableText, options: TableOptions, on_rows: OnRows | None) -> Table:
    """Read a table from a text.

    Parameters
    ----------
    text
        The file.
    options, on_rows
        As in `bpgui.formats.table.read_table`.

    Raises
    ------
    TableError
        If the text is no table.
    """
    delimiter = options.delimiter or find_delimiter(text, options.comment)
    name = _FORMATS.get(delimiter, "Text")
    origin = Origin(text.path, name, delimiter=delimiter, encoding=text.encoding)
    source = _Source(text, origin, options.comment)
    left_out = LeftOut(origin)
    sample = list(islice(source.rows(left_out), _SAMPLE))
    if not sample and left_out.first:
        raise left_out.first
    width = _width(text, origin, sample)
    comma = options.decimal == ","
    if options.decimal is None:
        comma = has_decimal_comma(text, delimiter, options.comment)
    style = NumberStyle.of(options, decimal_comma=comma)
    first, *others = (row.cells for row in sample if len(row.cells) == width)
    header = options.header
    if header is None:
        header = has_header(first, others, style)
    columns = Columns(width, first if header else None, header)
    notes = [_guess(text)] if text.guessed else []
    return build_table(
        origin, columns, style, lambda noted: source.blocks(columns, noted), on_rows, notes
    )


class _Source:
    """The rows of a text, from the first on, as often as they are asked for."""

    def __init__(self, text: TableText, origin: Origin, comment: str) -> None:
        self._text, self._origin, self._comment = text, origin, comment
        self._delimiter = origin.delimiter
        # Blocks of bytes are for what stands in lines of their own.
        self._careful = [b'"', *([comment.encode()] if comment else [])]
        self._quick = self._delimiter.isascii()

    def rows(self, left_out: LeftOut, lines: Lines | None = None) -> Iterator[Row]:
        """Iterate over the rows."""
        broken = 0

        def note(error: TableError) -> None:
            nonlocal broken
            broken += 1
            if broken > _MOST_BROKEN:
                raise error
            left_out.note_error(error)

        lines = lines or Lines(self._text, self._delimiter, self._comment)
        return rows_of(lines, self._text, self._delimiter, note)

    def blocks(self, columns: Columns, left_out: LeftOut) -> Iterator[Block]:
        """Iterate over the rows below the header."""
        lines = Lines(self._text, self._delimiter, self._comment)
        rows = left_out.of_width(self.rows(left_out, lines), columns.width)
        rows = islice(rows, int(columns.header), None)
        first = list(islice(rows, preview_size(columns.width)))
        yield from blocks_of(iter(first), columns.width)
        while True:
            while (block := self._quick_block(lines, columns.width)) is not None:
                yield block
            careful = next(blocks_of(rows, columns.width), None)
            if careful is None:
                return
            yield careful

    def _quick_block(self, lines: Lines, width: int) -> Block | None:
        """Return the next lines as they are, and move on; None where they need care."""
        if not (self._quick and lines.at_place) or lines.place >= len(lines.data):
            return None
        end = lines.data.rfind(b"\n", lines.place, lines.place + _BLOCK) + 1
        if end <= lines.place:
            return None
        data = lines.data[lines.place : end]
        if any(sign in data for sign in self._careful) or _has_lone_return(data):
            return None
        block = byte_block(data, self._delimiter, width, lines.count + 1)
        if block is not None:
            lines.place = end
            lines.count += len(block.lines)
        return block


def _has_lone_return(data: bytes) -> bool:
    r"""Whether some lines end with "\r" alone."""
    returns = data.count(b"\r")
    return returns > 0 and returns != data.count(b"\r\n")


def _width(text: TableText, origin: Origin, sample: list[Row]) -> int:
    """Return the number of columns that most rows have."""
    if not sample:
        name = text.path.name
        empty = not text.data[text.start :].strip()
        problem = f"“{name}” is empty" if empty else f"“{name}” has no rows"
        raise origin.error(problem, "Choose a file with rows of data.")
    return Counter(len(row.cells) for row in sample).most_common(1)[0][0]


def _guess(text: TableText) -> str:
    return (
        f"The file does not say its encoding and was read as {text.encoding}; if letters look "
        "wrong, choose another."
    )
