"""The status bar: what training is doing, and the slider through its history."""

import time

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStatusBar,
    QStyle,
    QStyleOption,
    QStylePainter,
    QWidget,
)
from typing_extensions import override

from bpgui.core.kernels import with_kernel
from bpgui.session.playback import Playback
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from bpgui.ui.guarding import guarded
from bpgui.ui.numbers import format_count, format_counted
from bpgui.ui.stages import stage_phrase
from bpgui.ui.steady_label import SteadyLabel
from bpgui.ui.theme import MARGIN, SPACING, appearance
from bpgui.ui.time.history_bar import HistoryBar

_KERNELS = {"compiled": "compiled kernel", "numpy": "NumPy kernel"}
_SINGLE = "NumPy, 32 bits"
_KERNEL_TIP = (
    "What makes the updates. Training > Computation chooses it, and how many bits a number has."
)
_BRANCH = "Training or an edit here starts a branch; Undo brings the later moments back."


class StatusLine(QStatusBar):
    """One line about the present moment; status tips and messages stand in its place."""

    kernel_prepared = Signal()
    """For who makes the compiled kernel ready, from any thread: runs can use it from now on."""

    def __init__(self, session: Session, runner: Runner, playback: Playback) -> None:
        super().__init__()
        self._session = session
        self._runner = runner
        self._playback = playback
        self._meter = _SpeedMeter()
        self._create_widgets()
        self._connect()
        self.synchronize()

    def refresh(self) -> None:
        """Follow a running training; called once a frame."""
        if self._session.running:
            self.synchronize()

    def synchronize(self) -> None:
        """Show the session as it is now."""
        self._show_state()
        self.history.synchronize()
        self._show_kernel()

    def _create_widgets(self) -> None:
        self.setSizeGripEnabled(False)
        self._state = SteadyLabel("muted", elided=True)
        self.history = HistoryBar(self._session, self._playback)
        self._kernel = QLabel()
        self._kernel.setProperty("role", "muted")
        self._kernel.setAccessibleName("Kernel")
        self._kernel.setToolTip(_KERNEL_TIP)
        widest = max((*_KERNELS.values(), _SINGLE), key=self.fontMetrics().horizontalAdvance)
        self._kernel.setMinimumWidth(self.fontMetrics().horizontalAdvance(widest))
        lasting = QWidget()
        layout = QHBoxLayout(lasting)
        layout.setContentsMargins(SPACING, 2, MARGIN, 2)
        layout.setSpacing(MARGIN)
        # Beside a status tip all gets more width, and stays where it was.
        layout.addStretch(1)
        for widget in (self._kernel, self.history):
            layout.addWidget(widget)
        self.addWidget(self._state, 1)
        self.addPermanentWidget(lasting)
        self.setContentsMargins(MARGIN - 2, 0, 0, 0)

    def _connect(self) -> None:
        session = self._session
        self.messageChanged.connect(self._on_message_changed)
        self.kernel_prepared.connect(self._show_kernel)
        session.state_changed.connect(self._on_state_changed)
        session.history_changed.connect(self._on_state_changed)
        session.running_changed.connect(self.synchronize)
        session.journey.changed.connect(self._on_state_changed)
        self._playback.changed.connect(self.synchronize)
        session.settings_changed.connect(self.synchronize)
        session.network_changed.connect(self.synchronize)
        session.walk_changed.connect(self.synchronize)
        self._runner.cursor_changed.connect(self.synchronize)

    def _show_state(self) -> None:
        session = self._session
        text = self._running_text() if session.running else self._paused_text()
        if self._playback.playing:
            text = self._playing_text()
        elif session.journey.goal is not None:
            text = self._travelling_text()
        self._state.show_text(text)
        looks_back = text.endswith(_BRANCH)
        self._state.setToolTip(text if looks_back else "")

    def _playing_text(self) -> str:
        way = "backwards " if self._playback.backwards else ""
        return f"Playing {way}sweep {self._place_text()}. Space or Esc stops."

    def _place_text(self) -> str:
        session = self._session
        return f"{format_count(session.sweep)} of {format_count(session.newest_sweep)}"

    def _travelling_text(self) -> str:
        journey = self._session.journey
        share = round(100 * journey.share)
        return f"Going to update {format_count(journey.goal or 0)}: {share} %. Space leaves it."

    def _running_text(self) -> str:
        if self._runner.preparing:
            patterns = format_count(len(self._session.dataset.train))
            share = round(100 * self._runner.prepared_share)
            return f"Preparing {patterns} patterns: {share} %. Space leaves it."
        speed = self._meter.speed(self._session.updates)
        measured = "" if speed is None else f", {format_count(speed)} updates a second"
        return f"Training in sweep {format_count(self._session.sweep)}{measured}"

    def _paused_text(self) -> str:
        session = self._session
        self._meter.restart()
        if session.updates < session.newest_update and session.walk is None:
            return f"Sweep {self._place_text()} (looking back). {_BRANCH}"
        count = len(session.dataset.train)
        sweep, patterns = format_count(session.sweep), format_count(count)
        if session.updates == 0 and not self._runner.cursor and session.walk is None:
            ready = format_counted(count, "pattern")
            return f"Ready: {ready} to learn. Space runs, Right makes one step."
        done = session.position + self._runner.cursor
        if session.walk is not None:
            where = f"sweep {sweep}, pattern {format_count(done + 1)} of {patterns}"
            return f"Paused in {where}: {stage_phrase(session.network, session.walk)}"
        if session.settings.patterns_per_update(count) == count and not self._runner.cursor:
            return f"Paused after sweep {sweep}"
        return f"Paused in sweep {sweep}, next is pattern {format_count(done + 1)} of {patterns}"

    def _show_kernel(self) -> None:
        """Show what makes the updates of the run, or would make those of a run that starts now."""
        session = self._session
        if session.settings.precision == "single":
            text = _SINGLE
        elif session.running and session.serving_kernel != "auto":
            text = _KERNELS[session.serving_kernel]
        else:
            text = _KERNELS[with_kernel(session.settings, session.network).kernel]
        self._kernel.setText(text)

    def _on_message_changed(self, message: str) -> None:
        self._kernel.setVisible(not message)

    def _on_state_changed(self) -> None:
        if not self._session.running:
            self.synchronize()

    @override
    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.history.use_width(self.width())

    @override
    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        message = self.currentMessage()
        if not message:
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOption()
        option.initFrom(self)
        painter.drawPrimitive(QStyle.PrimitiveElement.PE_PanelStatusBar, option)
        painter.setPen(appearance.theme.muted)
        room = self.rect().adjusted(MARGIN, 1, 0, 0)  # where the state stands otherwise
        room.setRight(self.history.mapTo(self, QPoint()).x() - MARGIN)
        metrics = painter.fontMetrics()
        message = metrics.elidedText(message, Qt.TextElideMode.ElideRight, room.width())
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side | Qt.TextFlag.TextSingleLine, message)


class _SpeedMeter:
    """Updates a second, averaged over about a second."""

    def __init__(self) -> None:
        self._mark: tuple[float, int] | None = None
        self._speed: int | None = None

    def restart(self) -> None:
        """Forget; the next speed is of another run."""
        self._mark = self._speed = None

    def speed(self, updates: int) -> int | None:
        """Return the speed, or None before it is known."""
        now = time.perf_counter()
        if self._mark is None:
            self._mark = (now, updates)
        elif now - self._mark[0] >= 1.0:
            self._speed = round((updates - self._mark[1]) / (now - self._mark[0]))
            self._mark = (now, updates)
        return self._speed
