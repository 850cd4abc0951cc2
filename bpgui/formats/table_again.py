"""Making the same data set again of the file it was made of."""

from pathlib import Path

from bpgui.data.dataset import Dataset
from bpgui.formats.table_dataset import make_dataset
from bpgui.formats.table_facts import facts_of
from bpgui.formats.table_file import OnRows, as_table_file
from bpgui.formats.table_formats import read_by_content
from bpgui.formats.table_options import TableOptions
from bpgui.formats.table_plan import TablePlan


def dataset_again(
    path: Path, data: bytes, options: TableOptions, plan: TablePlan, on_rows: OnRows
) -> Dataset:
    """Return the data set of a table whose bytes were read already.

    Parameters
    ----------
    path
        The file; what lies beside it may belong to it.
    data
        All of its bytes, as they are in the file.
    options, plan
        How it was read, and what became of its columns.
    on_rows
        Called with the number of rows read, now and then; what it raises ends the reading.

    Raises
    ------
    ValueError
        With a sentence, where it is no table, or not one of so many columns.
    """
    table = read_by_content(as_table_file(path, data), options, on_rows)
    if len(plan.columns) != table.n_columns:
        raise ValueError(
            f"“{path.name}” has {table.n_columns:,} columns, and {len(plan.columns):,} were read."
        )
    return make_dataset(table, facts_of(table, on_rows), plan, on_rows).dataset
