"""``bpgui predict``: the outputs of trained weights for the rows of a table, as CSV."""

import argparse
from pathlib import Path

from bpgui.cli import parsing
from bpgui.cli.parsing import Parser
from bpgui.cli.table_arguments import add_table_options, table_options
from bpgui.cli.terminal import Terminal

_EXAMPLES = """\
The columns that the network reads are found by their names, in whatever order; in a table without
names they are taken as they come. Outputs are in the units of the targets. Where they stand for
classes, the column “class (output)” has the class. Targets that are in the table stand beside them.
A row that lacks an input keeps its line, with empty outputs.

examples:
  bpgui predict flowers.json new-flowers.csv
  bpgui predict flowers.onnx new-flowers.csv --inputs --output answers.csv
  bpgui predict flowers.bpgui --output answers.csv
  bpgui predict xor.json xor | column -s, -t"""


def parser() -> Parser:
    """Return the parser of the command's arguments."""
    made = Parser(
        "predict",
        "Compute the outputs of trained weights for the rows of a table, and write them as CSV.",
        _EXAMPLES,
    )
    made.add_argument("weights", metavar="WEIGHTS", help="a file of weights, or a session")
    made.add_argument(
        "data",
        metavar="DATA",
        nargs="?",
        help="a table, or a built-in problem; a session's own data if not given",
    )
    made.add_argument(
        "--targets",
        metavar="COL,...",
        type=parsing.names,
        help="columns to show beside the outputs (those named as the outputs are)",
    )
    made.add_argument(
        "--inputs", action="store_true", help="write the columns that the network reads as well"
    )
    made.add_argument(
        "--output", metavar="OUT.csv", type=Path, help="write to this file, not to standard output"
    )
    add_table_options(made)
    return made


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Predict, and return the exit status."""
    from bpgui.cli.answers import answers_csv, write_answers
    from bpgui.cli.asked_rows import rows_for
    from bpgui.cli.weights_source import weights_in

    source = weights_in(arguments.weights)
    rows = rows_for(source, arguments.data, arguments.targets, table_options(arguments))
    for note in rows.notes:
        terminal.note(f"bpgui predict: {note}")
    parts = answers_csv(source.weights, rows, inputs=arguments.inputs)
    if arguments.output is None:
        for part in parts:
            terminal.write(part)
    else:
        write_answers(arguments.output, parts)
    return 0
