"""The files last opened or saved, for a menu that brings them back."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu

from bpgui.app.settings import Preferences

MOST_FILES = 10
_MOST_LETTERS = 60


class RecentFiles:
    """Remembers files from one launch to the next, the newest first.

    Parameters
    ----------
    preferences : Preferences
        Where they are kept, shared with other windows of the program.
    """

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    @property
    def paths(self) -> list[Path]:
        """The files that are still there; those that vanished are forgotten."""
        known = self._preferences.recent_files
        there = [name for name in known if Path(name).exists()]
        if there != known:
            self._preferences.recent_files = there
        return [Path(name) for name in there]

    def add(self, path: Path) -> None:
        """Put a file at the top."""
        name = str(path.absolute())
        others = [other for other in self._preferences.recent_files if other != name]
        self._preferences.recent_files = [name, *others][:MOST_FILES]

    def clear(self) -> None:
        """Forget all."""
        self._preferences.recent_files = []

    def fill(self, open_file: Callable[[Path], None], menu: QMenu) -> None:
        """Fill a menu with the files and, below them, what forgets them."""
        paths = self.paths
        for number, path in enumerate(paths, start=1):
            action = menu.addAction(_text(number, path))
            action.setStatusTip(f"Open {path}")
            action.setToolTip(str(path))
            action.triggered.connect(partial(_ignore_check, partial(open_file, path)))
        if not paths:
            menu.addAction("No files yet").setEnabled(False)
            return
        menu.addSeparator()
        clear = menu.addAction("&Clear this menu")
        clear.setStatusTip("Forget the files listed here; the files themselves stay")
        clear.setToolTip(clear.statusTip())
        clear.triggered.connect(partial(_ignore_check, self.clear))


def _text(number: int, path: Path) -> str:
    """Return a line of the menu: a digit as its key, the name, and the folder, shortened."""
    folder = str(path.parent)
    if folder.startswith(home := str(Path.home())):
        folder = f"~{folder.removeprefix(home)}"
    text = f"{path.name}  –  {folder}"
    if len(text) > _MOST_LETTERS:
        text = f"{text[: _MOST_LETTERS // 2]}…{text[-_MOST_LETTERS // 2 :]}"
    key = f"&{number}" if number < 10 else str(number)
    return f"{key}  {text.replace('&', '&&')}"


def _ignore_check(act: Callable[[], object], _checked: bool = False) -> None:
    act()
