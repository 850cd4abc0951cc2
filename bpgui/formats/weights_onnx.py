"""Weights as ONNX: a graph from raw inputs to raw outputs and the name of the class."""

from bpgui.formats.weights_dense import lost_marks
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.formats.weights_onnx_reader import begins, from_onnx, onnx_read_back
from bpgui.formats.weights_onnx_writer import DOUBLE, SINGLE, evaluate, to_onnx, vanishing

__all__ = ["FLOAT32", "FLOAT64"]

_KEPT = "the metadata of the file tell which"


def _to_float32(weights: WeightsFile) -> bytes:
    return to_onnx(weights, SINGLE)


def _to_float64(weights: WeightsFile) -> bytes:
    return to_onnx(weights, DOUBLE)


def _losses64(weights: WeightsFile) -> tuple[str, ...]:
    return lost_marks(weights, "ONNX", _KEPT)


def _losses32(weights: WeightsFile) -> tuple[str, ...]:
    rounded = "Every number is rounded to 32 bits, about 7 digits; ONNX, 64-bit, keeps them all."
    count = vanishing(weights)
    number = "1 weight is" if count == 1 else f"{count:,} weights are"
    zeros = (f"{number} too small for 32 bits and written as 0.",) if count else ()
    return (rounded, *zeros, *_losses64(weights))


FLOAT32 = WeightsFormat(
    key="onnx-float32",
    title="ONNX, 32-bit",
    suffix=".onnx",
    description="For onnxruntime and most other software; scaling and labels are inside.",
    write=_to_float32,
    read_back=onnx_read_back,
    losses=_losses32,
    read=from_onnx,
    precision=1e-4,
    recognises=begins,
    evaluate=evaluate,
)
FLOAT64 = WeightsFormat(
    key="onnx-float64",
    title="ONNX, 64-bit",
    suffix=".onnx",
    description="For onnxruntime; scaling and labels are inside; every weight to the bit.",
    write=_to_float64,
    read_back=onnx_read_back,
    losses=_losses64,
    read=from_onnx,
    precision=1e-9,
    recognises=begins,
    evaluate=evaluate,
)
