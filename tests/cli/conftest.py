"""Commands run in the tests' own process, as a shell would see them."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bpgui.cli.main import main


@dataclass(frozen=True)
class Said:
    """What a command wrote, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line on standard error."""
        (line,) = self.err.splitlines()
        return line


Command = Callable[..., Said]


@pytest.fixture
def bpgui(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command; its arguments are turned into text."""

    def run(*arguments: object) -> Said:
        capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as ending:
            status = int(ending.code or 0)
        written = capsys.readouterr()
        return Said(status, written.out, written.err)

    return run
