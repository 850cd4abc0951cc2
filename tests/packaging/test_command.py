"""The command `bpgui` as a shell sees it, each time in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

import bpgui
from bpgui.cli.desktop import DesktopMissingError, missing_library, require_desktop
from tests.timing import least

_DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def _bpgui(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in _DISPLAY_VARIABLES}
    return subprocess.run(
        [sys.executable, "-m", "bpgui", *arguments],
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_that_the_version_is_printed() -> None:
    answer = _bpgui("--version")
    assert (answer.stdout, answer.returncode) == (f"bpgui {bpgui.__version__}\n", 0)


def test_that_the_version_loads_neither_qt_nor_numpy() -> None:
    script = (
        "import sys, atexit\n"
        "heavy = {'PySide6', 'shiboken6', 'pyqtgraph', 'numpy'}\n"
        "atexit.register(lambda: print('loaded', sorted(heavy & set(sys.modules))))\n"
        "from bpgui.cli.main import main\n"
        "main(['--version'])\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert answer.stdout.splitlines()[-1] == "loaded []"


@pytest.mark.alone
def test_that_the_version_answers_at_once() -> None:
    def seconds() -> float:
        start = time.perf_counter()
        _bpgui("--version")
        return time.perf_counter() - start

    assert least(seconds, enough=0.3) < 0.3


def test_that_help_tells_what_can_be_opened() -> None:
    answer = _bpgui("--help")
    assert answer.returncode == 0
    assert ".csv" in answer.stdout


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="these always have a display")
@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "there is no display"),
        ({"DISPLAY": ":987"}, "the display :987 (DISPLAY) does not answer"),
        ({"WAYLAND_DISPLAY": "wayland-987"}, "the display wayland-987 (WAYLAND_DISPLAY)"),
        ({"QT_QPA_PLATFORM": "xcb"}, "there is no display"),
    ],
    ids=["none", "x", "wayland", "platform"],
)
def test_that_a_missing_display_is_one_sentence(environment: dict[str, str], words: str) -> None:
    answer = _bpgui(**environment)
    assert answer.returncode == 1
    assert answer.stdout == ""
    (line,) = answer.stderr.splitlines()
    assert line.startswith("bpgui: ")
    assert words in line
    assert "ssh -X" in line  # what to do


def test_that_a_missing_file_is_one_sentence() -> None:
    answer = _bpgui("no-such-file.csv", QT_QPA_PLATFORM="offscreen")
    assert answer.returncode == 1
    (line,) = answer.stderr.splitlines()
    assert "no-such-file.csv" in line


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="these always have a display")
def test_that_a_wayland_display_that_answers_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in _DISPLAY_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with pytest.raises(DesktopMissingError):
        require_desktop()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as compositor:
        compositor.bind(str(tmp_path / "wayland-0"))
        compositor.listen()
        require_desktop()


def test_that_no_display_is_asked_for_off_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen:fontdb=none")
    require_desktop()


def test_that_a_missing_library_is_named_with_its_package() -> None:
    problem = "libEGL.so.1: cannot open shared object file: No such file or directory"
    sentence = missing_library(ImportError(problem))
    assert sentence is not None
    assert "libEGL.so.1 is missing" in sentence
    assert sentence.endswith("sudo apt-get install libegl1")


def test_that_an_unknown_missing_library_is_still_named() -> None:
    problem = "libsurprise.so.7: cannot open shared object file: No such file or directory"
    assert "libsurprise.so.7" in (missing_library(OSError(problem)) or "")


def test_that_an_error_of_the_program_is_not_taken_for_a_missing_library() -> None:
    assert missing_library(ImportError("cannot import name 'run' from 'bpgui.app.main'")) is None
