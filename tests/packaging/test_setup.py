"""packaging/setup.sh decides what to install, what to keep and what to make anew.

Its functions are called one by one in a checkout made of almost nothing; only the two that would
download are replaced, by ones that say so.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_SETUP = Path(__file__).resolve().parents[2] / "packaging" / "setup.sh"
_WITHOUT_NETWORK = """
make_venv() {
    echo making
    mkdir -p "$venv/bin"
    touch "$venv/.bpgui-made" "$venv/.bpgui-unfinished"
    cp packaging/python "$venv/bin/python"
}
install_python_packages() { echo "installing for $1"; }
"""

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    (folder / "packaging").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "packaging" / "constraints.txt").write_text("numpy==2.4.6\n")
    python = folder / "packaging" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    shutil.copy(_SETUP, folder / "packaging")
    return folder


def _shell(checkout: Path, commands: str) -> subprocess.CompletedProcess[str]:
    """Run commands with the functions of set-up at hand."""
    script = f"set -euo pipefail\nsource packaging/setup.sh\n{_WITHOUT_NETWORK}\n{commands}"
    bash = shutil.which("bash") or "bash"
    return subprocess.run(
        [bash, "-c", script], cwd=checkout, capture_output=True, text=True, check=False
    )


def _set_up(checkout: Path, purpose: str = "app") -> list[str]:
    answer = _shell(checkout, f"set_up_venv {purpose}")
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.splitlines()


def test_that_a_new_checkout_gets_an_environment(checkout: Path) -> None:
    assert _set_up(checkout) == ["making", "installing for app"]


def test_that_a_second_call_installs_nothing(checkout: Path) -> None:
    _set_up(checkout)
    assert _set_up(checkout) == []


def test_that_the_tests_packages_are_added_to_the_programs(checkout: Path) -> None:
    _set_up(checkout, "app")
    assert _set_up(checkout, "test") == ["installing for test"]
    assert _set_up(checkout, "app") == []


@pytest.mark.parametrize("file", ["pyproject.toml", "packaging/constraints.txt"])
def test_that_changed_requirements_are_installed(checkout: Path, file: str) -> None:
    _set_up(checkout)
    with (checkout / file).open("a") as stream:
        stream.write("# changed\n")
    assert _set_up(checkout) == ["installing for app"]


def test_that_an_interrupted_set_up_starts_again(checkout: Path) -> None:
    _shell(checkout, "install_python_packages() { exit 7; }\nset_up_venv app")
    (checkout / ".venv" / "half-installed").touch()
    assert _set_up(checkout) == ["making", "installing for app"]
    assert not (checkout / ".venv" / "half-installed").exists()


def test_that_an_interrupted_update_starts_again(checkout: Path) -> None:
    _set_up(checkout, "app")
    _shell(checkout, "install_python_packages() { exit 7; }\nset_up_venv test")
    assert _set_up(checkout, "app") == ["making", "installing for app"]


def test_that_a_moved_checkout_gets_a_new_environment(checkout: Path) -> None:
    _set_up(checkout)
    moved = checkout.rename(checkout.with_name("moved"))
    assert _set_up(moved) == ["making", "installing for app"]


def test_that_an_environment_whose_python_is_gone_is_made_anew(checkout: Path) -> None:
    _set_up(checkout)
    (checkout / ".venv" / "bin" / "python").unlink()
    assert _set_up(checkout) == ["making", "installing for app"]


def test_that_somebody_elses_environment_is_kept(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(checkout / "packaging" / "python", checkout / ".venv" / "bin")
    assert _set_up(checkout) == ["installing for app"]
    assert _shell(checkout, "install_python_packages() { exit 7; }\nset_up_venv test").returncode
    assert _set_up(checkout, "test") == ["installing for test"]


def test_that_somebody_elses_folder_is_not_deleted(checkout: Path) -> None:
    diary = checkout / ".venv" / "diary"
    diary.parent.mkdir()
    diary.touch()
    answer = _shell(checkout, "set_up_venv app")
    assert answer.returncode == 1
    assert "remove it" in answer.stderr
    assert diary.exists()


def test_that_missing_system_packages_are_told_to_who_may_not_install_them(checkout: Path) -> None:
    answer = _shell(
        checkout,
        "may_install() { false; }\n"
        "candidate() { :; }\n"
        "install_system_packages libegl1 fonts-dejavu-core",
    )
    assert answer.returncode == 1
    assert "apt-get update && " in answer.stderr
    assert "--no-install-recommends libegl1 fonts-dejavu-core" in answer.stderr


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ({"python3": "3.11.2-1+b1"}, "python3 python3-venv"),
        ({"python3": "3.10.6-1", "python3.11-venv": "3.11.0~rc1"}, "python3.11 python3.11-venv"),
        ({"python3": "3.12.3-0", "python3.13-venv": "3.13.1"}, "python3 python3-venv"),
    ],
    ids=["debian-12", "ubuntu-22.04", "ubuntu-24.04"],
)
def test_that_a_python_new_enough_is_chosen(
    checkout: Path, offered: dict[str, str], chosen: str
) -> None:
    if shutil.which("dpkg") is None:
        pytest.skip("compares versions with dpkg")
    cases = " ".join(f"{name}) echo {version};;" for name, version in offered.items())
    answer = _shell(checkout, f'candidate() {{ case $1 in {cases} esac; }}\npython_packages "$@"')
    assert answer.stdout == f"{chosen}\n"


def test_that_a_system_without_a_python_new_enough_says_so(checkout: Path) -> None:
    answer = _shell(checkout, "candidate() { :; }\nrequire_candidates libegl1 python3.11")
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer" in answer.stderr
    assert "python3.11 is not there" in answer.stderr


def test_that_a_renamed_system_package_counts(checkout: Path) -> None:
    listing = "installed libglib2.0-0t64\\ninstalled ca-certificates\\nconfig-files libegl1\\n"
    answer = _shell(checkout, f"dpkg-query() {{ printf '{listing}'; }}\nmissing_qt_packages")
    missing = answer.stdout.split()
    assert "libglib2.0-0" not in missing
    assert "ca-certificates" not in missing
    assert "libegl1" in missing
