"""The context menus of the diagram: what can be done with what is under the pointer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from bpgui.core.activations import ACTIVATIONS
from bpgui.session.session import Session
from bpgui.ui.diagram.editing import Editing
from bpgui.ui.diagram.hits import ButtonHit, CaptionHit, Hit, ParameterHit, UnitHit

if TYPE_CHECKING:
    from bpgui.ui.diagram.view import DiagramView

_MOST_CHOICES = 30


def show_menu(view: DiagramView, hit: Hit | None, at: QPoint) -> QMenu:
    """Show the menu of a part of the diagram at a point of the screen."""
    menu = build_menu(view, hit)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(at)
    return menu


def build_menu(view: DiagramView, hit: Hit | None) -> QMenu:
    """Return the menu of a part of the diagram, or of the empty ground."""
    menu = QMenu(view)
    session, editing = view.session, view.editing
    if isinstance(hit, ParameterHit):
        _fill_parameter(menu, session, editing, hit.index)
    elif isinstance(hit, UnitHit):
        _fill_unit(menu, session, editing, hit.layer, hit.unit)
    elif isinstance(hit, (CaptionHit, ButtonHit)) and not (
        isinstance(hit, ButtonHit) and hit.action == "add layer"
    ):
        _fill_layer(menu, session, editing, hit.layer)
    else:
        menu.addAction("Fit to window").triggered.connect(view.fit)
        menu.addAction("Zoom in").triggered.connect(view.zoom_in)
        menu.addAction("Zoom out").triggered.connect(view.zoom_out)
        menu.addSeparator()
        _add(
            menu,
            editing,
            "Add layer before the output",
            lambda: session.add_layer(len(session.network.layers) - 1),
        )
    return menu


def _add(
    menu: QMenu, editing: Editing, text: str, change: Callable[[], None], *, enabled: bool = True
) -> None:
    action = menu.addAction(text.replace("&", "&&"))
    action.setEnabled(enabled)
    action.triggered.connect(lambda: editing.attempt(change))


def _fill_parameter(menu: QMenu, session: Session, editing: Editing, index: int) -> None:
    at = session.network.address(index)
    _add(menu, editing, "Edit value", lambda: editing.edit_parameter(index))
    locked = bool(session.network.locked[index])
    text = "Unlock (train again)" if locked else "Lock (do not train)"
    _add(menu, editing, text, lambda: editing.toggle_lock(index))
    menu.addSeparator()
    if at.source is not None:
        _add(menu, editing, "Remove connection", lambda: editing.remove_parameter(index))
    else:
        name = session.network.layers[at.layer].name
        _add(menu, editing, f"Remove biases of {name}", lambda: session.set_bias(at.layer, False))


def _fill_unit(menu: QMenu, session: Session, editing: Editing, layer: int, unit: int) -> None:
    layers = session.network.layers
    is_hidden = 0 < layer < len(layers) - 1
    if layer and layers[layer].bias:
        index = session.network.bias_index(layer, unit)
        _add(menu, editing, "Edit bias", lambda: editing.edit_parameter(index))
    _add(menu, editing, "Rename unit", lambda: editing.rename_unit(layer, unit))
    menu.addSeparator()
    if layer:
        _fill_sources(menu.addMenu("Connect from"), session, editing, layer, unit)
    menu.addSeparator()
    name = layers[layer].name
    _add(menu, editing, f"Add unit to {name}", lambda: session.add_unit(layer), enabled=is_hidden)
    _add(menu, editing, "Remove unit", lambda: session.remove_unit(layer, unit), enabled=is_hidden)


def _fill_sources(menu: QMenu, session: Session, editing: Editing, layer: int, unit: int) -> None:
    """List the earlier units from which no connection leads into a unit yet."""
    network = session.network
    for source in range(layer):
        missing = np.arange(network.layers[source].units)
        if source in network.sources(layer):
            missing = np.flatnonzero(~network.present_block(layer, source)[unit])
        for k in missing[:_MOST_CHOICES].tolist():
            _add(
                menu,
                editing,
                f"{network.layers[source].unit_names[k]} ({network.layers[source].name})",
                lambda s=source, k=k: session.add_connection(layer, unit, s, k),  # type: ignore[misc]
            )
    menu.setEnabled(not menu.isEmpty())


def _fill_layer(menu: QMenu, session: Session, editing: Editing, layer: int) -> None:
    layers = session.network.layers
    is_hidden = 0 < layer < len(layers) - 1
    if layer:
        _fill_activations(menu, session, editing, layer)
        menu.addSeparator()
        biases = menu.addAction("Biases")
        biases.setCheckable(True)
        biases.setChecked(layers[layer].bias)
        biases.triggered.connect(lambda on: editing.attempt(lambda: session.set_bias(layer, on)))
        _fill_blocks(menu, session, editing, layer)
        menu.addSeparator()
    _add(menu, editing, "Add unit", lambda: session.add_unit(layer), enabled=is_hidden)
    _add(menu, editing, "Rename layer", lambda: editing.rename_layer(layer))
    if layer:
        _add(menu, editing, "Insert layer before", lambda: session.add_layer(layer))
    if is_hidden:
        _add(menu, editing, "Remove layer", lambda: session.remove_layer(layer))


def _fill_activations(menu: QMenu, session: Session, editing: Editing, layer: int) -> None:
    layers = session.network.layers
    for key, activation in ACTIVATIONS.items():
        if key == "softmax" and layer < len(layers) - 1:
            continue
        action = menu.addAction(activation.label)
        action.setCheckable(True)
        action.setChecked(layers[layer].activation == key)
        action.triggered.connect(
            lambda _=False, k=key: editing.attempt(lambda: session.set_activation(layer, k))
        )


def _fill_blocks(menu: QMenu, session: Session, editing: Editing, layer: int) -> None:
    """List the earlier layers to connect with or to disconnect from as a whole."""
    network = session.network
    connect = menu.addMenu("Connect from layer")
    remove = menu.addMenu("Remove connections from")
    for source in range(layer):
        name = network.layers[source].name
        if source in network.sources(layer):
            _add(remove, editing, name, lambda s=source: session.remove_block(layer, s))  # type: ignore[misc]
        if source not in network.sources(layer) or not network.present_block(layer, source).all():
            _add(connect, editing, name, lambda s=source: session.add_block(layer, s))  # type: ignore[misc]
    connect.setEnabled(not connect.isEmpty())
    remove.setEnabled(len(network.sources(layer)) > 1)
