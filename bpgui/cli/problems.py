"""``bpgui problems``: the problems that are built in."""

import argparse
import textwrap

from bpgui.cli.parsing import Parser
from bpgui.cli.terminal import Terminal

_EXAMPLES = """\
examples:
  bpgui problems
  bpgui problems | cut -f1          the names alone
  bpgui train digits --sweeps 20    any of them is a DATA"""


def parser() -> Parser:
    """Return the parser of the command's arguments."""
    return Parser(
        "problems",
        "List the built-in problems: name, patterns, network, and what is to be learned. Where\n"
        "the output is no terminal, tabs stand between the four.",
        _EXAMPLES,
    )


def run(_arguments: argparse.Namespace, terminal: Terminal) -> int:
    """List them, and return the exit status."""
    from bpgui.data.problems import PROBLEMS

    rows = []
    for key, problem in PROBLEMS.items():
        data = problem.make()
        sizes = (data.n_inputs, *problem.hidden, data.n_outputs)
        network = "–".join(str(size) for size in sizes)
        rows.append((key, f"{data.n_patterns:,}", network, problem.description))
    if not terminal.out.isatty():
        for row in rows:
            terminal.say("\t".join(row))
        return 0
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for key, patterns, network, description in rows:
        head = f"{key:<{widths[0]}}  {patterns:>{widths[1]}}  {network:<{widths[2]}}  "
        body = textwrap.wrap(description, max(terminal.width - len(head), 30))
        terminal.say(head + f"\n{' ' * len(head)}".join(body))
    return 0
