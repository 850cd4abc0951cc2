"""packaging/constraints.txt pins whatever pip would install."""

import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_ROOT = Path(__file__).resolve().parents[2]


def _project() -> dict[str, list[str]]:
    described = tomllib.loads((_ROOT / "pyproject.toml").read_text())
    project = described["project"]
    return {
        "build": described["build-system"]["requires"],
        "app": project["dependencies"],
        "fast": project["optional-dependencies"]["fast"],
        "test": project["optional-dependencies"]["test"],
    }


def _pins() -> dict[str, str]:
    lines = (_ROOT / "packaging" / "constraints.txt").read_text().splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pins}


def _required(requirements: list[str]) -> set[str]:
    """Name the packages these need, and those that these need, as installed here."""
    names: set[str] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in names or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        names.add(name)
        waiting += [Requirement(text) for text in metadata.requires(name) or []]
    return names


@pytest.mark.parametrize("part", ["build", "app", "fast", "test"])
def test_that_every_package_is_pinned(part: str) -> None:
    assert _required(_project()[part]) <= _pins().keys()


def test_that_every_pin_is_of_a_package_that_is_needed() -> None:
    needed = _required([text for part in _project().values() for text in part])
    assert _pins().keys() <= needed


def test_that_every_pin_is_a_version_the_project_allows() -> None:
    pins = _pins()
    for text in [text for part in _project().values() for text in part]:
        requirement = Requirement(text)
        assert pins[canonicalize_name(requirement.name)] in requirement.specifier
