"""Makes the corpus of broken files: ``python -m tests.formats.broken_files`` writes it anew.

Each is broken in one way that a damaged disk, another program or an enemy may come up with. What
is said of each stands in ``broken/sentences.json``, which this leaves as it is.
"""

import base64
import gzip
import io
import json
import pickle
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from bpgui.data.problems import PROBLEMS, problem_network
from bpgui.formats.weights import WeightsFile, format_for
from tests.formats.damage import packed
from tests.formats.table_samples import ARFF, IDX, PATTERNS, RECORDS, excel

FOLDER = Path(__file__).parent / "broken"
_ZEROS = 100 * 2**20
"""Bytes that a bomb inflates to: 100 MB of 100 kB."""


def _xor() -> WeightsFile:
    problem = PROBLEMS["xor"]
    dataset = problem.make()
    return WeightsFile.of(problem_network(problem, dataset), dataset, problem.settings)


def _written(key: str) -> bytes:
    return format_for("", key).write(_xor())


# ---- weights -----------------------------------------------------------------------------------


def json_files() -> dict[str, bytes]:
    """Return broken files of readable weights."""
    whole = json.loads(_written("json"))
    text = _written("json")
    number = str(whole["layers"][-1]["biases"][0]).encode()

    def but(**changes: object) -> bytes:
        return json.dumps({**whole, **changes}).encode()

    layers = whole["layers"]
    last = layers[-1]
    source = next(iter(last["weights"]))
    short = {**last, "weights": {source: [last["weights"][source][0][:-1]]}}
    circular = {**last, "weights": {last["name"]: [[1.0]]}}
    return {
        "deep.json": b"[" * 100_000,
        "duplicate-keys.json": text.replace(b'"version"', b'"format": 1, "version"', 1),
        "huge-number.json": text.replace(number, b"1e999", 1),
        "infinite.json": text.replace(b'"biases": [', b'"biases": [Infinity, ', 1),
        "million-units.json": but(layers=[{**layers[0], "units": 10**9}, *layers[1:]]),
        "newer.json": but(version=99),
        "not-utf-8.json": text.replace(b"Hidden", b"\xff\xfeidden"),
        "other-program.json": b'{"weights": [1, 2, 3]}',
        "receives-from-itself.json": but(layers=[*layers[:-1], circular]),
        "row-too-short.json": but(layers=[*layers[:-1], short]),
        "truncated.json": text[: len(text) // 2],
    }


def _npy_claiming(shape: str, dtype: str = "'<f8'", data: bytes = b"") -> bytes:
    header = f"{{'descr': {dtype}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (63 - (len(header) + 10) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def npz_files() -> dict[str, bytes]:
    """Return broken archives of weights."""
    whole = _written("npz")
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    without_header = {name: data for name, data in members.items() if name != "header.npy"}
    pickled = pickle.dumps(["never", "load", "this"])
    flipped = bytearray(whole)
    flipped[len(whole) // 3] ^= 4

    def but(**changes: bytes) -> bytes:
        return packed([*{**members, **{f"{k}.npy": v for k, v in changes.items()}}.items()])

    return {
        "bomb.npz": but(W_1_0=_npy_claiming(f"({_ZEROS // 8},)", data=b"\0" * _ZEROS)),
        "flipped.npz": bytes(flipped),
        "lying-shape.npz": but(W_1_0=_npy_claiming("(1000000, 1000000)", data=b"\0" * 48)),
        "negative-shape.npz": but(W_1_0=_npy_claiming("(-2, -3)", data=b"\0" * 48)),
        "no-header.npz": packed([*without_header.items()]),
        "pickled.npz": but(W_1_0=_npy_claiming("(1,)", dtype="'|O'", data=pickled)),
        "truncated.npz": whole[: len(whole) // 2],
    }


def csv_files() -> dict[str, bytes]:
    """Return broken tables of weights."""
    lines = _written("csv").decode().splitlines(keepends=True)
    return {
        "no-number.csv": "".join([*lines[:-1], lines[-1].replace(",yes,", "x,yes,", 1)]).encode(),
        "row-twice.csv": "".join([*lines, lines[-1]]).encode(),
        "row-missing.csv": "".join(lines[:-1]).encode(),
    }


def safetensors_files() -> dict[str, bytes]:
    """Return broken files of tensors."""

    def made(header: object, data: bytes = b"") -> bytes:
        text = header if isinstance(header, bytes) else json.dumps(header).encode()
        return struct.pack("<Q", len(text)) + text + data

    def tensor(shape: list[int], first: int, end: int) -> dict[str, object]:
        return {"dtype": "F64", "shape": shape, "data_offsets": [first, end]}

    whole = _written("safetensors")
    return {
        "header-beyond-end.safetensors": struct.pack("<Q", 2**63 - 1) + b"{}",
        "not-json.safetensors": made(b"{{{{"),
        "lying-offsets.safetensors": made(
            {"layers.0.weight": tensor([2, 2], 0, 2**40)}, b"\0" * 32
        ),
        "lying-shape.safetensors": made(
            {"layers.0.weight": tensor([2**31, 2**31], 0, 32)}, b"\0" * 32
        ),
        "overlapping.safetensors": made(
            {"layers.0.weight": tensor([2, 2], 0, 32), "layers.1.weight": tensor([2, 2], 16, 48)},
            b"\0" * 48,
        ),
        "truncated.safetensors": whole[:-5],
    }


def _graph(nodes: list[onnx.NodeProto], weights: list[TensorProto]) -> bytes:
    graph = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 2])],
        weights,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    return bytes(model.SerializeToString())


def onnx_files() -> dict[str, bytes]:
    """Return broken or unusual graphs."""
    weight = helper.make_tensor("w", TensorProto.FLOAT, [2, 2], [1.0, 2.0, 3.0, 4.0])
    lying = helper.make_tensor("w", TensorProto.FLOAT, [2, 2], [1.0, 2.0, 3.0, 4.0])
    lying.dims[0] = 2**40
    outside = helper.make_tensor("w", TensorProto.FLOAT, [2, 2], [1.0, 2.0, 3.0, 4.0])
    outside.ClearField("float_data")
    outside.MergeFromString(b"\x70\x01")  # data_location: EXTERNAL
    entry = outside.external_data.add()
    entry.key, entry.value = "location", "/etc/passwd"
    product = helper.make_node("MatMul", ["x", "w"], ["y"], name="product")
    circle = [
        helper.make_node("MatMul", ["b", "w"], ["a"]),
        helper.make_node("MatMul", ["a", "w"], ["b"]),
        helper.make_node("Identity", ["b"], ["y"]),
    ]
    convolution = helper.make_node("Conv", ["x", "w"], ["y"], name="convolution")
    whole = _graph([product], [weight])
    return {
        "circle.onnx": _graph(circle, [weight]),
        "convolution.onnx": _graph([convolution], [weight]),
        "lying-dims.onnx": _graph([product], [lying]),
        "no-weights.onnx": _graph([product], []),
        "outside-data.onnx": _graph([product], [outside]),
        "truncated.onnx": whole[: len(whole) // 2],
    }


def snns_files() -> dict[str, bytes]:
    """Return broken networks of SNNS."""
    text = _written("snns").decode()
    lines = text.splitlines(keepends=True)
    return {
        "no-number.net": text.replace(" 4:-0.39", " 4:-O.39", 1).encode(),
        "unknown-unit.net": text.replace(" 4:-0.39", " 99999999:-0.39", 1).encode(),
        "truncated.net": "".join(lines[: len(lines) * 2 // 3]).encode(),
        "other-version.net": text.replace("SNNS network", "QSNNS notwork", 1).encode(),
    }


# ---- tables ------------------------------------------------------------------------------------


def text_tables() -> dict[str, bytes]:
    """Return texts that are hardly tables."""
    return {
        "binary.csv": bytes(range(256)) * 8,
        "empty.csv": b"",
        "header-only.csv": b"a,b,c\n",
        "many-columns.csv": b"1," * 20_000 + b"1\n",
        "nul.csv": b"a,b\n1,2\n3,\x004\n5,6\n",
        "open-quote.csv": b'a,b\n1,2\n"3,4\n' + b"5,6\n" * 200,
        "utf-16-cut.csv": "a,b\n1,2\n".encode("utf-16")[:-1],
        "truncated.pat": PATTERNS[: len(PATTERNS) * 3 // 4],
        "lying-count.pat": PATTERNS.replace(b"patterns : 4", b"patterns : 4000000000"),
        "no-number.pat": PATTERNS.replace(b"0 1\n1\n1 0", b"0 one\n1\n1 0"),
        "no-data.arff": ARFF[: ARFF.index(b"@data")],
        "unknown-type.arff": ARFF.replace(b"numeric", b"quaternion"),
        "unknown-class.arff": ARFF.replace(b"4,1.0,rot", b"4,1.0,violet"),
        "sparse-beyond.arff": ARFF + b"{0 1, 17 2}\n",
    }


def json_tables() -> dict[str, bytes]:
    """Return JSON that is no table."""
    return {
        "deep.json": b'{"a":' * 50_000,
        "nested.json": b'[{"a": {"b": 1}}, {"a": [1, 2]}]',
        "one-number.json": b"17",
        "truncated.json": RECORDS[:-20],
        "unequal-lists.json": b'{"a": [1, 2, 3], "b": [1, 2]}',
        "huge-number.json": b'[{"a": 1e999, "b": 1}, {"a": 2, "b": 2}]',
    }


def array_tables() -> dict[str, bytes]:
    """Return arrays that lie about themselves."""
    rows = np.arange(24.0)
    bomb = gzip.compress(struct.pack(">BBBBIII", 0, 0, 8, 3, 100, 1024, 1024) + b"\0" * _ZEROS)
    return {
        "lying-shape.npy": _npy_claiming("(100000000, 1000)", data=rows.tobytes()),
        "overflowing-shape.npy": _npy_claiming("(4294967296, 4294967296)", data=rows.tobytes()),
        "negative-shape.npy": _npy_claiming("(-8, -3)", data=rows.tobytes()),
        "pickled.npy": _npy_claiming("(1,)", dtype="'|O'", data=pickle.dumps([1])),
        "code.npy": _npy_claiming("__import__('os').abort()", data=rows.tobytes()),
        "truncated.npy": _npy_claiming("(8, 3)", data=rows.tobytes()[:-9]),
        "lying-idx3-ubyte": IDX[:4] + b"\xff" * 12 + IDX[16:],
        "truncated-idx3-ubyte": IDX[:-7],
        "unknown-type-idx1-ubyte": b"\0\0\x07\x01" + IDX[4:8] + b"12345",
        "bomb-idx3-ubyte.gz": bomb,
        "truncated-idx3-ubyte.gz": gzip.compress(IDX)[:-12],
    }


def sheet_tables() -> dict[str, bytes]:
    """Return workbooks that are none, or too much."""
    with zipfile.ZipFile(io.BytesIO(excel())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    entities = (
        b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "'
        + b"ha" * 50
        + b'">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 50) for i in range(8))
        + b"]><worksheet><sheetData><row><c><v>&i;</v></c></row></sheetData></worksheet>"
    )

    def but(data: bytes) -> bytes:
        return packed([*{**members, sheet: data}.items()])

    return {
        "bomb.xlsx": but(members[sheet] + b" " * _ZEROS),
        "entities.xlsx": but(entities),
        "no-sheet.xlsx": packed([(n, d) for n, d in members.items() if n != sheet]),
        "not-xml.xlsx": but(b"<<<<"),
        "truncated.xlsx": excel()[:2000],
        "zip-of-text.xlsx": packed([("hello.txt", b"hello")]),
    }


def picture_folders() -> dict[str, bytes]:
    """Return pictures in folders of their class; one is huge by its own account, one is none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    def png(width: int, height: int, rows: bytes) -> bytes:
        header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
        body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + body

    small = png(2, 2, b"\0\1\2\0\3\4")
    return {
        "huge-picture/a/1.png": png(100_000, 100_000, b"\0" * 1000),
        "no-picture/a/1.png": base64.b64decode("aGVsbG8="),
        "one-class/a/1.png": small,
        "empty-folders/a/readme.txt": b"no pictures here",
    }


def write_corpus() -> None:
    """Write all of it."""
    parts = {
        "weights": (
            json_files,
            npz_files,
            csv_files,
            safetensors_files,
            onnx_files,
            snns_files,
        ),
        "tables": (text_tables, json_tables, array_tables, sheet_tables, picture_folders),
    }
    for part, makers in parts.items():
        for make in makers:
            for name, data in make().items():
                path = FOLDER / part / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)


if __name__ == "__main__":
    write_corpus()
