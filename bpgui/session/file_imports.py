"""Tables of a session file whose numbers stay in the file they were read from: writing them."""

from pathlib import Path
from typing import Any

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.data.dataset import Dataset
from bpgui.formats.table_file import OnRows
from bpgui.formats.table_origin import TableOrigin
from bpgui.session.file_origins import said_origin
from bpgui.session.file_pools import Catalogue, Pool
from bpgui.session.file_tables import TablesOut
from bpgui.session.reference import (
    Reference,
    UnreferableError,
    digest_of,
    known_reference,
    refer_to,
)


class ImportsOut:
    """The files that the data of a session were read from.

    Parameters
    ----------
    vectors
        Where the example of the targets goes.
    tables
        Where tables go.
    folder
        Of the session; None where it will be in none.
    refers
        Whether the session is to refer to the files where that is possible.
    tells_path
        Whether it may say their whole paths.
    on_rows
        Called now and then while a file is read.
    """

    def __init__(
        self,
        vectors: Pool,
        tables: TablesOut,
        folder: Path | None,
        on_rows: OnRows,
        *,
        refers: bool,
        tells_path: bool,
    ) -> None:
        self._vectors, self._tables, self._folder = vectors, tables, folder
        self._on_rows, self._refers, self._tells_path = on_rows, refers, tells_path
        self._origins: Catalogue[TableOrigin] = Catalogue(lambda origin: origin)
        self._references: dict[int, Reference] = {}
        self._reasons: dict[str, None] = {}

    @property
    def refers(self) -> bool:
        """Whether there is a file that the session needs."""
        return bool(self._references)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why data are in the session that should not be, each without a full stop."""
        return tuple(self._reasons)

    def add(self, data: Dataset) -> int | None:
        """Return the number of the file that data were read from; None where there is none."""
        origin = data.origin
        if not isinstance(origin, TableOrigin):
            return None
        number = self._origins.number(origin)
        if number is not None:
            return number
        number = self._origins.add(origin)
        reference = self._reference_of(origin, data)
        if reference is not None:
            self._references[number] = reference
            self._add_tables(number, origin)
        return number

    def base_of(self, data: Dataset) -> FloatArray:
        """Return the inputs that those of the data are said to differ from in some rows."""
        origin, shared = data.origin, data.patterns.shared
        if not isinstance(origin, TableOrigin) or origin.inputs is None:
            return shared
        number = self._origins.number(origin)
        refers = number in self._references and origin.inputs.shape == shared.shape
        return origin.inputs if refers else shared

    def said(self) -> list[dict[str, Any]]:
        """Return what JSON says of all of them, once all tables are added."""
        return [self._said(number, origin) for number, origin in enumerate(self._origins.described)]

    # ---- inside ----------------------------------------------------------------------------

    def _reference_of(self, origin: TableOrigin, data: Dataset) -> Reference | None:
        absent = data.patterns.absent
        if absent is not None and absent.is_origin:
            return known_reference(origin)
        if not self._refers or absent is not None:
            return None
        try:
            return refer_to(origin, self._on_rows)
        except UnreferableError as error:
            self._reasons[str(error)] = None
            return None

    def _add_tables(self, number: int, origin: TableOrigin) -> None:
        for table in (origin.inputs, origin.targets):
            if table is not None:
                self._tables.add_elsewhere(table, self._said_table(number, table))

    def _said_table(self, number: int, table: FloatArray) -> dict[str, Any]:
        return {
            "import": number,
            "sha256": digest_of(table),
            "example": self._vectors.add(np.array(table[0])),
        }

    def _said(self, number: int, origin: TableOrigin) -> dict[str, Any]:
        reference = self._references.get(number)
        said = said_origin(origin, self._folder, reference, tells_path=self._tells_path)
        for key, table in (("inputs", origin.inputs), ("targets", origin.targets)):
            said[key] = None if table is None else self._tables.number(table)
        return said
