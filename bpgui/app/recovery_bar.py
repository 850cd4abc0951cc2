"""The bar below the controls that offers what a crash has left: nothing waits for an answer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from bpgui.app.recovery import LostSession
from bpgui.ui.focus import keep_focus_when_clicked
from bpgui.ui.numbers import format_count, format_counted
from bpgui.ui.steady_label import SteadyLabel
from bpgui.ui.theme import MARGIN, SPACING

_MOST_ROWS = 3
"""Rows seen at once; of more, the others are scrolled to."""


class RecoveryBar(QToolBar):
    """Lists sessions that can be recovered, each with Recover and Discard.

    Parameters
    ----------
    lost : list of LostSession
        What can be recovered.

    Signals
    -------
    recover_requested(object), discard_requested(object)
        What the user chose to do with a `LostSession`.
    """

    recover_requested = Signal(object)
    discard_requested = Signal(object)

    def __init__(self, lost: list[LostSession], parent: QWidget) -> None:
        super().__init__("Recovery", parent)
        self.setObjectName("recovery")
        self.setMovable(False)
        self.toggleViewAction().setEnabled(False)
        self._rows: dict[LostSession, QWidget] = {}
        body = QFrame()
        body.setObjectName("recoveryBody")
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        self._column.setSpacing(SPACING // 2)
        self._heading = QLabel()
        self._heading.setProperty("role", "heading")
        self._heading.setWordWrap(True)
        self._column.addWidget(self._heading)
        self._column.addWidget(self._create_list(lost))
        self.addWidget(body)
        keep_focus_when_clicked(self)
        self._show_count()

    def remove(self, lost: LostSession) -> None:
        """Offer a session no longer; the bar vanishes with the last one."""
        row = self._rows.pop(lost, None)
        if row is not None:
            row.hide()
            row.deleteLater()
        self._fit_list()
        self._show_count()

    @property
    def offered(self) -> list[LostSession]:
        """What is offered, newest first."""
        return list(self._rows)

    def _create_list(self, lost: list[LostSession]) -> QWidget:
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING // 2)
        for one in reversed(lost):  # newest first
            self._rows[one] = self._create_row(one)
            column.addWidget(self._rows[one])
        self._list = QScrollArea()
        self._list.setWidgetResizable(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setWidget(rows)
        rows.setAutoFillBackground(False)
        self._list.viewport().setAutoFillBackground(False)
        self._fit_list()
        return self._list

    def _fit_list(self) -> None:
        rows = [row.sizeHint().height() for row in self._rows.values()][:_MOST_ROWS]
        self._list.setFixedHeight(sum(rows) + SPACING // 2 * max(0, len(rows) - 1))

    def _create_row(self, lost: LostSession) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACING)
        label = SteadyLabel("", elided=True)
        label.show_text(describe_lost(lost, datetime.now().astimezone()))
        label.setToolTip(lost.about.path or "It was never saved to a file")
        line.addWidget(label, 1)
        for text, signal, tip in (
            ("Recover", self.recover_requested, "Open it in this window"),
            ("Discard", self.discard_requested, "Delete it for good"),
        ):
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setAccessibleName(f"{text} “{lost.about.name}”")
            button.clicked.connect(_without_check(partial(signal.emit, lost)))
            line.addWidget(button)
        return row

    def _show_count(self) -> None:
        count = format_counted(len(self._rows), "session")
        self._heading.setText(f"bpgui ended without closing in order. {count} can be recovered:")
        self.setVisible(bool(self._rows))


def describe_lost(lost: LostSession, now: datetime) -> str:
    """Return what is known of a lost session, in a line."""
    about = lost.about
    when = datetime.fromtimestamp(lost.time, now.tzinfo)
    parts = [f"“{about.name}”", f"sweep {format_count(about.sweep)}", _day(when, now)]
    if about.path is not None:
        parts.append(f"changes to {Path(about.path)}")
    return " · ".join(parts)


def _day(when: datetime, now: datetime) -> str:
    clock = f"{when:%H:%M}"
    if when.date() == now.date():
        return f"today {clock}"
    if when.date() == (now - timedelta(days=1)).date():
        return f"yesterday {clock}"
    return f"{when:%Y-%m-%d} {clock}"


def _without_check(act: Callable[[], None]) -> Callable[[bool], None]:
    def on_clicked(_checked: bool) -> None:
        act()

    return on_clicked
