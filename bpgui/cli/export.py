"""``bpgui export``: write weights in another format, read back and compared."""

import argparse
from pathlib import Path

from typing_extensions import override

from bpgui.cli.parsing import Parser
from bpgui.cli.terminal import Terminal

_EXAMPLES = """\
What the format cannot express is said; then the file is written, read back, and its outputs are
compared with those of the weights. The exit status is 1 if they differ by more than the format
allows.

examples:
  bpgui export flowers.json flowers.onnx
  bpgui export flowers.json flowers.onnx --format onnx-float64
  bpgui export flowers.json flowers.safetensors --companions"""


class _Formats(argparse.Action):
    """``--formats``: list the formats and end; they are loaded only then."""

    @override
    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from bpgui.formats.weights import FORMATS

        rows = [(form.suffix, form.key, form.title, form.description) for form in FORMATS]
        widths = [max(len(row[place]) for row in rows) for place in range(3)]
        for suffix, key, title, description in rows:
            Terminal().say(
                f"{suffix:{widths[0]}}  {key:{widths[1]}}  {title:{widths[2]}}  {description}"
            )
        parser.exit()


def parser() -> Parser:
    """Return the parser of the command's arguments."""
    made = Parser(
        "export",
        "Write the weights of a session or a file in the format that the ending of OUT tells.",
        _EXAMPLES,
    )
    made.add_argument("source", metavar="SESSION|WEIGHTS", help="where the weights are")
    made.add_argument("out", metavar="OUT.ext", type=Path, help="the file to write")
    made.add_argument(
        "--format", metavar="KEY", help="of the format, where formats share an ending (--formats)"
    )
    made.add_argument(
        "--companions",
        action="store_true",
        help="write the files that belong beside it, such as a loader script, as well",
    )
    made.add_argument("--formats", action=_Formats, nargs=0, help="list the formats and end")
    return made


def run(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Export, and return the exit status."""
    from bpgui.cli.errand import check_folder, check_format
    from bpgui.cli.plain_news import tell_export
    from bpgui.cli.weights_source import weights_in
    from bpgui.formats.weights import export_weights

    form = check_format(arguments.out, arguments.format)
    check_folder(arguments.out)
    source = weights_in(arguments.source)
    for sentence in form.losses(source.weights):
        terminal.say(f"{form.title} does not keep this: {sentence}")
    report = export_weights(
        source.weights,
        arguments.out,
        form.key,
        companions=arguments.companions,
        rows=source.rows,
    )
    tell_export(terminal, report, losses=False)
    return 0
