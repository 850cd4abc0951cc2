"""What is dropped on the window or pasted into it: a file, a folder, or the text of a table.

What knows formats is loaded when something is brought: the window starts without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData


@dataclass(frozen=True)
class Incoming:
    """Something that can be opened.

    Attributes
    ----------
    path
        A file or folder, or None.
    text
        The text of a table, or None.
    """

    path: Path | None = None
    text: str | None = None

    def promise(self) -> str:
        """Return what will happen, as in "Open “iris.csv” as a table"."""
        from bpgui.formats.file_kind import kind_of

        path = self.path
        if path is None:
            return "Open this text as a table"
        if path.is_dir():
            return f"Open the pictures in “{path.name}”, a class for each folder in it"
        try:
            kind = kind_of(path)
        except OSError:
            return f"Open “{path.name}”"
        if kind == "session":
            return f"Open the session “{path.name}”"
        if kind == "weights":
            return f"Take the weights of “{path.name}”"
        return f"Open “{path.name}” as a table"


def incoming_of(data: QMimeData) -> Incoming | None:
    """Return the one file, folder or table that is brought; None for anything else."""
    urls = data.urls()
    if urls:
        alone = len(urls) == 1 and urls[0].isLocalFile()
        return Incoming(Path(urls[0].toLocalFile())) if alone else None
    from bpgui.formats.clipboard_table import table_text

    text = table_text(data.text(), data.html() if data.hasHtml() else "")
    return None if text is None else Incoming(text=text)


def refusal_of(data: QMimeData) -> str:
    """Return why nothing of what is brought can be opened."""
    urls = data.urls()
    if len(urls) > 1:
        return "Bring one file or folder at a time."
    if urls:
        return "Only files on this computer can be opened: save it first, then open it."
    if data.hasImage():
        return (
            "A picture alone is no table. Put pictures into a folder for each class, and open it."
        )
    return "There is no table here. Copy some rows of cells in a spreadsheet, and paste them."
