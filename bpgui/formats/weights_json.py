"""Weights as JSON: the format, with its writer and its reader."""

from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.formats.weights_json_reader import from_json
from bpgui.formats.weights_json_writer import to_json

__all__ = ["FORMAT", "from_json", "to_json"]

_BLANK = b" \t\r\n"


def _read_back(data: bytes, _given: WeightsFile) -> WeightsFile:
    return from_json(data, "weights.json")


def _begins(data: bytes) -> bool:
    return data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip(_BLANK).startswith(b"{")


FORMAT = WeightsFormat(
    key="json",
    title="JSON, readable",
    suffix=".json",
    description="For people and for any programming language; keeps everything to the bit.",
    write=to_json,
    read_back=_read_back,
    read=from_json,
    recognises=_begins,
)
