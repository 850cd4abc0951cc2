"""The arguments of all commands that read tables: columns, and how a table is written."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from bpgui.cli import parsing
from bpgui.cli.parsing import Parser

if TYPE_CHECKING:
    from bpgui.data.source_column import MissingRule
    from bpgui.formats.table_options import TableOptions


_RULES = ("leave-out", "mean", "median", "most-frequent")


def add_column_options(made: Parser) -> None:
    """Add what can be said about the columns of a table."""
    columns = made.add_argument_group("columns of a table")
    columns.add_argument(
        "--targets",
        metavar="COL,...",
        type=parsing.names,
        help="what is to be learned, by name or by number from 1; a name with a comma in it goes "
        "in double quotes",
    )
    columns.add_argument(
        "--ignore", metavar="COL,...", type=parsing.names, help="columns that are no inputs"
    )
    columns.add_argument(
        "--classes",
        action=argparse.BooleanOptionalAction,
        help="take a target of numbers for classes, or not",
    )
    columns.add_argument(
        "--missing",
        choices=_RULES,
        help="what becomes of missing numbers in inputs: the row is left out, or the mean, the "
        "median or the most frequent value of the column stands for them",
    )
    columns.add_argument(
        "--test-split",
        metavar="PART",
        type=_test_share,
        help="part of the rows held out for testing (.2 from 20 rows on, else 0)",
    )


def _test_share(text: str) -> float:
    value = parsing.number(0.0, 1.0)(text)
    if value == 1.0:
        raise argparse.ArgumentTypeError(f"a number from 0 to below 1 is needed, not {text!r}")
    return value


def add_table_options(made: Parser) -> None:
    """Add what can be said about how a table is written; what is not said is found out."""
    table = made.add_argument_group("how the table is written (found out if not said)")
    table.add_argument(
        "--delimiter",
        metavar="C",
        type=_delimiter,
        help='between two cells; tab and space are written out, as in "tab"',
    )
    table.add_argument("--decimal", choices=(".", ","), help="before the decimals of a number")
    table.add_argument(
        "--header",
        action=argparse.BooleanOptionalAction,
        help="the first row names the columns, or does not",
    )
    table.add_argument("--encoding", metavar="NAME", help="of a text, as in utf-8 or cp1252")
    table.add_argument("--part", metavar="NAME", help="the sheet or array to read, of several")


def missing_rule(arguments: argparse.Namespace) -> MissingRule | None:
    """Return what the arguments say about missing values."""
    rules: dict[str, MissingRule] = {
        "leave-out": "leave out",
        "mean": "mean",
        "median": "median",
        "most-frequent": "most frequent",
    }
    return rules.get(arguments.missing)


def table_options(arguments: argparse.Namespace) -> TableOptions:
    """Return what the arguments say about how a table is written."""
    from bpgui.formats.table_options import TableOptions

    return TableOptions(
        delimiter=arguments.delimiter,
        header=arguments.header,
        encoding=arguments.encoding,
        decimal=arguments.decimal,
        part=arguments.part,
    )


def _delimiter(text: str) -> str:
    sign = {"tab": "\t", "\\t": "\t", "space": " "}.get(text, text)
    if len(sign) != 1:
        raise argparse.ArgumentTypeError(f"one character, tab or space is needed, not {text!r}")
    return sign
