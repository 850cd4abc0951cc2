"""Sentences of the sheets that write and read weights."""

from bpgui.formats.weights import ExportReport
from bpgui.formats.weights_file import WeightsFile
from bpgui.ui.numbers import format_count, format_counted, format_significant

_STEP = 1000.0


def network_line(weights: WeightsFile) -> str:
    """Return the sizes of a network's layers and how many parameters it has."""
    network = weights.network
    sizes = " – ".join(format_count(layer.units) for layer in network.layers)
    return f"{sizes} · {format_count(network.n_connections)} weights and biases"


def size_text(size: int) -> str:
    """Return a size in bytes as people say it: "1.9 kB"."""
    if size < _STEP:
        return f"{size} bytes"
    amount, unit = size / _STEP, "kB"
    for larger in ("MB", "GB"):
        if amount < _STEP:
            break
        amount, unit = amount / _STEP, larger
    return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:,.0f} {unit}"


def outcome_line(report: ExportReport) -> str:
    """Return what was written, and how its outputs compare with those of the network."""
    names = " and ".join(f"“{path.name}”" for path in (report.path, *report.companions))
    patterns = format_counted(report.rows, "pattern")
    if report.largest_difference == 0:
        compared = f"the outputs of {patterns} are the same to the last bit"
    else:
        largest = format_significant(report.largest_difference, 2)
        compared = f"the outputs of {patterns} differ by at most {largest}"
    return f"Exported: {names}. Read back: {compared}."


def companions_text(names: tuple[str, ...]) -> str:
    """Return what is offered to be written beside a file."""
    return f"Also write {' and '.join(names)}, which loads it"
