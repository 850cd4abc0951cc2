"""What a user can say about how a table is written, as a value; what is not said is found out."""

from dataclasses import dataclass

USUAL_MISSING = ("na", "n/a", "#n/a", "nan", "null", "none", "?", "-", ".", "missing")
"""Words for a missing number that are understood without being asked for, in lower case."""
USUAL_MISSING_WORDS = ("na", "n/a", "#n/a", "nan", "null", "?")
"""The same in a column of text, where "none" is an answer like any other."""


@dataclass(frozen=True)
class TableOptions:
    """How a table is to be read; None stands for "find out".

    Parameters
    ----------
    delimiter
        The character between two cells of a text; " " for any run of spaces and tabs.
    header
        Whether the first row names the columns.
    encoding
        The codec of a text, as Python names it.
    decimal
        "." or ",": what stands before the decimals of a number in a text.
    comment
        What lines that are no data begin with; "" if there are none.
    missing
        The words that stand for a missing value, in any case, beside the empty cell; None are
        `USUAL_MISSING` for numbers and `USUAL_MISSING_WORDS` among words.
    part
        The name of the sheet or array to read, of those in `Table.parts`; None is the first that
        holds a table.

    Raises
    ------
    ValueError
        With a sentence, where the delimiter, the decimal sign or the comment sign can be none.
    """

    delimiter: str | None = None
    header: bool | None = None
    encoding: str | None = None
    decimal: str | None = None
    comment: str = "#"
    missing: tuple[str, ...] | None = None
    part: str | None = None

    def __post_init__(self) -> None:
        if self.delimiter is not None and (
            len(self.delimiter) != 1 or self.delimiter in '"\r\n' or self.delimiter == self.comment
        ):
            raise ValueError(
                "The delimiter is one character, and no quote, comment sign or line break."
            )
        if self.decimal not in {None, ".", ","}:
            raise ValueError("Decimals begin with a point or a comma.")
        if len(self.comment) > 8 or any(sign in self.comment for sign in '"\r\n'):
            raise ValueError("A comment sign is a few characters, and no quote or line break.")


FIND_OUT = TableOptions()
"""Nothing is said: the reader finds out everything."""
