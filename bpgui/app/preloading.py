"""Loading what is needed to open a table while nobody waits, a little at a time.

Otherwise the first table would keep the window standing while the code for it is loaded.
"""

from importlib import import_module

from PySide6.QtCore import QObject, QTimer

_AFTER = 1500
"""Milliseconds after the window was made."""
_EVERY = 60
"""Milliseconds between two pieces."""
_PIECES = (
    "html.parser",
    "bpgui.formats.file_kind",
    "bpgui.formats.clipboard_table",
    "bpgui.formats.table_text",
    "bpgui.formats.table",
    "bpgui.formats.table_facts",
    "bpgui.formats.table_matrix",
    "bpgui.formats.table_dataset",
    "bpgui.formats.table_findings",
    "bpgui.ui.data.import_source",
    "bpgui.ui.data.import_work",
    "bpgui.ui.data.import_models",
    "bpgui.ui.data.import_columns",
    "bpgui.ui.data.import_sheet",
    "bpgui.formats.weights",
    "bpgui.app.session_files",
    "bpgui.app.weights_files",
    "bpgui.app.files",
)


class Preloading(QObject):
    """Loads modules one by one from the event loop of a window."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.left = list(_PIECES)
        self._timer = QTimer(self)
        self._timer.setInterval(_AFTER)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()

    def _on_timer_timeout(self) -> None:
        self._timer.setInterval(_EVERY)
        import_module(self.left.pop(0))
        if not self.left:
            self._timer.stop()
