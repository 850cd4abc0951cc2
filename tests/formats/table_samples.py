"""One small file of every format that tables are read from, mostly by other libraries."""

import gzip
import io
import json
import struct

import numpy as np
import openpyxl

from tests.formats.damage import packed

ROWS = [(i, i / 4, "rot" if i % 3 else "blau") for i in range(12)]

CSV = (
    "# made today\nname;größe;preis;farbe\n"
    + "".join(f'"a;{i}";{i},5;{i * i};{"rot" if i % 3 else "blau"}\n' for i in range(30))
).encode()
TSV = ("a\tb\tc\n" + "".join(f"{i}\t{x}\t{word}\n" for i, x, word in ROWS)).encode("utf-16")
RECORDS = json.dumps([{"a": i, "b": x, "c": word} for i, x, word in ROWS]).encode()
LINES = b"\n".join(json.dumps({"a": i, "b": x, "c": word}).encode() for i, x, word in ROWS)
ARFF = (
    "% a comment\n@relation 'two words'\n@attribute a numeric\n@attribute b real\n"
    "@attribute c {rot, blau}\n@data\n" + "".join(f"{i},{x},{word}\n" for i, x, word in ROWS)
).encode()
PATTERNS = (
    b"SNNS pattern definition file V3.2\ngenerated at Mon Apr 25 18:08:50 1994\n\n\n"
    b"No. of patterns : 4\nNo. of input units : 2\nNo. of output units : 1\n\n"
    b"# Input pattern 1:\n0 0\n# Output pattern 1:\n0\n0 1\n1\n1 0\n1\n1 1\n0\n"
)
IDX = struct.pack(">BBBBIII", 0, 0, 8, 3, 5, 4, 4) + bytes(range(80))
_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Sheet1">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""


def npy() -> bytes:
    """Return an array of numbers as NumPy writes it."""
    file = io.BytesIO()
    np.save(file, np.arange(24.0).reshape(8, 3))
    return file.getvalue()


def npz() -> bytes:
    """Return inputs and targets in an archive as NumPy writes it."""
    file = io.BytesIO()
    np.savez_compressed(file, X=np.arange(24.0).reshape(8, 3), y=np.arange(8))
    return file.getvalue()


def excel() -> bytes:
    """Return a workbook of two sheets."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [("a", "b", "c"), *ROWS]:
        sheet.append(row)
    book.create_sheet("other").append(["x", 1])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods() -> bytes:
    """Return an OpenDocument sheet."""
    cells = "".join(
        "<table:table-row>"
        f'<table:table-cell office:value-type="float" office:value="{i}"/>'
        f'<table:table-cell office:value-type="float" office:value="{x}"/>'
        f'<table:table-cell office:value-type="string"><text:p>{word}</text:p></table:table-cell>'
        "</table:table-row>"
        for i, x, word in ROWS
    )
    content = _CONTENT.format(rows=cells).encode()
    return packed(
        [
            ("mimetype", _ODS_TYPE),
            ("META-INF/manifest.xml", _MANIFEST.encode()),
            ("content.xml", content),
        ]
    )


SAMPLES: dict[str, bytes] = {
    "data.csv": CSV,
    "data.tsv": TSV,
    "data.json": RECORDS,
    "data.jsonl": LINES,
    "data.npy": npy(),
    "data.npz": npz(),
    "data-idx3-ubyte": IDX,
    "data-idx3-ubyte.gz": gzip.compress(IDX),
    "data.arff": ARFF,
    "data.pat": PATTERNS,
    "data.xlsx": excel(),
    "data.ods": ods(),
}
