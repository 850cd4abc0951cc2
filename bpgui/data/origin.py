"""The file that data were read from: kept with the data, through splits, scalings and edits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bpgui.core.arrays import FloatArray


@dataclass(frozen=True, eq=False)
class Origin:
    """A file, and the numbers that were read from it.

    How they were read says who read them: see `bpgui.formats.table_origin.TableOrigin`.

    Attributes
    ----------
    path
        The file.
    inputs, targets
        (n, n_in) and (n, n_out) as read, before any edit; None where they are not known any more.
    """

    path: Path
    inputs: FloatArray | None
    targets: FloatArray | None
