"""Weights as a table: one row a weight or bias, below comments that say the rest."""

import re
from collections.abc import Iterator

from bpgui.core.network import Network
from bpgui.formats.weights_csv_reader import (
    COLUMNS,
    LARGEST_CSV,
    from_csv,
    into_network,
    keys_of,
)
from bpgui.formats.weights_description import encoded
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_format import WeightsFormat
from bpgui.formats.weights_header import as_text, describe_all, scalings_of

__all__ = ["FORMAT", "from_csv", "to_csv"]

_QUOTE = '"'
_UNSAFE = re.compile(r'[",\r\n]')


def to_csv(weights: WeightsFile) -> bytes:
    """Return all weights and biases as CSV.

    Two lines of comment come first, the second a JSON object with layers, activations, scaling
    and settings; then the columns `COLUMNS`. A bias has no source layer, and its source unit is
    "bias". An absent connection has no value.

    Raises
    ------
    WeightsError
        If it would be larger than `LARGEST_CSV`.
    """
    lines = [
        "# The weights of a network, one a row. The line below says the rest; keep it.\n",
        f"# {as_text({**describe_all(weights), **scalings_of(weights)})}\n",
        _line(COLUMNS),
        *(_line(row) for row in _rows(weights.network)),
    ]
    data = encoded("".join(lines))
    if len(data) > LARGEST_CSV:
        raise WeightsError(
            f"These weights make more than {LARGEST_CSV // 2**20} MB of CSV; export them as .npz."
        )
    return data


def _rows(network: Network) -> Iterator[tuple[str, ...]]:
    """Iterate over the rows, in the order of the parameters."""
    vectors = (network.parameters.tolist(), network.present.tolist(), network.locked.tolist())
    for key, value, present, locked in zip(keys_of(network), *vectors, strict=True):
        yield (
            *key,
            repr(value) if present else "",
            "yes" if present else "no",
            "yes" if locked else "no",
        )


def _line(cells: tuple[str, ...]) -> str:
    return f"{','.join(map(_quoted, cells))}\n"


def _quoted(cell: str) -> str:
    # Not by csv.writer, which before Python 3.13 leaves a carriage return in a name unquoted.
    return f'"{cell.replace(_QUOTE, _QUOTE * 2)}"' if _UNSAFE.search(cell) else cell


def _begins(data: bytes) -> bool:
    start = data[:4096].removeprefix(b"\xef\xbb\xbf")
    return start.startswith(b"#") or start.replace(b'"', b"").startswith(b"layer")


FORMAT = WeightsFormat(
    key="csv",
    title="CSV table",
    suffix=".csv",
    description="For spreadsheets: one row a weight; keeps everything to the bit.",
    write=to_csv,
    read_back=into_network,
    read=from_csv,
    recognises=_begins,
)
