"""A number field that shows and changes one field of the training settings."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from bpgui.session.session import Session
from bpgui.ui.controls.number_field import NumberField


class SettingsLink(QObject):
    """Keeps a number field and one of the session's settings the same.

    Parameters
    ----------
    field : NumberField
        The field; owns the link.
    session : Session
        Whose settings.
    name : str
        The name of the settings' attribute.
    kind : callable
        Makes of the number what the attribute holds: int for whole numbers.
    """

    def __init__(
        self,
        field: NumberField,
        session: Session,
        name: str,
        kind: Callable[[float], float] = float,
    ) -> None:
        super().__init__(field)
        self._field, self._session, self._name, self._kind = field, session, name, kind
        field.committed.connect(self._on_field_committed)
        session.settings_changed.connect(self.synchronize)
        self.synchronize()

    def synchronize(self) -> None:
        """Show the session's value."""
        self._field.set_value(float(getattr(self._session.settings, self._name)))

    def _on_field_committed(self, value: float) -> None:
        try:
            self._session.change_settings(**{self._name: self._kind(value)})
        except ValueError as error:
            self._field.refuse(str(error))
