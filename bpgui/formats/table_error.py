"""What is wrong with a table, where, and what to do about it."""

from pathlib import Path

from bpgui.formats.one_line import one_line


class TableError(ValueError):
    """A table cannot be read or used; `str()` of it is a sentence for the user.

    Attributes
    ----------
    path
        The file.
    line
        The line of the file, counted from 1, or None where the whole file is meant.
    column
        The column, counted from 1, or None where the whole line is meant.
    problem
        What is wrong there, without a full stop.
    remedy
        What to do, a sentence.
    name
        The name of the column, if it has one.
    unit
        What `line` counts: "line" in a text, else "row", "record" and the like.
    parts, part
        As in `Table`: the sheets that could be asked for, and the one this is about.
    """

    parts: tuple[str, ...] = ()
    part: str = ""

    def __init__(
        self,
        path: Path,
        line: int | None,
        column: int | None,
        problem: str,
        remedy: str,
        *,
        name: str = "",
        unit: str = "line",
    ) -> None:
        self.path = path
        self.line = line
        self.column = column
        self.problem = problem
        self.remedy = remedy
        self.name = name
        self.unit = unit
        super().__init__(one_line(self._sentence()))

    def with_remedy(self, remedy: str) -> "TableError":
        """Return the same error with other advice."""
        return TableError(
            self.path,
            self.line,
            self.column,
            self.problem,
            remedy,
            name=self.name,
            unit=self.unit,
        )

    def of_part(self, part: str, parts: tuple[str, ...]) -> "TableError":
        """Return the same error about one part of several."""
        error = self.with_remedy(self.remedy)
        error.part, error.parts = part, parts
        return error

    def _sentence(self) -> str:
        where = []
        if self.line is not None:
            where.append(f"{self.unit} {self.line}")
        if self.column is not None:
            where.append(f"column {self.column}" + (f" (“{self.name}”)" if self.name else ""))
        place = ", ".join(where)
        sentence = f"{place}: {self.problem}" if place else self.problem
        return f"{sentence[:1].upper()}{sentence[1:]}. {self.remedy}"
