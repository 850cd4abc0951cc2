"""The README's sections on the command line and on Python, line by line.

``python -m tests.cli.test_readme`` writes the outputs anew.
"""

import contextlib
import io
import json
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bpgui.cli.main import main

README = Path(__file__).parents[2] / "README.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
_TIMES = (
    (re.compile(r"in [\d.]+ s \([\d,]+ a second\)"), "in … s (… a second)"),
    (re.compile(r'"seconds": [\d.]+'), '"seconds": …'),
    (re.compile(r'"kernel": "\w+"'), '"kernel": …'),
    # What is left of two numbers that agree is rounding, and so is which weight is the worst.
    (re.compile(r"differ by at most \S+"), "differ by at most …"),
    (re.compile(r"largest relative error \S+"), "largest relative error …"),
    (re.compile(r"^[^\t\n]+(\t[-+\d.e]+){4}$", re.MULTILINE), "a weight"),
)
# The two kernels agree to many digits, of which not all are compared.
_DIGITS = re.compile(r"(-?\d\.\d{6})\d+")


@dataclass(frozen=True)
class Call:
    """A command of the README, and what it says that comes of it."""

    command: str
    said: str


def _calls(block: str) -> list[Call]:
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [Call(*part.partition("\n")[::2]) for part in parts]


def _output(call: Call) -> str:
    """Run a command in the present folder; `cat` makes the file that it shows."""
    program, *arguments = shlex.split(call.command)
    if program == "cat":
        Path(arguments[0]).write_text(call.said)
        return call.said
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        assert main(arguments) == 0
    return out.getvalue()


def _comparable(text: str) -> str:
    for pattern, instead in _TIMES:
        text = pattern.sub(instead, text)
    return _DIGITS.sub(r"\1…", text)


def _section(title: str) -> str:
    text = README.read_text(encoding="utf-8")
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.fixture(autouse=True)
def _in_a_new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_that_every_command_says_what_the_readme_shows() -> None:
    calls = [call for block in _BLOCK.findall(_section("Command line")) for call in _calls(block)]
    assert len(calls) >= 6
    for call in calls:
        assert _comparable(_output(call)) == _comparable(call.said), call.command


def test_that_the_documented_fields_are_the_ones_that_are_told() -> None:
    table = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", _section("Command line"), re.MULTILINE))
    out = _output(
        Call("bpgui train iris --sweeps 1 --json --save iris.bpgui --export iris.npz", "")
    )
    for event in map(json.loads, out.splitlines()):
        documented = re.findall(r"`([a-z_]+)`", table[event.pop("event")])
        assert sorted(event) == sorted(set(documented) - {"null"})


def test_that_the_code_for_python_runs_and_learns(capsys: pytest.CaptureFixture[str]) -> None:
    xor, iris = _PYTHON.findall(_section("From Python"))
    exec(xor, {})  # noqa: S102 - the README's own
    answers, loss = capsys.readouterr().out.rsplit(maxsplit=1)
    assert answers.split()[0].startswith("[0.0")
    assert float(loss) < 0.01
    assert len([line for line in xor.splitlines() if line]) <= 10
    exec(iris, {})  # noqa: S102
    sentence, share = capsys.readouterr().out.splitlines()
    assert sentence.startswith("Read back: the same outputs to the last bit")
    assert float(share) > 0.9


# ---- writing the outputs -------------------------------------------------------------------------


def _rewritten(text: str) -> Iterator[str]:
    """Yield the README with the outputs of its commands as they are now."""
    end = 0
    for block in _BLOCK.finditer(text):
        yield text[end : block.start(1)]
        for call in _calls(block[1]):
            yield f"$ {call.command}\n{_output(call)}"
        end = block.end(1)
    yield text[end:]


def _main() -> None:
    text = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        new = "".join(_rewritten(text))
    README.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    _main()
