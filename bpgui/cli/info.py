"""``bpgui info``: what is in a file, whatever it is."""

import argparse

from bpgui.cli.parsing import Parser
from bpgui.cli.table_arguments import add_table_options, table_options
from bpgui.cli.terminal import Terminal

_EXAMPLES = """\
examples:
  bpgui info flowers.csv       rows, columns, kinds, ranges, what would be learned
  bpgui info flowers.onnx      layers, scaling, what the outputs stand for
  bpgui info flowers.bpgui     the network, the data, how far the training is"""


def parser() -> Parser:
    """Return the parser of the command's arguments."""
    made = Parser("info", "Tell what is in a table, a file of weights or a session.", _EXAMPLES)
    made.add_argument("file", metavar="FILE", help="any file that bpgui opens")
    add_table_options(made)
    return made


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Tell it, and return the exit status."""
    from bpgui.cli.description import described

    for line in described(arguments.file, table_options(arguments)):
        terminal.say(line)
    return 0
