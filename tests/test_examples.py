"""The examples in docstrings do what they show."""

import doctest
import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import bpgui.core
import bpgui.data
import bpgui.formats


def _modules() -> Iterator[str]:
    """Yield the modules with examples: all of them that need no Qt are looked at."""
    for package in (bpgui.core, bpgui.data, bpgui.formats):
        yield package.__name__
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if not module.ispkg:
                yield module.name


def _has_examples(name: str) -> bool:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return ">>> " in Path(spec.origin).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in _modules() if _has_examples(name)])
def test_that_the_examples_do_what_they_show(name: str) -> None:
    module: ModuleType = importlib.import_module(name)
    results = doctest.testmod(module)
    assert results.attempted > 0
    assert results.failed == 0


def test_that_what_people_start_with_has_an_example() -> None:
    found = {name for name in _modules() if _has_examples(name)}
    wanted = {"core", "core.network", "core.trainer", "core.passes", "core.settings"}
    wanted |= {"core.gradient_check", "data.creation", "data.scaling", "formats.weights"}
    assert {f"bpgui.{name}" for name in wanted} <= found
