"""Someone who does anything at any moment, in a real main window that trains."""

import math
import random
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from bpgui.app.window import MainWindow
from bpgui.core.stages import PHASES
from bpgui.data.problems import PROBLEMS
from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from tests.app.curiosity import Curiosity
from tests.double_click import double_click
from tests.session.verbs import EDITS, RESTARTS, RULES, TRAVEL, perform

_ACTIONS = (
    *(
        "undo",
        "redo",
        "run",
        "step",
        "back",
        "step_unit",
        "back_unit",
        "step_phase",
        "back_phase",
        "step_pattern",
        "step_update",
        "step_sweep",
    ),
    *("play", "play_backwards", "play"),
    *("back_sweep", "slower", "faster", "reset", "new_weights", "edit_value", "zoom_in"),
    *("zoom_out", "fit", "log_loss", "layer_changes", "dashed", "reset_layout"),
    *("remove", "deselect", "next_pattern", "previous_pattern", "add_unit", "add_layer"),
)
_KEYS = (
    *(Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape),
    *(Qt.Key.Key_Delete, Qt.Key.Key_1, Qt.Key.Key_Minus, Qt.Key.Key_Period, Qt.Key.Key_F2),
    *(Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_L),
)


class Monkey:
    """Does one thing after another; the same seed wants the same things.

    Parameters
    ----------
    window : MainWindow
        Shown.
    seed : int
        Of the choices.
    """

    def __init__(self, window: MainWindow, seed: int) -> None:
        self._window = window
        self._random = random.Random(seed)  # noqa: S311 - nothing secret
        self.done: list[str] = []
        curiosity = Curiosity(window, self._random)
        often: tuple[Callable[[], None], ...] = (self._click, self._press_key, self._edit)
        seldom = (self._open_problem, self._change_look, self._toggle_dock)
        rest = (self._trigger, self._select, self._change_speed, self._travel, self._keep_running,
                self._scrub)  # fmt: skip
        self._habits = (
            *often * 3,
            *rest * 2,
            *seldom,
            *curiosity.habits * 2,
            *curiosity.seldom,
        )

    def act(self) -> None:
        """Do something; what the program refuses with a sentence is no failure."""
        habit = self._random.choice(self._habits)
        self.done.append(habit.__name__)
        with suppress(ValueError):
            habit()
        self._leave_dialogs()

    def rest(self) -> None:
        """Let nothing go on by itself, and see what comes of it."""
        self._window.playback.stop()
        self._window.runner.pause()

    def put_docks_back(self) -> None:
        """Make no dock a window of its own any more."""
        for dock in self._window.workbench.docks.values():
            dock.setFloating(False)

    def _leave_dialogs(self) -> None:
        """Close what stands in front of the window."""
        popup = QApplication.activePopupWidget()
        while popup is not None:
            popup.close()
            popup = QApplication.activePopupWidget()
        for dialog in self._window.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()

    # ---- habits ----------------------------------------------------------------------------

    def _click(self) -> None:
        window = self._window
        targets: list[QWidget] = [
            window.diagram.view,
            window.diagram.view,
            window.loss_panel.chart.viewport,
            window.weight_changes.chart.viewport,
            window.output_panel.view.widget,
            window.data_panel.table.viewport(),
        ]
        target = self._random.choice(targets)
        if target.isVisible():
            at = self._place_in(target)
            QTest.mouseMove(target, at)
            double = self._random.random() < 0.2
            click = double_click if double else QTest.mouseClick
            click(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    def _scrub(self) -> None:
        """Drag in a plot over the sweeps, or along the slider of the history."""
        window = self._window
        target: QWidget = self._random.choice(
            [
                window.loss_panel.chart.viewport,
                window.weight_changes.chart.viewport,
                window.status_line.history.slider,
            ]
        )
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(target, left, pos=self._place_in(target))
        for _ in range(3):
            QTest.mouseMove(target, self._place_in(target))
        QTest.mouseRelease(target, left, pos=self._place_in(target))
        window.playback.speed = self._random.choice([None, 0.5, 30.0, 1e6])
        window.playback.loops = self._random.random() < 0.5

    def _press_key(self) -> None:
        focused: QWidget | None = self._window.focusWidget()
        target = self._window.diagram.view if focused is None else focused
        QTest.keyClick(target, self._random.choice(_KEYS))

    def _edit(self) -> None:
        verb = self._random.choice((*EDITS, *RULES))
        self._perform(verb)

    def _travel(self) -> None:
        self._perform(self._random.choice((*TRAVEL, *RESTARTS)))

    def _trigger(self) -> None:
        actions = self._window.actions_by_key
        actions[self._random.choice(_ACTIONS)].trigger()

    def _select(self) -> None:
        session, chance = self._window.session, self._random
        layer = chance.randrange(len(session.network.layers))
        parameter = chance.randrange(session.network.n_parameters)
        session.select(
            chance.choice([None, LayerSelection(layer), UnitSelection(layer, 0)])
            if chance.random() < 0.5
            else ParameterSelection(parameter)
        )
        session.present(chance.randrange(session.dataset.n_patterns))
        session.show_phase(chance.choice(PHASES))

    def _change_speed(self) -> None:
        self._window.runner.speed = self._random.choice([2.0, 30.0, 1000.0, math.inf, math.inf])

    def _keep_running(self) -> None:
        self._window.runner.run()

    def _open_problem(self) -> None:
        self._window.session.load_problem(self._random.choice(list(PROBLEMS)))

    def _change_look(self) -> None:
        self._window._choose_appearance(self._random.choice(["light", "dark"]))

    def _toggle_dock(self) -> None:
        dock = self._random.choice(list(self._window.workbench.docks.values()))
        dock.toggleViewAction().trigger()

    # ---- inside ----------------------------------------------------------------------------

    def _perform(self, verb: Callable[..., None]) -> None:
        window, chance = self._window, self._random
        self.done[-1] += f" {verb.__name__}"
        action = (verb, chance.randrange(400), chance.uniform(-2.0, 2.0))
        perform(action, window.session, window.runner)

    def _place_in(self, widget: QWidget) -> QPoint:
        chance = self._random
        return QPoint(
            chance.randrange(max(1, widget.width())), chance.randrange(max(1, widget.height()))
        )
