"""Going through the lines of a text, with a place that can be moved on by whole blocks."""

from bpgui.formats.table_error import TableError
from bpgui.formats.table_text import TableText

WHITE_SPACE = " "
# Characters; more than 10,000 columns need, and little enough to hold as cells.
_LONGEST_ROW = 4 * 2**20


class Lines:
    """The lines a csv reader asks for: blank lines and comments between rows are left out.

    Parameters
    ----------
    text
        The file.
    delimiter
        `WHITE_SPACE` joins runs of spaces and tabs.
    comment
        What lines that are no data begin with, or "".

    Attributes
    ----------
    place
        Where the next line begins in the data of the text.
    count
        How many lines were gone through.
    first
        The number of the line the row under way begins on.
    between_rows
        Whether the next line begins a row.
    """

    def __init__(self, text: TableText, delimiter: str, comment: str) -> None:
        self.data = text.data
        self.place = text.start
        self.count = 0
        self.first = 0
        self.between_rows = True
        self._path = text.path
        self._join = delimiter == WHITE_SPACE
        self._comment = comment
        self._length = 0
        # Files of old Macs have no other line ends.
        self._end = b"\n" if b"\n" in text.data or b"\r" not in text.data else b"\r"
        self._waiting: list[str] = []
        self._second = (self.place, self.count, self._waiting)

    @property
    def at_place(self) -> bool:
        r"""Whether the next line is at `place`: none that was parted at a lone "\r" waits."""
        return not self._waiting

    def return_to_second_line(self) -> None:
        """Go back to the line after the first one of the row under way."""
        self.place, self.count, self._waiting = self._second

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        while True:
            line = self._next_line()
            self.count += 1
            if self.between_rows:
                if not line.strip() or (self._comment and line.lstrip().startswith(self._comment)):
                    continue
                self.first = self.count
                self.between_rows = False
                self._length = 0
                self._second = (self.place, self.count, self._waiting[:])
            self._length += len(line)
            if self._length > _LONGEST_ROW:
                raise self._endless()
            return " ".join(line.split()) + "\n" if self._join else line

    def _next_line(self) -> str:
        if self._waiting:
            return self._waiting.pop()
        if self.place >= len(self.data):
            raise StopIteration
        end = self.data.find(self._end, self.place, self.place + 4 * _LONGEST_ROW + 1) + 1
        if not end:
            if len(self.data) - self.place > 4 * _LONGEST_ROW:
                self.first = self.first if not self.between_rows else self.count + 1
                raise self._endless()
            end = len(self.data)
        line = self.data[self.place : end].decode()
        self.place = end
        if "\r" in line:
            *ended, rest = line.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._waiting = [rest] * bool(rest) + [f"{part}\n" for part in reversed(ended)]
            return self._waiting.pop()
        return line

    def _endless(self) -> TableError:
        return TableError(
            self._path,
            self.first,
            None,
            "the row that begins here is longer than 4 MB",
            "Check that every quote is closed, and that rows end with a line break.",
        )
