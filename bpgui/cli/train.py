"""``bpgui train``: train a network on data, without the window."""

import argparse
from pathlib import Path

from bpgui.cli import parsing
from bpgui.cli.parsing import Parser
from bpgui.cli.table_arguments import add_column_options, add_table_options
from bpgui.cli.terminal import Terminal

_EXAMPLES = """\
what is not said is chosen as the window chooses it: the target by its name or place, classes by
their values, output and loss by the targets, the rest of the settings with them.

examples:
  bpgui train xor
  bpgui train flowers.csv --targets species --sweeps 500 --export flowers.onnx
  bpgui train flowers.csv --hidden 8,8 --activation relu --update 32 --seed 3 \\
      --save flowers.bpgui --export flowers.json flowers.npz
  bpgui train flowers.csv --weights flowers.json --sweeps 100 --export better.json
  bpgui train flowers.bpgui --sweeps 1000 --save flowers.bpgui
  bpgui train spirals --sweeps 20000 --stop-loss .05 --json | jq -c 'select(.event == "end")'

exit status:
  0  trained; also where the loss to stop at was not reached
  1  the data or a file cannot be used, or the training diverged (the last finite weights are saved)
  2  the arguments make no sense
  130, 143  interrupted by Ctrl+C, or by SIGTERM; what was asked for was saved first"""


def parser() -> Parser:
    """Return the parser of the command's arguments."""
    made = Parser("train", "Train a network on data, as Run in the window does.", _EXAMPLES)
    made.add_argument(
        "data",
        metavar="DATA",
        help="a table, a built-in problem (bpgui problems lists them; ./xor is a file of that "
        "name), or a session (.bpgui) to go on with",
    )
    add_column_options(made)
    add_table_options(made)
    _add_network_options(made)
    _add_rule_options(made)
    _add_output_options(made)
    return made


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Train, save what was asked for, and return the exit status."""
    from bpgui.cli.errand import Errand
    from bpgui.cli.json_news import JsonNews
    from bpgui.cli.plain_news import PlainNews
    from bpgui.cli.refusal import misuse
    from bpgui.cli.task import task_of

    if arguments.refer and arguments.save is None:
        raise misuse("--refer goes with --save, which names the session to write.")
    errand = Errand(arguments.export, arguments.save, refers=arguments.refer)
    kind: type[JsonNews | PlainNews] = JsonNews if arguments.json else PlainNews
    news = kind(terminal, quiet=arguments.quiet)
    news.bar.wait("Reading the data …")
    try:
        task = task_of(arguments, news.bar.read)
        news.bar.wait("Making the kernel ready; the first time this takes some seconds …")
        return errand.run(task, news, terminal)
    finally:
        news.bar.clear()


def _add_network_options(made: Parser) -> None:
    network = made.add_argument_group("network")
    network.add_argument(
        "--hidden",
        metavar="UNITS,...",
        type=parsing.sizes,
        help="units of the hidden layers, as in 8,8; none for no hidden layer",
    )
    functions = ("sigmoid", "tanh", "relu", "linear")
    network.add_argument("--activation", choices=functions, help="of the hidden layers")
    network.add_argument(
        "--output-activation", choices=(*functions, "softmax"), help="of the output layer"
    )
    network.add_argument(
        "--initialisation",
        choices=("uniform", "xavier", "he"),
        help="how the first weights are drawn",
    )
    network.add_argument(
        "--scaling",
        choices=("none", "0-1", "z-score"),
        help="of the inputs (z-score for a table)",
    )
    network.add_argument(
        "--seed",
        metavar="S",
        type=parsing.whole(0),
        help="of the first weights, of the order of the patterns and, with --test-split, of the "
        "rows held out; the same seed gives the same bits",
    )
    network.add_argument(
        "--weights",
        metavar="FILE",
        help="start from these weights, with their layers and scaling",
    )


def _add_rule_options(made: Parser) -> None:
    rule = made.add_argument_group("update rule")
    rule.add_argument(
        "--loss",
        choices=("half-squared-error", "squared-error", "cross-entropy"),
        help="what is reduced",
    )
    rule.add_argument(
        "--reduction", choices=("sum", "mean"), help="of the losses of the patterns of an update"
    )
    rule.add_argument("--learning-rate", metavar="X", type=parsing.number(0.0), help="0 or more")
    rule.add_argument("--momentum", metavar="X", type=parsing.number(0.0, 1.0), help="0 to 1")
    rule.add_argument(
        "--decay",
        metavar="X",
        type=parsing.number(0.0, 1.0),
        help="part of itself that each weight loses at each update, 0 to 1",
    )
    rule.add_argument(
        "--update",
        metavar="sweep|pattern|N",
        type=parsing.update,
        help="update after all patterns, after each, or after N",
    )
    rule.add_argument(
        "--shuffle",
        action=argparse.BooleanOptionalAction,
        help="take the patterns in another order in each sweep, or not",
    )
    rule.add_argument(
        "--kernel",
        choices=("auto", "numpy", "compiled"),
        help="what makes the updates; their results differ in the last bits",
    )
    rule.add_argument(
        "--sweeps",
        metavar="N",
        type=parsing.whole(0),
        help="stop after N sweeps more (1,000); 0 trains nothing",
    )
    rule.add_argument(
        "--stop-loss",
        metavar="X",
        type=parsing.number(0.0),
        help="stop at the first sweep after which the training loss is below X",
    )


def _add_output_options(made: Parser) -> None:
    output = made.add_argument_group("what comes of it")
    output.add_argument(
        "--save",
        metavar="S.bpgui",
        type=Path,
        help="write the whole session, which the window and this command go on with to the same "
        "bits",
    )
    output.add_argument(
        "--refer",
        action="store_true",
        help="with --save: let the session name the file of DATA, with its checksum, instead of "
        "holding its numbers",
    )
    output.add_argument(
        "--export",
        metavar="OUT.ext",
        nargs="+",
        action="extend",
        default=[],
        type=Path,
        help="write the weights; the ending tells the format (bpgui export --formats lists them)",
    )
    output.add_argument(
        "--json",
        action="store_true",
        help="tell everything as one line of JSON an event: begin, report, end, saved, exported",
    )
    output.add_argument("--quiet", action="store_true", help="no progress bar and no remarks")
