"""A double click on a session: the desktop entry, the type of the files, and what installs them."""

import os
import shlex
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bpgui.session.session_file import SUFFIX

LINUX = Path(__file__).parents[2] / "packaging" / "linux"
_MIME = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}


def read_entry(path: Path) -> dict[str, str]:
    heading, *lines = path.read_text(encoding="utf-8").splitlines()
    assert heading == "[Desktop Entry]"
    return {key: value for key, _, value in (line.partition("=") for line in lines)}


def install(home: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [LINUX / "install", *arguments],
        env={**os.environ, "XDG_DATA_HOME": str(home)},
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_that_the_entry_opens_files_of_the_type_that_sessions_have() -> None:
    entry = read_entry(LINUX / "bpgui.desktop")
    root = ET.parse(LINUX / "bpgui.xml").getroot()  # noqa: S314 - our own file
    (kind,) = root.findall("m:mime-type", _MIME)
    (glob,) = kind.findall("m:glob", _MIME)
    assert glob.get("pattern") == f"*{SUFFIX}"
    assert kind.get("type") in entry["MimeType"].split(";")
    assert entry["Exec"] == "bpgui %f"


@pytest.mark.skipif(os.name == "nt", reason="a script of the shell")
@pytest.mark.parametrize("name", ["bpgui", 'with a space, 50 % & "quotes"'])
def test_that_it_is_installed_for_the_command_given_and_removed_again(
    tmp_path: Path, name: str
) -> None:
    command, home = tmp_path / name, tmp_path / "share"
    command.touch(mode=0o755)
    assert install(home, str(command)).returncode == 0
    started = read_entry(home / "applications" / "bpgui.desktop")["Exec"]
    program, argument = shlex.split(started.replace("\\\\", "\\"))
    assert (program.replace("%%", "%"), argument) == (str(command), "%f")
    assert (home / "mime" / "packages" / "bpgui.xml").is_file()
    assert install(home, "--remove").returncode == 0
    assert not [path for path in home.rglob("bpgui.*") if path.is_file()]


@pytest.mark.skipif(os.name == "nt", reason="a script of the shell")
def test_that_a_command_that_is_not_there_is_named(tmp_path: Path) -> None:
    refused = install(tmp_path, "/nowhere/bpgui")
    assert refused.returncode == 1
    assert "/nowhere/bpgui" in refused.stderr.decode()
    assert list(tmp_path.iterdir()) == []
