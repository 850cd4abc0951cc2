"""Excel and OpenDocument sheets: checked, unpacked and bounded before the reader sees them."""

import contextlib
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from bpgui.formats.number_cells import NumberStyle
from bpgui.formats.table_blocks import Block, blocks_of
from bpgui.formats.table_building import Columns, LeftOut, build_table, check_width, no_rows
from bpgui.formats.table_content import Origin, Table
from bpgui.formats.table_error import TableError
from bpgui.formats.table_file import OnRows, TableFile
from bpgui.formats.table_header import has_header
from bpgui.formats.table_options import TableOptions
from bpgui.formats.table_rows import Row
from bpgui.formats.table_sheet_size import SheetMeasure, SpreadsheetMeasure, XmlCheck
from bpgui.formats.table_zip import Archive

_OPENDOCUMENT = ("mimetype", "META-INF/manifest.xml", "content.xml")
_SAMPLE = 200
_MOST_TITLES = 10
_LARGEST_OLD = 64 * 2**20


def read_excel(
    file: TableFile, archive: Archive, options: TableOptions, on_rows: OnRows | None
) -> Table:
    """Read a sheet of an .xlsx or .xlsm file."""
    origin = Origin(file.path, "Excel", unit="row")
    wanted = [name for name in archive.names if name.endswith((".xml", ".rels"))]
    data = _repacked(origin, archive, [name for name in wanted if "/media/" not in name])
    return _read(data, origin, options, on_rows)


def read_opendocument(
    file: TableFile, archive: Archive, options: TableOptions, on_rows: OnRows | None
) -> Table:
    """Read a sheet of an .ods file."""
    origin = Origin(file.path, "OpenDocument", unit="row")
    wanted = [name for name in _OPENDOCUMENT if name in archive.names]
    return _read(_repacked(origin, archive, wanted), origin, options, on_rows)


def read_old_excel(file: TableFile, options: TableOptions, on_rows: OnRows | None) -> Table:
    """Read a sheet of an .xls file."""
    origin = Origin(file.path, "Excel 97", unit="row")
    if len(file.data) > _LARGEST_OLD:
        raise origin.error(f"“{file.path.name}” is too large", "Save it as .xlsx or CSV.")
    return _read(file.data, origin, options, on_rows)


def _repacked(origin: Origin, archive: Archive, names: list[str]) -> bytes:
    """Return an archive of these members, unpacked, as they were checked.

    The reader of sheets believes what a file says of itself, and takes memory for it: for every
    cell of the rectangle that the used ones span. So it gets to see only what was measured.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as packed:
        for name in names:
            measure = SpreadsheetMeasure(origin) if name == "content.xml" else SheetMeasure(origin)
            check = XmlCheck(origin)
            with packed.open(name, "w", force_zip64=True) as member:
                for part in archive.parts(name):
                    measure.add(part)
                    if name != "mimetype":
                        check.add(part)
                    member.write(part)
            if name != "mimetype":
                check.add(b"", last=True)
    return stream.getvalue()


def _read(data: bytes, origin: Origin, options: TableOptions, on_rows: OnRows | None) -> Table:
    with _refusals(origin):
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = tuple(book.sheet_names)
    if options.part is not None and options.part not in names:
        problem = f"there is no sheet “{options.part}” in “{origin.path.name}”"
        raise origin.error(problem, "Choose another sheet.")
    failed: TableError | None = None
    many = len(names) > 1
    for name, sheet in _sheets(book, names if options.part is None else (options.part,), origin):
        found = replace(origin, parts=names if many else (), part=name if many else "")
        try:
            return _table(sheet, found, options, on_rows)
        except TableError as error:
            failed = failed or error.of_part(found.part, found.parts)
    raise failed or no_rows(origin).of_part(options.part or "", names if many else ())


def _sheets(
    book: Any,  # noqa: ANN401 - a lazily imported class without types
    names: Iterable[str],
    origin: Origin,
) -> Iterator[tuple[str, "_Sheet"]]:
    """Iterate over the sheets that are not empty; last over those of one column, such as titles."""
    narrow = []
    for name in names:
        with _refusals(origin):
            sheet = _Sheet(book.get_sheet_by_name(name), origin)
        if sheet.height and sheet.width > 1:
            yield name, sheet
        elif sheet.height and sheet.width:
            narrow.append((name, sheet))
    yield from narrow


@contextlib.contextmanager
def _refusals(origin: Origin) -> Iterator[None]:
    """Tell every way in which the reader of sheets fails in a sentence."""
    from python_calamine import CalamineError

    problem = f"“{origin.path.name}” is damaged, protected by a password, or of an unknown kind"
    remedy = "Open it in the program that made it, and save it again."
    try:
        yield
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, TableError):
            raise
        raise origin.error(problem, remedy) from error
    except BaseException as error:
        # WORKAROUND: what is wrong inside the reader ends it as no Exception; of python-calamine.
        if type(error).__name__ != "PanicException":
            raise
        raise origin.error(problem, remedy) from error


class _Sheet:
    """The rows of a sheet as text, as often as they are asked for."""

    def __init__(self, sheet: Any, origin: Origin) -> None:  # noqa: ANN401 - has no public class
        self._sheet, self._origin = sheet, origin
        self.height, self.width = int(sheet.height), int(sheet.width)
        self._first = sheet.start[0] + 1 if sheet.start else 1
        self.truths = False

    def rows(self) -> Iterator[Row]:
        """Iterate over the rows that are not empty."""
        with _refusals(self._origin):
            for line, values in enumerate(self._sheet.iter_rows(), self._first):
                cells = [self._text(value) for value in values]
                if any(cells):
                    yield Row(line, cells)

    def _text(self, value: object) -> str:
        """Return what a cell says; numbers so that not one bit is lost."""
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, bool):
            self.truths = True
            return "1" if value else "0"
        if isinstance(value, float):
            return repr(value).removesuffix(".0")
        if isinstance(value, dt.datetime):
            return value.isoformat(" ")
        if isinstance(value, dt.timedelta):
            return repr(value.total_seconds())
        return str(value)


def _table(sheet: _Sheet, origin: Origin, options: TableOptions, on_rows: OnRows | None) -> Table:
    check_width(origin, sheet.width)
    sample = list(islice(sheet.rows(), _SAMPLE))
    titles = _titles(sample)
    sample = sample[titles:]
    if not sample:
        raise no_rows(origin)
    style = NumberStyle.of(options, decimal_comma=options.decimal == ",")
    first, *others = (row.cells for row in sample)
    header = has_header(first, others, style) if options.header is None else options.header
    columns = Columns(sheet.width, first if header else None, header)
    notes = []
    if sheet.truths:
        notes.append("True and false were read as 1 and 0.")

    def blocks(left_out: LeftOut) -> Iterator[Block]:
        rows = sheet.rows()
        for row in islice(rows, titles):
            left_out.note("this row holds a title only", row.line)
        return blocks_of(islice(rows, int(header), None), sheet.width)

    return build_table(origin, columns, style, blocks, on_rows, notes)


def _titles(sample: list[Row]) -> int:
    """Return how many rows at the top are titles: one cell where nearly all others have several."""
    filled = [sum(map(bool, row.cells)) for row in sample]
    if not filled or sum(count > 1 for count in filled) < len(filled) / 2:
        return 0
    return next(place for place, count in enumerate(filled) if count > 1 or place == _MOST_TITLES)
