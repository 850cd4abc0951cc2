"""What a monkey does with everything that explains: docks, formulas, questions, steps inside."""

import random
from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QSlider,
    QWidget,
)

from bpgui.app.late_docks import LATE_DOCKS
from bpgui.app.late_panel import LatePanel
from bpgui.app.window import MainWindow
from bpgui.data.problems import PROBLEMS
from bpgui.session.selection import ParameterSelection
from bpgui.ui.mathematics.digits import FEWEST, MOST, digits
from bpgui.ui.mathematics.formula_view import FormulaView
from bpgui.ui.prediction.panel import PredictPanel

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
_USABLE = QAbstractButton | QAbstractScrollArea | QComboBox | QLineEdit | QSlider | FormulaView
_EXPLAINING = ("explain_loss", "explain_back", "explain_forward", "keep_run")
_INSIDE = ("step_unit", "back_unit", "step_phase", "back_phase")
_ANSWERS = ("0", "1/3", "-0,5", "2e-3", "nonsense", "1e999", "")
_SIZES = ((1440, 900), (1024, 700), (900, 600), (1800, 1000))
_KERNELS = ("auto", "numpy", "compiled")
_ODD_PROBLEMS = ("digits", "iris", "spirals", "worked-example", "xor")


class Curiosity:
    """Habits of someone who wants everything explained.

    Parameters
    ----------
    window : MainWindow
        Shown.
    chance : random.Random
        Of the choices.
    """

    def __init__(self, window: MainWindow, chance: random.Random) -> None:
        self._window = window
        self._chance = chance
        self.habits: tuple[Callable[[], None], ...] = (
            self.open_late_dock,
            self.use_panel,
            self.use_panel,
            self.follow_number,
            self.explain,
            self.hover,
            self.walk,
            self.walk,
            self.predict,
            self.choose_learning,
        )
        self.seldom: tuple[Callable[[], None], ...] = (
            self.choose_digits,
            self.resize,
            self.float_dock,
            self.open_odd_problem,
            self.open_sheet,
            self.use_menu,
        )

    def open_late_dock(self) -> None:
        """Bring a dock to the front, mostly one that was not there before."""
        self._window.actions_by_key[self._chance.choice(LATE_DOCKS).action].trigger()

    def use_panel(self) -> None:
        """Use something of a panel that explains: a button, a choice, a slider, a row."""
        panel = self._panel()
        found = [
            widget
            for widget in panel.findChildren(QWidget)
            if isinstance(widget, _USABLE) and widget.isVisible() and widget.isEnabled()
        ]
        if found:
            self._use(self._chance.choice(found))

    def follow_number(self) -> None:
        """Click a number in a formula, or only hover it."""
        views = [view for view in self._window.findChildren(FormulaView) if view.isVisible()]
        views = [view for view in views if view.regions]
        if views:
            view = self._chance.choice(views)
            place = self._chance.choice(view.regions).rect.center().toPoint()
            QTest.mouseMove(view, place)
            if self._chance.random() < 0.6:
                QTest.mouseClick(view, _LEFT, _NONE, place)

    def explain(self) -> None:
        """Ask for an explanation, or go along the trail."""
        self._window.actions_by_key[self._chance.choice(_EXPLAINING)].trigger()

    def hover(self) -> None:
        """Rest the pointer anywhere, or take it away."""
        window = self._window
        anywhere = [window.diagram.view, *window.findChildren(FormulaView), self._panel()]
        target = self._chance.choice([widget for widget in anywhere if widget.isVisible()])
        for _ in range(3):
            QTest.mouseMove(target, self._place_in(target))
        if self._chance.random() < 0.3:
            QTest.mouseMove(window, QPoint(1, 1))

    def walk(self) -> None:
        """Make steps inside the update, or go to the end of a phase."""
        if self._chance.random() < 0.8:
            for _ in range(self._chance.randrange(1, 6)):
                self._window.actions_by_key[self._chance.choice(_INSIDE)].trigger()
        else:
            strip = self._window.details.strip
            self._use(self._chance.choice(strip.findChildren(QAbstractButton)))

    def predict(self) -> None:
        """Ask for a number, answer, right or wrong."""
        panel = self.panel_of("predict")
        if not isinstance(panel, PredictPanel) or not panel.isVisible():
            return
        if not panel.quiz.stands:
            kinds = panel.choice.kind
            kinds.setCurrentIndex(self._chance.randrange(kinds.count()))
            panel.ask_next()
        elif panel.quiz.question is not None:
            right = repr(panel.quiz.question.value)
            panel.answer.setText(self._chance.choice((*_ANSWERS, right)))
            QTest.keyClick(panel.answer, Qt.Key.Key_Return)

    def choose_learning(self) -> None:
        """Choose another way to update, loss, activation or kernel, as a menu does."""
        session, chance = self._window.session, self._chance
        session.change_settings(
            update=chance.choice(("sweep", "mini-batch", "pattern")),
            batch_size=chance.randrange(1, 5),
            reduction=chance.choice(("sum", "mean")),
            decay=chance.choice((0.0, 0.001)),
            kernel=chance.choice(_KERNELS),
        )
        if chance.random() < 0.4:
            session.set_loss(chance.choice(("half-squared-error", "squared-error",
                                            "cross-entropy")))  # fmt: skip
        if chance.random() < 0.3:
            index = chance.randrange(session.network.n_parameters)
            session.select(ParameterSelection(index))

    def choose_digits(self) -> None:
        """Let formulas have other digits."""
        digits.choose(self._chance.randint(FEWEST, MOST))

    def resize(self) -> None:
        """Make the window another size."""
        self._window.resize(*self._chance.choice(_SIZES))

    def float_dock(self) -> None:
        """Make a dock a window of its own, or put it back."""
        docks = [dock for dock in self._window.workbench.docks.values() if dock.isVisible()]
        if docks:
            dock = self._chance.choice(docks)
            dock.setFloating(not dock.isFloating())

    def open_odd_problem(self) -> None:
        """Open a problem that is large, or has many outputs, or only one pattern."""
        key = self._chance.choice(_ODD_PROBLEMS)
        assert key in PROBLEMS
        self._window.session.load_problem(key)

    def open_sheet(self) -> None:
        """Open a dialog and leave it."""
        keys = ("export_worksheet", "export_animation", "shortcuts", "about")
        self._window.actions_by_key[self._chance.choice(keys)].trigger()

    def use_menu(self) -> None:
        """Ask a panel for its context menu."""
        panel = self._panel()
        at = self._place_in(panel)
        child = panel.childAt(at) or panel
        reason = QContextMenuEvent.Reason.Mouse
        inside = child.mapFrom(panel, at)
        QApplication.sendEvent(child, QContextMenuEvent(reason, inside, panel.mapToGlobal(at)))

    def panel_of(self, name: str) -> QWidget | None:
        """Return a late panel if it has been made, without making it."""
        late = self._window.panels[name]
        return late._panel if isinstance(late, LatePanel) else late

    # ---- inside ----------------------------------------------------------------------------

    def _panel(self) -> QWidget:
        """Return a panel that explains and can be seen; the diagram if none can."""
        window = self._window
        names = ("details", *(late.name for late in LATE_DOCKS))
        panels = [window.panels[name] for name in names]
        seen = [panel for panel in panels if not panel.visibleRegion().isEmpty()]
        return self._chance.choice(seen) if seen else window.diagram

    def _use(self, widget: QWidget) -> None:
        target = widget
        if isinstance(widget, QComboBox):
            if widget.count():
                index = self._chance.randrange(widget.count())
                widget.setCurrentIndex(index)
                widget.activated.emit(index)
            return
        if isinstance(widget, QAbstractScrollArea):
            target = widget.viewport()
        at = self._place_in(target)
        if isinstance(widget, QAbstractButton):
            at = target.rect().center()
        QTest.mouseMove(target, at)
        QTest.mouseClick(target, _LEFT, _NONE, at)

    def _place_in(self, widget: QWidget) -> QPoint:
        chance = self._chance
        return QPoint(
            chance.randrange(max(1, widget.width())), chance.randrange(max(1, widget.height()))
        )
