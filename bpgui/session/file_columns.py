"""What became of the columns of a table, in a session file and back."""

from collections.abc import Sequence
from typing import Any, cast

from bpgui.data.source_column import Holds, MissingRule, Role, SourceColumn
from bpgui.formats import strict_json as strict

_WHERE = "“columns”"


def said_columns(columns: Sequence[SourceColumn]) -> list[dict[str, Any]]:
    """Return columns ready for JSON."""
    return [
        {
            "name": column.name,
            "role": column.role,
            "holds": column.holds,
            "missing": column.missing,
            "filled": column.filled,
            "words": list(column.words),
        }
        for column in columns
    ]


def read_columns(value: Any) -> tuple[SourceColumn, ...]:  # noqa: ANN401 - any JSON
    """Return the columns that a file says; none, where it was written before they were kept."""
    return () if value is None else strict.as_many(value, _read_column, _WHERE)


def _read_column(value: Any, where: str) -> SourceColumn:  # noqa: ANN401 - any JSON
    said = strict.as_object(value, where)

    def text(key: str) -> str:
        return strict.as_text(strict.member(said, key, where), where)

    filled = strict.member(said, "filled", where)
    if filled is not None and not isinstance(filled, str):
        filled = float(strict.as_number(filled, where))
    return SourceColumn(  # which checks the words
        name=text("name"),
        role=cast(Role, text("role")),
        holds=cast(Holds, text("holds")),
        missing=cast(MissingRule, text("missing")),
        filled=filled,
        words=strict.as_many(strict.member(said, "words", where), strict.as_text, where),
    )
