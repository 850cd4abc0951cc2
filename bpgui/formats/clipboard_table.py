"""Tables as other programs hand them over: rows of text, or a table of a web page."""

from __future__ import annotations

from html.parser import HTMLParser

from typing_extensions import override

LARGEST_TEXT = 128 * 2**20
"""Characters that are looked at."""
_MOST_CELLS = 4_000_000


def table_text(text: str, html: str = "") -> str | None:
    """Return the text of a table, None where there is none.

    Spreadsheets give rows of text parted by tabs; where a text has no cells but a page with a
    table comes with it, the cells of that page's first table are parted by tabs.

    Parameters
    ----------
    text, html
        The two forms in which something was copied; either may be empty.
    """
    if len(text) > LARGEST_TEXT or len(html) > LARGEST_TEXT:
        return text[:LARGEST_TEXT] if _is_table(text[:LARGEST_TEXT]) else None
    if "\t" in text and _is_table(text):
        return text
    rows = _rows_of_page(html) if "<table" in html.lower() else []
    if rows:
        return "\n".join("\t".join(row) for row in rows) + "\n"
    return text if _is_table(text) else None


def _is_table(text: str) -> bool:
    """Whether a text has two lines or more."""
    lines = (line for line in text[:100_000].splitlines() if line.strip())
    return next(lines, None) is not None and next(lines, None) is not None


def _rows_of_page(html: str) -> list[list[str]]:
    reader = _TableReader()
    reader.feed(html)
    reader.close()
    return [row for row in reader.rows if any(row)]


class _TableReader(HTMLParser):
    """Gathers the cells of the first table of a page, those of tables inside it as text."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._depth = 0
        self._done = False
        self._cell: list[str] | None = None
        self._span = 1
        self._cells = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
        if self._done or self._depth != 1 or self._cells > _MOST_CELLS:
            return
        if tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            self._cell = []
            span = dict(attrs).get("colspan") or "1"
            self._span = min(int(span), 1000) if span.isdecimal() else 1
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr") and self._depth == 1:
            self._end_cell()
        if tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self._end_cell()
                self._done = True

    @override
    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        if not self.rows:
            self.rows.append([])
        text = " ".join("".join(self._cell).split())
        quoted = '"' + text.replace('"', '""') + '"' if '"' in text else text
        self.rows[-1].extend([quoted, *[""] * (self._span - 1)])
        self._cells += self._span
        self._cell = None
