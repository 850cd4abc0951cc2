"""The table that a data set was made of, and how: enough to make the same numbers of it again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bpgui.data.dataset import Dataset
from bpgui.data.origin import Origin
from bpgui.formats.table_options import TableOptions
from bpgui.formats.table_plan import TablePlan

if TYPE_CHECKING:
    from bpgui.formats.table_content import Table

_FOUND_ANYWAY = {"", "utf-8", "utf-8-sig"}


@dataclass(frozen=True, eq=False)
class TableOrigin(Origin):
    """A file with a table.

    Attributes
    ----------
    options
        How it is written, as far as that was said or guessed.
    plan
        What became of its columns.
    """

    options: TableOptions
    plan: TablePlan


def origin_of(table: Table, plan: TablePlan, made: Dataset) -> TableOrigin | None:
    """Return the origin of a data set that was made of a table as planned; None without a file."""
    if table.asked is None:
        return None
    inputs, targets = made.patterns.shared, made.targets
    return TableOrigin(table.path.absolute(), inputs, targets, _as_found(table, table.asked), plan)


def _as_found(table: Table, asked: TableOptions) -> TableOptions:
    """Return the options with what was guessed, so that another guess cannot change the numbers."""
    found = replace(asked, part=table.part or asked.part)
    if table.encoding not in _FOUND_ANYWAY:
        found = replace(found, encoding=table.encoding)
    if table.delimiter:
        found = replace(
            found, delimiter=table.delimiter, header=table.header, decimal=table.decimal
        )
    return found
