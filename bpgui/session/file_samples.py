"""The samples of all segments in a session file, column by column."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.formats.archive import Archive
from bpgui.formats.archive_error import ArchiveError
from bpgui.formats.archive_writer import ArchiveWriter
from bpgui.session.file_pools import Pool
from bpgui.session.sample import Sample

COLUMNS = {
    "updates": "i8",
    "sweep": "i8",
    "position": "i8",
    "loss": "f8",
    "test_loss": "f8",
    "parameters": "i8",
    "velocity": "i8",
}
"""Each is a member; the last two are numbers of vectors, or -1 where the state was not kept."""


class SamplesOut:
    """The samples that are written, in the order they are added.

    Parameters
    ----------
    vectors
        Where parameters and velocities go.
    """

    def __init__(self, vectors: Pool) -> None:
        self._vectors = vectors
        self._columns: dict[str, list[float]] = {name: [] for name in COLUMNS}
        self._changes: list[FloatArray] = []

    @property
    def nbytes(self) -> int:
        """How many bytes there will be."""
        return 8 * (len(COLUMNS) * len(self._changes) + sum(c.size for c in self._changes))

    def add(self, sample: Sample) -> None:
        """Add a sample."""
        for name in ("updates", "sweep", "position", "loss", "test_loss"):
            self._columns[name].append(getattr(sample, name))
        for name, vector in (("parameters", sample.parameters), ("velocity", sample.velocity)):
            self._columns[name].append(-1 if vector is None else self._vectors.add(vector))
        self._changes.append(sample.change)

    def write(self, archive: ArchiveWriter) -> None:
        """Write a member for each column, and one for the changes of each layer."""
        for name, kind in COLUMNS.items():
            column = np.array(self._columns[name], dtype=kind)
            archive.add_array(f"samples-{name}.npy", column.dtype, column.shape, [column])
        total = sum(change.size for change in self._changes)
        archive.add_array("samples-change.npy", np.dtype("f8"), (total,), self._changes)


class SamplesIn:
    """The samples of a file, taken from the front.

    Parameters
    ----------
    archive
        The file.
    vectors
        Its parameters and velocities.
    """

    def __init__(self, archive: Archive, vectors: Sequence[np.ndarray]) -> None:
        self._vectors = vectors
        columns = [_column(archive, name, kind) for name, kind in COLUMNS.items()]
        if len({len(column) for column in columns}) != 1:
            raise ArchiveError("The columns of the samples are not equally long.")
        self._rows: Iterator[tuple[Any, ...]] = zip(
            *(column.tolist() for column in columns), strict=True
        )
        self._changes = _column(archive, "change", "f8")
        self._changes_used = 0

    def take(self, count: int, n_parameters: int, n_layers: int) -> tuple[Sample, ...]:
        """Return the next so many samples, of a network of this size."""
        return tuple(self._next(n_parameters, n_layers) for _ in range(count))

    def check_end(self) -> None:
        """Raise an ArchiveError unless all samples were taken."""
        if next(self._rows, None) is not None or self._changes_used != len(self._changes):
            raise ArchiveError("There are more samples than segments need.")

    def _next(self, n_parameters: int, n_layers: int) -> Sample:
        row = next(self._rows, None)
        if row is None:
            raise ArchiveError("There are fewer samples than segments need.")
        updates, sweep, position, loss, test_loss, parameters, velocity = row
        if min(updates, sweep, position) < 0:
            raise ArchiveError("A sample is of a moment before the first.")
        first, self._changes_used = self._changes_used, self._changes_used + n_layers
        change = self._changes[first : self._changes_used].copy()
        if change.size != n_layers:
            raise ArchiveError("The changes of the layers are fewer than there are samples.")
        return Sample(
            updates,
            sweep,
            position,
            loss,
            test_loss,
            change,
            self._vector(parameters, n_parameters),
            self._vector(velocity, n_parameters),
        )

    def _vector(self, number: int, size: int) -> FloatArray | None:
        if number == -1:
            return None
        if not 0 <= number < len(self._vectors) or self._vectors[number].size != size:
            raise ArchiveError("The state of a sample is not one of its network.")
        return self._vectors[number]


def _column(archive: Archive, name: str, kind: str) -> np.ndarray:
    with archive.array(f"samples-{name}.npy", kind, (None,)) as stream:
        return stream.rest()
