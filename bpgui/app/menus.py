"""The menu bar: which actions stand where, and the menus that follow the session."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QLabel, QMenu, QMenuBar

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.losses import LOSSES
from bpgui.core.stages import PHASES
from bpgui.data.problems import PROBLEMS
from bpgui.session.session import Session

SEPARATOR = "-"
_MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("&File", ("new", "open", "open_images", ">recent", SEPARATOR, "save", "save_as", "revert",
               "data_beside", "data_referenced", SEPARATOR,
               "import", "export", "export_outputs", SEPARATOR, ">pictures", "export_animation",
               "export_worksheet", SEPARATOR, "quit")),
    ("&Edit", ("undo", "redo", SEPARATOR, "paste", SEPARATOR, "edit_value", "lock", "remove",
               SEPARATOR, "deselect")),
    ("&Data", (">problems", "open", "open_images", "paste", SEPARATOR, "next_pattern",
               "previous_pattern")),
    ("&Network", ("add_unit", "add_layer", SEPARATOR, ">activations", ">biases", ">connections",
                  SEPARATOR, "weight_table", SEPARATOR, "reset", "new_weights")),
    ("&Train", ("run", "step", "back", SEPARATOR, "step_unit", "back_unit", "step_phase",
                "back_phase", "step_pattern", "step_update", "step_sweep", "back_sweep",
                SEPARATOR, "play", "play_backwards", ">playback", SEPARATOR,
                "slower", "faster", SEPARATOR, ">update", ">loss", "training", SEPARATOR,
                "keep_run", "runs", SEPARATOR, "reset", "new_weights")),
    ("&View", (">panels", ">phases", ">appearance", ">digits", SEPARATOR, "explain_loss",
               "explain_back", "explain_forward", SEPARATOR, "equations", "update_split", "blame",
               "gradient_check", "what_if", "predict", SEPARATOR, "zoom_in", "zoom_out", "fit",
               SEPARATOR, "log_loss", "layer_changes", "dashed", SEPARATOR, "reset_layout",
               "full_screen")),
    ("&Help", ("shortcuts", "about")),
)  # fmt: skip

LIVE = {
    "problems": ("&Built-in problems", "Open a problem"),
    "activations": ("&Activations", "Choose the activation of a layer"),
    "biases": ("&Biases", "Layers with biases"),
    "connections": ("&Connections", "Which layers receive from which, skipping others or not"),
    "update": ("Up&date", "When the weights are updated"),
    "loss": ("L&oss", "The error being reduced"),
    "playback": ("Playback speed", "How the history is played"),
    "recent": ("Open &recent", "The files last opened or saved"),
    "panels": ("&Panels", "Show or hide panels"),
    "pictures": ("Save &picture", "Save a panel as PNG or SVG"),
    "digits": ("Di&gits in formulas", "How many digits numbers in formulas have"),
}
"""Title and status tip of each menu that is filled afresh when it opens, by key."""

Fill = Callable[[QMenu], None]


def build_menus(bar: QMenuBar, actions: dict[str, QAction], submenus: dict[str, QMenu]) -> None:
    """Fill the menu bar; a name with ``>`` stands for one of the submenus."""
    name = QLabel("bpgui", bar)
    name.setObjectName("programName")
    name.setProperty("role", "value")
    bar.setCornerWidget(name, Qt.Corner.TopLeftCorner)
    for title, keys in _MENUS:
        menu = bar.addMenu(title)
        menu.setToolTipsVisible(True)
        for key in keys:
            if key == SEPARATOR:
                menu.addSeparator()
            elif key.startswith(">"):
                menu.addMenu(submenus[key[1:]])
            else:
                menu.addAction(actions[key])


def live_menu(key: str, fill: Fill, parent: QMenuBar) -> QMenu:
    """Return a menu of `LIVE` that is filled afresh each time it opens."""
    title, tip = LIVE[key]
    menu = QMenu(title, parent)
    menu.setToolTipsVisible(True)
    menu.menuAction().setStatusTip(tip)

    def on_about_to_show() -> None:
        menu.clear()
        fill(menu)

    menu.aboutToShow.connect(on_about_to_show)
    return menu


def fill_problems(session: Session, menu: QMenu) -> None:
    """List the built-in problems, the open one checked."""
    for key, problem in PROBLEMS.items():
        action = _checkable(menu, problem.name, checked=session.problem == key)
        action.setStatusTip(problem.description)
        action.setToolTip(problem.description)
        action.triggered.connect(partial(_ignore_check, partial(session.load_problem, key)))


def fill_activations(session: Session, guard: Callable[[Callable[[], None]], None],
                     menu: QMenu) -> None:  # fmt: skip
    """For each layer with parameters, a menu of activations."""
    last = len(session.network.layers) - 1
    for index, layer in enumerate(session.network.layers[1:], start=1):
        submenu = menu.addMenu(layer.name)
        for key, activation in ACTIVATIONS.items():
            if key == "softmax" and index != last:
                continue
            action = _checkable(submenu, activation.label, checked=layer.activation == key)
            act = partial(guard, partial(session.set_activation, index, key))
            action.triggered.connect(partial(_ignore_check, act))


def fill_biases(session: Session, guard: Callable[[Callable[[], None]], None],
                menu: QMenu) -> None:  # fmt: skip
    """For each layer with parameters, whether it has biases."""
    for index, layer in enumerate(session.network.layers[1:], start=1):
        action = _checkable(menu, layer.name, checked=layer.bias)
        act = partial(guard, partial(session.set_bias, index, not layer.bias))
        action.triggered.connect(partial(_ignore_check, act))


def fill_connections(session: Session, guard: Callable[[Callable[[], None]], None],
                     menu: QMenu) -> None:  # fmt: skip
    """For each pair of layers, whether the one receives from the other."""
    layers = session.network.layers
    for target in range(1, len(layers)):
        for source in range(target):
            connected = source in layers[target].sources
            text = f"{layers[source].name} → {layers[target].name}"
            action = _checkable(menu, text, checked=connected)
            verb = session.remove_block if connected else session.add_block
            act = partial(guard, partial(verb, target, source))
            action.triggered.connect(partial(_ignore_check, act))


def fill_updates(session: Session, menu: QMenu) -> None:
    """List the ways to gather patterns between two updates."""
    names = {
        "pattern": "After each pattern",
        "mini-batch": f"After each mini-batch of {session.settings.batch_size}",
        "sweep": "After each sweep",
    }
    for key, text in names.items():
        action = _checkable(menu, text, checked=session.settings.update == key)
        act = partial(session.change_settings, update=key)
        action.triggered.connect(partial(_ignore_check, act))


def fill_losses(session: Session, guard: Callable[[Callable[[], None]], None],
                menu: QMenu) -> None:  # fmt: skip
    """List the losses."""
    for key, loss in LOSSES.items():
        action = _checkable(menu, loss.label, checked=session.settings.loss == key)
        act = partial(guard, partial(session.set_loss, key))
        action.triggered.connect(partial(_ignore_check, act))


def phases_menu(session: Session, parent: QMenuBar) -> QMenu:
    """Return the menu of phases whose numbers the diagram shows, with their keys."""
    menu = QMenu("&Numbers in the diagram", parent)
    group = QActionGroup(menu)
    for number, phase in enumerate(PHASES, start=1):
        action = _checkable(menu, phase.capitalize(), checked=session.overlay == phase)
        action.setShortcut(f"Ctrl+{number}")
        action.setStatusTip(f"Show the numbers of the {phase} phase in the diagram")
        action.triggered.connect(partial(_ignore_check, partial(session.show_phase, phase)))
        group.addAction(action)

    def on_overlay_changed() -> None:
        group.actions()[PHASES.index(session.overlay)].setChecked(True)

    session.overlay_changed.connect(on_overlay_changed)
    return menu


def appearance_menu(choice: str, choose: Callable[[str], None], parent: QMenuBar) -> QMenu:
    """Return the menu of themes."""
    menu = QMenu("&Appearance", parent)
    group = QActionGroup(menu)
    for key, text in (("system", "As the &desktop"), ("light", "&Light"), ("dark", "Da&rk")):
        action = _checkable(menu, text, checked=choice == key)
        action.triggered.connect(partial(_ignore_check, partial(choose, key)))
        group.addAction(action)
    return menu


def _checkable(menu: QMenu, text: str, *, checked: bool) -> QAction:
    action = menu.addAction(text)
    action.setCheckable(True)
    action.setChecked(checked)
    return action


def _ignore_check(act: Callable[[], object], _checked: bool = False) -> None:
    act()
