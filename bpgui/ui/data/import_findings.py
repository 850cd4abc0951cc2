"""What the import sheet tells about a table: sentences, each with buttons for what can be done."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.formats.table_findings import Finding, Remedy
from bpgui.ui.guarding import guarded
from bpgui.ui.theme import SPACING

_MOST_SHOWN = 30
_LINES = 6
_WARNING, _NOTE = "▲", "·"


class ImportFindings(QScrollArea):
    """A list of findings; as high as they need, up to some lines, beyond which it scrolls."""

    remedy_chosen = Signal(object)
    """The user wants this `TablePlan`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName("What was found in the table")
        self._shown: tuple[Finding, ...] = ()
        self.buttons: list[tuple[Finding, QPushButton]] = []
        self.show_findings(())

    @property
    def text(self) -> str:
        """The sentences, a line each."""
        return "\n".join(finding.sentence for finding in self._shown)

    def show_findings(self, found: Sequence[Finding]) -> None:
        """Show other findings; nothing is seen where there are none."""
        if tuple(found) == self._shown and self.widget() is not None:
            return
        self._shown = tuple(found)
        self.buttons = []
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, SPACING, 0)
        column.setSpacing(3)
        for finding in found[:_MOST_SHOWN]:
            column.addLayout(self._row(finding))
        column.addStretch(1)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.setVisible(bool(found))
        self.updateGeometry()

    def button(self, label: str, about: str = "") -> QPushButton:
        """Return the first button with a label, of a sentence that has some words in it."""
        return next(
            button
            for finding, button in self.buttons
            if button.text() == label and about in finding.sentence
        )

    def _row(self, finding: Finding) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        mark = QLabel(_WARNING if finding.is_warning else _NOTE)
        mark.setProperty("role", "error" if finding.is_warning else "muted")
        mark.setAccessibleName("Warning" if finding.is_warning else "Note")
        mark.setFixedWidth(self.fontMetrics().horizontalAdvance(_WARNING) + 2)
        sentence = QLabel(finding.sentence)
        sentence.setWordWrap(True)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if not finding.is_warning:
            sentence.setProperty("role", "muted")
        row.addWidget(mark)
        row.addWidget(sentence, 1)
        for remedy in finding.remedies:
            row.addWidget(self._button(finding, remedy))
        return row

    def _button(self, finding: Finding, remedy: Remedy) -> QPushButton:
        button = QPushButton(remedy.label)
        button.setProperty("role", "chip")
        button.setAutoDefault(False)
        button.setAccessibleDescription(finding.sentence)
        button.clicked.connect(lambda: self.remedy_chosen.emit(remedy.plan))
        self.buttons.append((finding, button))
        return button

    def _height(self) -> int:
        """Return the height of as many whole rows as there is room for: half a row misleads."""
        content = self.widget()
        column = content.layout() if content is not None else None
        if column is None:
            return 0
        room = _LINES * (self.fontMetrics().height() + SPACING + 2)
        width = max(self.width() - self.verticalScrollBar().sizeHint().width(), 300) - SPACING
        height = 0
        rows = [column.itemAt(place) for place in range(len(self._shown[:_MOST_SHOWN]))]
        for row in rows:
            if row is None:
                continue
            needed = (
                row.heightForWidth(width) if row.hasHeightForWidth() else row.sizeHint().height()
            )
            if height and height + needed > room:
                break
            height += needed + column.spacing()
        return max(0, height - column.spacing())

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self._height(), 2 * (self.fontMetrics().height() + SPACING + 2)))

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # the sentences wrap elsewhere
