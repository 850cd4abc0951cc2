"""Data sets in a session file and back, with the numbers that their versions share once."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.data.dataset import Dataset, DatasetKind
from bpgui.data.origin import Origin
from bpgui.data.rows import Rows
from bpgui.data.scaling import Scaling, ScalingKind
from bpgui.formats import strict_json as strict
from bpgui.session.file_columns import read_columns, said_columns
from bpgui.session.file_imports import ImportsOut
from bpgui.session.file_pools import Catalogue, Pool, pick, pick_or_none
from bpgui.session.file_tables import Tables, TablesOut
from bpgui.session.file_values import read_seed
from bpgui.session.session_file_error import SessionFileError

_MANIFEST = "The manifest"


class DataOut:
    """The data sets that are written.

    Parameters
    ----------
    vectors, masks
        Where small arrays go.
    tables
        Where the numbers of all patterns go.
    imports
        Where the files go that they were read from.
    """

    def __init__(self, vectors: Pool, masks: Pool, tables: TablesOut, imports: ImportsOut) -> None:
        self._vectors, self._masks = vectors, masks
        self._tables, self._imports = tables, imports
        self._scalings: Catalogue[Scaling] = Catalogue(self._said_scaling)
        self._patterns: Catalogue[Rows] = Catalogue(
            lambda rows: self._said_patterns(rows, rows.shared)
        )
        self._datasets: Catalogue[Dataset] = Catalogue(self._said_dataset)

    def add(self, dataset: Dataset) -> int:
        """Return the number of a data set."""
        return self._datasets.add(dataset)

    def said(self) -> dict[str, Any]:
        """Return what JSON says of all of them."""
        return {
            "tables": self._tables.described,
            "scalings": self._scalings.described,
            "patterns": self._patterns.described,
            "datasets": self._datasets.described,
            "imports": self._imports.said(),
        }

    def _said_scaling(self, scaling: Scaling) -> dict[str, Any]:
        add = self._vectors.add
        return {
            "kind": scaling.kind,
            "offset": add(scaling.offset),
            "scale": add(scaling.scale),
            **({"kinds": list(scaling.kinds)} if scaling.kind == "mixed" else {}),
        }

    def _said_patterns(self, patterns: Rows, base: FloatArray) -> dict[str, Any]:
        """Return what JSON says of patterns: a table, and the rows that are other than in it."""
        edited = patterns.edited
        if base is not patterns.shared:
            edited = _differing(patterns, base)
        return {
            "table": self._tables.add_inputs(base, patterns.absent),
            "edited_rows": [int(row) for row in edited],
            "edited_values": [self._vectors.add(values) for values in edited.values()],
        }

    def _said_dataset(self, data: Dataset) -> dict[str, Any]:
        imported = self._imports.add(data)
        base = self._imports.base_of(data)
        return {
            "name": data.name,
            "import": imported,
            "patterns": self._patterns.add(
                data.patterns, lambda rows: self._said_patterns(rows, base)
            ),
            "targets": self._tables.add(data.targets),
            "input_names": list(data.input_names),
            "target_names": list(data.target_names),
            "classes": None if data.classes is None else list(data.classes),
            "test": self._masks.add(data.test),
            "input_scaling": self._scalings.add(data.input_scaling),
            "target_scaling": self._scalings.add(data.target_scaling),
            "image_shape": None if data.image_shape is None else [int(n) for n in data.image_shape],
            "source": data.source,
            "kind": data.kind,
            "note": data.note,
            "split_fraction": float(data.split_fraction),
            "split_seed": int(data.split_seed),
            "columns": said_columns(data.columns),
        }


def _differing(patterns: Rows, base: FloatArray) -> dict[int, FloatArray]:
    """Return the rows of patterns that are not those of a table, to the bit."""
    found: dict[int, FloatArray] = {}
    for rows in patterns.chunks():
        part = np.ascontiguousarray(patterns.take(rows))
        other = (part.view(np.int64) != base[rows].view(np.int64)).any(axis=1)
        found.update((rows.start + int(k), part[k]) for k in np.flatnonzero(other))
    return found


def read_datasets(
    said: strict.Object,
    vectors: Sequence[np.ndarray],
    masks: Sequence[np.ndarray],
    tables: Tables,
    origins: Sequence[Origin],
) -> list[Dataset]:
    """Return the data sets that a file says, sharing what they shared."""
    scalings = [_read_scaling(one, vectors) for one in _list(said, "scalings")]
    bases = [Rows(table, tables.absent.get(k)) for k, table in enumerate(tables.arrays)]
    patterns = [_read_patterns(one, bases, vectors) for one in _list(said, "patterns")]
    return [
        _read_dataset(one, patterns, tables, masks, scalings, origins)
        for one in _list(said, "datasets")
    ]


def _list(said: strict.Object, key: str) -> Sequence[Any]:
    return strict.as_list(strict.member(said, key, _MANIFEST), f"“{key}”")


def _read_scaling(value: Any, vectors: Sequence[np.ndarray]) -> Scaling:  # noqa: ANN401 - any JSON
    where = "“scalings”"
    said = strict.as_object(value, where)
    return Scaling(
        cast(ScalingKind, strict.as_text(strict.member(said, "kind", where), where)),
        pick(vectors, strict.member(said, "offset", where), where),
        pick(vectors, strict.member(said, "scale", where), where),
        cast(
            tuple[ScalingKind, ...],
            strict.as_many(said.get("kinds", []), strict.as_text, where),
        ),
    )


def _read_patterns(value: Any, bases: Sequence[Rows], vectors: Sequence[np.ndarray]) -> Rows:  # noqa: ANN401
    where = "“patterns”"
    said = strict.as_object(value, where)
    base = pick(bases, strict.member(said, "table", where), where)
    rows = strict.as_many(strict.member(said, "edited_rows", where), strict.as_whole, where)
    numbers = strict.as_list(strict.member(said, "edited_values", where), where)
    values = [pick(vectors, number, where) for number in numbers]
    return base.with_rows(dict(zip(rows, values, strict=True))) if rows or values else base


def _read_dataset(
    value: Any,  # noqa: ANN401 - any JSON
    patterns: Sequence[Rows],
    tables: Tables,
    masks: Sequence[np.ndarray],
    scalings: Sequence[Scaling],
    origins: Sequence[Origin],
) -> Dataset:
    said = strict.as_object(value, "“datasets”")
    where = "A data set"

    def get(key: str) -> Any:  # noqa: ANN401 - any JSON
        return strict.member(said, key, where)

    def texts(key: str) -> tuple[str, ...]:
        return strict.as_many(get(key), strict.as_text, f"{where}, “{key}”,")

    inputs = pick(patterns, get("patterns"), where)
    targets = pick(tables.arrays, get("targets"), where)
    if get("targets") in tables.absent and inputs.absent is None:
        raise SessionFileError("A data set has its inputs, but its targets are in a missing file.")
    return Dataset(
        name=strict.as_text(get("name"), where),
        patterns=inputs,
        targets=targets,
        input_names=texts("input_names"),
        target_names=texts("target_names"),
        classes=None if get("classes") is None else texts("classes"),
        test=pick(masks, get("test"), where),
        input_scaling=pick(scalings, get("input_scaling"), where),
        target_scaling=pick(scalings, get("target_scaling"), where),
        image_shape=_read_shape(get("image_shape"), f"{where}, “image_shape”,"),
        source=strict.as_text(get("source"), where),
        kind=cast(DatasetKind, strict.as_text(get("kind"), where)),
        note=strict.as_text(get("note"), where),
        split_fraction=strict.as_number(get("split_fraction"), where),
        split_seed=read_seed(get("split_seed"), where),
        columns=read_columns(said.get("columns")),
        origin=pick_or_none(origins, said.get("import"), where),
    )


def _read_shape(value: Any, where: str) -> tuple[int, int] | None:  # noqa: ANN401 - any JSON
    if value is None:
        return None
    rows, columns = strict.as_many(value, strict.as_whole, where)
    return rows, columns
