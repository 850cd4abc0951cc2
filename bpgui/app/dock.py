"""A dock that shows a panel as a card: heading at the left, remark at the right."""

from functools import cached_property

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QCloseEvent, QEnterEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.ui.controls.icons import ThemedIcon
from bpgui.ui.guarding import guarded
from bpgui.ui.panel import Panel
from bpgui.ui.steady_label import SteadyLabel
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font


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
        self._frame = QFrame()
        self._frame.setObjectName("panelFrame")
        layout = QVBoxLayout(self._frame)
        layout.setContentsMargins(0, 0, 0, 1)
        layout.addWidget(panel)
        self.setWidget(self._frame)
        panel.heading_changed.connect(self._on_heading_changed)
        self.visibilityChanged.connect(panel.set_seen)
        self._on_heading_changed()

    def keep_least_width(self, width: int) -> None:
        """Keep the panel at least so wide, and let it be so narrow.

        WORKAROUND: not the dock's own least width. Whenever Qt lays a dock out it sets that to
        what the panel asks for, and never to less than it was; before the style sheet reaches the
        panel, which Qt does in no certain order, that is too wide. Qt 6.10; for as long as
        QDockWidget's layout has the constraint SetMinAndMaxSize.
        """
        self._frame.setMinimumWidth(width)

    def _on_heading_changed(self) -> None:
        self.setWindowTitle(self.panel.title)
        self._header.show_heading(self.panel.title, self.panel.subtitle)

    @override
    @guarded
    def closeEvent(self, event: QCloseEvent) -> None:
        drop_focus(self)
        super().closeEvent(event)


def drop_focus(widget: QWidget) -> None:
    """Take the focus from what is about to be hidden.

    Qt would pass it on as the Tab key does, perhaps to a button that Space presses then.
    """
    focused = QApplication.focusWidget()
    if focused is not None and widget.isAncestorOf(focused):
        focused.clearFocus()


class DockHeader(QFrame):
    """The title bar of a dock; its buttons appear under the mouse."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("panelHeader")
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._subtitle = SteadyLabel("muted", elided=True)
        self._subtitle.set_alignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        policy = self._subtitle.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._subtitle.setSizePolicy(policy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MARGIN, SPACING - 1, MARGIN, SPACING - 1)
        layout.setSpacing(MARGIN)
        layout.addWidget(self._title)
        layout.addWidget(self._subtitle, 1)
        self._dock = dock
        appearance.changed.connect(self._set_font)
        self._set_font()

    def show_heading(self, title: str, subtitle: str) -> None:
        """Show a panel's heading."""
        if title != self._title.text():
            self._title.setText(title)
        self._subtitle.show_text(subtitle)

    def _set_font(self) -> None:
        self._subtitle.setFont(scaled_font(0.95))

    @cached_property
    def _buttons(self) -> QWidget:
        """The buttons, made when the mouse first comes."""
        dock = self._dock
        buttons = QWidget(self)
        layout = QHBoxLayout(buttons)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for name, what, tip, act in (
            (
                "float",
                "Float",
                "Float this panel, or put it back",
                lambda: dock.setFloating(not dock.isFloating()),
            ),
            ("close", "Close", "Close this panel; the View menu brings it back", dock.close),
        ):
            button = QToolButton()
            ThemedIcon(button, name, "muted")
            button.setIconSize(QSize(*(self.fontMetrics().height(),) * 2))
            button.setAccessibleName(what)
            button.setToolTip(tip)
            button.setProperty("role", "icon")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(act)
            layout.addWidget(button)
        buttons.hide()
        return buttons

    @property
    def _has_buttons(self) -> bool:
        return "_buttons" in self.__dict__

    def _place_buttons(self) -> None:
        size = self._buttons.sizeHint()
        self._buttons.setGeometry(
            self.width() - size.width() - SPACING,
            (self.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )

    @override
    @guarded
    def enterEvent(self, event: QEnterEvent) -> None:
        self._place_buttons()
        self._subtitle.setVisible(False)
        self._buttons.show()
        super().enterEvent(event)

    @override
    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        if self._has_buttons:
            self._buttons.hide()
        self._subtitle.setVisible(True)
        super().leaveEvent(event)

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._has_buttons:
            self._place_buttons()
        super().resizeEvent(event)
