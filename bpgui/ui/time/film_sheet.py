"""The sheet in which an animation of the run is chosen, and its making followed."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from bpgui.formats.animation import MOST_PIXELS, MOST_RATE
from bpgui.session.session import Session
from bpgui.ui.controls.form import Form
from bpgui.ui.numbers import format_count
from bpgui.ui.theme import MARGIN, SPACING, scaled_font
from bpgui.ui.time.film import Film, Script, even_moments

_KINDS = (
    ("Animated GIF", "gif"),
    ("PNG frames in a folder", "frames"),
    ("Both, in a folder", "both"),
)
_MOST_FRAMES = 2000
_WIDTHS = (120, 3840)
_USUAL_WIDTH = 960


class FilmSheet(QDialog):
    """Asks what an animation shows, and films it.

    Parameters
    ----------
    session : Session
        Whose history is filmed.
    targets : mapping of str to QWidget
        What can be filmed, by what people call it.
    settle : callable
        Lets everything that is seen catch up with the session.
    ask_path : callable
        Given "gif", "frames" or "both" and what to do with the path, asks where to.

    Signals
    -------
    told(str, bool)
        A sentence about how it ended, and whether it is a problem.
    """

    told = Signal(str, bool)

    def __init__(
        self,
        session: Session,
        targets: Mapping[str, QWidget],
        settle: Callable[[], None],
        ask_path: Callable[[str, Callable[[Path], None]], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._targets = dict(targets)
        self._ask_path = ask_path
        self._path = Path()
        self.film = Film(session, settle, self)
        self.setWindowTitle("Export animation")
        self._create_widgets()
        self._lay_out()
        self._connect()
        self._show_summary()

    # ---- what is chosen --------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """What is written: "gif", "frames" or "both"."""
        return str(self.kinds.currentData())

    @property
    def target(self) -> QWidget:
        """What is filmed."""
        return self._targets[self.what.currentText()]

    @property
    def size_of_pictures(self) -> QSize:
        """In pixels, in the shape of what is filmed."""
        width, size = self.width_field.value(), self.target.size()
        return QSize(width, max(1, round(width * size.height() / max(1, size.width()))))

    # ---- building --------------------------------------------------------------------------

    def _create_widgets(self) -> None:
        session = self._session
        self.what, self.kinds = QComboBox(), QComboBox()
        self.what.addItems(list(self._targets))
        for text, kind in _KINDS:
            self.kinds.addItem(text, kind)
        oldest, newest = session.oldest_sweep, session.newest_sweep
        self.first = _number(oldest, newest, oldest, "The sweep of the first picture")
        self.last = _number(oldest, newest, newest, "The sweep of the last picture")
        moments = session.newest_update - session.oldest_update + 1
        self.frames = _number(2, _MOST_FRAMES, min(100, max(2, moments)), "How many pictures")
        self.rate = _number(1, int(MOST_RATE), 20, "How many pictures are shown a second")
        usual = min(_USUAL_WIDTH, self.target.width())
        self.width_field = _number(*_WIDTHS, usual, "Pixels from left to right")
        self.summary, self.problem = QLabel(), QLabel()
        self.summary.setProperty("role", "muted")
        self.problem.setProperty("role", "error")
        for label in (self.summary, self.problem):
            label.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.progress.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = QPushButton("&Export…")
        self.export_button.setProperty("role", "primary")
        self.export_button.setDefault(True)
        self.buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.AcceptRole)

    def _lay_out(self) -> None:
        heading = QLabel("Export animation")
        heading.setFont(scaled_font(1.15, bold=True))
        self.form = Form()
        self.form.setContentsMargins(-MARGIN, 0, -MARGIN, 0)  # in line with what is around it
        for name, field in (
            ("Show", self.what),
            ("From sweep", self.first),
            ("To sweep", self.last),
            ("Pictures", self.frames),
            ("Pictures a second", self.rate),
            ("Width in pixels", self.width_field),
            ("Write", self.kinds),
        ):
            field.setFixedWidth(24 * self.fontMetrics().averageCharWidth())
            field.setAccessibleName(name)
            self.form.add_row(name, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * MARGIN, 2 * MARGIN, 2 * MARGIN, 2 * MARGIN - 4)
        column.setSpacing(SPACING)
        column.addWidget(heading)
        column.addWidget(self.form)
        for widget in (self.summary, self.problem, self.progress):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.setMinimumWidth(58 * self.fontMetrics().averageCharWidth())
        self.problem.hide()

    def _connect(self) -> None:
        self.what.currentIndexChanged.connect(self._on_what_changed)
        self.kinds.currentIndexChanged.connect(self._show_summary)
        for field in (self.first, self.last, self.frames, self.rate, self.width_field):
            field.valueChanged.connect(self._show_summary)
        self.buttons.accepted.connect(self._on_buttons_accepted)
        self.buttons.rejected.connect(self.reject)
        self.film.progressed.connect(self._on_film_progressed)
        self.film.finished.connect(self._on_film_finished)
        self.film.failed.connect(self._on_film_failed)

    # ---- showing ---------------------------------------------------------------------------

    def _show_summary(self) -> None:
        size, frames = self.size_of_pictures, self.frames.value()
        seconds = frames / self.rate.value()
        self.summary.setText(
            f"{format_count(frames)} pictures of {size.width()} × {size.height()} pixels, "
            f"{seconds:.1f} s."
        )
        self._show_problem(self._problem())

    def _problem(self) -> str:
        if self.last.value() < self.first.value():
            return "The last sweep is before the first."
        size = self.size_of_pictures
        pixels = self.frames.value() * size.width() * size.height()
        if self.kind != "frames" and pixels > MOST_PIXELS:
            return "A GIF of this size does not fit into memory: choose fewer or smaller pictures."
        return ""

    def _show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.export_button.setEnabled(not sentence and not self.film.filming)

    def _show_filming(self) -> None:
        filming = self.film.filming
        self.form.setEnabled(not filming)
        self.export_button.setEnabled(not filming)
        self.progress.setVisible(filming)

    # ---- handlers --------------------------------------------------------------------------

    def _on_what_changed(self) -> None:
        self.width_field.setValue(min(_USUAL_WIDTH, self.target.width()))
        self._show_summary()

    def _on_buttons_accepted(self) -> None:
        if not self._problem():
            self._ask_path(self.kind, self._begin)

    def _begin(self, path: Path) -> None:
        self._path = path
        moments = even_moments(
            self._session, self.first.value(), self.last.value(), self.frames.value()
        )
        gif = path / "animation.gif" if self.kind == "both" else path
        self.progress.setRange(0, len(moments))
        self.progress.setValue(0)
        self.film.start(
            Script(
                self.target,
                self.size_of_pictures,
                moments,
                float(self.rate.value()),
                gif=None if self.kind == "frames" else gif,
                folder=None if self.kind == "gif" else path,
            )
        )
        self._show_filming()

    def _on_film_progressed(self, made: int) -> None:
        self.progress.setValue(made)
        all_of_them = format_count(self.frames.value())
        doing = "Writing" if made == self.frames.value() else "Painting"
        self.summary.setText(f"{doing}: {format_count(made)} of {all_of_them} pictures.")

    def _on_film_finished(self, count: int) -> None:
        self._show_filming()
        self.told.emit(
            f"The animation of {format_count(count)} pictures is in “{self._path}”.", False
        )
        self.accept()

    def _on_film_failed(self, error: Exception) -> None:
        self._show_filming()
        self._show_summary()
        if not isinstance(error, ValueError):
            raise error
        self._show_problem(str(error))
        self.export_button.setEnabled(True)

    @override
    def done(self, result: int) -> None:
        self.film.shut_down()
        super().done(result)


def _number(least: int, most: int, value: int, tip: str) -> QSpinBox:
    field = QSpinBox()
    field.setRange(least, most)
    field.setGroupSeparatorShown(True)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.lineEdit().setTextMargins(SPACING // 2, 0, SPACING // 2, 0)
    field.setValue(value)
    field.setToolTip(tip)
    return field
