"""A button that says off or on."""

from PySide6.QtWidgets import QPushButton, QWidget


class Toggle(QPushButton):
    """A small button whose text says whether something is on; a click changes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("off", parent)
        self.setCheckable(True)
        self.toggled.connect(self._on_toggled)

    def _on_toggled(self, checked: bool) -> None:
        self.setText("on" if checked else "off")
