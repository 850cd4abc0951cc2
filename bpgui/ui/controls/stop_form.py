"""When a run stops by itself."""

from PySide6.QtWidgets import QCheckBox, QWidget

from bpgui.core.settings import StopConditions
from bpgui.session.session import Session
from bpgui.ui.controls.form import Form
from bpgui.ui.controls.number_field import Accepted, NumberField


class StopForm(Form):
    """Three conditions, each with a check box; a run stops at the first that is met."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Stop when", parent)
        self._session = session
        self.fields = {
            "loss_below": NumberField("The loss", Accepted(least=0.0), sample="0.00000"),
            "tolerance": NumberField("The tolerance", Accepted(least=0.0), sample="0.00000"),
            "sweeps": NumberField(
                "The number of sweeps", Accepted(1, 10**12, whole=True), sample="0000000"
            ),
        }
        self.boxes = {name: QCheckBox() for name in self.fields}
        for name, value in (("loss_below", 0.01), ("tolerance", 0.1), ("sweeps", 1000)):
            self.fields[name].set_value(value)
        for name, text in (
            ("loss_below", "Loss below"),
            ("tolerance", "Every training output within"),
            ("sweeps", "Sweeps"),
        ):
            self.boxes[name].setAccessibleName(text)
            self.add_row(text, self.fields[name], mark=self.boxes[name])
            self.boxes[name].clicked.connect(self._on_condition_changed)
            self.fields[name].committed.connect(self._on_condition_changed)
        session.stop_changed.connect(self.synchronize)
        self.synchronize()

    def synchronize(self) -> None:
        """Show the session's stop conditions; a field keeps its number when not asked for."""
        for name, field in self.fields.items():
            value = getattr(self._session.stop, name)
            self.boxes[name].setChecked(value is not None)
            if value is not None:
                field.set_value(float(value))

    def _on_condition_changed(self) -> None:
        sweeps = self._wanted("sweeps")
        self._session.set_stop(
            StopConditions(
                loss_below=self._wanted("loss_below"),
                tolerance=self._wanted("tolerance"),
                sweeps=None if sweeps is None else int(sweeps),
            )
        )

    def _wanted(self, name: str) -> float | None:
        return self.fields[name].value if self.boxes[name].isChecked() else None
