"""What computes the updates: the kernel, and the precision of its numbers."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from bpgui.core.compiled import readiness
from bpgui.core.settings import KernelName, Precision
from bpgui.session.session import Session
from bpgui.ui.controls.form import Form
from bpgui.ui.data.calm_fields import CalmComboBox

KERNEL_TEXTS: dict[KernelName, str] = {
    "auto": "automatic",
    "compiled": "compiled",
    "numpy": "NumPy",
}
PRECISION_TEXTS: dict[Precision, str] = {"double": "64 bits", "single": "32 bits"}
_KERNEL_TIP = (
    "What makes the updates, from the next run on. The compiled kernel is the quicker one for "
    "small networks; NumPy is for large ones. Their last bits differ."
)
_MISSING_TIP = " The compiled one needs the package numba, which is not installed."
_PRECISION_TIP = (
    "32 bits train large networks about twice as fast, with 7 digits in place of 16; NumPy "
    "computes them."
)


class ComputationForm(Form):
    """Which kernel trains, and with how many bits a number."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Computation", parent)
        self._session = session
        self.kernel = _choices(KERNEL_TEXTS, "kernel")
        self.precision = _choices(PRECISION_TEXTS, "precision")
        tip = _KERNEL_TIP if readiness.is_installed() else _KERNEL_TIP + _MISSING_TIP
        for field, text in ((self.kernel, tip), (self.precision, _PRECISION_TIP)):
            field.setToolTip(text)
            field.setStatusTip(text)
        self.add_row("Kernel", self.kernel)
        self.add_row("Numbers of", self.precision)
        self.kernel.activated.connect(self._on_kernel_activated)
        self.precision.activated.connect(self._on_precision_activated)

    def synchronize(self) -> None:
        """Show the session's choices."""
        settings = self._session.settings
        for field, chosen in ((self.kernel, settings.kernel), (self.precision, settings.precision)):
            blocker = QSignalBlocker(field)
            field.setCurrentIndex(field.findData(chosen))
            blocker.unblock()

    def _on_kernel_activated(self) -> None:
        self._session.change_settings(kernel=self.kernel.currentData())

    def _on_precision_activated(self) -> None:
        self._session.change_settings(precision=self.precision.currentData())


def _choices(texts: dict[KernelName, str] | dict[Precision, str], name: str) -> CalmComboBox:
    field = CalmComboBox()
    for value, text in texts.items():
        field.addItem(text, value)
    field.setAccessibleName(name)
    return field
