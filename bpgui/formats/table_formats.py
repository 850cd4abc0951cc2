"""Which format a file is in, by what it begins with: the reader of each is imported when needed."""

from bpgui.formats.table_content import Origin, Table
from bpgui.formats.table_delimited import read_delimited
from bpgui.formats.table_file import OnRows, TableFile
from bpgui.formats.table_options import TableOptions
from bpgui.formats.table_text import TableText, decode

SUFFIXES = (
    *(".csv", ".tsv", ".txt", ".dat", ".data", ".xlsx", ".xlsm", ".xls", ".ods", ".json"),
    *(".jsonl", ".ndjson", ".npy", ".npz", ".idx", "-ubyte", ".arff", ".pat"),
    ".gz",
)
"""What the names of tables usually end with; their content alone decides."""

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_NPY = b"\x93NUMPY"
_FOREIGN = (
    (b"\x89PNG", "a picture", "Open the folder that holds a folder of pictures a class."),
    (b"\xff\xd8\xff", "a picture", "Open the folder that holds a folder of pictures a class."),
    (b"%PDF", "a PDF document", ""),
    (b"\x89HDF", "an HDF5 file", ""),
    (b"SQLite format 3", "a database", ""),
    (b"PAR1", "a Parquet file", ""),
    (b"BZh", "a file packed by bzip2", "Unpack it first."),
    (b"\xfd7zXZ", "a file packed by xz", "Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "a file packed by zstd", "Unpack it first."),
)
_REMEDY = "Save the data as CSV in the program that made them, and open that file."
_RECORDS = (".json", ".jsonl", ".ndjson")
_BEGINNING = 65_536


def read_by_content(file: TableFile, options: TableOptions, on_rows: OnRows | None) -> Table:
    """Read a file as what it begins as; see `bpgui.formats.table.read_table`."""
    from bpgui.formats.table_idx import is_idx, read_idx

    data = file.data
    _check_not_foreign(file)
    if data.startswith(_ZIP):
        return _read_zip(file, options, on_rows)
    if data.startswith(_OLD_EXCEL):
        from bpgui.formats.table_sheets import read_old_excel

        return read_old_excel(file, options, on_rows)
    if data.startswith(_NPY):
        from bpgui.formats.table_npy import read_npy

        return read_npy(file, on_rows)
    if is_idx(data):
        return read_idx(file, on_rows)
    return read_text_by_content(decode(file, options.encoding), file.suffix, options, on_rows)


def read_text_by_content(
    text: TableText, suffix: str, options: TableOptions, on_rows: OnRows | None
) -> Table:
    """Read a text as what it begins as, a list in brackets also as what its name ends with."""
    from bpgui.formats.table_arff import is_arff, read_arff
    from bpgui.formats.table_snns import SNNS, read_snns

    begin = text.data[text.start : text.start + _BEGINNING].decode(errors="ignore").lstrip()
    if begin.startswith(SNNS):
        return read_snns(text, options, on_rows)
    if is_arff(begin):
        return read_arff(text, options, on_rows)
    if options.delimiter is None and _is_json(begin, suffix):
        from bpgui.formats.table_records import read_records

        return read_records(text, options, on_rows)
    return read_delimited(text, options, on_rows)


def _is_json(begin: str, suffix: str) -> bool:
    if begin[:1] not in {"{", "["}:
        return suffix in _RECORDS
    inside = begin[1:].lstrip()[:1]
    likely = '"}' if begin[0] == "{" else '[{"]-0123456789tfn'
    return suffix in _RECORDS or (inside != "" and inside in likely)


def _read_zip(file: TableFile, options: TableOptions, on_rows: OnRows | None) -> Table:
    from bpgui.formats.table_npz import read_npz
    from bpgui.formats.table_sheets import read_excel, read_opendocument
    from bpgui.formats.table_zip import Archive

    origin = Origin(file.path, "")
    archive = Archive(file.data, origin)
    if "xl/workbook.xml" in archive.names:
        return read_excel(file, archive, options, on_rows)
    if "content.xml" in archive.names:
        return read_opendocument(file, archive, options, on_rows)
    if any(name.endswith(".npy") for name in archive.names):
        return read_npz(file, archive, options.part, on_rows)
    if "xl/workbook.bin" in archive.names:
        problem = f"“{file.path.name}” is a binary workbook of Excel"
        raise origin.error(problem, "Save it as .xlsx, and open that file.")
    problem = f"“{file.path.name}” is a zip file without a table that bpgui reads"
    raise origin.error(problem, "Unpack it, and open the table in it.")


def _check_not_foreign(file: TableFile) -> None:
    for signature, kind, remedy in _FOREIGN:
        if file.data.startswith(signature):
            problem = f"“{file.path.name}” is {kind}, not a table"
            raise Origin(file.path, "").error(problem, remedy or _REMEDY)
