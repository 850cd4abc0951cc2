"""JSON as a table: a column for each key, and for each value that is nested in a record."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from bpgui.formats.number_cells import NumberStyle
from bpgui.formats.table_blocks import Block, blocks_of
from bpgui.formats.table_building import Columns, LeftOut, build_table, no_rows
from bpgui.formats.table_content import MOST_COLUMNS, Origin, Table
from bpgui.formats.table_file import OnRows
from bpgui.formats.table_header import has_header
from bpgui.formats.table_json import Broken, JsonRecords
from bpgui.formats.table_options import TableOptions
from bpgui.formats.table_rows import Row
from bpgui.formats.table_text import TableText

LARGEST_TEXT = 256 * 2**20
_SAMPLE = 200
_DEEPEST = 6
_TOLD = 2_048


def read_records(text: TableText, options: TableOptions, on_rows: OnRows | None) -> Table:
    """Read a table from JSON.

    What is nested in a record gets a column for each of its values: "size.height", "input 2".

    Raises
    ------
    TableError
        If the text is no JSON, or no table; line and column are named.
    """
    origin = Origin(text.path, "JSON", unit="record", encoding=text.encoding)
    if len(text.data) > LARGEST_TEXT:
        problem = f"“{text.path.name}” is larger than {LARGEST_TEXT // 2**20} MB"
        raise origin.error(problem, "Save the table as CSV.")
    records = JsonRecords(text.whole(), origin)
    sample = [list(row.values()) for row in islice(_flat_rows(records), _SAMPLE)]
    style = NumberStyle.of(options, decimal_comma=options.decimal == ",")
    keys = _keys(records, origin, on_rows)
    listed = keys and all(key.startswith("\0") for key in keys)
    header = bool(listed) and records.names is None and _has_header(sample, options, style)
    if listed:
        width = Counter(map(len, sample)).most_common(1)[0][0]
        keys = keys[:width]
    names = records.names or (sample[0] if header else [key.replace("\0", "") for key in keys])

    def blocks(left_out: LeftOut) -> Iterator[Block]:
        rows = islice(_rows(records, keys, left_out), int(header), None)
        return blocks_of(left_out.of_width(rows, len(keys)), len(keys))

    columns = Columns(len(keys), names[: len(keys)], header)
    return build_table(origin, columns, style, blocks, on_rows)


def _has_header(sample: list[list[str]], options: TableOptions, style: NumberStyle) -> bool:
    if options.header is not None:
        return options.header
    rows = [row for row in sample[1:] if len(row) == len(sample[0])]
    return has_header(sample[0], rows, style)


def _flat_rows(records: JsonRecords) -> Iterator[dict[str, str]]:
    for record in records:
        if not isinstance(record, Broken):
            yield _flat(record)


def _keys(records: JsonRecords, origin: Origin, on_rows: OnRows | None) -> list[str]:
    """Return all keys, in the order in which they first occur.

    Raises
    ------
    TableError
        If there are none, for the reason why the first record was left out, or too many.
    """
    keys: dict[str, None] = {}
    first = None
    for number, record in enumerate(records):
        if isinstance(record, Broken):
            first = first or record.error
            continue
        keys.update(dict.fromkeys(_flat(record)))
        if len(keys) > MOST_COLUMNS:
            problem = f"the records have more than {MOST_COLUMNS:,} different keys"
            raise origin.error(problem, "Leave out what is not needed.", number + 1)
        if on_rows is not None and number % _TOLD == 0:
            on_rows(0)
    if not keys:
        raise first or no_rows(origin)
    return list(keys)


def _rows(records: JsonRecords, keys: list[str], left_out: LeftOut) -> Iterator[Row]:
    listed = keys[0].startswith("\0")
    for number, record in enumerate(records, 1):
        if isinstance(record, Broken):
            left_out.note_error(record.error)
            continue
        flat = _flat(record)
        if listed != isinstance(record, list) and not (listed and keys == ["\0value"]):
            left_out.note("this record is of another kind than the others", number)
        elif isinstance(record, list):
            yield Row(number, list(flat.values()))
        else:
            yield Row(number, [flat.get(key, "") for key in keys])


def _flat(record: object) -> dict[str, str]:
    """Return what a record says, nested values under names of their own.

    The columns of records that are lists begin with NUL, so that no key can be like them.
    """
    found: dict[str, str] = {}
    if isinstance(record, dict):
        for key, value in record.items():
            _add(found, key.replace("\0", ""), value, 0)
    elif isinstance(record, list):
        for number, value in enumerate(record, 1):
            _add(found, f"\0column {number}", value, 0)
    else:
        found["\0value"] = _text(record)
    return found


def _add(found: dict[str, str], name: str, value: object, depth: int) -> None:
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, member in value.items():
            _add(found, f"{name}.{key}", member, depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for number, member in enumerate(value, 1):
            _add(found, f"{name} {number}", member, depth + 1)
    else:
        found[name] = _text(value)


def _text(value: object) -> str:
    """Return a value as the text of a cell; numbers so that not one bit is lost."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    text = str(value).strip()
    return "".join("�" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
