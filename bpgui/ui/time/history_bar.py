"""The row under the plots: play the history, go to any moment of it, and how long it is."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from bpgui.session.playback import Playback
from bpgui.session.session import Session
from bpgui.ui.controls.icons import ThemedIcon
from bpgui.ui.numbers import format_count
from bpgui.ui.steady_label import SteadyLabel
from bpgui.ui.theme import MARGIN, SPACING
from bpgui.ui.time.history_slider import HistorySlider
from bpgui.ui.time.playback_menu import fill_playback, short_speed_text, speed_text

_WIDTHS = (18, 46)
"""Characters that the slider is wide, at least and at most."""
_SHARE = 0.2


class HistoryBar(QWidget):
    """Shows where in its history a session is.

    Parameters
    ----------
    session : Session
        Whose history it is.
    playback : Playback
        What the button plays.
    """

    def __init__(self, session: Session, playback: Playback, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._playback = playback
        self._create_widgets()
        self._lay_out()
        self.play_button.clicked.connect(self._on_play_button_clicked)
        playback.changed.connect(self._show_playback)
        self._show_playback()

    def synchronize(self) -> None:
        """Show the session as it is now."""
        self.slider.synchronize()
        self.play_button.setEnabled(self.slider.isEnabled())
        oldest, newest = (
            format_count(n) for n in (self._session.oldest_sweep, self._session.newest_sweep)
        )
        self.range.show_text(f"{oldest} … {newest}")
        metrics = self.range.fontMetrics()
        width = metrics.horizontalAdvance(f"{oldest} … " + "0" * len(newest)) + 2
        if abs(self.range.minimumWidth() - width) > 1:
            self.range.setFixedWidth(width)

    def use_width(self, width: int) -> None:
        """Give the slider its share of a window so wide."""
        least, most = (n * self.fontMetrics().averageCharWidth() for n in _WIDTHS)
        self.slider.setFixedWidth(round(min(max(_SHARE * width, least), most)))

    def _create_widgets(self) -> None:
        self.caption = QLabel("History")
        self.caption.setProperty("role", "muted")
        self.play_button = QToolButton()
        self.play_button.setProperty("role", "icon")
        self._icon = ThemedIcon(self.play_button, "run")
        height = self.fontMetrics().height()
        self.play_button.setIconSize(QSize(height - 2, height - 2))
        self.speed_button = QToolButton()
        self.speed_button.setObjectName("playSpeed")
        self.speed_button.setProperty("role", "chip")
        self.speed_button.setAccessibleName("Playback speed")
        self.speed_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.speed_button)
        menu.aboutToShow.connect(self._on_menu_about_to_show)
        self.speed_button.setMenu(menu)
        self.slider = HistorySlider(self._session)
        self.range = SteadyLabel("muted")
        self.range.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        for widget in (self.caption, self.play_button, self.speed_button, self.slider, self.range):
            layout.addWidget(widget)
        layout.insertSpacing(layout.indexOf(self.range), MARGIN - SPACING)

    def _show_playback(self) -> None:
        playback = self._playback
        self._icon.set_name("stop" if playback.playing else "back" if playback.backwards else "run")
        what = "Stop playing" if playback.playing else "Play the history"
        way = " backwards" if playback.backwards and not playback.playing else ""
        self.play_button.setAccessibleName(what)
        keys = "Ctrl+Shift+H" if playback.backwards else "Ctrl+H"
        self.play_button.setToolTip(f"{what}{way} ({keys})")
        self.speed_button.setText(f"{short_speed_text(playback.speed)} ▾")
        loops = ", over and over" if playback.loops else ""
        self.speed_button.setToolTip(f"How the history is played: {speed_text(playback.speed)}"
                                     f"{loops}")  # fmt: skip

    def _on_play_button_clicked(self) -> None:
        self._playback.toggle()

    def _on_menu_about_to_show(self) -> None:
        menu = self.speed_button.menu()
        menu.clear()
        fill_playback(self._playback, menu)
