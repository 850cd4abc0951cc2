"""What is remembered from one launch to the next: look, layout, files last opened."""

import json

from PySide6.QtCore import QByteArray, QSettings

from bpgui.ui.mathematics.digits import USUAL

LAYOUT_VERSION = 3
"""Raise when docks are added or renamed: an older stored layout is then left aside."""


class Preferences:
    """Typed access to the stored settings."""

    def __init__(self) -> None:
        self._store = QSettings("bpgui", "bpgui")

    @property
    def appearance(self) -> str:
        """The theme: "system", "light" or "dark"."""
        value = str(self._store.value("appearance", "system"))
        return value if value in ("system", "light", "dark") else "system"

    @appearance.setter
    def appearance(self, choice: str) -> None:
        self._store.setValue("appearance", choice)

    @property
    def negative_dashed(self) -> bool:
        """Whether negative weights are drawn dashed."""
        return str(self._store.value("negative_dashed", "false")) == "true"

    @negative_dashed.setter
    def negative_dashed(self, dashed: bool) -> None:
        self._store.setValue("negative_dashed", "true" if dashed else "false")

    @property
    def digits(self) -> int:
        """Significant digits of the numbers in formulas."""
        value = str(self._store.value("digits", USUAL))
        return int(value) if value.isdigit() else USUAL

    @digits.setter
    def digits(self, count: int) -> None:
        self._store.setValue("digits", count)

    @property
    def export_format(self) -> str:
        """The key of the format that weights were last exported in."""
        return str(self._store.value("export_format", ""))

    @export_format.setter
    def export_format(self, key: str) -> None:
        self._store.setValue("export_format", key)

    @property
    def recent_files(self) -> list[str]:
        """The paths of the files last opened, newest first."""
        self._store.sync()  # another window may have opened some
        try:
            names = json.loads(str(self._store.value("recent_files", "[]")))
        except (ValueError, RecursionError):
            return []
        if not isinstance(names, list):
            return []
        return [name for name in names if isinstance(name, str) and "\0" not in name]

    @recent_files.setter
    def recent_files(self, names: list[str]) -> None:
        self._store.setValue("recent_files", json.dumps(names))
        self._store.sync()

    @property
    def geometry(self) -> QByteArray:
        """The window's place and size; empty when unknown."""
        return self._bytes("geometry")

    @property
    def layout(self) -> QByteArray:
        """The arrangement of the docks; empty when unknown."""
        return self._bytes("layout")

    def store_layout(self, geometry: QByteArray, layout: QByteArray) -> None:
        """Remember the window's place and the arrangement of its docks."""
        self._store.setValue("geometry", geometry)
        self._store.setValue("layout", layout)
        self._store.sync()

    def _bytes(self, key: str) -> QByteArray:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()
