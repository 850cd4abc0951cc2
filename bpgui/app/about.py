"""What the program says of itself."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from bpgui import __version__

_ABOUT = f"""<p><b>bpgui {__version__}</b></p>
<p>A desktop laboratory for back-propagation, after D. E. Rumelhart, G. E. Hinton and
R. J. Williams, “Learning representations by back-propagating errors”, Nature 323, 533–536
(1986).</p>
<p>Made with Qt (PySide6), NumPy and pyqtgraph; text in Inter. The sources and licences of the
data sets stand beside them in the program's resources.</p>"""


def show_about(parent: QWidget) -> None:
    """Show the program's version, source and licences over a window."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "About bpgui", _ABOUT, parent=parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
