from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from bpgui.app.actions import SPECS
from bpgui.app.window import MainWindow

README = Path(__file__).parents[2] / "README.md"


def test_that_every_action_has_a_shortcut_a_tooltip_and_a_status_tip(window: MainWindow) -> None:
    for key, action in window.actions_by_key.items():
        assert action.shortcuts(), key
        assert action.toolTip() != action.text(), key
        assert action.statusTip(), key


def test_that_no_two_actions_share_a_key() -> None:
    owners: dict[str, str] = {}
    for spec in SPECS:
        for keys in spec.shortcuts:
            sequence = QKeySequence(keys).toString()
            assert sequence, f"{spec.key}: {keys!r} is no key"
            assert sequence not in owners, f"{spec.key} and {owners.get(sequence)}: {sequence}"
            owners[sequence] = spec.key


def test_that_every_action_is_in_a_menu(window: MainWindow) -> None:
    found = set()
    for menu_action in window.menuBar().actions():
        menu = menu_action.menu()
        assert isinstance(menu, QMenu)
        for action in menu.actions():
            submenu = action.menu()
            if isinstance(submenu, QMenu):
                submenu.aboutToShow.emit()
                found |= {inner.objectName() for inner in submenu.actions()}
            found.add(action.objectName())
    assert {spec.key for spec in SPECS} <= found


def test_that_the_readme_lists_every_key() -> None:
    text = README.read_text(encoding="utf-8")
    for spec in SPECS:
        row = f"| {', '.join(spec.shortcuts)} | {spec.tip} |"
        assert row in text, row
