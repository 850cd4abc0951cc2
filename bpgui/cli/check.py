"""``bpgui check``: every gradient beside its central difference."""

import argparse

from bpgui.cli import parsing
from bpgui.cli.parsing import Parser
from bpgui.cli.table_arguments import add_column_options, add_table_options
from bpgui.cli.terminal import Terminal

_EXAMPLES = """\
Each weight is moved up and down by a small step; the slope of the loss found so is compared with
the gradient that back-propagation gives. They count as equal up to a relative error of 1e-4, and
nothing is said where both are drowned in rounding. The worst are printed as a table, with tabs
between the columns where the output is no terminal.

examples:
  bpgui check flowers.json flowers.csv
  bpgui check flowers.json flowers.csv --worst 20 --step 1e-4
  bpgui check xor.json xor --loss cross-entropy
  bpgui check flowers.bpgui

exit status: 0 where all agree, 1 where one does not, 2 for arguments that make no sense"""


def parser() -> Parser:
    """Return the parser of the command's arguments."""
    made = Parser(
        "check", "Compare every gradient with the central difference of the loss.", _EXAMPLES
    )
    made.add_argument("weights", metavar="WEIGHTS", help="a file of weights, or a session")
    made.add_argument(
        "data",
        metavar="DATA",
        nargs="?",
        help="a table, or a built-in problem; a session's own data if not given",
    )
    add_column_options(made)
    add_table_options(made)
    made.add_argument(
        "--loss",
        choices=("half-squared-error", "squared-error", "cross-entropy"),
        help="L (the one that the weights were trained with, where they say so)",
    )
    made.add_argument("--reduction", choices=("sum", "mean"), help="of the patterns' losses")
    made.add_argument(
        "--step",
        metavar="H",
        type=parsing.number(1e-13, 0.1),
        default=1e-5,
        help="how far each weight is moved (1e-5)",
    )
    made.add_argument(
        "--worst",
        metavar="N",
        type=parsing.whole(0),
        default=5,
        help="how many of the worst weights to print (5)",
    )
    return made


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Check, and return the exit status."""
    from bpgui.cli.checking import check

    return check(arguments, terminal)
