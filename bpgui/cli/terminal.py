"""Where the commands write: results to standard output, everything else to standard error."""

import os
import shutil
import sys
from typing import TextIO

READER_GONE = 141
"""The exit status where nobody reads a pipe any more, as shells have it."""
_NARROWEST = 40


class Terminal:
    """The two streams of a process, and what they can show.

    Parameters
    ----------
    out, err
        The streams; those of the process by default.
    """

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.err = err or sys.stderr

    def say(self, line: str) -> None:
        """Write a line of the result; at once, so that a reader of a pipe can follow."""
        self.out.write(_spelled(line, self.out) + "\n")
        self.out.flush()

    def write(self, text: str) -> None:
        """Write a part of a result that is text as it stands, such as a table."""
        self.out.write(text)
        self.out.flush()

    def note(self, line: str) -> None:
        """Write a line about the work that is no result."""
        self.err.write(_spelled(line, self.err) + "\n")
        self.err.flush()

    @property
    def shows_progress(self) -> bool:
        """Whether a person watches: standard error is a terminal that can rewrite a line.

        Where standard output is that terminal too, lines of results would come between.
        """
        return self.err.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def has_colours(self) -> bool:
        """Whether colours are wanted (https://no-color.org)."""
        return self.shows_progress and not os.environ.get("NO_COLOR")

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(shutil.get_terminal_size().columns, _NARROWEST)


def _spelled(line: str, stream: TextIO) -> str:
    """Return a line with whatever the stream's encoding lacks written as escapes."""
    encoding = stream.encoding or "utf-8"
    return line.encode(encoding, "backslashreplace").decode(encoding)


def silence(stream: TextIO) -> None:
    """Send what is still to be written nowhere: nobody reads any more."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):  # no real stream, as in tests
        pass
