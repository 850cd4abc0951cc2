"""Reading a table of patterns from a file of any of the formats."""

import os
from dataclasses import replace
from pathlib import Path

from bpgui.formats.table_columns import ColumnKind
from bpgui.formats.table_content import PREVIEW_ROWS, DeclaredRole, Table, TableProblem
from bpgui.formats.table_error import TableError
from bpgui.formats.table_file import OnRows, read_file
from bpgui.formats.table_formats import read_by_content, read_text_by_content
from bpgui.formats.table_options import FIND_OUT, TableOptions
from bpgui.formats.table_text import TableText

__all__ = [
    "PREVIEW_ROWS",
    "ColumnKind",
    "DeclaredRole",
    "Table",
    "TableError",
    "TableOptions",
    "TableProblem",
    "read_table",
    "read_table_text",
]


def read_table(
    path: str | os.PathLike[str],
    options: TableOptions = FIND_OUT,
    on_rows: OnRows | None = None,
) -> Table:
    """Read a table from a file of any of the formats.

    Parameters
    ----------
    path
        The file; at most 512 MB, 10,000 columns and 64 million cells. Or a folder that holds a
        folder of pictures a class.
    options
        What is known about it.
    on_rows
        Called with the number of rows read, now and then; what it raises ends the reading.

    Raises
    ------
    TableError
        If the file is no table; the sentence names the line. Rows with more or fewer cells than the
        others are no error but left out and listed in `Table.problems`; nor is a cell that is no
        number in a column of numbers, except in `Table.numbers`, as the column may not be needed.
    """
    place = Path(path)
    if place.is_dir():
        from bpgui.formats.table_images import read_image_folder

        return read_image_folder(place, options.part, on_rows)
    return replace(read_by_content(read_file(place), options, on_rows), asked=options)


def read_table_text(
    text: str,
    options: TableOptions = FIND_OUT,
    on_rows: OnRows | None = None,
    *,
    name: str = "clipboard",
) -> Table:
    """Read a table from a text, such as the one of a clipboard; otherwise as `read_table`.

    Parameters
    ----------
    text
        Cells parted by a delimiter, as in a CSV file; or JSON, ARFF, SNNS patterns.
    options, on_rows
        As in `read_table`; the encoding is not asked for.
    name
        What the table is called, in place of a file's name.
    """
    data = text.encode(errors="replace").replace(b"\0", b"")
    return read_text_by_content(TableText(Path(name), data, "utf-8"), "", options, on_rows)
