"""Loading what opens and writes files while nobody waits, a little at a time.

Otherwise the first file would keep the window standing while the code for it is loaded. It is done
in the window's own thread, since some of these modules make things of Qt; so the pieces are small.
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
    "bpgui.formats.table_building",
    "bpgui.formats.table",
    "bpgui.formats.table_arrays",
    "bpgui.formats.table_idx",
    "bpgui.formats.table_arff",
    "bpgui.formats.table_snns",
    "bpgui.formats.table_facts",
    "bpgui.formats.table_matrix",
    "bpgui.formats.table_dataset",
    "bpgui.formats.table_findings",
    "bpgui.ui.data.import_source",
    "bpgui.ui.data.import_work",
    "bpgui.ui.data.import_models",
    "bpgui.ui.data.import_columns",
    "bpgui.ui.data.import_sheet",
    "bpgui.formats.weights_file",
    "bpgui.formats.weights_json",
    "bpgui.formats.weights_npz",
    "bpgui.formats.weights_csv",
    "bpgui.formats.weights_safetensors",
    "bpgui.formats.weights_onnx_reader",
    "bpgui.formats.weights_onnx",
    "bpgui.formats.weights_keras",
    "bpgui.formats.weights_c",
    "bpgui.formats.weights_python",
    "bpgui.formats.weights_snns",
    "bpgui.formats.weights",
    "bpgui.formats.weights_preview",
    "bpgui.session.session_file",
    "bpgui.session.weights_taking",
    "bpgui.session.weights_differences",
    "bpgui.ui.weights.export_sheet",
    "bpgui.ui.weights.import_sheet",
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
