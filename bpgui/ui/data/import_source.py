"""Where an import sheet reads from: a file, a folder of pictures, or the text of the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bpgui.formats.table import Table, read_table, read_table_text
from bpgui.formats.table_options import TableOptions

PASTED = "Pasted data"


@dataclass(frozen=True)
class ImportSource:
    """A table that has not been read yet.

    Attributes
    ----------
    path
        The file or folder; of pasted text, what it is called.
    text
        What was pasted, None for a file.
    """

    path: Path
    text: str | None = None

    @classmethod
    def pasted(cls, text: str) -> ImportSource:
        """Return the source of a text that was pasted."""
        return cls(Path(PASTED), text)

    @property
    def size(self) -> int:
        """About how many bytes there are to read; a folder counts as very many."""
        if self.text is not None:
            return len(self.text)
        try:
            return 2**40 if self.path.is_dir() else self.path.stat().st_size
        except OSError:
            return 0

    def read(self, options: TableOptions, on_rows: Callable[[int], None]) -> Table:
        """Read the table; raises what `bpgui.formats.table.read_table` does."""
        if self.text is None:
            return read_table(self.path, options, on_rows)
        return read_table_text(self.text, options, on_rows, name=PASTED)
