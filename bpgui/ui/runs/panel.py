"""The panel that keeps the present run and compares it with those kept before."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.session.kept_runs import KeptRun
from bpgui.session.session import Session
from bpgui.ui.guarding import guarded
from bpgui.ui.pace import Pace
from bpgui.ui.panel import Panel
from bpgui.ui.runs.columns import COLUMNS, TEST
from bpgui.ui.runs.run_model import RunModel
from bpgui.ui.theme import MARGIN, SPACING, appearance, scaled_font

_INTERVAL = 200
"""Milliseconds between two readings of the present run while it trains."""
_HINT = "Keep a run: its curve stays in the loss plot, grey, while you try something else."


class RunsPanel(Panel):
    """A table of runs, with what differs from the present one in bold."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Runs", "", parent)
        self._session = session
        self._pace = Pace(self._follow, _INTERVAL, self)
        self._create_widgets()
        self._lay_out()
        self._connect()
        self.synchronize()

    @override
    def synchronize(self) -> None:
        """Show all runs."""
        self.model.synchronize()
        count = len(self._session.kept_runs)
        self.set_heading(subtitle=f"{count} kept" if count else "none kept")
        self._sentence.setText(_HINT if not count else "")
        self._sentence.setVisible(not count)
        self._size_columns()
        self._show_possible()

    @override
    def refresh(self) -> None:
        """Catch up with a running training; called every frame."""
        self._pace.flush()

    def _create_widgets(self) -> None:
        self.model = RunModel(self._session, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName("Runs")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setWordWrap(False)
        self.table.setShowGrid(False)
        self.table.setStyleSheet("QTableView::item { padding: 0 6px; }")
        self.table.setTabKeyNavigation(False)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setHighlightSections(False)
        header.setFont(scaled_font(0.92))
        self._sentence = QLabel()
        self._sentence.setProperty("role", "muted")
        self._sentence.setWordWrap(True)
        self.keep = self._button("Keep this run", "Its curve stays in the loss plot", self._keep)
        self._of_selected = {
            "Go back to it": "Open the run again: weights, data, settings and history",
            "Use its settings": "Train the present network with the settings of the selected run",
            "Forget": "Keep the selected run no longer",
        }
        acts = (self._return, self._use_settings, self._forget)
        self.buttons = [
            self._button(text, tip, act)
            for (text, tip), act in zip(self._of_selected.items(), acts, strict=True)
        ]
        forget = QAction("Forget", self.table)
        forget.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        forget.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        forget.triggered.connect(self._forget)
        self.table.addAction(forget)

    def _button(self, text: str, tip: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setStatusTip(tip)
        button.setFont(scaled_font(0.92))
        button.clicked.connect(act)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN, SPACING, MARGIN, SPACING)
        row.setSpacing(SPACING)
        row.addWidget(self.keep)
        row.addStretch(1)
        for button in self.buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        self._sentence.setContentsMargins(MARGIN, 0, MARGIN, SPACING)
        column.addWidget(self._sentence)
        table = QVBoxLayout()
        table.setContentsMargins(SPACING - 2, 0, SPACING - 2, SPACING - 2)
        table.addWidget(self.table)
        column.addLayout(table, 1)

    def _connect(self) -> None:
        session = self._session
        session.kept_runs_changed.connect(self.synchronize)
        for signal in (
            session.state_changed,
            session.settings_changed,
            session.dataset_changed,
            session.network_changed,
            session.running_changed,
        ):
            signal.connect(self._pace.ask)
        self.model.refused.connect(session.message)
        self.table.selectionModel().selectionChanged.connect(self._show_possible)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.model.modelReset.connect(self._show_possible)
        appearance.changed.connect(self._size_columns)

    @property
    def selected(self) -> KeptRun | None:
        """The kept run that is selected in the table."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.run(rows[0]) if rows else None

    def _follow(self) -> None:
        if self.isVisible():
            self.model.follow()
            if not self._session.running:
                self._size_columns()

    def _size_columns(self) -> None:
        for place, column in enumerate(COLUMNS):
            self.table.resizeColumnToContents(place)
            if column.title == TEST:
                self.table.setColumnHidden(place, not self.model.has_test_losses)
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 9)

    def _show_possible(self) -> None:
        for button in self.buttons:
            button.setEnabled(self.selected is not None)

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Keep this run", self._keep)
        menu.addSeparator()
        for text, act in zip(
            self._of_selected, (self._return, self._use_settings, self._forget), strict=True
        ):
            menu.addAction(text, act).setEnabled(self.selected is not None)
        menu.popup(self.table.viewport().mapToGlobal(at))

    def _keep(self) -> None:
        run = self._session.keep_run()
        row = next(k for k, kept in enumerate(self._session.kept_runs) if kept is run)
        self.table.selectRow(row + 1)

    def _return(self) -> None:
        if (run := self.selected) is not None:
            self._session.return_to_run(run)

    def _use_settings(self) -> None:
        run = self.selected
        if run is None:
            return
        try:
            self._session.set_settings(run.settings)
        except ValueError as error:
            self._session.message.emit(str(error))

    def _forget(self) -> None:
        if (run := self.selected) is not None:
            self._session.forget_run(run)

    @override
    @guarded
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.synchronize()
