"""The main window: makes the session, the runner and the panels, and joins them."""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QMainWindow,
    QMenu,
    QToolBar,
)
from typing_extensions import override

from bpgui.app import menus
from bpgui.app.about import show_about
from bpgui.app.actions import create_actions
from bpgui.app.data_place_words import data_place_sentence
from bpgui.app.drop_target import DropTarget
from bpgui.app.error_dialog import ErrorNet
from bpgui.app.frame_clock import FrameClock
from bpgui.app.late_docks import ABSENCE, LATE_DOCKS, VEIL
from bpgui.app.late_panel import LatePanel
from bpgui.app.network_actions import NetworkActions
from bpgui.app.notice import Notice
from bpgui.app.preloading import Preloading
from bpgui.app.recent_files import RecentFiles
from bpgui.app.save_state import SaveState
from bpgui.app.settings import Preferences
from bpgui.app.shortcuts_dialog import ShortcutsDialog
from bpgui.app.status_line import StatusLine
from bpgui.app.window_view import WindowView
from bpgui.app.workbench import Workbench
from bpgui.session.playback import Playback
from bpgui.session.quantity import Quantity
from bpgui.session.saved_session import DataPlace
from bpgui.session.session import Session
from bpgui.training.report import Crashed
from bpgui.training.runner import Runner
from bpgui.ui.controls.control_bar import ControlBar
from bpgui.ui.controls.log_slider import neighbouring_speed
from bpgui.ui.data.panel import DataPanel
from bpgui.ui.details.copying import fill_digits
from bpgui.ui.details.details_panel import DetailsPanel
from bpgui.ui.diagram.panel import DiagramPanel
from bpgui.ui.focus import keep_focus_when_clicked
from bpgui.ui.guarding import guarded
from bpgui.ui.mathematics.digits import digits
from bpgui.ui.panel import Panel
from bpgui.ui.plots.loss_panel import LossPanel
from bpgui.ui.plots.output_panel import OutputPanel
from bpgui.ui.plots.weight_panel import WeightChangesPanel
from bpgui.ui.theme import appearance
from bpgui.ui.time.escape import EscapeStops
from bpgui.ui.time.playback_menu import fill_playback

if TYPE_CHECKING:
    from bpgui.app.files import Files

_FRAME = QSize(0, 40)
"""What the title bar takes of the screen, about: it is not there before the window is shown."""


class MainWindow(QMainWindow):
    """The window, and all that lives as long as it.

    Attributes
    ----------
    may_close : callable
        Asked before the window closes; what returns False may close it later.

    Signals
    -------
    closing
        The window closes, and nothing trains any more.
    """

    closing = Signal()

    def __init__(self, preferences: Preferences | None = None) -> None:
        super().__init__()
        self.preferences = preferences or Preferences()
        self.session = Session()
        self.save_state = SaveState(self.session, self)
        self.recent = RecentFiles(self.preferences)
        self.may_close: Callable[[], bool] = lambda: True
        self.runner = Runner(self.session)
        self.playback = Playback(self.session, self)
        EscapeStops(self.playback, self)
        self.error_net = ErrorNet(self)
        self._create_panels()
        self.view = WindowView(self.panels, self.runner)
        self.workbench = Workbench(self.panels, self)
        self.notice = Notice(self.workbench)
        self.actions_by_key = create_actions(self, self._handlers())
        self.controls = ControlBar(self.session, self.runner, self._bar_actions())
        self.status_line = StatusLine(self.session, self.runner, self.playback)
        self.clock = FrameClock(
            self.runner,
            self,
            [
                self.controls.refresh,
                self.status_line.refresh,
                *(self.panels[name].refresh for name in ("data", "details")),
                *(self.panels[late.name].refresh for late in LATE_DOCKS),
            ],
            by_turns=[
                [self.diagram.refresh, self.output_panel.refresh],
                [self.loss_panel.refresh, self.weight_changes.refresh],
            ],
        )
        self._lay_out()
        self._connect()
        self._restore()
        self.synchronize()
        self.clock.start()
        self.preloading = Preloading(self)

    @cached_property
    def files(self) -> "Files":
        """What opens and writes files; file formats are loaded when they are first needed."""
        from bpgui.app.files import Files
        from bpgui.app.surroundings import Surroundings

        around = Surroundings(self, self.view, self.notice, self.recent)
        return Files(self.session, self.save_state, around)

    def open_file(self, path: Path) -> None:
        """Open a session, a table or weights."""
        self.files.open(path)

    def synchronize(self) -> None:
        """Show the session in what the window itself shows."""
        session, state = self.session, self.save_state
        self.setWindowTitle(f"{state.name.replace('[*]', '[*][*]')}[*] – bpgui")
        self.setWindowModified(state.modified)
        for place in ("beside", "referenced"):
            self.actions_by_key[f"data_{place}"].setChecked(session.data_place == place)
        stack, actions = session.undo_stack, self.actions_by_key
        actions["revert"].setEnabled(state.path is not None and state.modified)
        for key, possible, text in (
            ("undo", stack.canUndo() or session.running, stack.undoText()),
            ("redo", stack.canRedo(), stack.redoText()),
        ):
            actions[key].setEnabled(possible)
            actions[key].setText(f"&{key.capitalize()} {text}".strip())
        actions["run"].setText("&Pause" if session.running else "&Run")
        actions["play"].setText("Stop p&laying" if self.playback.playing else "P&lay the history")

    # ---- building --------------------------------------------------------------------------

    def _create_panels(self) -> None:
        session = self.session
        self.data_panel = DataPanel(session)
        self.diagram = DiagramPanel(session)
        self.details = DetailsPanel(session)
        self.loss_panel = LossPanel(session)
        self.weight_changes = WeightChangesPanel(session)
        self.output_panel = OutputPanel(session)
        self.panels: dict[str, Panel] = {
            "data": self.data_panel,
            "network": self.diagram,
            "details": self.details,
            "loss": self.loss_panel,
            "weight_changes": self.weight_changes,
            "output": self.output_panel,
            **{
                late.name: LatePanel(late.title, partial(late.create, session, self.runner))
                for late in LATE_DOCKS
            },
        }

    def _handlers(self) -> dict[str, Callable[[], None]]:
        network = NetworkActions(self.session).handlers()
        edits = {key: partial(self.guard, act) for key, act in network.items()}
        return {**edits, **self._in_and_out(), **self._transport(), **self._view()}

    def _in_and_out(self) -> dict[str, Callable[[], None]]:
        picture = self._ask_picture
        return {
            "new": lambda: self.files.sessions.new(),  # noqa: PLW0108 - made at its first use
            "open": lambda: self.files.ask_open(),  # noqa: PLW0108
            "save": lambda: self.files.sessions.save(),  # noqa: PLW0108
            "open_images": lambda: self.files.ask_open_images(),  # noqa: PLW0108
            "paste": lambda: self.files.paste(),  # noqa: PLW0108
            "save_as": lambda: self.files.sessions.save_as(),  # noqa: PLW0108
            "data_beside": partial(self._toggle_data_place, "beside"),
            "data_referenced": partial(self._toggle_data_place, "referenced"),
            "revert": lambda: self.files.sessions.revert(),  # noqa: PLW0108
            "import": lambda: self.files.weights.ask_import(),  # noqa: PLW0108
            "export": lambda: self.files.weights.ask_export(),  # noqa: PLW0108
            "export_outputs": lambda: self.files.ask_export_outputs(),  # noqa: PLW0108
            "export_animation": partial(self.guard, self._ask_animation),
            "export_worksheet": partial(self.guard, self._ask_worksheet),
            "picture_network": partial(picture, "network", self.diagram.save_picture),
            "picture_loss": partial(picture, "loss", self.loss_panel.save_picture),
            "picture_weights": partial(picture, "weight changes", self.weight_changes.save_picture),
            "picture_output": partial(picture, "output", self.output_panel.save_picture),
        }

    def _ask_picture(self, name: str, save: Callable[[Path], None]) -> None:
        self.files.ask_picture(name, save)

    def _ask_animation(self) -> None:
        from bpgui.app.animation import ask_animation

        self.session.dataset.check_presence()
        self.playback.stop()
        docks, refresh = self.workbench.docks, self.controls.refresh
        ask_animation(self.session, self, docks, refresh, self.notice)

    def _ask_worksheet(self) -> None:
        from bpgui.app.worksheet import ask_worksheet

        self.session.dataset.check_presence()
        self.playback.stop()
        ask_worksheet(self.session, self, self.notice)

    def _transport(self) -> dict[str, Callable[[], None]]:
        runner = self.runner
        return {
            "run": self._toggle_run,
            "play": partial(self.playback.toggle, backwards=False),
            "play_backwards": partial(self.playback.toggle, backwards=True),
            "step": lambda: self.controls.step(),  # noqa: PLW0108 - the bar is made later
            "back": lambda: self.controls.back(),  # noqa: PLW0108
            "step_unit": lambda: runner.step("unit"),
            "back_unit": lambda: runner.back("unit"),
            "step_phase": lambda: runner.step("phase"),
            "back_phase": lambda: runner.back("phase"),
            "step_pattern": lambda: runner.step("pattern"),
            "step_update": lambda: runner.step("update"),
            "step_sweep": lambda: runner.step("sweep"),
            "back_sweep": lambda: runner.back("sweep"),
            "slower": partial(self._change_speed, -1),
            "faster": partial(self._change_speed, 1),
            "keep_run": self._keep_run,
        }

    def _toggle_run(self) -> None:
        if self.playback.playing:
            self.playback.stop()
        else:
            self.runner.toggle()

    def _view(self) -> dict[str, Callable[[], None]]:
        return {
            "quit": self._quit,
            "edit_value": partial(self.guard, self.diagram.edit_selected),
            "explain_loss": partial(self.session.explain, Quantity("loss")),
            "explain_back": self.details.go_back,
            "explain_forward": self.details.go_forward,
            "zoom_in": self.diagram.zoom_in,
            "zoom_out": self.diagram.zoom_out,
            "fit": self.diagram.fit,
            "log_loss": self._toggle_log_loss,
            "layer_changes": self._toggle_layer_changes,
            "dashed": self._toggle_dashed,
            **{late.action: partial(self.workbench.show_dock, late.name) for late in LATE_DOCKS},
            "reset_layout": self._reset_layout,
            "full_screen": self._toggle_full_screen,
            "shortcuts": self._show_shortcuts,
            "about": partial(show_about, self),
        }

    def _bar_actions(self) -> dict[str, QAction]:
        keys = ("reset", "back", "step", "run", "export")
        return {key: self.actions_by_key[key] for key in keys}

    def _lay_out(self) -> None:
        self.setObjectName("bpgui")
        self.drop_target = DropTarget(self, lambda brought: self.files.take(brought))  # noqa: PLW0108
        self.setMinimumSize(900, 600)
        self.resize(1440, 900)
        bar = QToolBar("Controls")
        bar.setObjectName("controls")
        bar.setMovable(False)
        bar.toggleViewAction().setEnabled(False)
        bar.addWidget(self.controls)
        self.addToolBar(bar)
        self.setCentralWidget(self.workbench)
        self.setStatusBar(self.status_line)
        menus.build_menus(self.menuBar(), self.actions_by_key, self._submenus())
        self.addActions(list(self.actions_by_key.values()))
        keep_focus_when_clicked(self)
        self.diagram.view.setFocus()

    def _submenus(self) -> dict[str, QMenu]:
        bar, session, guard = self.menuBar(), self.session, self.guard
        live: dict[str, menus.Fill] = {
            "problems": partial(menus.fill_problems, session),
            "activations": partial(menus.fill_activations, session, guard),
            "biases": partial(menus.fill_biases, session, guard),
            "connections": partial(menus.fill_connections, session, guard),
            "update": partial(menus.fill_updates, session),
            "loss": partial(menus.fill_losses, session, guard),
            "playback": partial(fill_playback, self.playback),
            "recent": self._fill_recent,
            "panels": self._fill_panels,
            "pictures": self._fill_pictures,
            "digits": fill_digits,
        }
        return {
            **{key: menus.live_menu(key, fill, bar) for key, fill in live.items()},
            "phases": menus.phases_menu(session, bar),
            "appearance": menus.appearance_menu(appearance.choice, self._choose_appearance, bar),
        }

    def _fill_recent(self, menu: QMenu) -> None:
        self.recent.fill(self.open_file, menu)

    def _fill_panels(self, menu: QMenu) -> None:
        for dock in self.workbench.docks.values():
            menu.addAction(dock.toggleViewAction())

    def _fill_pictures(self, menu: QMenu) -> None:
        for key in ("picture_network", "picture_loss", "picture_weights", "picture_output"):
            menu.addAction(self.actions_by_key[key])

    def _connect(self) -> None:
        session, runner = self.session, self.runner
        session.undo_stack.indexChanged.connect(self.synchronize)
        self.save_state.changed.connect(self.synchronize)
        session.dataset_changed.connect(self._on_session_dataset_changed)
        session.data_place_changed.connect(self.synchronize)
        session.running_changed.connect(self._on_running_changed)
        session.message.connect(self._on_message)
        session.explanation_asked.connect(self._on_explanation_asked)
        self.details.control_asked.connect(self._on_details_control_asked)
        digits.changed.connect(self._on_digits_changed)
        runner.stopped.connect(self._on_message)
        runner.diverged.connect(self._on_diverged)
        runner.failed.connect(self._on_failed)
        self.data_panel.open_requested.connect(self.actions_by_key["open"].trigger)
        for dock in self.workbench.docks.values():
            self.drop_target.watch(dock)
        # Both name in their heading what they draw.
        self.loss_panel.heading_changed.connect(self._check_scales)
        self.weight_changes.heading_changed.connect(self._check_scales)
        self.playback.changed.connect(self.synchronize)
        self.controls.export_requested.connect(self.actions_by_key["export"].trigger)
        for panel, key in (
            (self.loss_panel, "picture_loss"),
            (self.weight_changes, "picture_weights"),
            (self.output_panel, "picture_output"),
        ):
            panel.save_requested.connect(self.actions_by_key[key].trigger)
        for late in self.panels.values():
            if isinstance(late, LatePanel):
                late.picture_requested.connect(partial(self._ask_picture, late.title.lower()))
        self.session.hidden_changed.connect(self._on_session_hidden_changed)

    def _restore(self) -> None:
        preferences, actions = self.preferences, self.actions_by_key
        digits.choose(preferences.digits)
        self.diagram.negative_dashed = preferences.negative_dashed
        actions["dashed"].setChecked(preferences.negative_dashed)
        self._check_scales()
        if not self.restoreGeometry(preferences.geometry):  # none, or of another kind of screen
            self.resize(self.size().boundedTo(self.screen().availableSize() - _FRAME))
        self.workbench.restore_layout(preferences.layout)

    # ---- what actions do -------------------------------------------------------------------

    def guard(self, act: Callable[[], object]) -> None:
        """Do something that may be refused with a sentence, and show the sentence."""
        try:
            act()
        except ValueError as error:
            self.notice.tell(str(error))

    def _change_speed(self, direction: int) -> None:
        self.runner.speed = neighbouring_speed(self.runner.speed, direction)

    def _keep_run(self) -> None:
        run = self.session.keep_run()
        self.notice.tell(f"Kept as run {run.name}: its curve stays in the loss plot.")

    def _toggle_data_place(self, place: DataPlace) -> None:
        chosen = self.actions_by_key[f"data_{place}"].isChecked()
        self.session.set_data_place(place if chosen else "embedded")
        self.notice.tell(data_place_sentence(self.session))

    def _toggle_log_loss(self) -> None:
        self.loss_panel.log_scale = self.actions_by_key["log_loss"].isChecked()

    def _toggle_layer_changes(self) -> None:
        layers = self.actions_by_key["layer_changes"].isChecked()
        self.weight_changes.mode = "layers" if layers else "weights"

    def _check_scales(self) -> None:
        self.actions_by_key["log_loss"].setChecked(self.loss_panel.log_scale)
        layers = self.weight_changes.mode == "layers"
        self.actions_by_key["layer_changes"].setChecked(layers)

    def _toggle_dashed(self) -> None:
        dashed = self.actions_by_key["dashed"].isChecked()
        self.preferences.negative_dashed = dashed
        self.diagram.negative_dashed = dashed

    def _reset_layout(self) -> None:
        self.workbench.reset_layout()
        self.diagram.view.setFocus()

    def _toggle_full_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def _choose_appearance(self, choice: str) -> None:
        self.preferences.appearance = choice
        appearance.choose(choice)

    def _show_shortcuts(self) -> None:
        dialog = ShortcutsDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _quit(self) -> None:
        self.close()

    # ---- handlers --------------------------------------------------------------------------

    def _on_running_changed(self) -> None:
        self.clock.set_active(self.session.running)
        if self.session.running:
            self.notice.hide()  # what it told is over, and the plots are behind it
        self.synchronize()

    def _on_explanation_asked(self) -> None:
        self.workbench.show_dock("details")

    def _on_details_control_asked(self, setting: str) -> None:
        field = self.controls.field_of(setting)
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            field.selectAll()
        else:
            self.workbench.show_dock("training")
            # What was hidden until now has yet to be laid out.
            QTimer.singleShot(0, partial(self.panels["training"].go_to, setting))

    def _on_session_dataset_changed(self) -> None:
        self.synchronize()
        self._veil()

    def _on_session_hidden_changed(self) -> None:
        self._veil()

    def _veil(self) -> None:
        is_hidden, is_absent = bool(self.session.hidden), bool(self.session.dataset.absence)
        for late in LATE_DOCKS:
            panel = self.panels[late.name]
            if isinstance(panel, LatePanel):
                asked = VEIL if late.tells and is_hidden else ""
                panel.veil(ABSENCE if late.computes and is_absent else asked)

    def _on_digits_changed(self) -> None:
        self.preferences.digits = digits.count

    def _on_message(self, sentence: str) -> None:
        self.notice.tell(sentence)

    def _on_diverged(self, sentence: str) -> None:
        self.notice.tell(sentence, problem=True)

    def _on_failed(self, crash: object) -> None:
        if isinstance(crash, Crashed):
            self.error_net.tell(crash.details)

    @override
    @guarded
    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            focused = QApplication.focusWidget()
            if event.key() == Qt.Key.Key_Space and isinstance(focused, QAbstractButton):
                event.accept()  # Space presses a button that was reached with Tab
                return True
        return super().event(event)

    @override
    @guarded
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.playback.stop()
        self.runner.shutdown()
        if "files" in self.__dict__:
            self.files.shut_down()
        self.closing.emit()
        self.save_state.disconnect(self)
        self.clock.stop()
        self.session.undo_stack.disconnect(self)
        self.preferences.store_layout(self.saveGeometry(), self.workbench.stored_layout())
        event.accept()
