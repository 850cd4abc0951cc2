"""What is shown of a weights file before it is written: its first lines, or a list of its tensors.

Only of bytes that this program has just made: nothing here is meant for files of others.
"""

import io
import json
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat

MOST_LINES = 400
LONGEST_LINE = 240
_MORE = "…"


@dataclass(frozen=True)
class WeightsPreview:
    """What a file of these weights would be.

    Attributes
    ----------
    shown
        Its first lines if it is text, else what it holds, one tensor a line.
    size
        Of the file, in bytes.
    text
        All of it, or None if it is not text.
    """

    shown: str
    size: int
    text: str | None


def preview(weights: WeightsFile, form: WeightsFormat) -> WeightsPreview:
    """Return what a file of these weights would be.

    Raises
    ------
    WeightsError
        If the format cannot express the network.
    """
    data = form.write(weights)
    text = _as_text(data)
    shown = _first_lines(text) if text is not None else _contents(data)
    return WeightsPreview(shown, len(data), text)


def _as_text(data: bytes) -> str | None:
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _first_lines(text: str) -> str:
    start = text[: MOST_LINES * (LONGEST_LINE + 1)]
    lines = start.split("\n", MOST_LINES)
    shown = [
        line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + _MORE
        for line in lines[:MOST_LINES]
    ]
    if len(lines) > MOST_LINES or len(start) < len(text):
        shown.append(_MORE)
    return "\n".join(shown)


def _contents(data: bytes) -> str:
    rows = list(_tensors(data))
    tensors = [row for row in rows if row[1]]
    widths = [max((len(row[column]) for row in tensors), default=0) for column in (0, 1)]
    lines = [f"{name:<{widths[0]}}  {shape:<{widths[1]}}  {kind}" for name, shape, kind in rows]
    return _first_lines("\n".join(line.rstrip() for line in lines))


def _tensors(data: bytes) -> Iterator[tuple[str, str, str]]:
    """Iterate over name, shape and kind of number of what is in a file."""
    if data.startswith(b"PK"):
        yield from _members(data)
    elif data[8:9] == b"{":
        yield from _of_safetensors(data)
    else:
        yield from _of_onnx(data)


def _members(data: bytes) -> Iterator[tuple[str, str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename.endswith(".npy"):
                array = np.lib.format.read_array(io.BytesIO(content), allow_pickle=False)
                yield member.filename.removesuffix(".npy"), *_described(array)
            elif member.filename.endswith(".h5"):
                yield from _of_hdf5(content, member.filename)
            else:
                yield member.filename, f"{len(content):,} bytes", ""


def _of_hdf5(content: bytes, name: str) -> Iterator[tuple[str, str, str]]:
    import h5py

    found: list[tuple[str, str, str]] = []

    def visit(path: str, item: object) -> None:
        if isinstance(item, h5py.Dataset):
            found.append((f"{name}: {path}", _shape(item.shape), str(item.dtype)))

    with h5py.File(io.BytesIO(content), "r") as file:
        file.visititems(visit)
    yield from found


def _of_safetensors(data: bytes) -> Iterator[tuple[str, str, str]]:
    (length,) = struct.unpack("<Q", data[:8])
    for name, said in json.loads(data[8 : 8 + length]).items():
        if name == "__metadata__":
            yield from ((key, f"{len(text):,} letters", "metadata") for key, text in said.items())
        else:
            yield name, _shape(said["shape"]), said["dtype"]


def _of_onnx(data: bytes) -> Iterator[tuple[str, str, str]]:
    import onnx

    graph = onnx.load_model_from_string(data).graph
    for tensor in graph.initializer:
        yield tensor.name, _shape(tensor.dims), onnx.TensorProto.DataType.Name(tensor.data_type)
    for node in graph.node:
        yield f"{', '.join(node.output)} = {node.op_type}({', '.join(node.input)})", "", ""


def _described(array: np.ndarray) -> tuple[str, str]:
    if array.dtype.kind == "U":
        return f"{len(str(array)):,} letters", "text"
    return _shape(array.shape), str(array.dtype)


def _shape(sizes: object) -> str:
    return " × ".join(f"{size:,}" for size in sizes)  # type: ignore[attr-defined]
