"""What the output panel asks of each of its views."""

from typing import Protocol

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from bpgui.session.session import Session
from bpgui.ui.plots.chart import Chart


class OutputView(Protocol):
    """One way to compare outputs with targets."""

    title: str
    shortest: float
    """Seconds at least between two drawings while training runs."""

    @property
    def widget(self) -> QWidget:
        """What is shown."""

    @property
    def chart(self) -> Chart | None:
        """The chart, where the view is one."""

    def draw(self, session: Session, output: int) -> str:
        """Draw the session, for one of several outputs; return the subtitle."""

    def paint(self, painter: QPainter) -> None:
        """Paint for a picture of the widget's size."""
