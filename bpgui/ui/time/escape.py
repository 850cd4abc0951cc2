"""Esc stops the playback, wherever the keyboard is."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from bpgui.session.playback import Playback
from bpgui.ui.guarding import guarded


class EscapeStops(QObject):
    """Takes the Esc key from everybody for as long as a playback is under way."""

    def __init__(self, playback: Playback, parent: QObject) -> None:
        super().__init__(parent)
        self._playback = playback
        playback.changed.connect(self._on_playback_changed)

    def _on_playback_changed(self) -> None:
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
            if self._playback.playing:
                application.installEventFilter(self)

    @override
    @guarded
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        keys = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
        if event.type() not in keys or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._playback.stop()
        event.accept()  # no shortcut of another's either
        return True
