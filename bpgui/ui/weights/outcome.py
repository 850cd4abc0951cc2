"""What came of an export, with a way to the file."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from bpgui.formats.weights import ExportReport
from bpgui.ui.theme import SPACING
from bpgui.ui.weights.words import outcome_line


def show_folder(path: Path) -> None:
    """Show the folder of a file in the desktop's own window."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


class Outcome(QWidget):
    """A sentence, and after an export buttons that lead to the file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = Path()
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.folder = _button("Show in &folder", "Show the file in its folder")
        self.copy_path = _button("Copy &path", "Copy the whole path of the file")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.folder)
        row.addWidget(self.copy_path)
        self.folder.clicked.connect(lambda: show_folder(self._path))
        self.copy_path.clicked.connect(self._on_copy_path_clicked)
        self.clear()

    def clear(self) -> None:
        """Say nothing."""
        self._tell("", "muted", with_buttons=False)

    def tell(self, sentence: str) -> None:
        """Say what is going on."""
        self._tell(sentence, "muted", with_buttons=False)

    def tell_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self._tell(sentence, "error", with_buttons=False)

    def tell_report(self, report: ExportReport) -> None:
        """Say what was written, and offer ways to it."""
        self._path = report.path.absolute()
        self._tell(outcome_line(report), "right", with_buttons=True)

    def _tell(self, sentence: str, role: str, *, with_buttons: bool) -> None:
        self.sentence.setText(sentence)
        if self.sentence.property("role") != role:
            self.sentence.setProperty("role", role)
            self.sentence.style().unpolish(self.sentence)
            self.sentence.style().polish(self.sentence)
        self.folder.setVisible(with_buttons)
        self.copy_path.setVisible(with_buttons)
        self.setVisible(bool(sentence))

    def _on_copy_path_clicked(self) -> None:
        QGuiApplication.clipboard().setText(str(self._path))


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button
