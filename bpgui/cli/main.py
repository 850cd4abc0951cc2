"""The command ``bpgui``: options, a check that a window can open, then the window.

Nothing is imported here that takes time: ``bpgui --version`` answers without Qt or NumPy.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import bpgui
from bpgui.cli.desktop import DesktopMissingError, missing_library, require_desktop


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv
        The arguments after the program's name; those of the process by default.

    Returns
    -------
    int
        The exit status: 0 after an orderly end, 1 when the window could not open, with one sentence
        on standard error that says why and what to do.
    """
    arguments = _parser().parse_args(argv)
    try:
        return _open_window(arguments.file)
    except (DesktopMissingError, _FileMissingError) as error:
        print(f"bpgui: {error}", file=sys.stderr)  # noqa: T201 - this is the terminal's edge
        return 1


class _FileMissingError(Exception):
    """The file named on the command line is not there."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bpgui",
        description="Watch a neural network learn: edit its weights, step through back-propagation "
        "by hand, train it live, and export what it learned.",
    )
    parser.add_argument(
        "file", nargs="?", help="a table (.csv, .tsv) or exported weights (.json, .npz) to open"
    )
    parser.add_argument("--version", action="version", version=f"bpgui {bpgui.__version__}")
    return parser


def _open_window(file: str | None) -> int:
    if file is not None and not Path(file).is_file():
        raise _FileMissingError(f"there is no file {file!r}; check the name and the folder.")
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
