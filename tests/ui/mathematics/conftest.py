"""The look and the digits that formulas have when nothing else is chosen."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from bpgui.ui.mathematics.digits import USUAL, digits
from bpgui.ui.theme import prepare_application


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    prepare_application(qapp, "light")
    yield
    digits.choose(USUAL)
