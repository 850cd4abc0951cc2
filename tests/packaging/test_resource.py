"""Shipped files are found in a source tree and beside an installed package."""

from pathlib import Path

import pytest

import bpgui.resource
from bpgui.resource import ResourceMissingError, resource


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand the package somewhere else, as an installation does."""
    folder = tmp_path / "bpgui"
    folder.mkdir()
    monkeypatch.setattr(bpgui.resource, "_PACKAGE", folder)
    return folder


def _file(*parts: str | Path) -> Path:
    path = Path(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_that_the_source_trees_resources_are_found() -> None:
    assert resource() == Path(__file__).resolve().parents[2] / "resources"


def test_that_an_installed_packages_resources_are_found(package: Path) -> None:
    table = _file(package, "resources", "data", "table.csv")
    assert resource("data", "table.csv") == table


def test_that_an_installed_package_takes_its_own_resources_first(package: Path) -> None:
    _file(package.parent, "pyproject.toml")
    _file(package.parent, "resources", "table.csv")
    own = _file(package, "resources", "table.csv")
    assert resource("table.csv") == own


def test_that_resources_beside_a_package_without_source_tree_are_not_ours(package: Path) -> None:
    _file(package.parent, "resources", "table.csv")
    with pytest.raises(ResourceMissingError):
        resource("table.csv")


def test_that_a_missing_resource_is_named_with_a_next_step(package: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"data/lost\.csv is missing .* again") as problem:
        resource("data", "lost.csv")
    assert str(package / "resources") in str(problem.value)
