"""What an installation from the wheel gets."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, which is all that installing pure Python is."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=_ROOT,
        capture_output=True,
        check=True,
        timeout=120,
    )
    (wheel,) = folder.glob("bpgui-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_that_the_wheel_carries_every_resource(installed: Path) -> None:
    expected = _files(_ROOT / "resources")
    assert expected
    assert _files(installed / "bpgui" / "resources") == expected


def test_that_the_wheel_carries_every_module(installed: Path) -> None:
    expected = {name for name in _files(_ROOT / "bpgui") if name.endswith(".py")}
    assert {name for name in _files(installed / "bpgui") if name.endswith(".py")} == expected


def test_that_the_wheel_leaves_tests_and_packaging_out(installed: Path) -> None:
    assert {path.name for path in installed.iterdir()} == {"bpgui", "bpgui-0.1.0.dist-info"}


def test_that_an_installed_bpgui_finds_its_own_resources(installed: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", "from bpgui.resource import resource; print(resource())"],
        env=os.environ | {"PYTHONPATH": str(installed)},
        cwd=installed,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(found.stdout.strip()) == installed / "bpgui" / "resources"


def test_that_both_commands_are_installed(installed: Path) -> None:
    (entry_points,) = installed.glob("*.dist-info/entry_points.txt")
    assert entry_points.read_text().split("\n\n") == [
        "[console_scripts]\nbpgui = bpgui.cli.main:main",
        "[gui_scripts]\nbpgui-gui = bpgui.cli.main:main\n",
    ]
