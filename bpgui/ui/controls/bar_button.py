"""The buttons of the control bar: an icon beside a word, following one of the window's actions."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QIcon, QPaintEvent
from PySide6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from bpgui.ui.controls.icons import ThemedIcon, icon
from bpgui.ui.guarding import guarded
from bpgui.ui.theme import appearance, scaled_font

_GAP = 5
_SIDE = 8
_ARROW = 16
"""What the style sheet keeps for the arrow of a menu."""
_ICON = 0.82
"""Size of the icon as a share of the height of the text."""


class BarButton(QToolButton):
    """A tool button that lays out its own content, so that texts may change without a jump.

    Parameters
    ----------
    text, icon_name : str
        What it says and shows.
    action : QAction or None
        Triggered by a click, and gives tooltip and state; without it, connect ``clicked``.
    icon_first : bool
        Whether the icon stands before the text.
    texts : tuple of str
        Other texts it may show, for which it keeps room.
    """

    def __init__(
        self,
        text: str,
        icon_name: str,
        action: QAction | None = None,
        *,
        icon_first: bool = True,
        texts: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._icon_name = icon_name
        self._icon_first = icon_first
        self._texts = (text, *texts)
        self._remark = ""
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._icon = ThemedIcon(self, icon_name)
        if action is not None:
            self.clicked.connect(action.trigger)
            action.changed.connect(self._on_action_changed)
            self._on_action_changed()

    @property
    def remark(self) -> str:
        """A muted word after the text."""
        return self._remark

    def set_remark(self, remark: str, remarks: tuple[str, ...] = ()) -> None:
        """Show a muted word after the text, keeping room for others."""
        self._remark = remark
        self._remarks = remarks or (remark,)
        self.updateGeometry()
        self.update()

    def set_content(self, text: str, icon_name: str) -> None:
        """Show another text and icon."""
        self._icon_name = icon_name
        self._icon.set_name(icon_name)
        self.setText(text)
        self.setAccessibleName(text)

    def _on_action_changed(self) -> None:
        action = self._action
        if action is not None:
            self.setEnabled(action.isEnabled())
            self.setToolTip(action.toolTip())
            self.setStatusTip(action.statusTip())

    def _icon_size(self) -> int:
        return round(self.fontMetrics().height() * _ICON)

    def _text_width(self) -> int:
        return max(self.fontMetrics().horizontalAdvance(text) for text in self._texts)

    def _remark_width(self) -> int:
        if not self._remark:
            return 0
        metrics = QFontMetrics(scaled_font(0.92))
        return _GAP + max(metrics.horizontalAdvance(word) for word in self._remarks)

    def _paint_content(self, painter: QStylePainter, colour: str) -> None:
        """Paint icon, text and remark in the middle of the button."""
        theme, size = appearance.theme, self._icon_size()
        width = self.fontMetrics().horizontalAdvance(self.text())
        used = size + _GAP + width + self._remark_width() + self._arrow_width()
        x = (self.width() - used) // 2
        icon_x, text_x = (x, x + size + _GAP) if self._icon_first else (x + width + _GAP, x)
        middle = (self.height() - size) // 2
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        picture = icon(self._icon_name, colour)
        picture.paint(painter, QRect(icon_x, middle, size, size), mode=mode)
        painter.setFont(self.font())
        painter.setPen(getattr(theme, colour) if self.isEnabled() else theme.muted)
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRect(text_x, 0, width + 2, self.height()), side, self.text())
        if self._remark:
            self._paint_remark(painter, x + size + 2 * _GAP + width)

    def _paint_remark(self, painter: QStylePainter, x: int) -> None:
        painter.setPen(appearance.theme.muted)
        painter.setFont(scaled_font(0.92))
        room = QRect(x, 0, self._remark_width(), self.height())
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side, self._remark)

    def _has_menu(self) -> bool:
        return self.popupMode() == QToolButton.ToolButtonPopupMode.MenuButtonPopup

    def _arrow_width(self) -> int:
        return _ARROW if self._has_menu() else 0

    @override
    def sizeHint(self) -> QSize:
        content = self._icon_size() + _GAP + self._text_width() + self._remark_width()
        content += self._arrow_width() - (_SIDE // 2 if self._has_menu() else 0)
        return QSize(content + 2 * _SIDE, self.fontMetrics().height() + 15)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        option.icon = QIcon()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        primary = self.property("role") == "primary"
        self._paint_content(painter, "on_accent" if primary else "text")
