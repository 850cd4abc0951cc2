"""Dragging through time in a chart whose horizontal axis is the sweeps of the run."""

from PySide6.QtCore import QObject, Signal

from bpgui.session.scrub import Scrub
from bpgui.session.session import Session
from bpgui.ui.plots.chart import Chart
from bpgui.ui.plots.present import present_sweep, went_back_to


class TimeDrag(QObject):
    """Moves the session where the chart is dragged, and marks the present moment in it.

    Signals
    -------
    moved(tuple)
        The session is where the drag led: at (sweep, height of the pointer), or None when it ends.
    """

    moved = Signal(object)

    def __init__(self, chart: Chart, session: Session) -> None:
        super().__init__(chart)
        self._chart = chart
        self._session = session
        self._scrub = Scrub(session)
        gesture = chart.enable_scrubbing()
        gesture.moved.connect(self._on_gesture_moved)
        gesture.ended.connect(self._on_gesture_ended)
        gesture.cancelled.connect(self._on_gesture_cancelled)
        session.state_changed.connect(self._on_session_state_changed)

    @property
    def active(self) -> bool:
        """Whether something is being dragged."""
        return self._scrub.active

    def _on_gesture_moved(self, point: tuple[float, float]) -> None:
        axes = self._chart.axes
        a_pixel = (axes.x[1] - axes.x[0]) / max(1.0, axes.plot.width())
        if not self._scrub.active:
            self._scrub.begin()
        self._scrub.to_sweep(point[0], a_pixel)
        self.moved.emit((present_sweep(self._session), point[1]))

    def _on_gesture_ended(self) -> None:
        self._scrub.end()
        self.moved.emit(None)

    def _on_gesture_cancelled(self) -> None:
        self._scrub.cancel()
        self.moved.emit(None)

    def _on_session_state_changed(self) -> None:
        """Move the mark at once; the curves are drawn when their turn comes."""
        now = went_back_to(self._session)
        if now != self._chart.readout.now:
            self._chart.readout.now = now
            self._chart.annotate()
