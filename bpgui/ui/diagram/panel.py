"""The panel of the network diagram."""

from pathlib import Path

from PySide6.QtCore import QSizeF
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from bpgui.core.network import Network
from bpgui.session.session import Session
from bpgui.ui.diagram.view import DiagramView
from bpgui.ui.numbers import format_count
from bpgui.ui.panel import Panel
from bpgui.ui.stages import pattern_phrase, stage_phrase
from bpgui.ui.stored_view import StoredView

_MOST_SIZES = 8


class DiagramPanel(Panel):
    """The network of a session, to look at and to take hold of.

    Parameters
    ----------
    session : Session
        What is shown and edited.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Network", "", parent)
        self.view = DiagramView(session, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setFocusProxy(self.view)
        session.network_changed.connect(self._on_session_network_changed)
        session.walk_changed.connect(self._on_session_network_changed)
        self._on_session_network_changed()

    @property
    def negative_dashed(self) -> bool:
        """Whether negative weights are drawn dashed, so that their sign needs no colour."""
        return self.view.negative_dashed

    @negative_dashed.setter
    def negative_dashed(self, dashed: bool) -> None:
        self.view.negative_dashed = dashed
        self.view.update()

    def zoom_in(self) -> None:
        """Show the diagram larger."""
        self.view.zoom_in()

    def zoom_out(self) -> None:
        """Show the diagram smaller."""
        self.view.zoom_out()

    def fit(self) -> None:
        """Show the whole diagram."""
        self.view.fit()

    def edit_selected(self) -> None:
        """Open the editor over what is selected: the value of a parameter, the name of a unit.

        Raises
        ------
        ValueError
            With a sentence, when nothing that can be typed is selected.
        """
        if not self.view.keyboard.open_selected(rename=True):
            raise ValueError("Select a weight, a bias, a unit or a layer in the network first.")

    def save_picture(self, path: Path) -> None:
        """Write the whole diagram as PNG or SVG, chosen by the path's suffix."""
        self.view.save_picture(path)

    @override
    def stored_view(self) -> dict[str, object]:
        view = self.view
        return view.camera.stored(view.layout_shown.bounds, QSizeF(view.size()))

    @override
    def restore_view(self, stored: StoredView) -> None:
        view = self.view
        view.fit()
        view.camera.restore(stored, view.layout_shown.bounds, QSizeF(view.size()))
        view.moved()

    @override
    def synchronize(self) -> None:
        self._on_session_network_changed()
        self.view.synchronize()

    @override
    def refresh(self) -> None:
        self.view.redraw.refresh()

    def _on_session_network_changed(self) -> None:
        network, walk = self.view.session.network, self.view.session.walk
        remark = "drag to pan, scroll to zoom, click a weight to edit"
        if walk is not None:
            remark = f"{pattern_phrase(walk)}: {stage_phrase(network, walk)}"
        self.set_heading(subtitle=f"{describe_network(network)} · {remark}")


def describe_network(network: Network) -> str:
    """Return sizes and the number of parameters, such as "2 – 3 – 1 · 13 parameters"."""
    sizes = [str(layer.units) for layer in network.layers]
    if len(sizes) > _MOST_SIZES:
        sizes = [*sizes[:3], "…", *sizes[-3:]]
    return f"{' – '.join(sizes)} · {format_count(network.n_connections)} parameters"
