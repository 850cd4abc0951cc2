"""The command ``bpgui``: the window for a file, or one of the commands that need none.

Nothing is imported here that takes time: ``bpgui --version`` and every ``--help`` answer without Qt
or NumPy.
"""

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import bpgui
from bpgui.cli.desktop import DesktopMissingError, missing_library, require_desktop
from bpgui.cli.parsing import Parser, close_ones
from bpgui.cli.refusal import Refusal, misuse
from bpgui.cli.terminal import READER_GONE, Terminal, silence

COMMANDS = {
    "train": "train a network on data, without the window",
    "predict": "compute the outputs of trained weights for the rows of a table",
    "export": "write weights in another format, read back and compared",
    "check": "compare every gradient with its central difference",
    "info": "tell what is in a table, a file of weights or a session",
    "problems": "list the built-in problems",
}
"""What each command does. Its module in `bpgui.cli` has a `parser` and a `run`."""

INTERRUPTED = 130
"""The exit status after Ctrl+C, as shells have it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv
        The arguments after the program's name; those of the process by default.

    Returns
    -------
    int
        The exit status: 0 after an orderly end, 2 for arguments that make no sense, 1 for data and
        files that are at fault and where the window cannot open, 130 after Ctrl+C. A status other
        than 0 comes with one sentence on standard error that says why and what to do.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = arguments.pop(0) if arguments and arguments[0] in COMMANDS else ""
    if command:
        # Threads only cost time on matrices of this size; OpenBLAS reads this once, when loaded.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        return _run(command, arguments)
    try:
        return _open_window(_file_of(arguments))
    except (DesktopMissingError, Refusal) as error:
        Terminal().note(f"bpgui: {error}")
        return error.status if isinstance(error, Refusal) else 1


def _run(command: str, arguments: list[str]) -> int:
    """Run a command, and turn what it cannot do into one sentence."""
    module = importlib.import_module(f"bpgui.cli.{command}")
    terminal = Terminal()
    try:
        status = module.run(module.parser().parse_args(arguments), terminal)
        sys.stdout.flush()
    except (Refusal, ValueError, OSError, MemoryError) as error:
        if isinstance(error, BrokenPipeError):
            silence(sys.stdout)
            return READER_GONE
        terminal.note(f"bpgui {command}: {_sentence(error)}")
        return error.status if isinstance(error, Refusal) else 1
    except KeyboardInterrupt:
        terminal.note(f"\nbpgui {command}: stopped by Ctrl+C.")
        return INTERRUPTED
    return int(status)


def _sentence(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "this does not fit into memory; take a part of the rows."
    if isinstance(error, OSError) and error.strerror:
        about = f"“{error.filename}”: " if error.filename else ""
        return f"{about}{error.strerror}."
    return " ".join(str(error).split())


# ---- the window ----------------------------------------------------------------------------------


def _file_of(arguments: list[str]) -> str | None:
    """Return the file that the window is to open, or None."""
    parsed, others = _parser().parse_known_args(arguments)
    file = parsed.file
    if file is not None and not Path(file).exists():
        if others or not Path(file).suffix:
            raise misuse(
                f"there is no command and no file {file!r}; the commands are {', '.join(COMMANDS)}."
                f"{close_ones(file, list(COMMANDS))}"
            )
        raise Refusal(f"there is no file {file!r}; check the name and the folder.")
    if others:
        raise misuse(f"{others[0]!r} is not understood here; see bpgui --help.")
    return None if file is None else str(file)


def _parser() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  bpgui {name:{width}}  {does}" for name, does in COMMANDS.items())
    parser = Parser(
        "",
        "Watch a neural network learn: edit its weights, step through back-propagation by hand,\n"
        "train it live, and export what it learned.",
        f"commands that need no window (bpgui COMMAND --help tells more):\n{commands}\n\n"
        "examples:\n"
        "  bpgui                     open the window with XOR\n"
        "  bpgui flowers.csv         open a table in the window\n"
        "  bpgui train flowers.csv   train on it here, without a window\n"
        "  bpgui ./train             open a file that is named as a command is",
    )
    parser.add_argument(
        "file",
        nargs="?",
        help="what to open: a session (.bpgui), weights (.json, .npz, .csv, .safetensors, .onnx, "
        ".net), a table (text, .xlsx, .xls, .ods, .json, .npy, .npz, .idx, .arff, .pat) or a "
        "folder of folders of pictures",
    )
    parser.add_argument("--version", action="version", version=f"bpgui {bpgui.__version__}")
    return parser


def _open_window(file: str | None) -> int:
    # Nothing made at the start is garbage; once the window is there, its clock collects.
    gc.disable()
    require_desktop()
    # Threads only cost time on matrices of this size, and OpenBLAS reads this once, when loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from bpgui.app.main import run
    except ImportError as error:
        if (sentence := missing_library(error)) is None:
            raise
        raise DesktopMissingError(sentence) from error
    return run(file)
