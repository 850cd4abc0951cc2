from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu

from bpgui.app.recent_files import MOST_FILES, RecentFiles
from bpgui.app.settings import Preferences
from bpgui.app.window import MainWindow


def recent_menu(window: MainWindow) -> QMenu:
    """The submenu of recent files, filled as when it opens."""
    menus = window.menuBar().findChildren(QMenu)
    menu = next(menu for menu in menus if menu.title() == "Open &recent")
    menu.aboutToShow.emit()
    return menu


def test_that_the_newest_file_is_first_once_and_not_too_many_are_kept(tmp_path: Path) -> None:
    recent = RecentFiles(Preferences())
    paths = [tmp_path / f"{k}.bpgui" for k in range(MOST_FILES + 3)]
    for path in [*paths, paths[5]]:
        path.touch()
        recent.add(path)
    assert recent.paths[:2] == [paths[5], paths[-1]]
    assert len(recent.paths) == MOST_FILES
    assert RecentFiles(Preferences()).paths == recent.paths


def test_that_files_that_vanished_are_forgotten(tmp_path: Path) -> None:
    recent = RecentFiles(Preferences())
    path = tmp_path / "a.bpgui"
    path.touch()
    recent.add(path)
    path.unlink()
    assert recent.paths == []
    path.touch()
    assert recent.paths == []


def test_that_the_menu_opens_files_and_is_cleared(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "a&b.csv"
    table.write_text("x,y\n1,2\n2,1\n", encoding="utf-8")
    window.recent.add(table)
    first = recent_menu(window).actions()[0]
    assert "a&&b.csv" in first.text()
    opened: list[Path] = []
    monkeypatch.setattr(window.files, "open", opened.append)
    first.trigger()
    assert opened == [table]

    recent_menu(window).actions()[-1].trigger()
    (only,) = recent_menu(window).actions()
    assert not only.isEnabled()
    assert window.recent.paths == []


def test_that_stored_nonsense_is_no_list_of_files(tmp_path: Path) -> None:
    preferences = Preferences()
    for nonsense in ("{", '{"a": 1}', '["a\\u0000b", 3]', "[" * 100_000):
        preferences._store.setValue("recent_files", nonsense)
        assert RecentFiles(preferences).paths == []
    RecentFiles(preferences).add(tmp_path)
    assert RecentFiles(preferences).paths == [tmp_path]
