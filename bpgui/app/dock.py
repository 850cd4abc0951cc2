"""A dock that shows a panel as a card: heading at the left, remark at the right."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.ui.panel import Panel
from bpgui.ui.theme import MARGIN, SPACING


class Dock(QDockWidget):
    """A movable, closable frame around a panel.

    Parameters
    ----------
    name : str
        Identifies the dock in stored layouts.
    panel : Panel
        What it shows; its heading follows the panel's.
    parent : QWidget
        The main window.
    """

    def __init__(self, name: str, panel: Panel, parent: QWidget) -> None:
        super().__init__(panel.title, parent)
        self.setObjectName(name)
        self.panel = panel
        self._header = DockHeader(self)
        self.setTitleBarWidget(self._header)
        frame = QFrame()
        frame.setObjectName("panelFrame")
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(1, 0, 1, 1)
        layout.addWidget(panel)
        self.setWidget(frame)
        panel.heading_changed.connect(self._on_heading_changed)
        self._on_heading_changed()

    def _on_heading_changed(self) -> None:
        self.setWindowTitle(self.panel.title)
        self._header.show_heading(self.panel.title, self.panel.subtitle)


class DockHeader(QFrame):
    """The title bar of a dock; its buttons appear under the mouse."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("panelHeader")
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._subtitle = _ElidedLabel()
        self._subtitle.setProperty("role", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, SPACING - 1, MARGIN, SPACING - 1)
        layout.setSpacing(MARGIN)
        layout.addWidget(self._title)
        layout.addWidget(self._subtitle, 1)
        self._buttons = self._create_buttons(dock)

    def show_heading(self, title: str, subtitle: str) -> None:
        """Show a panel's heading."""
        self._title.setText(title)
        self._subtitle.show_text(subtitle)

    def _create_buttons(self, dock: QDockWidget) -> QWidget:
        buttons = QWidget(self)
        layout = QHBoxLayout(buttons)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for text, tip, act in (
            (
                "⇱",
                "Float this panel, or put it back",
                lambda: dock.setFloating(not dock.isFloating()),
            ),
            ("×", "Close this panel; the View menu brings it back", dock.close),
        ):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(tip)
            button.setProperty("role", "chip")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(act)
            layout.addWidget(button)
        buttons.hide()
        return buttons

    def _place_buttons(self) -> None:
        size = self._buttons.sizeHint()
        self._buttons.setGeometry(
            self.width() - size.width() - 6,
            (self.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._place_buttons()
        self._subtitle.setVisible(False)
        self._buttons.show()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._buttons.hide()
        self._subtitle.setVisible(True)
        super().leaveEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_buttons()
        super().resizeEvent(event)


class _ElidedLabel(QLabel):
    """A right-aligned label that gives way with an ellipsis and never widens its panel."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def show_text(self, text: str) -> None:
        """Show a text, shortened to what fits."""
        if text != self._text:
            self._text = text
            self._elide()

    def _elide(self) -> None:
        metrics = self.fontMetrics()
        self.setText(metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width()))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())
