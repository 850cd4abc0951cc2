"""The commands in processes of their own: what is imported, pipes, signals, a terminal."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bpgui.formats.weights import import_weights

NUMPY = ("--kernel", "numpy")
LONG = ("train", "circle", "--sweeps", "100000000", *NUMPY)


def _command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "bpgui", *map(str, arguments)]


def _started(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        _command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_that_no_command_loads_qt(tmp_path: Path) -> None:
    table, out, session = (tmp_path / name for name in ("table.csv", "w.json", "s.bpgui"))
    table.write_text("a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n")
    commands = [
        ["train", str(table), "--sweeps", "3", "--export", str(out), *NUMPY],
        ["train", "iris", "--sweeps", "3", "--json", *NUMPY, "--save", str(session)],
        ["train", str(session), "--sweeps", "2", "--save", str(session), *NUMPY],
        ["predict", str(session), "--output", str(tmp_path / "answers.csv")],
        ["export", str(session), str(tmp_path / "weights.csv")],
        ["check", str(session)],
        ["info", str(session)],
        ["predict", str(out), str(table)],
        ["export", str(out), str(tmp_path / "weights.npz")],
        ["check", str(out), str(table)],
        ["info", str(table)],
        ["info", str(out)],
        ["problems"],
    ]
    script = (
        "import sys\n"
        "from bpgui.cli.main import main\n"
        f"statuses = [main(command) for command in {commands!r}]\n"
        "heavy = {name.partition('.')[0] for name in sys.modules}\n"
        "print(statuses, sorted(heavy & {'PySide6', 'shiboken6', 'pyqtgraph'}))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert answer.stdout.splitlines()[-1] == f"{[0] * len(commands)} []"


def test_that_help_and_version_load_no_numpy() -> None:
    script = (
        "import sys, atexit\n"
        "atexit.register(lambda: print('loaded', 'numpy' in sys.modules))\n"
        "from bpgui.cli.main import main\n"
        "main(sys.argv[1:])\n"
    )
    for command in ("train", "predict", "export", "check", "info", "problems"):
        answer = subprocess.run(
            [sys.executable, "-c", script, command, "--help"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert f"usage: bpgui {command}" in answer.stdout
        assert "examples:" in answer.stdout
        assert answer.stdout.splitlines()[-1] == "loaded False"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_that_an_interrupted_training_saves_what_was_asked_for(
    tmp_path: Path, number: signal.Signals
) -> None:
    out = tmp_path / "weights.json"
    process = _started(*LONG, "--json", "--export", out)
    assert process.stdout is not None
    while json.loads(process.stdout.readline())["event"] != "report":
        pass
    process.send_signal(number)
    rest, err = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert err == ""
    end, exported = map(json.loads, rest.splitlines()[-2:])
    assert (end["event"], end["reason"], exported["event"]) == ("end", "interrupted", "exported")
    assert import_weights(out).settings is not None


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_that_a_reader_who_leaves_ends_the_training_and_the_files_are_there(tmp_path: Path) -> None:
    out = tmp_path / "weights.json"
    process = _started(*LONG, "--json", "--export", out)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), err) == (141, "")
    assert import_weights(out).dataset_name == "Circle"


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
def test_that_an_output_that_is_full_does_not_cost_the_files(tmp_path: Path) -> None:
    out = tmp_path / "weights.json"
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            _command("train", "iris", "--sweeps", 300, "--export", out, *NUMPY),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert process.returncode == 1
    assert process.stderr == "bpgui train: No space left on device.\n"
    assert import_weights(out).dataset_name == "Iris"


def _on_terminal(*arguments: object, **environment: str) -> tuple[str, str, int]:
    """Run a command with its standard error on a terminal; return both outputs and the status."""
    near, far = pty.openpty()
    process = subprocess.Popen(
        _command(*arguments),
        stdout=subprocess.PIPE,
        stderr=far,
        text=True,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "100"} | environment,
    )
    os.close(far)
    seen = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if not select.select([near], [], [], 1.0)[0]:
            continue
        try:
            part = os.read(near, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        seen += part
    os.close(near)
    out, _ = process.communicate(timeout=60)
    return seen.decode(), out, process.returncode


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals of POSIX")
def test_that_a_terminal_shows_a_bar_and_takes_it_away() -> None:
    shown, out, status = _on_terminal("train", "iris", "--sweeps", "4000", *NUMPY, NO_COLOR="")
    assert status == 0
    lines = shown.split("\r")
    bars = [line for line in lines if "of 4,000" in line]
    assert bars
    assert "%" in bars[0]
    assert "loss" in bars[0]
    assert "test" in bars[0]
    assert "━" in shown
    assert "\x1b[34m" in shown
    assert lines[-1] == "\x1b[K"
    assert "\x1b" not in out


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals of POSIX")
def test_that_a_bar_goes_without_colours_and_stays_within_the_width() -> None:
    shown, _, _ = _on_terminal(
        *("train", "iris", "--sweeps", "4000", *NUMPY), NO_COLOR="1", COLUMNS="50"
    )
    assert "\x1b[34m" not in shown
    lines = [line.removeprefix("\x1b[K") for line in shown.split("\r")]
    assert any("of 4,000" in line for line in lines)
    assert max(map(len, lines)) < 50


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals of POSIX")
def test_that_quiet_and_a_dumb_terminal_show_no_bar() -> None:
    for arguments, term in ((("--quiet",), "xterm"), ((), "dumb")):
        shown, out, _ = _on_terminal(
            *("train", "xor", "--sweeps", "2000", *NUMPY, *arguments), TERM=term
        )
        assert shown == ""
        assert out.startswith("Trained XOR")
