"""Notices: sentences that appear over the window's lower edge, without stopping anyone."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget
from typing_extensions import override

from bpgui.ui.controls.icons import ThemedIcon
from bpgui.ui.guarding import guarded
from bpgui.ui.theme import MARGIN, SPACING

_SHOWN_FOR = 9000
"""Milliseconds that a notice without a problem stays."""

_CHARACTERS = 90
"""Width of a notice in characters, where the window has room for them."""


class Notice(QFrame):
    """One sentence on top of the window; a problem stays until it is closed or replaced."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("notice")
        self._host = host
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton()
        ThemedIcon(close, "close", "muted")
        close.setIconSize(QSize(*(self.fontMetrics().height(),) * 2))
        close.setAccessibleName("Close")
        close.setToolTip("Close this notice")
        close.setProperty("role", "icon")
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, SPACING, SPACING, SPACING)
        layout.setSpacing(MARGIN)
        layout.addWidget(self._label, 1)
        layout.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown, or last shown."""
        return self._label.text()

    def tell(self, sentence: str, *, problem: bool = False) -> None:
        """Show a sentence; as a problem, with a border that says so."""
        self._label.setText(sentence)
        self.setProperty("kind", "problem" if problem else "news")
        self.style().unpolish(self)
        self.style().polish(self)
        self._place()
        self.show()
        self.raise_()
        if problem:
            self._timer.stop()
        else:
            self._timer.start(_SHOWN_FOR)

    def _place(self) -> None:
        characters = self.fontMetrics().averageCharWidth()
        width = min(self._host.width() - 4 * MARGIN, _CHARACTERS * characters)
        height = self.layout().totalHeightForWidth(width)  # type: ignore[union-attr]
        left = (self._host.width() - width) // 2
        self.setGeometry(left, self._host.height() - height - 2 * MARGIN, width, height)

    @override
    @guarded
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        elif event.type() is QEvent.Type.LayoutRequest:
            self.raise_()  # a dock that was opened stands above
        return super().eventFilter(watched, event)
